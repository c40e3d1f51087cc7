package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"

	"github.com/resonetics/playground/internal/bench/core"
)

// nativeUpdates times the training update with the SIMD routines of amd64 and
// with plain Go: two builds of one program.
func nativeUpdates() group {
	const avx2, plain = "update_us_native_avx2", "update_us_native_plain"
	return group{[]string{avx2, plain}, func(wanted func(string) bool) ([]result, error) {
		var results []result
		for _, b := range []struct{ name, experiment string }{{avx2, "simd"}, {plain, ""}} {
			if !wanted(b.name) || b.experiment != "" && runtime.GOARCH != "amd64" {
				continue
			}
			v, err := runOne(b.experiment, core.Update.Name)
			if err != nil {
				return results, fmt.Errorf("%s: %w", b.name, err)
			}
			results = append(results, result{b.name, v, core.Update.Unit})
		}
		return results, nil
	}}
}

// runOne runs a measure in a program of its own, built with an experiment of
// Go's.
func runOne(experiment, measure string) (float64, error) {
	cmd := exec.Command("go", "run", "./internal/bench/one", measure)
	cmd.Env = append(os.Environ(), "GOEXPERIMENT="+experiment)
	cmd.Stderr = os.Stderr
	said, err := cmd.Output()
	if err != nil {
		return 0, err
	}
	var v float64
	_, err = fmt.Sscanf(string(said), measure+" %g", &v)
	return v, err
}
