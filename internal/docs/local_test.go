package docs

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/experiment/bench"
	"github.com/resonetics/playground/experiment/localrule"
)

// TestTheTunedRulesAreThoseOfTheirFile holds the policy, and what the document says of it, to
// the raw scores, which `bench local --json` has written.
func TestTheTunedRulesAreThoseOfTheirFile(t *testing.T) {
	var file struct {
		Presets []struct {
			Tuned *localrule.Table `json:"tuning"`
			Final *bench.Table     `json:"final"`
		} `json:"presets"`
		Overall string `json:"overall"`
	}
	require.NoError(t, json.Unmarshal([]byte(read(t, "docs/measured/local.json")), &file))
	require.Len(t, file.Presets, len(cluster.Presets()))
	text := section(t, read(t, "docs/measured.md"), "Baselines")
	for i, p := range cluster.Presets() {
		best := file.Presets[i].Tuned.Rows[0]
		require.Equal(t, best.Text, agent.LocalRule(p.Config).String(), p.Key)
		require.Contains(t, text, fmt.Sprintf("| %.1f %% (%.1f to %.1f) | %.1f (%.1f to %.1f) |\n",
			100*best.Failed.Value, 100*best.Failed.Low, 100*best.Failed.High, best.Return.Mean, best.Return.Low, best.Return.High), p.Key)
		final := file.Presets[i].Final.Rows[1]
		require.Contains(t, text, fmt.Sprintf("%.1f (%.1f to %.1f)", final.Return.Mean, final.Return.Low, final.Return.High), p.Key)
		p.Config.MaxSteps++
		require.Equal(t, file.Overall, agent.LocalRule(p.Config).String(), "in a world that is no preset")
	}
}
