package cluster

import (
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/pqn"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/labtest"
)

func TestALearnerBeatsTheHeuristicWhileWatched(t *testing.T) {
	s := labtest.New(t, Lab, "policy", "pilot-prophet")
	s.Advance(30_000)
	shot := labtest.Look(s, lab.View{})
	require.True(t, shot.Learning.Active)
	require.EqualValues(t, 30_000, shot.Learning.Held.Step)
	require.Equal(t, heldOutEpisodes, shot.Learning.Held.Episodes)
	require.Greater(t, shot.Learning.Held.Return, shot.Learning.Held.Baseline)
	require.Len(t, picture(shot).Values, 8)
	require.Greater(t, shot.Metric("updates"), 7000.0)
	require.Less(t, shot.Metric("epsilon"), 3.0)
	require.False(t, math.IsNaN(shot.Metric("risk")))
}

// TestHeldOutEvaluationsComeAtRegularSteps, which are the same in every run.
func TestHeldOutEvaluationsComeAtRegularSteps(t *testing.T) {
	due := func(worlds, until int) (at []int) {
		for steps := worlds; steps <= until; steps += worlds {
			if heldOutDue(steps, worlds) {
				at = append(at, steps)
			}
		}
		return at
	}
	require.Equal(t, []int{5000, 10_000, 15_000, 20_000, 25_000, 30_000, 35_000, 40_000, 45_000, 50_000, 60_000, 70_000}, due(1, 75_000))
	require.Equal(t, []int{50_048, 100_032, 150_016}, due(64, 160_000))
	require.Len(t, due(64, 3_000_000), 60)

	s := labtest.New(t, Lab, "policy", policyPQN, "steps", "50")
	s.Advance(50_048/64 - 1)
	require.Zero(t, labtest.Look(s, lab.View{}).Learning.Held.Episodes)
	s.Advance(1)
	require.EqualValues(t, 50_048, labtest.Look(s, lab.View{}).Learning.Held.Step)
}

func TestLearningRunsAreReplayable(t *testing.T) {
	s := labtest.New(t, Lab, "policy", "pilot-prophet")
	s.Advance(1500)
	labtest.Apply(t, s, "set lr 0.0005")
	labtest.Apply(t, s, "set guidance epsilon")
	s.Advance(700)
	labtest.Apply(t, s, "set train off")
	s.Advance(130)
	labtest.Apply(t, s, "set train on")
	s.Advance(333)
	labtest.Apply(t, s, "set policy h3")
	s.Advance(77)
	labtest.Apply(t, s, "set policy qtable")
	s.Advance(400)
	labtest.Apply(t, s, "set policy pilot-prophet")
	s.Advance(800)
	require.Equal(t, s.Digest(), labtest.Replayed(t, s).Digest())
}

func TestPausedTrainingLearnsNothing(t *testing.T) {
	s := labtest.New(t, Lab, "policy", "pilot")
	s.Advance(2000)
	labtest.Apply(t, s, "set train off")
	before := labtest.Look(s, lab.View{})
	s.Advance(1000)
	after := labtest.Look(s, lab.View{})
	require.Equal(t, before.Metric("updates"), after.Metric("updates"))
	require.EqualValues(t, 2000, after.Learning.Steps)
	require.True(t, math.IsNaN(after.Metric("risk")), "the Pilot alone has no Prophet")
	labtest.Apply(t, s, "set train on")
	s.Advance(400)
	require.Equal(t, before.Metric("updates")+100, labtest.Look(s, lab.View{}).Metric("updates"))
}

func TestLearnersNeedTheirRules(t *testing.T) {
	_, err := lab.List{Lab}.ParseLink("v=1&rules=v4.5&policy=pilot")
	require.ErrorContains(t, err, "policy pilot needs rules v5.1")
	s := labtest.New(t, Lab, "rules", "v4.6", "policy", "h3")
	c, err := Lab.ParseCommand("set policy qtable")
	require.NoError(t, err)
	require.ErrorContains(t, s.Apply(c), "needs rules v5.1")
}

func TestEveryLearningParameterHasAnEffect(t *testing.T) {
	bases := map[string][]string{
		"":           {"policy", "pilot-prophet", "guidance", "epsilon", "epsilon-steps", "100", "schedule", "1000"},
		"withdraw":   {"policy", "pilot-prophet", "guidance", "withdrawn", "epsilon-steps", "100", "schedule", "1000"},
		policyPQN:    {"policy", policyPQN, "steps", "50"},
		policyQTable: {"policy", policyQTable, "steps", "50"},
	}
	digest := func(base []string, settings ...string) uint64 {
		s := labtest.New(t, Lab, append(slices.Clone(base), settings...)...)
		if base[1] == policyPQN {
			s.Advance(100) // in each of 64 worlds
		} else {
			s.Advance(1500)
		}
		return s.Digest()
	}
	normal := make(map[string]uint64)
	for who, base := range bases {
		normal[who] = digest(base)
	}
	for i := len(worldParams); i < len(params); i++ {
		p := &params[i]
		who, _, _ := strings.Cut(p.Key, "-")
		if bases[who] == nil {
			who = ""
		}
		changed := digest(bases[who], p.Key, p.Format(p.From)) != normal[who] || digest(bases[who], p.Key, p.Format(p.To)) != normal[who]
		require.True(t, changed, "%s has no effect", p.Key)
	}
}

// TestWhatARunDoesNotReadHasNoEffect changes for every policy that learns what it is said not
// to read, and expects the same run.
func TestWhatARunDoesNotReadHasNoEffect(t *testing.T) {
	for _, policy := range append(Learners(), "h3") {
		c := lab.NewConfig(Lab)
		require.NoError(t, c.SetText(keyPolicy, policy))
		require.NoError(t, c.SetText("steps", "40"))
		digest := func(c lab.Config) uint64 {
			s, err := lab.NewSession(c)
			require.NoError(t, err)
			s.Advance(100)
			return s.Digest()
		}
		changed, read := c.Clone(), []string{}
		for i := len(worldParams); i < len(params); i++ {
			p := &params[i]
			if c.Reads(i) {
				read = append(read, p.Key)
				continue
			}
			other := p.From
			if other == p.Default() {
				other = p.To
			}
			require.NoError(t, changed.Set(p.Key, other))
		}
		require.Equal(t, digest(c), digest(changed), policy)
		require.Equal(t, slices.Contains(pilots, policy), slices.Contains(read, "lr"), policy)
		require.Equal(t, slices.Contains(squadrons, policy), slices.Contains(read, "pqn-gamma"), policy)
		require.Equal(t, slices.Contains(prophets, policy), slices.Contains(read, "horizon"), policy)
		require.Equal(t, policy != "h3", slices.Contains(read, keyTrain), policy)
	}
}

// TestALinkKeepsWhatTheRunDoesNotRead, for whoever goes back to another policy.
func TestALinkKeepsWhatTheRunDoesNotRead(t *testing.T) {
	s := labtest.New(t, Lab, "policy", policyPQN, "lr", "0.002")
	again := labtest.Replayed(t, s).Run().Config
	require.False(t, again.Reads(slices.IndexFunc(params, func(p lab.Param) bool { return p.Key == "lr" })))
	require.Equal(t, 0.002, again.Get("lr"))
}

// TestAPresetIsLearnedWithTheGuidanceThatIsRecommendedThere, by whoever learns with the
// Prophet; the defaults are those of a preset.
func TestAPresetIsLearnedWithTheGuidanceThatIsRecommendedThere(t *testing.T) {
	for _, preset := range Lab.Presets {
		for _, policy := range Learners() {
			c := lab.NewConfig(Lab)
			require.NoError(t, c.SetText(keyPolicy, policy))
			first := c.Clone()
			require.True(t, c.SetPreset(preset.Key))
			require.Equal(t, preset.Key == "red-queen", first.Equal(c), preset.Key)
			got, err := Learner(c)
			require.NoError(t, err)
			want := train.None
			if slices.Contains(prophets, policy) {
				want = train.Withdrawn
			}
			require.Equal(t, want, got.Guidance, "%s in %s", policy, preset.Key)
			require.Equal(t, slices.Contains(prophets, policy), got.Forecast)
			require.Equal(t, pqn.Default(), got.PQN)
		}
	}
}

// TestWhatGuidanceHandsOverIsNotRandom: while nearly every step is handed to a safe
// action, ε says what the schedule would like and effective ε what happens.
func TestWhatGuidanceHandsOverIsNotRandom(t *testing.T) {
	s := labtest.New(t, Lab, "policy", "pilot-prophet", "guidance", "threshold", "drift", "0.02")
	s.Advance(400)
	before := labtest.Look(s, lab.View{})
	s.Advance(recentSteps)
	after := labtest.Look(s, lab.View{})
	handed := (after.Metric("handovers") - before.Metric("handovers")) / recentSteps
	require.Greater(t, handed, 0.2, "the test needs a guide that acts")
	require.Greater(t, after.Metric("epsilon"), 90.0)
	require.InDelta(t, after.Metric("epsilon")*(1-handed), after.Metric("effective"), 25)
	labtest.Apply(t, s, "set train off")
	s.Advance(10 * recentSteps)
	require.InDelta(t, 0, labtest.Look(s, lab.View{}).Metric("effective"), 0.1, "who does not learn does not explore")
}

// TestWithdrawnGuidanceIsSeenToLetGo: the line on the chart of exploration falls from all to
// none over the given part of the schedule, and rules that hand nothing over have none.
func TestWithdrawnGuidanceIsSeenToLetGo(t *testing.T) {
	s := labtest.New(t, Lab, "policy", "pilot-prophet", "schedule", "1000", "withdraw-from", "0.2", "withdraw-to", "0.6")
	i := slices.IndexFunc(Lab.Charts, func(c lab.Chart) bool { return c.Key == "epsilon" })
	first := 0
	for _, c := range Lab.Charts[:i] {
		first += len(c.Series)
	}
	for _, want := range []float64{100, 50, 0} { // after 200, 400 and 600 steps
		s.Advance(200)
		shot := labtest.Look(s, lab.View{})
		require.InDelta(t, want, shot.Metric("obeyed"), 1)
		line := shot.Chart.Series[first+2]
		require.InDelta(t, want, line[shot.Chart.Points-1], 1)
	}
	labtest.Apply(t, s, "set guidance epsilon")
	s.Advance(1)
	require.True(t, math.IsNaN(labtest.Look(s, lab.View{}).Metric("obeyed")))
}

// TestNobodysNumbersAreNone holds that a learner without a Prophet, or without
// batches, shows no numbers of them, in tiles, charts and rows.
func TestNobodysNumbersAreNone(t *testing.T) {
	for policy, missing := range map[string][]string{
		policyQTable:  {"risk", "nearmiss", "updates", "prophet_loss", "handovers", "obeyed", "clusters"},
		policyPilot:   {"risk", "nearmiss", "prophet_loss", "handovers", "obeyed", "clusters"},
		policyProphet: {"clusters"},
		policyPQN:     {"risk", "nearmiss", "prophet_loss", "handovers", "obeyed"},
		policyBoth:    nil,
	} {
		s := labtest.New(t, Lab, "policy", policy, "steps", "50")
		rows := labtest.Record(t, s, 600)
		shot := labtest.Look(s, lab.View{})
		for i := range learningMetrics {
			key := learningMetrics[i].Key
			require.Equal(t, slices.Contains(missing, key), math.IsNaN(shot.Metric(key)), "%s of %s", key, policy)
		}
		for _, column := range []string{"updates", "prophet_loss", "handovers"} {
			require.Equal(t, slices.Contains(missing, column), labtest.Cell(t, rows, len(rows)-1, column) == "", "%s of %s", column, policy)
		}
		i := slices.IndexFunc(learningCharts, func(c lab.Chart) bool { return c.Key == "loss" })
		require.Equal(t, slices.Contains(missing, "prophet_loss"), math.IsNaN(float64(lossOfProphet(shot, i))), policy)
	}
}

// TestLateNumbersAreNotInADigest: links carry digests of runs that had none of them.
func TestLateNumbersAreNotInADigest(t *testing.T) {
	late := func(m lab.Metric) bool { return m.Late }
	require.True(t, slices.ContainsFunc(Lab.Metrics, late))
	former := *Lab
	former.Metrics = slices.DeleteFunc(slices.Clone(Lab.Metrics), late)
	config := lab.NewConfig(&former)
	require.NoError(t, config.SetText(keyPolicy, policyPilot))
	before, err := lab.NewSession(config)
	require.NoError(t, err)
	now := labtest.New(t, Lab, keyPolicy, policyPilot)
	before.Advance(50)
	now.Advance(50)
	require.Equal(t, before.Digest(), now.Digest())
}

// lossOfProphet returns the last point of the second line of the i-th chart of a
// learner.
func lossOfProphet(s *lab.Snapshot, i int) float32 {
	n := 4
	for _, c := range learningCharts[:i] {
		n += len(c.Series)
	}
	return s.Chart.Series[n+1][s.Chart.Points-1]
}

// TestASquadronsClustersAreTheVisitors: its own worlds change with the one on show, go into
// the save, and a mind moves into a session with clusters of another size.
func TestASquadronsClustersAreTheVisitors(t *testing.T) {
	s := labtest.New(t, Lab, "policy", policyPQN, "steps", "50")
	s.Advance(100)
	labtest.Apply(t, s, "set drift 0.02")
	s.Advance(100)
	require.EqualValues(t, 200*64, labtest.Look(s, lab.View{}).Learning.Steps)
	restored, err := lab.List{Lab}.Restore(s.Save(nil))
	require.NoError(t, err)
	s.Advance(70)
	restored.Advance(70)
	require.Equal(t, s.Digest(), restored.Digest())
	require.Equal(t, s.Save(nil), restored.Save(nil))

	mind, err := s.AppendMind(nil)
	require.NoError(t, err)
	other := labtest.New(t, Lab, "policy", policyPQN, "rows", "4", "steps", "50")
	require.NoError(t, other.LoadMind(mind))
	other.Advance(100)
	require.EqualValues(t, 370*64, labtest.Look(other, lab.View{}).Learning.Steps)
	pilot := labtest.New(t, Lab, "policy", policyPilot)
	require.ErrorContains(t, pilot.LoadMind(mind), "the file holds a Squadron, and the acting policy is a Pilot")
}
