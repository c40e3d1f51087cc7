package main

import (
	"bytes"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"

	"github.com/resonetics/playground/internal/bench/core"
	"github.com/resonetics/playground/internal/python"
)

// The measures of the Python package.
const (
	pythonSingle = "python_steps_per_s_single"
	pythonVector = "python_vector_vs_native"
)

// inPython measures how fast Python steps, as far as the pattern asks for it. The vector is
// compared with the same worlds stepped by Go; both run in turns, and the best turn of each
// counts.
func inPython(only *regexp.Regexp, keep func(name string, take func() (float64, error), unit string)) error {
	if !only.MatchString(pythonSingle) && !only.MatchString(pythonVector) {
		return nil
	}
	root, err := filepath.Abs(".")
	if err != nil {
		return err
	}
	e, err := python.Prepare(root, "bench")
	if err != nil {
		return fmt.Errorf("python: %w", err)
	}
	var single, vector, native float64
	const turns = 3
	for range turns {
		one, many, err := pythonRates(e.Python)
		if err != nil {
			return err
		}
		bare, err := runOne(nativeExperiment(), core.Vector.Name)
		if err != nil {
			return err
		}
		single, vector, native = max(single, one), max(vector, many), max(native, bare)
	}
	keep(pythonSingle, func() (float64, error) { return single, nil }, "steps/s")
	keep(pythonVector, func() (float64, error) { return vector / native, nil }, "ratio")
	return nil
}

// nativeExperiment is what the library of the package is built with.
func nativeExperiment() string {
	if runtime.GOARCH == "amd64" {
		return simd
	}
	return plain
}

// pythonRates returns what bench.py prints.
func pythonRates(interpreter string) (single, vector float64, err error) {
	cmd := exec.Command(interpreter, filepath.Join("python", "bench.py"))
	cmd.Stderr = os.Stderr
	said, err := cmd.Output()
	if err == nil {
		_, err = fmt.Fscanf(bytes.NewReader(said), "single %g\nvector %g\n", &single, &vector)
	}
	if err != nil {
		err = fmt.Errorf("bench.py: %w in %q", err, said)
	}
	return single, vector, err
}
