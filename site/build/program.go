package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
)

// program is one of the Go programs of the page.
type program struct {
	name string   // its file is name.wasm
	path string   // package, relative to the module
	tags string   // build tags, separated by commas
	hot  []string // packages that it spends its time in
	cold []string // packages among these that are called seldom
}

var programs = []program{
	worker("worker", "simdhost"),
	// The same with the language for visitors' programs, which a page loads when it is
	// first asked for.
	worker("language", "simdhost,programs", "go.starlark.net/starlark", "runtime", "internal/runtime/..."),
	{name: "view", path: "./wasm/view", tags: "stage", hot: []string{module + "...", "runtime", "internal/runtime/...", "syscall/js"},
		cold: []string{
			module + "core/field", module + "core/safetensors", module + "core/kernel", module + "core/env/cluster", module + "core/env/gardener",
			module + "core/agent/train", module + "core/agent/pilot", module + "core/agent/prophet", module + "core/agent/qtable",
		}},
}

// worker describes a program that computes; hot are packages of others that it spends its
// time in.
func worker(name, tags string, hot ...string) program {
	return program{
		name: name, path: "./wasm/worker", tags: tags, hot: append(hot, module+"..."),
		cold: []string{
			module + "core/agent/aggregate", module + "core/agent/series", module + "core/codec", module + "core/field", module + "core/safetensors", module + "core/lab", module + "core/lab/gardener",
			module + "core/lab/labs", module + "core/lab/luck", module + "core/lab/prophet", module + "core/lab/race", module + "core/lab/runner", module + "wasm/worker", module + "wasm/wire",
		},
	}
}

const module = "github.com/resonetics/playground/"

// compilePrograms returns the compiled programs by file name.
func compilePrograms(root string) (map[string][]byte, error) {
	dir, err := os.MkdirTemp("", "resonetics-site-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	compiled := make(map[string][]byte)
	for _, p := range programs {
		if found, _ := filepath.Glob(filepath.Join(root, p.path, "*.go")); len(found) == 0 {
			fmt.Fprintf(os.Stderr, "site/build: %s has no Go files; the site is built without it\n", p.path)
			continue
		}
		file := filepath.Join(dir, p.name+".wasm")
		if err := p.compile(root, file); err != nil {
			return nil, err
		}
		b, err := os.ReadFile(file)
		if err != nil {
			return nil, err
		}
		if compiled[p.name+".wasm"], err = shrink(b); err != nil {
			return nil, fmt.Errorf("%s: %w", p.path, err)
		}
	}
	return compiled, nil
}

// inlining says where the compiler inlines: in what is hot, and functions of math
// everywhere: most are a single instruction, and the worlds are twice as fast for
// it. Without inlining the rest is larger, but repeats itself so much that what a visitor downloads
// shrinks: the drawing program by a tenth, the thinking one by a fifteenth.
func (p program) inlining() []string {
	flags := []string{"-gcflags=all=-l", "-gcflags=math=", "-gcflags=math/bits="}
	for _, path := range p.hot {
		flags = append(flags, "-gcflags="+path+"=")
	}
	for _, path := range p.cold {
		flags = append(flags, "-gcflags="+path+"=-l")
	}
	return flags
}

// linked are the linker's flags: no symbols, and the version that saved networks name.
func linked() string {
	if v := version(); v != "" {
		return "-s -w -X github.com/resonetics/playground/core/agent/train.Program=" + v
	}
	return "-s -w"
}

func (p program) compile(root, file string) error {
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags=" + linked(), "-o", file}
	args = append(args, p.inlining()...)
	cmd := exec.Command("go", append(args, "-tags", p.tags, p.path)...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOEXPERIMENT="+collector())
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("compiling %s: %w", p.path, err)
	}
	return nil
}

// collector chooses the smaller of the two garbage collectors that a version of Go has:
// the larger one pays for itself on many cores.
func collector() string {
	if strings.HasPrefix(runtime.Version(), tablesOf) {
		return "nogreenteagc"
	}
	return ""
}
