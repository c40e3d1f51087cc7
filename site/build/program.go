package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// program is one of the two Go programs of the page.
type program struct {
	name string   // its file is name.wasm
	path string   // package, relative to the module
	tags []string // build tags
	cold []string // packages of this module that are called seldom
}

var programs = []program{
	{name: "worker", path: "./wasm/worker", tags: []string{"kernelhost"}, cold: []string{"core/lab", "core/agent/checkpoint"}},
	{name: "view", path: "./wasm/view"},
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
		if compiled[p.name+".wasm"], err = os.ReadFile(file); err != nil {
			return nil, err
		}
	}
	return compiled, nil
}

// inlining says where the compiler inlines: in Go's runtime, in calls to
// JavaScript, and in this module's own packages but for the cold ones. Without
// inlining the libraries are larger, but repeat themselves so much that what a
// visitor downloads shrinks: the drawing program by a tenth.
func (p program) inlining() []string {
	flags := []string{"-gcflags=all=-l"}
	for _, hot := range []string{"runtime", "internal/runtime/...", "syscall/js", module + "..."} {
		flags = append(flags, "-gcflags="+hot+"=")
	}
	for _, path := range p.cold {
		flags = append(flags, "-gcflags="+module+path+"=-l")
	}
	return flags
}

func (p program) compile(root, file string) error {
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", file}
	args = append(args, p.inlining()...)
	for _, tag := range p.tags {
		args = append(args, "-tags", tag)
	}
	cmd := exec.Command("go", append(args, p.path)...)
	cmd.Dir = root
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	cmd.Stdout, cmd.Stderr = os.Stderr, os.Stderr
	if err := cmd.Run(); err != nil {
		return fmt.Errorf("compiling %s: %w", p.path, err)
	}
	return nil
}
