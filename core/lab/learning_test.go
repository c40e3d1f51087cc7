package lab

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestALearnerBeatsTheHeuristicWhileWatched(t *testing.T) {
	s := newSession(t, "policy", "pilot-prophet")
	s.Advance(30_000)
	shot := look(t, s, View{})
	require.True(t, shot.Learning.Active)
	require.EqualValues(t, 30_000, shot.Learning.Held.Step)
	require.Equal(t, heldOutEpisodes, shot.Learning.Held.Episodes)
	require.True(t, shot.Learning.Held.Beats(), "%+v", shot.Learning.Held)
	require.Len(t, shot.Cluster.Values, 8)
	require.Greater(t, shot.Metric("updates"), 7000.0)
	require.Less(t, shot.Metric("epsilon"), 3.0)
	require.False(t, math.IsNaN(shot.Metric("risk")))
}

func TestLearningRunsAreReplayable(t *testing.T) {
	s := newSession(t, "policy", "pilot-prophet")
	s.Advance(1500)
	apply(t, s, "set lr 0.0005")
	apply(t, s, "set guidance epsilon")
	s.Advance(700)
	apply(t, s, "set train off")
	s.Advance(130)
	apply(t, s, "set train on")
	s.Advance(333)
	apply(t, s, "set policy h3")
	s.Advance(77)
	apply(t, s, "set policy qtable")
	s.Advance(400)
	apply(t, s, "set policy pilot-prophet")
	s.Advance(800)
	run, err := ParseLink(s.Run().Link())
	require.NoError(t, err)
	again, err := Replay(run)
	require.NoError(t, err)
	again.Advance(int(run.At))
	require.Equal(t, s.Digest(), again.Digest())
}

func TestPausedTrainingLearnsNothing(t *testing.T) {
	s := newSession(t, "policy", "pilot")
	s.Advance(2000)
	apply(t, s, "set train off")
	before := look(t, s, View{})
	s.Advance(1000)
	after := look(t, s, View{})
	require.Equal(t, before.Metric("updates"), after.Metric("updates"))
	require.EqualValues(t, 2000, after.Learning.Steps)
	require.True(t, math.IsNaN(after.Metric("risk")), "the Pilot alone has no Prophet")
	apply(t, s, "set train on")
	s.Advance(400)
	require.Equal(t, before.Metric("updates")+100, look(t, s, View{}).Metric("updates"))
}

func TestLearnersNeedTheirRules(t *testing.T) {
	_, err := ParseLink("v=1&rules=v4.5&policy=pilot")
	require.ErrorContains(t, err, "policy pilot needs rules v5.1")
	s := newSession(t, "rules", "v4.6", "policy", "h3")
	c, err := ParseCommand(Cluster, "set policy qtable")
	require.NoError(t, err)
	require.ErrorContains(t, s.Apply(c), "needs rules v5.1")
}

func TestEveryLearningParameterHasAnEffect(t *testing.T) {
	base := []string{"policy", "pilot-prophet", "guidance", "epsilon", "epsilon-steps", "100"}
	digest := func(settings ...string) uint64 {
		s := newSession(t, append(append([]string(nil), base...), settings...)...)
		s.Advance(1500)
		return s.Digest()
	}
	normal := digest()
	for i := range learningParams {
		p := &learningParams[i]
		changed := digest(p.Key, p.Format(p.Min)) != normal || digest(p.Key, p.Format(p.Max)) != normal
		require.True(t, changed, "%s has no effect", p.Key)
	}
}

func TestEvaluatingDisturbsNothing(t *testing.T) {
	a, b := newSession(t, "policy", "pilot"), newSession(t, "policy", "pilot")
	a.Advance(1200)
	b.Advance(1200)
	require.NoError(t, b.Evaluate(5))
	require.Equal(t, 5, look(t, b, View{}).Learning.Held.Episodes)
	a.Advance(800)
	b.Advance(800)
	require.Equal(t, a.Digest(), b.Digest())
}

// TestWhatGuidanceHandsOverIsNotRandom: while nearly every step is handed to a safe
// action, ε says what the schedule would like and effective ε what happens.
func TestWhatGuidanceHandsOverIsNotRandom(t *testing.T) {
	s := newSession(t, "policy", "pilot-prophet", "guidance", "threshold", "drift", "0.02")
	s.Advance(400)
	before := look(t, s, View{})
	s.Advance(recentSteps)
	after := look(t, s, View{})
	handed := (after.Metric("handovers") - before.Metric("handovers")) / recentSteps
	require.Greater(t, handed, 0.2, "the test needs a guide that acts")
	require.Greater(t, after.Metric("epsilon"), 90.0)
	require.InDelta(t, after.Metric("epsilon")*(1-handed), after.Metric("effective"), 25)
	apply(t, s, "set train off")
	s.Advance(10 * recentSteps)
	require.InDelta(t, 0, look(t, s, View{}).Metric("effective"), 0.1, "who does not learn does not explore")
}

// TestNobodysNumbersAreNone holds that a learner without a Prophet, or without
// batches, shows no numbers of them, in tiles, charts and rows.
func TestNobodysNumbersAreNone(t *testing.T) {
	for policy, missing := range map[string][]string{
		policyQTable:  {"risk", "nearmiss", "updates", "prophet_loss", "handovers"},
		policyPilot:   {"risk", "nearmiss", "prophet_loss", "handovers"},
		policyProphet: nil,
	} {
		s := newSession(t, "policy", policy, "steps", "50")
		rows := record(t, s, 600)
		shot := look(t, s, View{})
		for i := range learningMetrics {
			key := learningMetrics[i].Key
			require.Equal(t, slices.Contains(missing, key), math.IsNaN(shot.Metric(key)), "%s of %s", key, policy)
		}
		for _, column := range []string{"updates", "prophet_loss", "handovers"} {
			require.Equal(t, slices.Contains(missing, column), cell(t, rows, len(rows)-1, column) == "", "%s of %s", column, policy)
		}
		i := slices.IndexFunc(learningCharts, func(c Chart) bool { return c.Key == "loss" })
		require.Equal(t, slices.Contains(missing, "prophet_loss"), math.IsNaN(float64(lossOfProphet(shot, i))), policy)
	}
}

// lossOfProphet returns the last point of the second line of the i-th chart of a
// learner.
func lossOfProphet(s *Snapshot, i int) float32 {
	n := clusterSeries
	for _, c := range learningCharts[:i] {
		n += len(c.Series)
	}
	return s.Chart.Series[n+1][s.Chart.Points-1]
}
