package labs

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestDigestsAgreeBetweenPlatforms runs the same sessions, 10,000 steps of every
// rule set and of the other labs, natively and in WebAssembly.
func TestDigestsAgreeBetweenPlatforms(t *testing.T) {
	if _, err := exec.LookPath("node"); err != nil {
		t.Skip("node is missing: the WebAssembly side was not compared")
	}
	native := runDigest(t, nil)
	require.NotEmpty(t, strings.TrimSpace(native))
	wasm := runDigest(t, []string{"GOOS=js", "GOARCH=wasm"})
	require.Equal(t, native, wasm)
}

func runDigest(t *testing.T, platform []string) string {
	t.Helper()
	program := filepath.Join(t.TempDir(), "digest")
	build := exec.Command("go", "build", "-tags", "programs", "-o", program, "../../../internal/digest/labs")
	build.Env = append(os.Environ(), platform...)
	out, err := build.CombinedOutput()
	require.NoError(t, err, "%s", out)
	run := exec.Command(program)
	if platform != nil {
		root, err := exec.Command("go", "env", "GOROOT").Output()
		require.NoError(t, err)
		run = exec.Command(filepath.Join(strings.TrimSpace(string(root)), "lib", "wasm", "go_js_wasm_exec"), program)
	}
	out, err = run.CombinedOutput()
	require.NoError(t, err, "%s", out)
	return string(out)
}
