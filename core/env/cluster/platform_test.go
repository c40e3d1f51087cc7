//go:build !js && !oneplatform

package cluster

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestBackends runs the tests that compare the routines of a backend with plain Go, where
// the backend is not that of this program.
func TestBackends(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs programs")
	}
	const compare = "-test.run=^(TestNoiseKeeps|TestEveryWorldOfABatch)"
	t.Run("AVX2", func(t *testing.T) {
		if runtime.GOARCH != "amd64" {
			t.Skip("AVX2 is a part of amd64 processors")
		}
		passes(t, nil, testProgram(t, "", "GOEXPERIMENT=simd"), compare)
	})
	t.Run("WebAssembly SIMD", func(t *testing.T) {
		if _, err := exec.LookPath("node"); err != nil {
			t.Skip("node is not installed")
		}
		root, err := exec.Command("go", "env", "GOROOT").Output()
		require.NoError(t, err)
		host := []string{"node", filepath.Join("..", "..", "nn", "testdata", "run.mjs"),
			filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js")}
		passes(t, host, testProgram(t, "simdhost", "GOOS=js", "GOARCH=wasm", "GOEXPERIMENT="), compare)
	})
}

// testProgram compiles the tests of this package.
func testProgram(t *testing.T, tags string, env ...string) string {
	program := filepath.Join(t.TempDir(), "program")
	build := exec.Command("go", "test", "-c", "-tags", tags+",oneplatform", "-o", program, ".")
	build.Env = append(append(os.Environ(), "CGO_ENABLED=0"), env...)
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	return program
}

func passes(t *testing.T, runner []string, program, compare string) {
	command := append(runner, program, "-test.v", compare)
	out, err := exec.Command(command[0], command[1:]...).CombinedOutput()
	require.NoError(t, err, string(out))
	require.Equal(t, 2, strings.Count(string(out), "--- PASS: "), string(out))
}
