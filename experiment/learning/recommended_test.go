package learning

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
)

// TestEveryDoorLearnsAlike: a preset and the policy "pqn", on the page and in the terminal,
// are what a study measures.
func TestEveryDoorLearnsAlike(t *testing.T) {
	for _, preset := range cluster.Presets() {
		c := lab.NewConfig(clusterlab.Lab)
		require.NoError(t, c.SetText("policy", "pqn"))
		require.True(t, c.SetPreset(preset.Key))
		got, err := clusterlab.Learner(c)
		require.NoError(t, err)
		want, _ := RecommendedSquadron(preset)
		want.Seed, want.Guidance = got.Seed, train.None
		require.Equal(t, want, got, preset.Key)
	}
}
