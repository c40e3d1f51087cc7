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
	scores, err := Curves.Baselines(t.Context(), preset.Config, 4)
	require.NoError(t, err)
	episodes, err := agent.Evaluate(preset.Config, agent.H3, train.HeldOut, 4)
	require.NoError(t, err)
	require.Equal(t, agent.Summarize(episodes).Return, scores.H3.Return)
	require.Greater(t, scores.Omniscient.Return, scores.H3.Return)
	ended, stop := context.WithCancel(t.Context())
	stop()
	scores, err = Curves.Baselines(ended, preset.Config, 1000)
	require.NoError(t, err)
	require.Zero(t, scores)
	preset.Config.Height = 0
	_, err = Curves.Baselines(t.Context(), preset.Config, 1)
	require.Error(t, err)
}

// TestSetsHaveNoEpisodeInCommon compares the seeds of every episode that a command may ask
// for with each other, and with those that the first hundred runs learn from.
func TestSetsHaveNoEpisodeInCommon(t *testing.T) {
	met := make(map[uint64]string)
	note := func(whose string, seed uint64, episodes int) {
		for _, episode := range agent.Seeds(seed, episodes) {
			require.Empty(t, met[episode], "an episode of %s", whose)
			met[episode] = whose
		}
	}
	for _, s := range append(Sets(), Lessons) {
		note(s.Key, s.Seed, 100_000)
	}
	for run := range uint64(100) {
		note("learning", run, 2000)
	}
	require.Equal(t, uint64(train.HeldOut), Curves.Seed, "the page's")
}

func TestASetPlaysItsOwnEpisodes(t *testing.T) {
	preset, err := Preset("calm")
	require.NoError(t, err)
	for _, s := range Sets() {
		episodes, err := agent.Evaluate(preset.Config, agent.H5, s.Seed, 3)
		require.NoError(t, err)
		score, err := s.Play(t.Context(), preset.Config, agent.H5, 3)
		require.NoError(t, err)
		require.Equal(t, agent.Summarize(episodes).Return, score.Return)
	}
	preset.Config.MemDrift = 0.2 // so that all fail
	score, err := Final.Play(t.Context(), preset.Config, agent.H5, 49)
	require.NoError(t, err)
	require.Equal(t, 1.0, score.Failed, "to the last digit")
	none, err := Final.Play(t.Context(), preset.Config, agent.H5, 0)
	require.NoError(t, err)
	require.Equal(t, Score{}, none)
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
	require.EqualError(t, err, `policy is "h4", want one of [random h7 h5 h3 local omniscient omniscient-farming]`)
	_, err = RuleSet("v4.4")
	require.ErrorContains(t, err, `"v4.4", want one of [v4.5`)
	_, err = Preset("storm")
	require.ErrorContains(t, err, `"storm", want one of [calm`)
}
