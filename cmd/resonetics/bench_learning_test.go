package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/series"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/guidance"
	"github.com/resonetics/playground/experiment/learning"
)

func TestBenchLearningShowsBaselinesAndBars(t *testing.T) {
	svg := filepath.Join(t.TempDir(), "a.svg")
	args := []string{"bench", "learning", "--presets", "calm", "--seeds", "2", "--steps", "600", "--every", "300", "--episodes", "2"}
	out := succeed(t, append(args, "--plot", svg)...)
	for _, s := range []string{"h.3", "omniscient", "seed 1", "seed 2", "bar: beats h3 within 20000 steps on all: NOT met (0 of 2)"} {
		require.Contains(t, out, s)
	}
	require.Contains(t, read(t, svg), "seed 2")
	var reports []learning.Table
	one := succeed(t, append(args, "--json", "--workers", "1")...)
	require.NoError(t, json.Unmarshal([]byte(one), &reports))
	require.Len(t, reports, 1)
	require.Len(t, reports[0].Curves, 2)
	require.Len(t, reports[0].Curves[0].Points, 2)
	require.Equal(t, one, succeed(t, append(args, "--json", "--workers", "2")...))
}

func TestBenchGuidanceComparesEveryRule(t *testing.T) {
	args := []string{"bench", "guidance", "--preset", "calm", "--seeds", "2", "--steps", "400", "--episodes", "2"}
	out := succeed(t, args...)
	for _, s := range append([]string{"h.3", "omniscient", "95 %", "t = ", "p = "}, train.GuidanceNames...) {
		require.Contains(t, out, s)
	}
	var report guidance.Table
	require.NoError(t, json.Unmarshal([]byte(succeed(t, append(args, "--json")...)), &report))
	require.Len(t, report.Rules, len(train.GuidanceNames))
	require.Len(t, report.Comparisons, 5)
}

func TestBenchForecastShowsTrivialPredictors(t *testing.T) {
	args := []string{"bench", "forecast", "--seeds", "1", "--steps", "200", "--learn", "4", "--passes", "1", "--judge", "3"}
	out := succeed(t, args...)
	for _, s := range []string{"h3", "omniscient", "prophet, stats", "prophet, extended", "largest memory", "average memory", "elapsed time", "AUROC", "Brier", "skill", "lead", "calibration"} {
		require.Contains(t, out, s)
	}
	var report struct {
		Tables []struct{ Predictors []struct{ Name string } }
	}
	require.NoError(t, json.Unmarshal([]byte(succeed(t, append(args, "--json")...)), &report))
	require.Len(t, report.Tables, 1)
	require.Len(t, report.Tables[0].Predictors, 6)
}

func TestClusterBenchTrainsOrLoadsWhoLearns(t *testing.T) {
	out := succeed(t, "cluster", "bench", "--preset", "calm", "--policies", "h3,qtable,pilot,pilot-prophet", "--train-steps", "150", "--episodes", "2")
	require.Contains(t, out, "qtable trained for 150 steps first, pilot trained for 150 steps first, pilot-prophet trained for 150 steps first")
	for _, s := range []string{"\nh3 |", "\nqtable |", "\npilot |", "\npilot-prophet |", "pilot win-rate against h3"} {
		require.Contains(t, out, s)
	}
	path := filepath.Join(t.TempDir(), "a")
	succeed(t, "train", "--preset", "calm", "--policy", "qtable", "--max-steps", "77", "--eval-every", "0", "--checkpoint", path)
	out = succeed(t, "cluster", "bench", "--preset", "calm", "--policies", "h3,qtable", "--checkpoint", path, "--episodes", "2")
	require.Contains(t, out, "qtable loaded after 77 steps")
}

func TestLearningBenchMistakes(t *testing.T) {
	there := filepath.Join(t.TempDir(), "there.svg")
	require.NoError(t, os.WriteFile(there, []byte("mine"), 0o600))
	qtable := filepath.Join(t.TempDir(), "q")
	succeed(t, "train", "--policy", "qtable", "--max-steps", "20", "--eval-every", "0", "--checkpoint", qtable)
	for _, c := range []struct {
		args string
		code int
		says []string
	}{
		{"bench learning --presets storm", 2, []string{"--presets", "storm", "crisis"}},
		{"bench learning --plot a.svg", 2, []string{"--plot", "one preset"}},
		{"bench learning --presets calm --plot " + there, 1, []string{there, "--force"}},
		{"bench learning --every 0", 2, []string{"--every", "0", "from 1"}},
		{"bench guidance --seeds 1", 2, []string{"--seeds", "1", "from 2"}},
		{"bench guidance --plot a.txt", 2, []string{"--plot", "a.txt"}},
		{"bench forecast --judge 0", 2, []string{"--judge", "0", "from 1"}},
		{"cluster bench --policies pilot", 2, []string{"pilot", "v5.1", "--preset"}},
		{"cluster bench --preset calm --policies h3 --checkpoint " + qtable, 2, []string{"--checkpoint", "qtable", "--policies"}},
		{"cluster bench --preset calm --policies qtable --checkpoint /no/such", 1, []string{"/no/such"}},
	} {
		r := call(t, strings.Fields(c.args)...)
		require.Equal(t, c.code, r.code, "%s: %s", c.args, r.errOut)
		require.Equal(t, 1, strings.Count(r.errOut, "\n"), r.errOut)
		for _, s := range c.says {
			require.Contains(t, r.errOut, s, c.args)
		}
	}
	require.Equal(t, "mine", read(t, there))
}

// TestNobodyIsMeasuredOnWhatItLearnedFrom compares the episodes of a policy's lessons with
// those that it is measured on.
func TestNobodyIsMeasuredOnWhatItLearnedFrom(t *testing.T) {
	preset, err := baselines.Preset("calm")
	require.NoError(t, err)
	for _, key := range cluster.Learners() {
		config, _ := lessons(key, preset, 42)
		learned := series.Seeds(config.Seed, 500)
		for _, seed := range series.Seeds(42, 500) {
			require.NotContains(t, learned, seed, key)
		}
	}
}
