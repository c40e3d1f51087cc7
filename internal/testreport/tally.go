package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"regexp"
	"strings"
)

// event is one line of `go test -json`.
type event struct {
	Action      string
	Package     string
	ImportPath  string // of build output
	Test        string
	Output      string
	Elapsed     float64 // seconds
	FailedBuild string
}

// slowTest is how many seconds a test may take to be run again under the race
// detector, which makes it ten times slower and more.
const slowTest = 0.5

// skip is one test that did not run, and why.
type skip struct{ name, reason string }

// tally counts results and keeps the output of tests until it is known whether it
// must be shown.
type tally struct {
	out    io.Writer
	passed int
	failed int
	skips  []skip
	lines  map[string][]string // output by package and test
	broken map[string]bool     // packages with a failure that was counted
	again  bool                // tests run a second time: only failures count
	slow   []string            // top-level tests that took longer than slowTest
}

func newTally(out io.Writer) *tally {
	return &tally{out: out, lines: make(map[string][]string), broken: make(map[string]bool)}
}

// pass and fail count a check that is not a Go test.
func (t *tally) pass() {
	if !t.again {
		t.passed++
	}
}

func (t *tally) fail() { t.failed++ }

func (t *tally) skip(name, reason string) {
	if !t.again {
		t.skips = append(t.skips, skip{name, reason})
	}
}

func (t *tally) printf(f string, a ...any) { fmt.Fprintf(t.out, f, a...) }

// read counts the events of one `go test -json` run. Lines that are no events
// are shown as they are.
func (t *tally) read(r io.Reader) {
	s := bufio.NewScanner(r)
	s.Buffer(nil, 16<<20)
	for s.Scan() {
		var e event
		if json.Unmarshal(s.Bytes(), &e) != nil {
			t.printf("%s\n", s.Text())
			continue
		}
		t.add(e)
	}
	if err := s.Err(); err != nil {
		t.printf("reading results: %v\n", err)
		t.fail()
	}
}

func (t *tally) add(e event) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "build-output":
		t.printf("%s", e.Output)
	case "output":
		t.output(key, e)
	case "pass", "skip", "fail":
		t.finish(key, e)
	}
}

// output keeps a test's line and shows the lines that are about a package as a
// whole: its "ok" or "FAIL", but not the "PASS" that stands above it.
func (t *tally) output(key string, e event) {
	switch {
	case e.Test != "":
		t.lines[key] = append(t.lines[key], e.Output)
	case e.Output != "PASS\n" && !strings.HasPrefix(e.Output, "coverage:") && !strings.Contains(e.Output, "[no test files]"):
		t.printf("%s", e.Output)
	}
}

func (t *tally) finish(key string, e event) {
	lines := t.lines[key]
	delete(t.lines, key)
	switch {
	case e.Action == "fail" && (e.Test != "" || e.FailedBuild != ""):
		t.failed++
		t.broken[e.Package] = true
		for _, line := range lines {
			t.printf("%s", line)
		}
	case e.Action == "fail":
		t.interrupted(e.Package)
	case e.Test == "": // a package that passed or has no tests
	case e.Action == "pass":
		t.pass()
		if e.Elapsed > slowTest && !strings.Contains(e.Test, "/") {
			t.slow = append(t.slow, e.Test)
		}
	default:
		t.skip(e.Package+" "+e.Test, reason(lines))
	}
}

// interrupted counts and shows tests of a failed package that never came to an
// end, because it panicked or ran out of time. A package without such a test has
// failed through the tests counted already, or outside all of them.
func (t *tally) interrupted(pkg string) {
	found := false
	for key, lines := range t.lines {
		if !strings.HasPrefix(key, pkg+" ") {
			continue
		}
		for _, line := range lines {
			t.printf("%s", line)
		}
		delete(t.lines, key)
		found = true
	}
	if found || !t.broken[pkg] {
		t.failed++
	}
}

// testLine is the place that stands before what a test says.
var testLine = regexp.MustCompile(`^\S+_test\.go:\d+:`)

// reason returns what a test said when it skipped itself.
func reason(lines []string) string {
	var said []string
	for _, line := range lines {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "=== ") || strings.HasPrefix(line, "--- ") {
			continue
		}
		if place := testLine.FindString(line); place != "" {
			line = strings.TrimSpace(line[len(place):])
		}
		if line != "" {
			said = append(said, line)
		}
	}
	if len(said) == 0 {
		return "no reason given"
	}
	return strings.Join(said, " ")
}

// summary ends the report.
func (t *tally) summary() {
	if len(t.skips) > 0 {
		t.printf("\nskipped:\n")
		for _, s := range t.skips {
			t.printf("  %s: %s\n", s.name, s.reason)
		}
	}
	t.printf("\n%d passed, %d failed, %d skipped\n", t.passed, t.failed, len(t.skips))
}
