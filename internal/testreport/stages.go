package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// ebiten marks the packages whose tests can need a display.
const ebiten = "github.com/hajimehoshi/ebiten/v2"

// testTimeout is how long the tests of one package may take.
const testTimeout = "35m"

// browserPrograms are the packages that are compiled for WebAssembly.
var browserPrograms = []string{"./wasm/...", "./internal/bench/one", "./internal/bench/empty"}

// backends are the packages of which some files are compiled for one target only.
var backends = []string{"./core/nn", "./core/env/cluster"}

// runner carries out the stages and reports to tally.
type runner struct {
	tally *tally
	out   io.Writer
	race  bool
}

// all runs every stage on the packages that match.
func (r *runner) all(patterns []string) {
	r.lint("", nil, "inherit", patterns)
	if slices.Contains(patterns, "./...") {
		// What is exported to JavaScript looks unused to staticcheck.
		r.lint(" for the browser", []string{"GOOS=js", "GOARCH=wasm"}, "inherit,-U1000", browserPrograms)
		r.lint(" of the backends for AVX2", []string{"GOARCH=amd64", "GOEXPERIMENT=simd"}, "inherit", backends)
		flags := "GOFLAGS=" + os.Getenv("GOFLAGS") + " -tags=simdhost"
		r.lint(" of the backends for the browser", []string{"GOOS=js", "GOARCH=wasm", flags}, "inherit", backends)
	}
	plain, screen, err := split(patterns)
	if err != nil {
		fmt.Fprintln(r.out, err)
		r.tally.fail()
		return
	}
	if slices.Contains(patterns, "./...") {
		r.workflows()
		r.check("manifests of Kubernetes", nil, "go", "-C", "deploy/kubernetes", "test", "./...")
	}
	display, stop := r.display()
	defer stop()
	r.tests("tests", nil, nil, plain)
	r.tests("tests with a window", append(display, "CGO_ENABLED=0"), nil, screen)
	if r.race && r.hasCompiler() {
		r.raceTests(append(display, "CGO_ENABLED=1"), append(plain, screen...))
	}
}

// raceTests runs the tests once more under the race detector, except for those
// that take long: what computes for seconds does so in one goroutine.
func (r *runner) raceTests(env, packages []string) {
	flags := []string{"-race"}
	if slow := r.tally.slow; len(slow) > 0 {
		flags = append(flags, "-skip", "^("+strings.Join(slow, "|")+")$")
		fmt.Fprintf(r.out, "\nThe race detector leaves out what took longer than %g s: %s\n", slowTest, strings.Join(slow, ", "))
	}
	r.tally.again = true
	defer func() { r.tally.again = false }()
	r.tests("tests under the race detector", env, flags, packages)
}

// lint runs vet and staticcheck, for another platform when env names one.
func (r *runner) lint(suffix string, env []string, checks string, patterns []string) {
	r.check("vet"+suffix, env, append([]string{"go", "vet"}, patterns...)...)
	r.tool("staticcheck", suffix, env, append([]string{"-checks", checks}, patterns...)...)
}

// tool runs a tool of go.mod as check does. The tool itself is built for this
// platform, even where env names another one.
func (r *runner) tool(name, suffix string, env []string, args ...string) {
	path, err := exec.Command("go", "tool", "-n", name).Output()
	if err != nil {
		fmt.Fprintf(r.out, "FAIL\tgo tool -n %s: %v\n", name, err)
		r.tally.fail()
		return
	}
	r.check(name+suffix, env, append([]string{strings.TrimSpace(string(path))}, args...)...)
}

// workflows checks the workflows of a public host. shellcheck and pyflakes are left out:
// whether a machine has them must not change the verdict.
func (r *runner) workflows() {
	files, _ := filepath.Glob(".github/workflows/*.yml")
	r.tool("actionlint", "", nil, append([]string{"-shellcheck=", "-pyflakes="}, files...)...)
}

// check runs a command that must succeed and counts it as one result.
func (r *runner) check(name string, env []string, command ...string) {
	defer r.heading(name)()
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stdout, cmd.Stderr = r.out, r.out
	if err := cmd.Run(); err != nil {
		fmt.Fprintf(r.out, "FAIL\t%s: %v\n", name, err)
		r.tally.fail()
		return
	}
	r.tally.pass()
}

// tests runs the tests of the packages and counts each.
func (r *runner) tests(name string, env, flags, packages []string) {
	if len(packages) == 0 {
		return
	}
	defer r.heading(name)()
	args := append([]string{"test", "-json", "-timeout", testTimeout}, flags...)
	cmd := exec.Command("go", append(args, packages...)...)
	cmd.Env = append(os.Environ(), env...)
	cmd.Stderr = r.out
	results, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	if err != nil {
		fmt.Fprintf(r.out, "FAIL\t%s: %v\n", name, err)
		r.tally.fail()
		return
	}
	before := r.tally.failed
	r.tally.read(results)
	if err := cmd.Wait(); err != nil && r.tally.failed == before {
		fmt.Fprintf(r.out, "FAIL\t%s: %v\n", name, err)
		r.tally.fail()
	}
}

// heading announces a stage and returns what tells how long it took.
func (r *runner) heading(name string) func() {
	fmt.Fprintf(r.out, "\n# %s\n", name)
	start := time.Now()
	return func() { fmt.Fprintf(r.out, "# %s took %.0f s\n", name, time.Since(start).Seconds()) }
}

// hasCompiler reports whether the race detector can be linked.
func (r *runner) hasCompiler() bool {
	if out, err := exec.Command("go", "env", "CC").Output(); err == nil {
		if _, err := exec.LookPath(strings.TrimSpace(string(out))); err == nil {
			return true
		}
	}
	r.tally.skip("race detector", "it needs a C compiler, and there is none")
	return false
}

// split tells the packages whose tests link Ebiten from the others.
func split(patterns []string) (plain, screen []string, err error) {
	args := append([]string{"list", "-test", "-f", `{{if .ForTest}}{{.ForTest}} {{range .Deps}}{{.}} {{end}}{{end}}`}, patterns...)
	cmd := exec.Command("go", args...)
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, nil, fmt.Errorf("go %s: %w", strings.Join(args, " "), err)
	}
	for line := range strings.Lines(string(out)) {
		words := strings.Fields(line)
		if len(words) == 0 {
			continue
		}
		list := &plain
		if slices.Contains(words[1:], ebiten) {
			list = &screen
		}
		if !slices.Contains(*list, words[0]) {
			*list = append(*list, words[0])
		}
	}
	return plain, screen, nil
}

// display starts a virtual display, unless there is a display or no way to have
// one; the tests that need one then say so. It returns what to add to the
// environment and what ends it.
func (r *runner) display() (env []string, stop func()) {
	none := func() {}
	if os.Getenv("DISPLAY") != "" {
		return nil, none
	}
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		return nil, none
	}
	read, write, err := os.Pipe()
	if err != nil {
		return nil, none
	}
	defer read.Close()
	cmd := exec.Command(path, "-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp")
	cmd.ExtraFiles = []*os.File{write}
	err = cmd.Start()
	write.Close()
	if err != nil {
		return nil, none
	}
	stop = func() {
		cmd.Process.Kill()
		cmd.Wait()
	}
	number, _ := bufio.NewReader(read).ReadString('\n')
	if number = strings.TrimSpace(number); number == "" {
		stop()
		return nil, none
	}
	return []string{"DISPLAY=:" + number, "LIBGL_ALWAYS_SOFTWARE=1"}, stop
}
