package baselines

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/train"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
)

func TestScoresAreThoseOfEvaluate(t *testing.T) {
	preset, err := Preset("red-queen")
	require.NoError(t, err)
	scores, err := HeldOut(t.Context(), preset.Config, 4)
	require.NoError(t, err)
	episodes, err := agent.Evaluate(preset.Config, agent.H3, train.HeldOut, 4)
	require.NoError(t, err)
	require.Equal(t, agent.Summarize(episodes).Return, scores.H3.Return)
	require.Greater(t, scores.Omniscient.Return, scores.H3.Return)
	ended, stop := context.WithCancel(t.Context())
	stop()
	scores, err = HeldOut(ended, preset.Config, 1000)
	require.NoError(t, err)
	require.Zero(t, scores)
	preset.Config.Height = 0
	_, err = HeldOut(t.Context(), preset.Config, 1)
	require.Error(t, err)
}

// The catalog's policies are those named here, except for the visitor.
func TestEveryUntrainedPolicyOfTheCatalogIsNamed(t *testing.T) {
	catalog := clusterlab.Lab
	i, err := catalog.Param("policy")
	require.NoError(t, err)
	var keys []string
	for _, o := range catalog.Params[i].Options {
		keys = append(keys, o.Key)
	}
	require.Subset(t, keys, Policies())
}

func TestWhatIsUnknownIsNamed(t *testing.T) {
	for _, key := range Policies() {
		_, err := Policy(key)
		require.NoError(t, err)
	}
	_, err := Policy("h4")
	require.EqualError(t, err, `policy is "h4", want one of [random h7 h5 h3 omniscient omniscient-farming]`)
	_, err = RuleSet("v4.4")
	require.ErrorContains(t, err, `"v4.4", want one of [v4.5`)
	_, err = Preset("storm")
	require.ErrorContains(t, err, `"storm", want one of [calm`)
}
