//go:build !js

package kernel

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestSameBitsEverywhere runs internal/digest with every backend that
// this machine can run. The program this test belongs to need not be one of
// them.
func TestSameBitsEverywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs five programs")
	}
	if runtime.GOARCH != "amd64" || runtime.GOOS != "linux" {
		t.Skip("the programs are built for linux/amd64 and for WebAssembly")
	}
	root, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	wasmExec := filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js")
	native := []string{"GOOS=linux", "GOARCH=amd64", "CGO_ENABLED=0"}
	wasm := []string{"GOOS=js", "GOARCH=wasm", "GOEXPERIMENT="}
	node := []string{"node", filepath.Join("..", "nn", "testdata", "run.mjs"), wasmExec}
	want := ""
	for _, p := range []struct {
		name, tags string
		env, run   []string
	}{
		{"amd64 plain", "", append(native[:3:3], "GOEXPERIMENT="), nil},
		{"amd64 with fused operations allowed", "", append(native[:3:3], "GOEXPERIMENT=", "GOAMD64=v3"), nil},
		{"amd64 AVX2", "", append(native[:3:3], "GOEXPERIMENT=simd"), nil},
		{"WebAssembly plain", "", wasm, node},
		{"WebAssembly SIMD", "simdhost", wasm, node},
	} {
		t.Run(p.name, func(t *testing.T) {
			if p.run != nil {
				if _, err := exec.LookPath(p.run[0]); err != nil {
					t.Skip("node is missing: the WebAssembly side was not compared")
				}
			}
			program := filepath.Join(t.TempDir(), "digest")
			build := exec.Command("go", "build", "-tags", p.tags, "-o", program, "../../internal/digest/kernel")
			build.Env = append(os.Environ(), p.env...)
			out, err := build.CombinedOutput()
			require.NoError(t, err, "%s", out)
			command := append(append([]string(nil), p.run...), program)
			out, err = exec.Command(command[0], command[1:]...).CombinedOutput()
			require.NoError(t, err, "%s", out)
			got, _, found := strings.Cut(string(out), " ")
			require.True(t, found, "%s", out)
			if want == "" {
				want = got
			}
			require.Equal(t, want, got)
		})
	}
}
