// Command digest runs sessions of every lab and prints the digest of each, so
// that a test can compare platforms.
package main

import (
	"fmt"
	"os"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
)

// counting is a program that adds up what it sees.
const counting = `def act(see, memo):
    memo["sum"] = memo.get("sum", 0) + see.memory * 0.37 - see.up.cpu / 3
    memo["last"] = (memo.get("last", []) + [see.budget])[-5:]
    if memo["sum"] > 1:
        memo["sum"] -= 1
        return CLEAN
    return [UP, RIGHT, SCALE][int(sum(memo["last"])) % 3]
`

// Steps is how long each session runs.
const steps = 10_000

func main() {
	for _, link := range []string{
		"lab=cluster&rules=v4.5&policy=random&rows=4&columns=4&steps=500",
		"lab=cluster&rules=v4.6&policy=h3&rows=4&columns=4&steps=500&seed=7",
		"lab=cluster&rules=v5.1&policy=omniscient",
		"lab=gardener&size=24&selection=foragers",
		"lab=gardener&size=24&selection=off",
		"lab=prophet",
		"lab=prophet&strategy=reference&batch=3",
		"lab=cluster&policy=pilot-prophet&epsilon-steps=2000",
		"lab=cluster&policy=qtable",
		"lab=cluster&policy=program&program=" + lab.EncodeText(counting),
		"lab=race&lane-4=omniscient&teach=2",
		"lab=race&lane-1=program&lane-2=h3&lane-3=none&program=" + lab.EncodeText(counting),
		"lab=race&rules=v4.5&lane-1=random&lane-2=h3&lane-3=h7&lane-4=none&rows=4&columns=4",
	} {
		d, err := run(link)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		fmt.Printf("%016x %s\n", d, link)
	}
}

// run plays a session with a disturbance in the middle.
func run(link string) (uint64, error) {
	r, err := labs.All.ParseLink(link)
	if err != nil {
		return 0, err
	}
	s, err := lab.NewSession(r.Config)
	if err != nil {
		return 0, err
	}
	s.Advance(steps / 2)
	c, err := r.Config.Lab.ParseCommand("inject 0 0.4")
	if err == nil {
		err = s.Apply(c)
	}
	s.Advance(steps / 2)
	return s.Digest(), err
}
