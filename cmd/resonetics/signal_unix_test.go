//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/internal/labtest"
)

// A signal ends a command that waits for what a pipe never gives.
func TestASignalEndsWhatWaitsForAPipe(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe.star")
	require.NoError(t, syscall.Mkfifo(pipe, 0o600))
	for _, args := range []string{
		"eval " + pipe,
		"train --resume " + pipe,
		"cluster run --policy " + pipe,
		"cluster race --lane-1 " + pipe,
		"cluster bench --policies h3," + pipe,
		"cluster bench --policies h3,qtable --checkpoint " + pipe,
		"prophet --no-monitor --config " + pipe,
		"prophet --no-monitor --resume " + pipe,
		"play --policy " + pipe,
	} {
		cmd := command(t, strings.Fields(args)...)
		require.NoError(t, cmd.Start())
		var other *os.File
		require.Eventually(t, func() bool {
			var err error
			other, err = os.OpenFile(pipe, os.O_WRONLY|syscall.O_NONBLOCK, 0) // fails until somebody reads
			return err == nil
		}, time.Minute, 5*time.Millisecond, args)
		require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
		require.Error(t, cmd.Wait())
		require.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode(), args)
		require.NoError(t, other.Close())
	}
	for _, args := range []string{"cluster run --out " + pipe, "gardener --steps 5 --force --out " + pipe, "cluster bench --episodes 1 --out " + pipe} {
		require.Equal(t, exitInterrupted, signaled(t, syscall.SIGHUP, strings.Fields(args)...).code, args)
	}
}

// A program that was started to outlive its terminal does.
func TestNohupStays(t *testing.T) {
	folder := t.TempDir()
	rows := filepath.Join(folder, "a.csv")
	cmd := command(t)
	cmd.Path, cmd.Args = "/bin/sh", []string{"sh", "-c", `trap "" HUP; exec "$@"`, "sh", binary, "gardener", "--steps", "300", "--out", rows}
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool {
		b, err := os.ReadFile(rows)
		return err == nil && strings.Count(string(b), "\n") > 1
	}, time.Minute, time.Millisecond)
	require.NoError(t, cmd.Process.Signal(syscall.SIGHUP))
	require.NoError(t, cmd.Wait())
	require.Equal(t, 301, strings.Count(read(t, rows), "\n"))
}

// A signal closes the window, which saves the run into its file: it goes on from there.
func TestASignalSavesTheRunOfAWindow(t *testing.T) {
	env := labtest.Display(t)
	file := filepath.Join(t.TempDir(), "run.safetensors")
	before := uint64(0)
	for _, signal := range []syscall.Signal{syscall.SIGHUP, syscall.SIGTERM, syscall.SIGINT} {
		step := before
		for wait := time.Second; step == before; wait *= 2 { // it may not have begun to step
			require.Less(t, wait, time.Minute)
			cmd := command(t, "play", "--session", file, "--rate", "max", "--policy", "pilot")
			cmd.Env = env
			require.NoError(t, cmd.Start())
			time.Sleep(wait)
			require.NoError(t, cmd.Process.Signal(signal))
			if err := cmd.Wait(); err == nil {
				step = savedStep(t, file)
			}
		}
		require.Greater(t, step, before, signal)
		before = step
	}
}

// savedStep returns how far the run in a file has come.
func savedStep(t *testing.T, path string) uint64 {
	t.Helper()
	run, err := labs.All.SavedRun([]byte(read(t, path)))
	require.NoError(t, err)
	return run.At
}
