//go:build !js && !oneplatform

package nn

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// platform is one way to build and run a program.
type platform struct {
	name    string
	env     []string // of the build
	tags    string
	runner  []string // what runs the program; its first element may be missing
	backend string   // what must be running
}

// wasm is the environment of a build for the browser.
var wasm = []string{"GOOS=js", "GOARCH=wasm", "GOEXPERIMENT="}

// wasmHost returns the command that runs such a program with the SIMD routines.
func wasmHost(t *testing.T) []string {
	root, err := exec.Command("go", "env", "GOROOT").Output()
	require.NoError(t, err)
	return []string{"node", filepath.Join("testdata", "run.mjs"), filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "wasm_exec.js")}
}

// arm64Emulator returns which of its two names the emulator has here.
func arm64Emulator() string {
	const name, static = "qemu-aarch64", "qemu-aarch64-static"
	if _, err := exec.LookPath(static); err == nil {
		return static
	}
	return name
}

func withAVX2() platform {
	return platform{"amd64 AVX2", []string{"GOARCH=amd64", "GOEXPERIMENT=simd"}, "", nil, "AVX2"}
}

func withWasmSIMD(t *testing.T) platform {
	return platform{"WebAssembly SIMD", wasm, "simdhost", wasmHost(t), "WebAssembly SIMD"}
}

func platforms(t *testing.T) []platform {
	host := wasmHost(t)
	return []platform{
		{"amd64 plain", []string{"GOARCH=amd64", "GOEXPERIMENT="}, "", nil, "plain Go"},
		{"amd64 with fused operations allowed", []string{"GOARCH=amd64", "GOEXPERIMENT=", "GOAMD64=v3"}, "", nil, "plain Go"},
		withAVX2(),
		{"WebAssembly plain", wasm, "", host, "plain Go"},
		{"WebAssembly routines switched off", wasm, "simdhost", append(host[:3:3], "--plain"), "plain Go"},
		withWasmSIMD(t),
		{"arm64", []string{"GOARCH=arm64", "GOEXPERIMENT="}, "", []string{arm64Emulator()}, "plain Go"},
	}
}

// build makes a program of a package with a go command and returns its path. It
// skips the test where such programs do not run.
func (p *platform) build(t *testing.T, pkg string, command ...string) string {
	if p.runner == nil && (runtime.GOARCH != "amd64" || runtime.GOOS != "linux") {
		t.Skipf("%s programs do not run here", p.name)
	}
	if p.runner != nil {
		if _, err := exec.LookPath(p.runner[0]); err != nil {
			t.Skipf("%s is not installed", p.runner[0])
		}
	}
	program := filepath.Join(t.TempDir(), "program")
	build := exec.Command("go", append(command, "-tags", p.tags, "-o", program, pkg)...)
	build.Env = append(os.Environ(), append([]string{"GOOS=linux", "CGO_ENABLED=0"}, p.env...)...)
	out, err := build.CombinedOutput()
	require.NoError(t, err, string(out))
	return program
}

// run runs a program and returns what it prints.
func (p *platform) run(t *testing.T, program string, arguments ...string) string {
	command := append(append(slices.Clone(p.runner), program), arguments...)
	out, err := exec.Command(command[0], command[1:]...).CombinedOutput()
	require.NoError(t, err, string(out))
	return string(out)
}

// TestSameBitsEverywhere trains four networks for 2,000 updates with every
// backend and on every processor that this machine can run.
func TestSameBitsEverywhere(t *testing.T) {
	if testing.Short() {
		t.Skip("builds and runs seven programs")
	}
	const want = "595be9edfe089560"
	for _, p := range platforms(t) {
		t.Run(p.name, func(t *testing.T) {
			out := p.run(t, p.build(t, "../../internal/digest/nn", "build"))
			if p.backend == "AVX2" && strings.HasSuffix(out, "plain Go\n") {
				t.Skip("this processor has no AVX2")
			}
			require.Equal(t, want+" "+p.backend+"\n", out)
		})
	}
}

func TestBackendInWebAssembly(t *testing.T) { testOn(t, withWasmSIMD(t)) }

func TestBackendInAVX2(t *testing.T) { testOn(t, withAVX2()) }

// testOn runs the tests of this package, except those of this file, on another
// platform: the digest does not meet every tail of a tile.
func testOn(t *testing.T, p platform) {
	if testing.Short() {
		t.Skip("builds and runs a program")
	}
	p.tags += ",oneplatform"
	program := p.build(t, ".", "test", "-c")
	out := p.run(t, program, "-test.v")
	if p.backend == "AVX2" && strings.Contains(out, ": plain Go: ") {
		t.Skip("this processor has no AVX2")
	}
	require.Contains(t, out, ": "+p.backend+": ", "TestBackendIsNamedWithAReason tells what ran")
	passed := []string{}
	for line := range strings.Lines(out) {
		if name, found := strings.CutPrefix(line, "--- PASS: "); found {
			passed = append(passed, strings.Fields(name)[0])
		}
	}
	require.ElementsMatch(t, strings.Fields(p.run(t, program, "-test.list", "^(Test|Example)")), passed, out)
}

func TestSIMDModuleIsBuiltFromItsSource(t *testing.T) {
	wat2wasm, err := exec.LookPath("wat2wasm")
	if err != nil {
		t.Skip("wat2wasm (wabt) is not installed")
	}
	built := filepath.Join(t.TempDir(), "simd.wasm")
	out, err := exec.Command(wat2wasm, "simd.wat", "-o", built).CombinedOutput()
	require.NoError(t, err, string(out))
	want, err := os.ReadFile(built)
	require.NoError(t, err)
	require.Equal(t, want, SIMDModule, "simd.wasm is not what wat2wasm makes of simd.wat")
}
