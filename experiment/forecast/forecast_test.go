package forecast

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/stat"
	"github.com/resonetics/playground/internal/labtest"
)

func TestEveryPredictorIsJudgedOnTheSameEpisodes(t *testing.T) {
	c := prophet.Default()
	c.Horizon = 15
	grid := c
	grid.Inputs = prophet.Grid
	world, acts := labtest.SmallLearner().World, exploring{agent.H3, 0.6}
	played, err := record(t.Context(), world, []agent.Policy{acts}, agent.Seeds(1, 60))
	require.NoError(t, err)
	s := setting{
		world: world, prophets: []prophet.Config{c, grid}, sources: []experience{{onePolicy, played, 2}, {mixedPolicies, played, 1}},
		judged: []judged{{Policy{"own", "all"}, acts}, {Policy{"h.7", "none"}, agent.H7}}, rate: 1e-3, heldOut: agent.Seeds(2, 40),
	}
	seed, err := s.measure(t.Context(), 1)
	require.NoError(t, err)
	require.Len(t, seed.Predictors, 10)
	require.Equal(t, "Prophet, grid", seed.Predictors[1].Name)
	first := seed.Predictors[0]
	for _, p := range seed.Predictors {
		require.Len(t, p.Scores, 2)
		for i := range p.Scores {
			require.Equal(t, first.Scores[i].Failures, p.Scores[i].Failures)
			require.InDelta(t, float64(first.Scores[i].Failures)/40, seed.Failing[i], 1e-12)
		}
		require.Equal(t, first.Scores[0].Uncertainty, p.Scores[0].Uncertainty)
		require.Greater(t, float64(p.Scores[0].AUROC), 0.6, p.Name)
		if p.Name == Clock {
			require.EqualValues(t, 0.5, p.Scores[0].Timed, "equally late states are the same to the clock")
		}
	}
	require.NotEqual(t, first.Scores[0].Failures, first.Scores[1].Failures)
	require.Greater(t, float64(seed.Predictors[1].Scores[0].Skill), 0.1)
}

// few measures little.
func few() Options {
	return Options{Preset: "red-queen", Config: labtest.SmallLearner(), FirstSeed: 1, Seeds: 2, Steps: 300, Learn: 5, Passes: 1, Episodes: 4, HeldOut: baselines.Final, Workers: 1}
}

func TestMeasureDependsOnTheOptionsAlone(t *testing.T) {
	o := few()
	one, err := Measure(t.Context(), o)
	require.NoError(t, err)
	require.Len(t, one.Seeds, 2)
	require.Len(t, one.Seeds[0].Predictors, 18, "three Prophets and three trivial predictors for each kind of experience")
	require.Len(t, one.Seeds[0].Predictors[0].Scores, len(one.Policies))
	o.Workers = 2
	two, err := Measure(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, one.String(), two.String())

	second := few()
	second.FirstSeed, second.Seeds = 2, 1
	alone, err := Measure(t.Context(), second)
	require.NoError(t, err)
	require.NotEqual(t, one.Seeds[1].Failing, alone.Seeds[0].Failing, "it is judged on the first of the held-out episodes")
	second.HeldOut = baselines.Tuning
	other, err := Measure(t.Context(), second)
	require.NoError(t, err)
	require.NotEqual(t, alone.Seeds[0].Predictors, other.Seeds[0].Predictors)

	ctx, stop := context.WithCancel(t.Context())
	o.Workers, o.Progress = 1, func(seed uint64, _ string) {
		if seed == 2 {
			stop()
		}
	}
	part, err := Measure(ctx, o)
	require.NoError(t, err)
	require.True(t, part.Partial)
	require.Len(t, part.Seeds, 1)
}

func TestATableIsReadAsItWasWritten(t *testing.T) {
	table, err := Measure(t.Context(), few())
	require.NoError(t, err)
	table.Command = "resonetics bench forecast"
	b, err := json.Marshal(table)
	require.NoError(t, err)
	again, err := Read(b)
	require.NoError(t, err)
	require.Equal(t, table.String(), again.String())
	require.Equal(t, table.Markdown(), again.Markdown())
	require.Equal(t, table.Figure(), again.Figure())
	for _, s := range []string{"h.3, ε 0.3", "AUROC given elapsed time", "the best clock's", "reliability", "over 2 seeds (Student's t)", "not measured (2 of 20 seeds)"} {
		require.Contains(t, table.String(), s)
		require.Contains(t, table.Markdown(), s)
	}
	_, err = Read([]byte("[]"))
	require.ErrorContains(t, err, "not a table of this measurement")
	_, err = Read([]byte("{}"))
	require.ErrorContains(t, err, "0 seeds under 0 policies")
	_, err = Read([]byte(strings.Replace(string(b), `"failing":[`, `"failing":[1,`, 1)))
	require.ErrorContains(t, err, "seed 1 has other predictors or policies")
}

// TestNoFigureStandsWithoutItsInterval: every mean of the tables has one, or says that it is
// of one seed.
func TestNoFigureStandsWithoutItsInterval(t *testing.T) {
	table, err := Measure(t.Context(), few())
	require.NoError(t, err)
	own, _, ok := strings.Cut(table.Markdown(), "\n\n| bar |")
	require.True(t, ok)
	for line := range strings.SplitSeq(own, "\n") {
		for _, cell := range strings.Split(line, " | ") {
			if strings.ContainsAny(cell, "0123456789") && strings.Contains(cell, ".") && !strings.Contains(cell, "h.") && !strings.Contains(cell, "ε") {
				require.Regexp(t, `\(.+ to .+\)|\(one seed\)`, cell, line)
			}
		}
	}
}

func TestBarsAreMetByTheMean(t *testing.T) {
	score := func(timed, skill float64) []Score {
		s := make([]Score, unseenH3+1)
		s[ownPolicy].Timed, s[unseenH3].Skill = stat.Number(timed), stat.Number(skill)
		return s
	}
	table := &Table{Preset: "red-queen"}
	for i := range StatedSeeds {
		timed := 0.86
		if i%2 == 0 {
			timed = 0.9
		}
		table.Seeds = append(table.Seeds, &Seed{Predictors: []Predictor{{"Prophet, grid", mixedPolicies, score(timed, 0.11)}}})
	}
	bars := table.Bars()
	require.Len(t, bars, 2)
	require.Contains(t, bars[0].String(), "met: 0.880 (0.870 to 0.890)")
	require.Contains(t, bars[1].String(), "not met: 0.11")
	table.Preset = "crisis"
	require.Empty(t, table.Bars(), "they are stated on red-queen")
}

func TestCalibratedNumbers(t *testing.T) {
	// Four episodes of two states; those that fail come to a number above 10.
	var episodes []recording
	for i := range 4 {
		base := float32(20 * (i % 2))
		episodes = append(episodes, recording{states: []state{{[]float32{base + float32(i)}, 0}, {[]float32{base + float32(i) + 0.5}, 1}}, failed: i%2 == 1})
	}
	predict := calibrate(episodes, 9, func(s state) float64 { return float64(s.features[0]) })
	for x, want := range map[float32]float64{-5: 0, 2: 0, 21: 1, 24: 1, 99: 1} {
		require.Equal(t, want, predict(state{features: []float32{x}}), "%v", x)
	}
	require.Zero(t, calibrate(nil, 9, func(state) float64 { return 0 })(state{}))
	clock := calibrate(episodes, 1, func(s state) float64 { return float64(s.step) })
	require.Equal(t, 0.0, clock(state{step: 0}))
	require.Equal(t, 0.5, clock(state{step: 1}), "half of the four states of step 1, which share a bin, came before a failure")
}

// TestTheEpisodesOfATrainingAreThoseThatThePilotLearnsFrom compares them with the trainer's.
func TestTheEpisodesOfATrainingAreThoseThatThePilotLearnsFrom(t *testing.T) {
	trainer, err := train.New(labtest.SmallLearner())
	require.NoError(t, err)
	recorded, err := recordTraining(t.Context(), trainer, 500)
	require.NoError(t, err)
	n := trainer.Learner().Numbers()
	require.Len(t, recorded, n.Episodes)
	failed, states := 0, 0
	for _, r := range recorded {
		states += len(r.states) + 1 // the first is not noted
		if r.failed {
			failed++
		}
		require.True(t, r.world.Over())
		require.Equal(t, r.states[len(r.states)-1].step+1, r.world.Steps())
	}
	require.Equal(t, n.Failures, failed)
	require.LessOrEqual(t, states, 500)
	require.NotSame(t, recorded[0].world, recorded[1].world)
}

func TestOptionsAreChecked(t *testing.T) {
	_, err := Measure(t.Context(), Options{})
	require.ErrorContains(t, err, "forecast: 0 seeds")
	o := few()
	o.Config.Pilot.Gamma = 7
	_, err = Measure(t.Context(), o)
	require.ErrorContains(t, err, "gamma is 7")
}
