// Command bench measures speed and size, prints a table, and writes bench.json: a
// list of {"name", "value", "unit"}. What needs a browser is measured in a real
// Chromium, with the site as it is served.
//
// Usage: bench [-only REGEXP] [-out bench.json]
//
// A measure of plain computation is one function in core; a measure of the page
// is one function in page.go. Both are listed where they are defined.
package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime"
	"strings"

	"github.com/resonetics/playground/internal/bench/core"
)

// result is one measured number.
type result struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
}

// group is a set of measures that share a preparation. Where some fail, run
// returns the others beside the error.
type group struct {
	names []string
	run   func(wanted func(name string) bool) ([]result, error)
}

// errNoBrowser leaves out what needs a browser.
var errNoBrowser = errors.New("no Chromium is installed")

func main() {
	only := flag.String("only", "", "measure only what matches this regular expression")
	out := flag.String("out", "bench.json", "file to write the results to")
	flag.Parse()
	pattern, err := regexp.Compile(*only)
	if err == nil {
		err = measure(pattern, *out)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func measure(pattern *regexp.Regexp, out string) error {
	fmt.Printf("%s, %d threads, %s\n", processor(), runtime.NumCPU(), runtime.Version())
	results := []result{}
	var failures error
	for _, g := range groups() {
		wanted := func(name string) bool { return pattern.MatchString(name) }
		if !anyOf(g.names, wanted) {
			continue
		}
		some, err := g.run(wanted)
		if errors.Is(err, errNoBrowser) {
			fmt.Printf("left out, because %v: %s\n", err, strings.Join(g.names, ", "))
			continue
		}
		if err != nil { // the others are worth having all the same
			err = fmt.Errorf("of %s: %w", strings.Join(g.names, ", "), err)
			fmt.Println(err)
			failures = errors.Join(failures, err)
		}
		for _, r := range some {
			fmt.Printf("%-32s %16.6g %s\n", r.Name, r.Value, r.Unit)
		}
		results = append(results, some...)
	}
	text, err := json.MarshalIndent(results, "", "  ")
	if err != nil {
		return err
	}
	return errors.Join(failures, os.WriteFile(out, append(text, '\n'), 0o644))
}

// groups lists everything that is measured, what needs no browser first.
func groups() []group {
	return []group{native(), nativeUpdates(), inWorker(), firstVisit(), frames(), learning(), learningLarge(), beating(), crowd(), sizes()}
}

func anyOf(names []string, wanted func(string) bool) bool {
	for _, name := range names {
		if wanted(name) {
			return true
		}
	}
	return false
}

// native runs the plain computations in this process.
func native() group {
	var g group
	for _, m := range core.All {
		g.names = append(g.names, m.Name+"_native")
	}
	g.run = func(wanted func(string) bool) ([]result, error) {
		runtime.GOMAXPROCS(1) // one core, so that the collector's work counts too
		defer runtime.GOMAXPROCS(runtime.NumCPU())
		var results []result
		for i, m := range core.All {
			if !wanted(g.names[i]) {
				continue
			}
			v, err := m.Run()
			if err != nil {
				return nil, fmt.Errorf("%s: %w", m.Name, err)
			}
			results = append(results, result{g.names[i], v, m.Unit})
		}
		return results, nil
	}
	return g
}

// processor returns what the system calls its processor.
func processor() string {
	text, err := os.ReadFile("/proc/cpuinfo")
	if err == nil {
		for l := range strings.Lines(string(text)) {
			if key, value, ok := strings.Cut(l, ":"); ok && strings.TrimSpace(key) == "model name" {
				return strings.TrimSpace(value)
			}
		}
	}
	return runtime.GOARCH
}
