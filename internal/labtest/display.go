package labtest

import (
	"bufio"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// Display returns the environment of a display, and skips the test where there
// is none to be had.
func Display(t testing.TB) []string {
	t.Helper()
	if os.Getenv("DISPLAY") != "" {
		return os.Environ()
	}
	path, err := exec.LookPath("Xvfb")
	if err != nil {
		t.Skip("there is no display and Xvfb is not installed")
	}
	read, write, err := os.Pipe()
	require.NoError(t, err)
	defer read.Close()
	server := exec.Command(path, "-displayfd", "3", "-screen", "0", "1400x900x24", "-nolisten", "tcp")
	server.ExtraFiles = []*os.File{write}
	require.NoError(t, server.Start())
	require.NoError(t, write.Close())
	t.Cleanup(func() {
		server.Process.Kill()
		server.Wait()
	})
	number, err := bufio.NewReader(read).ReadString('\n')
	require.NoError(t, err)
	return append(os.Environ(), "DISPLAY=:"+strings.TrimSpace(number))
}
