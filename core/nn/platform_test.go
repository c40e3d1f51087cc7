//go:build !js

package nn

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// platform is one way to build and run internal/digest.
type platform struct {
	name    string
	env     []string // of the build
	tags    string
	runner  []string // what runs the program; its first element may be missing
	backend string   // what must be running
}

// wasm is the environment of a build for the browser.
var wasm = []string{"GOOS=js", "GOARCH=wasm", "GOEXPERIMENT="}

// wasmHost returns the command that runs such a program with the vector kernels.
func wasmHost(t *testing.T) []string {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	return []string{"node", filepath.Join("testdata", "run.mjs"), filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js")}
}

func platforms(t *testing.T) []platform {
	host := wasmHost(t)
	return []platform{
		{"amd64 plain", []string{"GOARCH=amd64", "GOEXPERIMENT="}, "", nil, "plain Go"},
		{"amd64 with fused operations allowed", []string{"GOARCH=amd64", "GOEXPERIMENT=", "GOAMD64=v3"}, "", nil, "plain Go"},
		{"amd64 AVX2", []string{"GOARCH=amd64", "GOEXPERIMENT=simd"}, "", nil, "AVX2"},
		{"WebAssembly plain", wasm, "", host, "plain Go"},
		{"WebAssembly kernels switched off", wasm, "kernelhost", append(host[:3:3], "--plain"), "plain Go"},
		{"WebAssembly SIMD", wasm, "kernelhost", host, "WebAssembly SIMD"},
		{"arm64", []string{"GOARCH=arm64", "GOEXPERIMENT="}, "", []string{"qemu-aarch64-static"}, "plain Go"},
	}
}

// TestSameBitsEverywhere trains three networks for 2,000 updates with every set
// of kernels and on every processor that this machine can run.
func TestSameBitsEverywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs seven programs")
	}
	const want = "1ebe50c864e8e42f"
	for _, p := range platforms(t) {
		t.Run(p.name, func(t *testing.T) {
			if p.runner == nil && (runtime.GOARCH != "amd64" || runtime.GOOS != "linux") {
				t.Skipf("%s programs do not run here", p.name)
			}
			if p.runner != nil {
				if _, err := exec.LookPath(p.runner[0]); err != nil {
					t.Skipf("%s is not installed", p.runner[0])
				}
			}
			program := filepath.Join(t.TempDir(), "digest")
			build := exec.Command("go", "build", "-tags", p.tags, "-o", program, "./internal/digest")
			build.Env = append(os.Environ(), append([]string{"GOOS=linux", "CGO_ENABLED=0"}, p.env...)...)
			out, err := build.CombinedOutput()
			require.NoError(t, err, string(out))
			command := append(append([]string(nil), p.runner...), program)
			out, err = exec.Command(command[0], command[1:]...).CombinedOutput()
			require.NoError(t, err, string(out))
			if p.backend == "AVX2" && strings.HasSuffix(string(out), "plain Go\n") {
				t.Skip("this processor has no AVX2")
			}
			require.Equal(t, want+" "+p.backend+"\n", string(out))
		})
	}
}

// TestKernelsInWebAssembly runs the tests of the kernels on those of kernel.wat:
// the digest does not meet every tail of a tile.
func TestKernelsInWebAssembly(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs a program")
	}
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is not installed")
	}
	program := filepath.Join(t.TempDir(), "tests.wasm")
	build := exec.Command("go", "test", "-c", "-tags", "kernelhost", "-o", program, ".")
	build.Env = append(os.Environ(), wasm...)
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	command := append(wasmHost(t), program, "-test.v", "-test.run", "Kernels|Where|ReLU|Transpose|FirstNonFinite|Blend|RationalTanh")
	out, err = exec.Command(command[0], command[1:]...).CombinedOutput()
	require.NoError(t, err, string(out))
	require.Equal(t, 8, strings.Count(string(out), "--- PASS"), string(out))
}

func TestKernelModuleIsBuiltFromItsSource(t *testing.T) {
	wat2wasm, err := exec.LookPath("wat2wasm")
	if err != nil {
		t.Skip("wat2wasm (wabt) is not installed")
	}
	built := filepath.Join(t.TempDir(), "kernel.wasm")
	out, err := exec.Command(wat2wasm, "kernel.wat", "-o", built).CombinedOutput()
	require.NoError(t, err, string(out))
	want, err := os.ReadFile(built)
	require.NoError(t, err)
	require.Equal(t, want, KernelModule, "kernel.wasm is not what wat2wasm makes of kernel.wat")
}
