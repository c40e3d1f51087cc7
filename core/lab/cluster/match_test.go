package cluster

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/labtest"
)

// TestAnEvaluationDisturbsNothing plays it in slices beside a session that goes on, and
// expects one report, at the end.
func TestAnEvaluationDisturbsNothing(t *testing.T) {
	const n = 5
	s := labtest.New(t, Lab, "policy", "pilot")
	s.Advance(700)
	frozen := labtest.New(t, Lab, "policy", "pilot")
	frozen.Advance(700)
	match, err := s.Evaluation(n)
	require.NoError(t, err)
	for !match.Advance(37) {
		require.Zero(t, labtest.Look(s, lab.View{}).Learning.Held.Episodes, "it reports when it is done")
		s.Advance(1)
	}
	held := labtest.Look(s, lab.View{}).Learning.Held
	require.Equal(t, n, held.Episodes)
	require.EqualValues(t, 700, held.Step)
	require.EqualValues(t, 700, match.After())
	played, total := match.Progress()
	require.Equal(t, 4*n, played)
	require.Equal(t, 4*n, total)

	whole, err := frozen.Evaluation(n)
	require.NoError(t, err)
	require.True(t, whole.Advance(1<<20), "at once")
	require.Equal(t, held, labtest.Look(frozen, lab.View{}).Learning.Held)
	require.Equal(t, whole.Standings(), match.Standings())
	for i, name := range []string{"pilot", "h.3", "local", "omniscient"} {
		require.Equal(t, name, match.Standings()[i].Name)
	}

	undisturbed := labtest.New(t, Lab, "policy", "pilot")
	undisturbed.Advance(int(s.Step()))
	require.Equal(t, undisturbed.Digest(), s.Digest())
}

func TestOnlyLearnersAreEvaluated(t *testing.T) {
	_, err := labtest.New(t, Lab, "policy", "h3").Evaluation(5)
	require.ErrorContains(t, err, "does not learn")
	for _, n := range []int{0, lab.MaxEvaluation + 1} {
		_, err := labtest.New(t, Lab, "policy", "pilot").Evaluation(n)
		require.ErrorContains(t, err, "want 1 to")
	}
}

// TestBaselinesPlayTheEpisodeOnShow lets h.3 act in the session and as a rival of
// itself.
func TestBaselinesPlayTheEpisodeOnShow(t *testing.T) {
	s := labtest.New(t, Lab, "policy", "h3", "drift", "0.01", "steps", "100")
	for range 3 { // not only the first episode
		for s.AdvanceEpisode(1); !s.Ended(); s.AdvanceEpisode(1) {
		}
		before := s.Digest()
		match, err := s.Baselines()
		require.NoError(t, err)
		for !match.Advance(10) {
		}
		require.Equal(t, before, s.Digest())
		h3 := match.Standings()[0]
		require.Equal(t, "h.3", h3.Name)
		shot := labtest.Look(s, lab.View{})
		require.Equal(t, shot.Metric("episode_step"), h3.Steps)
		require.InDelta(t, shot.Metric("return"), h3.Return, 1e-9)
	}
}
