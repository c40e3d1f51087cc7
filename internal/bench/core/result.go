package core

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

// Result is one measured number.
type Result struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	Unit  string  `json:"unit"`
}

// String gives a line of the table.
func (r Result) String() string { return fmt.Sprintf("%-32s %16.6g %s", r.Name, r.Value, r.Unit) }

// Compile returns a program of this module as WebAssembly.
func Compile(path string, flags ...string) ([]byte, error) {
	folder, err := os.MkdirTemp("", "resonetics-bench")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	file := filepath.Join(folder, "program.wasm")
	cmd := exec.Command("go", append(append([]string{"build", "-trimpath", "-o", file}, flags...), path)...)
	cmd.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm", "GOEXPERIMENT=")
	cmd.Stderr = os.Stderr
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("compiling %s: %w", path, err)
	}
	return os.ReadFile(file)
}
