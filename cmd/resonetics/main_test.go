package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// binary is the real command, built once.
var binary string

func TestMain(m *testing.M) {
	flag.Parse()
	if flag.Lookup("test.fuzz").Value.String() != "" { // which calls no command, in several processes
		os.Exit(m.Run())
	}
	os.Exit(buildAndRun(m))
}

func buildAndRun(m *testing.M) int {
	folder, err := os.MkdirTemp("", "resonetics")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	binary = filepath.Join(folder, "resonetics")
	build := exec.Command("go", "build", "-o", binary, ".")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "go build: %v\n%s", err, out)
		return 1
	}
	return m.Run()
}

// result is what one call of the command came to.
type result struct {
	code        int
	out, errOut string
}

// call runs the real command in an empty folder without a display.
func call(t *testing.T, args ...string) result {
	t.Helper()
	cmd := command(t, args...)
	var out, errOut bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &errOut
	err := cmd.Run()
	if _, exited := err.(*exec.ExitError); err != nil && !exited {
		require.NoError(t, err)
	}
	return result{cmd.ProcessState.ExitCode(), out.String(), errOut.String()}
}

// signaled sends a signal to a command that has begun: one that ended without a word did not
// listen yet, and is given longer.
func signaled(t *testing.T, signal os.Signal, args ...string) result {
	t.Helper()
	for wait := 200 * time.Millisecond; ; wait *= 2 {
		cmd := command(t, args...)
		var errOut strings.Builder
		cmd.Stderr = &errOut
		require.NoError(t, cmd.Start())
		time.Sleep(wait)
		require.NoError(t, cmd.Process.Signal(signal))
		require.Error(t, cmd.Wait())
		if code := cmd.ProcessState.ExitCode(); code != -1 {
			return result{code: code, errOut: errOut.String()}
		}
	}
}

func command(t *testing.T, args ...string) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(binary, args...)
	cmd.Dir = t.TempDir()
	for _, v := range os.Environ() {
		if !bytes.HasPrefix([]byte(v), []byte("DISPLAY=")) && !bytes.HasPrefix([]byte(v), []byte("WAYLAND_DISPLAY=")) {
			cmd.Env = append(cmd.Env, v)
		}
	}
	return cmd
}

// succeed runs the command, which must succeed and say nothing on standard
// error, because that is no terminal here.
func succeed(t *testing.T, args ...string) string {
	t.Helper()
	r := call(t, args...)
	require.Zero(t, r.code, r.errOut)
	require.Empty(t, r.errOut)
	return r.out
}
