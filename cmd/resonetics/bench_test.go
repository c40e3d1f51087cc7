package main

import (
	"encoding/json"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestBenchProphetTables(t *testing.T) {
	args := []string{"bench", "prophet", "--seeds", "2", "--steps", "20"}
	out := succeed(t, args...)
	for _, s := range []string{"Strategies: 2 seeds from 1 on, 20 steps", "Ablation", "Adam, kernel, rate 0.003", "reference", "no prediction", "no drift", "no kernel", "95 % interval"} {
		require.Contains(t, out, s)
	}
	var one, two prophetTables
	require.NoError(t, json.Unmarshal([]byte(succeed(t, append(args, "--json", "--workers", "1")...)), &one))
	require.NoError(t, json.Unmarshal([]byte(succeed(t, append(args, "--json", "--workers", "3")...)), &two))
	require.Equal(t, one, two, "the number of workers changes nothing")
	require.Equal(t, 2, one.Seeds)
	require.Equal(t, "prophet", one.Ablation[0].Name)
}

func TestBenchProphetDefaultsAreThePublished(t *testing.T) {
	help := succeed(t, "bench", "prophet", "--help")
	require.Regexp(t, `--seeds .*\(default 20\)`, help)
	require.Regexp(t, `--steps .*\(default 2000\)`, help)
}

func TestInterruptedBenchProphet(t *testing.T) {
	cmd := command(t, "bench", "prophet", "--seeds", "10000", "--workers", "1")
	var errOut strings.Builder
	cmd.Stderr = &errOut
	require.NoError(t, cmd.Start())
	time.Sleep(300 * time.Millisecond) // long enough to begin
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.Error(t, cmd.Wait())
	require.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode())
	require.Contains(t, errOut.String(), "interrupted")
}
