package main

import (
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// minimize is how many inputs Go may try to make an interesting one smaller. Left to
// itself it spends up to a minute on each, in which it finds nothing.
const minimize = "50x"

// kept is the folder of the inputs that reached new code, from which the next run goes on.
const kept = "build/fuzz"

// result is what came of a target.
type result struct {
	target
	executions int
	seconds    float64
	output     string
	err        error
}

func (r result) String() string {
	rate := 0.0
	if r.seconds > 0 {
		rate = 60 * float64(r.executions) / r.seconds
	}
	line := fmt.Sprintf("%-44s %9d executions, %8.0f a minute", r.target, r.executions, rate)
	if r.err != nil {
		line += "  FAIL: " + r.err.Error() + "\n" + r.output
	}
	return line
}

// arguments are those of the go command that runs a target.
func (t target) arguments(each time.Duration, workers int) ([]string, error) {
	folder, err := filepath.Abs(filepath.Join(kept, t.folder))
	return []string{"test", "-run=^$", "-fuzz=^" + t.name + "$", "-fuzztime=" + each.String(),
		"-fuzzminimizetime=" + minimize, "-parallel=" + strconv.Itoa(workers), t.folder,
		"-args", "-test.fuzzcachedir=" + folder}, err
}

// run runs a target.
func (t target) run(each time.Duration, workers int) result {
	arguments, err := t.arguments(each, workers)
	if err != nil {
		return result{target: t, err: err}
	}
	output, err := exec.Command("go", arguments...).CombinedOutput()
	r := result{target: t, output: string(output), err: err}
	r.executions, r.seconds = progress(r.output)
	if err == nil && r.executions == 0 {
		r.err = errors.New("it tried nothing new; give it more time")
	}
	return r
}

var (
	begun   = regexp.MustCompile(`fuzz: elapsed: (\S+), gathering baseline coverage: .*, now fuzzing`)
	reports = regexp.MustCompile(`fuzz: elapsed: (\S+), execs: (\d+) `)
)

// progress reads how many inputs were tried, and in how many seconds, from what Go printed.
// The clock starts when those that were kept from earlier runs have been tried.
func progress(output string) (executions int, seconds float64) {
	var from, to time.Duration // as Go prints them
	for line := range strings.Lines(output) {
		if m := begun.FindStringSubmatch(line); m != nil {
			from, _ = time.ParseDuration(m[1])
		}
		if m := reports.FindStringSubmatch(line); m != nil {
			to, _ = time.ParseDuration(m[1])
			executions, _ = strconv.Atoi(m[2])
		}
	}
	return executions, (to - from).Seconds()
}
