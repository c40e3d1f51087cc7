package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

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
	r := signaled(t, os.Interrupt, "bench", "prophet", "--seeds", "10000", "--workers", "1")
	require.Equal(t, exitInterrupted, r.code)
	require.Contains(t, r.errOut, "interrupted")
}

func TestBenchForecastIsShownAgain(t *testing.T) {
	folder := t.TempDir()
	file, svg := filepath.Join(folder, "a.json"), filepath.Join(folder, "a.svg")
	args := []string{"bench", "forecast", "--seeds", "2", "--first-seed", "5", "--held-out", "tuning", "--steps", "400", "--learn", "3", "--passes", "1", "--judge", "3"}
	succeed(t, append(args, "--json", "--out", file)...)
	out := succeed(t, "bench", "forecast", "--from", file, "--plot", svg)
	for _, s := range []string{"2 seeds from 5 on", "of the set tuning", "Under h.3, ε 0.3, of which none of the forecasters", "the best clock's", "95 % interval",
		"h.3", "omniscient", "Prophet, stats", "Prophet, grid", "highest memory", "the Pilot as it learns", "reliability",
		"again: resonetics bench forecast --first-seed 5 --seeds 2"} {
		require.Contains(t, out, s)
	}
	require.Contains(t, read(t, svg), "came true, %")
	require.Contains(t, succeed(t, "bench", "forecast", "--from", file, "--markdown"), "| bar | verdict |")
	r := call(t, "bench", "forecast", "--from", file, "--seeds", "3")
	require.Equal(t, exitUsage, r.code)
	require.Contains(t, r.errOut, "leave out --seeds")
	require.Contains(t, call(t, "bench", "forecast", "--from", svg).errOut, "not a table of this measurement")
}
