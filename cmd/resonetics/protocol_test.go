package main

import (
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/bench"
)

// A reader who doubts a figure measures it on other seeds and other episodes, with the command
// that has measured it.
func TestEveryMeasurementMayTakeOtherSeedsAndEpisodes(t *testing.T) {
	for words, flags := range map[string][]string{
		"bench learning": {"first-seed", "held-out"},
		"bench guidance": {"first-seed", "held-out"},
		"bench forecast": {"first-seed", "held-out"},
		"bench prophet":  {"first-seed"},
		"gardener":       {"first-seed"},
		"cluster bench":  {"seed", "held-out"},
		"eval":           {"held-out"},
		"train":          {"seeds", "held-out"},
	} {
		cmd, _, err := newRootCommand().Find(strings.Fields(words))
		require.NoError(t, err)
		for _, name := range flags {
			require.NotNil(t, cmd.Flags().Lookup(name), "%s --%s", words, name)
		}
	}
}

// What has been learned is measured on episodes that chose neither its numbers nor its best
// checkpoint, unless others are asked for.
func TestEvalPlaysTheSetThatItIsTold(t *testing.T) {
	checkpoint := filepath.Join(t.TempDir(), "q.safetensors")
	succeed(t, "train", "--policy", "qtable", "--max-steps", "20", "--eval-every", "0", "--checkpoint", checkpoint)
	for set, args := range map[baselines.Set][]string{
		baselines.Final:               nil,
		baselines.Curves:              {"--held-out", "curves"},
		{Key: "17", Seed: uint64(17)}: {"--held-out", "17"},
	} {
		args = append([]string{"eval", checkpoint, "--episodes", "2", "--json"}, args...)
		var table bench.Table
		require.NoError(t, json.Unmarshal([]byte(succeed(t, args...)), &table))
		require.Equal(t, set.Seed, table.Seed)
		require.Equal(t, "Held-out episodes of the set "+set.Key, table.World)
	}
}

func TestClusterBenchPlaysASet(t *testing.T) {
	args := []string{"cluster", "bench", "--preset", "red-queen", "--policies", "h3", "--episodes", "2", "--json", "--held-out"}
	var table bench.Table
	require.NoError(t, json.Unmarshal([]byte(succeed(t, append(args, "final")...)), &table))
	preset, err := baselines.Preset("red-queen")
	require.NoError(t, err)
	episodes, err := agent.Evaluate(preset.Config, agent.H3, baselines.Final.Seed, 2)
	require.NoError(t, err)
	require.Equal(t, "Preset red-queen, held-out episodes of the set final", table.World)
	require.InDelta(t, agent.Summarize(episodes).Return, float64(table.Rows[0].Return.Mean), 1e-9)
	require.Contains(t, call(t, append(args, "finals")...).errOut, "one of tuning, curves, final")
}
