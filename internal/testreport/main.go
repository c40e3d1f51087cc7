// Command testreport runs everything that must hold before a change is kept: vet,
// staticcheck, actionlint on the workflows of a public host, the tests under the race
// detector, and the tests that need a window under a virtual display. It goes on after
// a failure, shows only what failed in full, and ends with what was skipped and why and
// with one line of counts.
//
// Usage: testreport [-race=false] [package patterns]
package main

import (
	"flag"
	"fmt"
	"os"
)

func main() {
	race := flag.Bool("race", true, "run the tests under the race detector")
	flag.Usage = func() {
		fmt.Fprintln(flag.CommandLine.Output(), "Usage: testreport [-race=false] [package patterns]")
		flag.PrintDefaults()
	}
	flag.Parse()
	patterns := flag.Args()
	if len(patterns) == 0 {
		patterns = []string{"./..."}
	}
	t := newTally(os.Stdout)
	r := runner{tally: t, out: os.Stdout, race: *race}
	r.all(patterns)
	t.summary()
	if t.failed > 0 {
		os.Exit(1)
	}
}
