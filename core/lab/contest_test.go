package lab

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAnExamIsTheEvaluationInSlices expects the same report, whatever happens to
// the session in between.
func TestAnExamIsTheEvaluationInSlices(t *testing.T) {
	const n = 5
	whole, sliced := newSession(t, "policy", "pilot"), newSession(t, "policy", "pilot")
	whole.Advance(700)
	sliced.Advance(700)
	require.NoError(t, whole.Evaluate(n))
	want := look(t, whole, View{}).Learning.Held
	require.Equal(t, n, want.Episodes)

	exam, err := sliced.Exam(n)
	require.NoError(t, err)
	for !exam.Advance(37) {
		require.Zero(t, look(t, sliced, View{}).Learning.Held.Episodes, "it reports when it is done")
		sliced.Advance(1)
	}
	require.Equal(t, want, look(t, sliced, View{}).Learning.Held)
	require.Equal(t, []string{"pilot", "h.3", "omniscient"}, exam.Players())
	require.EqualValues(t, 700, exam.After())
	played, total := exam.Progress()
	require.Equal(t, 3*n, played)
	require.Equal(t, 3*n, total)

	undisturbed := newSession(t, "policy", "pilot")
	undisturbed.Advance(int(sliced.Step()))
	require.Equal(t, undisturbed.Digest(), sliced.Digest())
}

func TestOnlyLearnersAreExamined(t *testing.T) {
	_, err := newSession(t, "policy", "h3").Exam(5)
	require.ErrorContains(t, err, "only a policy that learns")
	for _, n := range []int{0, maxEvaluation + 1} {
		_, err := newSession(t, "policy", "pilot").Exam(n)
		require.ErrorContains(t, err, "want 1 to")
	}
}

// TestRivalsPlayTheEpisodeOnShow lets h.3 act in the session and as a rival of
// itself.
func TestRivalsPlayTheEpisodeOnShow(t *testing.T) {
	s := newSession(t, "policy", "h3", "drift", "0.01", "steps", "100")
	for range 3 { // not only the first episode
		for s.AdvanceEpisode(1); !s.Ended(); s.AdvanceEpisode(1) {
		}
		before := s.Digest()
		rivals, err := s.Rivals()
		require.NoError(t, err)
		for !rivals.Advance(10) {
		}
		require.Equal(t, before, s.Digest())
		require.Equal(t, []string{"h.3", "omniscient"}, rivals.Players())
		shot := look(t, s, View{})
		require.Equal(t, shot.Metric("episode_step"), rivals.Summary(0).Steps)
		require.InDelta(t, shot.Metric("return"), rivals.Summary(0).Return, 1e-9)
	}
	gardener, err := NewSession(NewConfig(Gardener))
	require.NoError(t, err)
	_, err = gardener.Rivals()
	require.ErrorContains(t, err, "cluster")
}
