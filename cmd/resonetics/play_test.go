package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"

	"github.com/spf13/cobra"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
)

// keep saves the session that the flags start into a file and returns its path.
func keep(t *testing.T, args ...string) string {
	t.Helper()
	cmd := &cobra.Command{}
	flags := playFlags(cmd)
	require.NoError(t, cmd.ParseFlags(args))
	run, err := flags.run()
	require.NoError(t, err)
	s, err := lab.Replay(run)
	require.NoError(t, err)
	s.Advance(3)
	path := filepath.Join(t.TempDir(), "mine.safetensors")
	require.NoError(t, os.WriteFile(path, s.Save(nil), 0o600))
	return path
}

func playFlags(cmd *cobra.Command) *runFlags {
	return addLabFlags(cmd)
}

// goOn returns what the window and standard error say when the flags meet a file.
func goOn(t *testing.T, path string, args ...string) (window, errOut string) {
	t.Helper()
	cmd := &cobra.Command{}
	var b bytes.Buffer
	cmd.SetErr(&b)
	flags := playFlags(cmd)
	require.NoError(t, cmd.ParseFlags(args))
	run, err := flags.run()
	require.NoError(t, err)
	session, window, err := resume(cmd, flags, run, path)
	require.NoError(t, err)
	require.NotNil(t, session)
	return window, b.String()
}

// TestAWindowGreetsAsThePageDoes: what a first visit shows is a default of nothing else.
func TestAWindowGreetsAsThePageDoes(t *testing.T) {
	for _, c := range []struct {
		args   []string
		rivals string
	}{
		{[]string{"--lab", "prophet"}, "on"},
		{[]string{"--lab", "prophet", "--strategy", "adam"}, "off"},
		{[]string{"--lab", "prophet", "--seed", "7"}, "off"},
		{[]string{"--link", "v=2&lab=prophet&seed=42"}, "off"},
	} {
		cmd := &cobra.Command{}
		flags := playFlags(cmd)
		require.NoError(t, cmd.ParseFlags(c.args))
		run, err := flags.visit()
		require.NoError(t, err)
		require.Equal(t, c.rivals, run.Config.Choice("rivals"), "%v", c.args)
	}
}

func TestFlagsThatAgreeWithTheFileSayNothing(t *testing.T) {
	for _, args := range [][]string{
		nil,
		{"--policy", "pilot-prophet", "--seed", "7"},
		{"--preset", "crisis"},
		{"--preset", "crisis", "--drift", "0.001"},
		{"--lab", "gardener"},
		{"--link", "v=1&lab=cluster&seed=9&drift=0.01&at=2"},
	} {
		path := keep(t, args...)
		for _, given := range [][]string{args, nil} {
			window, errOut := goOn(t, path, given...)
			require.Empty(t, window, args)
			require.Empty(t, errOut, args)
		}
	}
	window, errOut := goOn(t, filepath.Join(t.TempDir(), "new"), "--seed", "7", "--preset", "crisis")
	require.Empty(t, window, "a new session takes them all")
	require.Empty(t, errOut)
}

func TestFlagsThatComeTooLateAreNamed(t *testing.T) {
	path := keep(t, "--seed", "7", "--preset", "calm")
	for _, c := range []struct {
		args []string
		told string
	}{
		{[]string{"--preset", "crisis", "--seed", "8"}, "--preset, --seed are for a new session and were not applied"},
		{[]string{"--preset", "crisis", "--seed", "7"}, "--preset is for a new session and was not applied"},
		{[]string{"--preset", "calm", "--drift", "0.02"}, "--drift is for a new session and was not applied"},
		{[]string{"--lab", "gardener", "--size", "30", "--seed", "7"}, "--lab, --size are for a new session and were not applied"},
		{[]string{"--link", "v=1&lab=cluster&seed=8"}, "--link is for a new session and was not applied"},
	} {
		window, errOut := goOn(t, path, c.args...)
		require.Equal(t, "Going on with "+path+"; "+c.told+".", window)
		require.Contains(t, errOut, "resonetics: going on with "+path+", which holds 'v=4&lab=cluster&seed=7&")
		require.Contains(t, errOut, "; "+c.told+"\n")
		require.Equal(t, 1, bytes.Count([]byte(errOut), []byte("\n")))
	}
}

func TestASessionThatCannotBeSavedIsRefusedBeforeTheWindowOpens(t *testing.T) {
	folder := t.TempDir()
	half := filepath.Join(folder, "half")
	require.NoError(t, os.WriteFile(half, []byte("half"), 0o600))
	for path, why := range map[string]string{
		"/nonexistent/x": "no such file or directory",
		folder:           "is a folder",
		os.DevNull:       "is a device",
		half:             "saved session: ",
	} {
		r := call(t, "play", "--session", path)
		require.Equal(t, exitFailure, r.code)
		require.Contains(t, r.errOut, "resonetics: --session: ")
		require.Contains(t, r.errOut, path)
		require.Contains(t, r.errOut, why)
		require.NotContains(t, r.errOut, "display")
	}
}
