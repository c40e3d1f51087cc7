package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/program"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
)

// programFile returns a file with a program.
func programFile(t *testing.T, folder, name, source string) string {
	t.Helper()
	path := filepath.Join(folder, name)
	require.NoError(t, os.WriteFile(path, []byte(source), 0o600))
	return path
}

func h3Source(t *testing.T) string {
	t.Helper()
	for _, e := range program.Examples() {
		if e.Key == "h3" {
			return e.Source
		}
	}
	require.Fail(t, "there is no example h3")
	return ""
}

// TestAProgramPlaysBehindEveryDoor lets the example of h.3 act in run, bench and race, and
// finds the numbers of h.3; the link of a run holds the program.
func TestAProgramPlaysBehindEveryDoor(t *testing.T) {
	file := programFile(t, t.TempDir(), "my.star", "\ufeff"+h3Source(t))
	h3 := rowsOf(t, "cluster", "run", "--steps", "60", "--episodes", "2")
	require.Equal(t, h3, rowsOf(t, "cluster", "run", "--steps", "60", "--episodes", "2", "--policy", file))
	link := "link: #v=4&lab=cluster&seed=42&policy=program&steps=60&program=" + lab.EncodeText(h3Source(t)) + "&check="
	require.Contains(t, succeed(t, "cluster", "run", "--steps", "60", "--policy", file), link)

	table := succeed(t, "cluster", "bench", "--policies", "h3,"+file, "--episodes", "4")
	row := func(name string) string {
		for line := range strings.Lines(table) {
			if rest, ok := strings.CutPrefix(line, name+" |"); ok {
				return rest
			}
		}
		require.Fail(t, "no row", "%s in %s", name, table)
		return ""
	}
	require.Equal(t, row("h3"), row("my.star"))

	text := succeed(t, "cluster", "race", "--lane-1", file, "--lane-2", "h3", "--lane-3", "none", "--steps", "80")
	require.Contains(t, text, "my.star")
	require.Contains(t, text, "a draw")
	var races raceJSON
	require.NoError(t, json.Unmarshal([]byte(succeed(t, "cluster", "race", "--lane-1", "h7", "--lane-2", file, "--lane-3", "none", "--steps", "80", "--json")), &races))
	require.Equal(t, "my.star", races.Races[0].Lanes[1].Policy)
}

// TestMistakesInAProgramAreTold holds that the file, the line and what is wrong stand on
// one line.
func TestMistakesInAProgramAreTold(t *testing.T) {
	folder := t.TempDir()
	for name, source := range map[string]string{
		"typo.star":   "def act(see, memo):\n    return budget\n",
		"empty.star":  "",
		"long.star":   strings.Repeat("#", program.MaxSource+1),
		"binary.star": "\x00\xff",
		"fails.star":  "def act(see, memo):\n    memo['n'] = memo.get('n', 0) + 1\n    if memo['n'] == 9:\n        return 1 // 0\n    return CLEAN\n",
		"new.star":    "def act(see, memo):\n    return THROTTLE\n",
		"good.star":   h3Source(t),
	} {
		programFile(t, folder, name, source)
	}
	inFolder := regexp.MustCompile(`\w+\.star|\./`) // the names of files, as the test writes them
	run := func(t *testing.T, args string) result {
		r := call(t, strings.Fields(inFolder.ReplaceAllString(args, folder+"/$0"))...)
		r.errOut = strings.ReplaceAll(r.errOut, folder+"/", "")
		return r
	}
	for args, want := range map[string]struct {
		code int
		says string
	}{
		"cluster run --policy typo.star":                            {2, "--policy typo.star: line 2: `budget` is not defined; did you mean see.budget?"},
		"cluster run --policy none.star":                            {2, "--policy none.star: no such file or directory"},
		"cluster run --policy ./":                                   {2, "--policy ./: is a directory"},
		"cluster run --policy empty.star":                           {2, "--policy empty.star: there is no function `act`"},
		"cluster run --policy long.star":                            {2, "--policy long.star: the program has 65537 bytes; at most 65536"},
		"cluster run --policy binary.star":                          {2, "--policy binary.star: the program is not text in UTF-8"},
		"cluster run --policy mine":                                 {2, `--policy is "mine", want one of you, random`},
		"cluster bench --policies h3,typo.star":                     {2, "--policies has typo.star: line 2: `budget`"},
		"cluster bench --policies h3,mine":                          {2, "or a file of your own policy, such as my.star"},
		"cluster race --lane-1 typo.star":                           {2, "--lane-1 typo.star: line 2: "},
		"cluster race --lane-1 good.star --lane-2 fails.star":       {2, "--lane-2 is fails.star and another flag is good.star; a run has one program"},
		"train --policy good.star --max-steps 10 --checkpoint x":    {2, "policy is program, which does not learn"},
		"cluster run --policy fails.star":                           {1, "fails.star: the decision after step 8, in episode 1, failed: line 4: a division by zero"},
		"cluster race --lane-1 h3 --lane-2 fails.star":              {1, "fails.star in lane 2: the decision after step 8, in episode 1, failed: line 4: "},
		"cluster bench --policies h3,fails.star --episodes 2":       {1, "line 4: a division by zero"},
		"cluster run --policy new.star --rules v4.5":                {1, `line 2: the rules v4.5 have no action "throttle"`},
		"cluster bench --policies new.star --episodes 1":            {1, `the rules v4.5 have no action "throttle"`},
		"cluster run --link v=2&lab=cluster&policy=program&program": {2, "--link"},
	} {
		t.Run(args, func(t *testing.T) {
			r := run(t, args)
			require.Equal(t, want.code, r.code, r.errOut)
			require.Contains(t, r.errOut, want.says)
			require.Equal(t, 1, strings.Count(r.errOut, "\n"), r.errOut)
		})
	}
	r := run(t, "cluster bench --policies h3,fails.star --episodes 2")
	require.Regexp(t, `policy fails\.star, episode of seed \d+, step 9: line 4: `, r.errOut)
}

// TestALinkRunsItsProgram opens the link of a page's run in the terminal.
func TestALinkRunsItsProgram(t *testing.T) {
	link := "v=2&lab=cluster&seed=42&policy=program&steps=60&program=" + lab.EncodeText(h3Source(t))
	require.Equal(t, rowsOf(t, "cluster", "run", "--steps", "60"), rowsOf(t, "cluster", "run", "--link", link))
	require.Equal(t, rowsOf(t, "cluster", "run", "--steps", "60"), rowsOf(t, "cluster", "run", "--steps", "60", "--policy", cluster.KeyProgram), "without a program it is the example")
}
