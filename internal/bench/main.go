// Command bench measures speed and size, prints a table, and writes bench.json: a
// list of {"name", "value", "unit"}. What needs a browser is measured in a real
// Chromium, with the site as it is served, by the benchmark of package site.
//
// Usage: bench [-only REGEXP] [-out bench.json] [-page=false]
//
// A measure of plain computation is one function in core. Every measure is listed
// where it is defined.
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"

	"github.com/resonetics/playground/internal/bench/core"
)

func main() {
	only := flag.String("only", "", "measure only what matches this regular expression")
	out := flag.String("out", "bench.json", "file to write the results to")
	page := flag.Bool("page", true, "measure what needs a browser too")
	flag.Parse()
	pattern, err := regexp.Compile(*only)
	if err == nil {
		err = measure(pattern, *out, *page)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

// measure measures what the pattern matches. Where some of it fails, the rest is worth
// having all the same.
func measure(only *regexp.Regexp, out string, page bool) error {
	fmt.Printf("%s, %d threads, %s\n", processor(), runtime.NumCPU(), runtime.Version())
	results := []core.Result{}
	var failures []error
	keep := func(name string, take func() (float64, error), unit string) {
		if !only.MatchString(name) {
			return
		}
		v, err := take()
		if err != nil {
			failures = append(failures, fmt.Errorf("%s: %w", name, err))
			return
		}
		results = append(results, core.Result{Name: name, Value: v, Unit: unit})
		fmt.Println(results[len(results)-1])
	}
	runtime.GOMAXPROCS(1) // one core, so that the collector's work counts too
	for _, m := range core.All {
		keep(m.Name+"_native", m.Run, m.Unit)
	}
	runtime.GOMAXPROCS(runtime.NumCPU())
	if runtime.GOARCH == "amd64" {
		keep("update_us_native_avx2", func() (float64, error) { return runOne(simd, core.Update.Name) }, core.Update.Unit)
		failures = append(failures, compareRoutines(only, keep))
	}
	keep("update_us_native_plain", func() (float64, error) { return runOne(plain, core.Update.Name) }, core.Update.Unit)
	failures = append(failures, inPython(only, keep))
	if page {
		some, err := inBrowser(only)
		results, failures = append(results, some...), append(failures, err)
	}
	keep("view_wasm_br_mb", func() (float64, error) { return program("view", "-tags=stage") }, "MB")
	keep("worker_wasm_br_mb", func() (float64, error) { return program("worker", "-tags=simdhost") }, "MB")
	keep("language_wasm_br_mb", func() (float64, error) { return program("language", "-tags=simdhost,programs") }, "MB")
	text, err := json.MarshalIndent(results, "", "  ")
	return errors.Join(append(failures, err, os.WriteFile(out, append(text, '\n'), 0o644))...)
}

// inBrowser returns what the benchmark of package site measures, which shows it too.
func inBrowser(only *regexp.Regexp) (results []core.Result, err error) {
	folder, err := os.MkdirTemp("", "resonetics-bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "page.json")
	cmd := exec.Command("go", "test", "./site", "-v", "-timeout=60m", "-run=^$", "-bench=^BenchmarkPage$", "-benchtime=1x",
		"-args", "-only="+only.String(), "-out="+file)
	cmd.Stdout, cmd.Stderr = os.Stdout, os.Stderr
	failed := cmd.Run()
	text, err := os.ReadFile(file)
	if err == nil {
		err = json.Unmarshal(text, &results)
	}
	return results, errors.Join(failed, err)
}

// runOne runs a measure in a program of its own; see runMeasures.
func runOne(experiment, measure string) (float64, error) {
	values, err := runMeasures(experiment, measure)
	if err != nil {
		return 0, err
	}
	return values[0], nil
}

// runMeasures runs measures in a program of their own, built with an experiment of Go's:
// with the SIMD routines of amd64, or with plain Go.
func runMeasures(experiment string, measures ...string) (values []float64, err error) {
	cmd := exec.Command("go", append([]string{"run", "./internal/bench/one"}, measures...)...)
	cmd.Env = append(os.Environ(), "GOEXPERIMENT="+experiment)
	cmd.Stderr = os.Stderr
	said, err := cmd.Output()
	if err != nil {
		return nil, err
	}
	lines := bytes.NewReader(said)
	for _, measure := range measures {
		var v float64
		if _, err := fmt.Fscanf(lines, measure+" %g\n", &v); err != nil {
			return nil, fmt.Errorf("%s: %w in %q", measure, err, said)
		}
		values = append(values, v)
	}
	return values, nil
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
