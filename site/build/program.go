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
}

var programs = []program{
	{name: "worker", path: "./wasm/worker", tags: []string{"kernelhost"}},
	{name: "view", path: "./wasm/view"},
}

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

func (p program) compile(root, file string) error {
	args := []string{"build", "-trimpath", "-buildvcs=false", "-ldflags=-s -w", "-o", file}
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
