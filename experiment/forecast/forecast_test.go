package forecast

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/internal/labtest"
)

func TestEveryPredictorIsJudgedOnTheSameEpisodes(t *testing.T) {
	c := prophet.Default()
	c.Horizon = 15
	extended := c
	extended.Inputs = prophet.Extended
	s := setting{
		world: labtest.SmallLearner().World, prophets: []prophet.Config{c, extended},
		policies: [2]agent.Policy{exploring{agent.H3, 0.6}, agent.H7}, rate: 1e-3, learn: 60, passes: 2, held: 40, set: baselines.Curves,
	}
	seed, err := s.measure(t.Context(), 1)
	require.NoError(t, err)
	require.Len(t, seed.Predictors, 5)
	require.Equal(t, "prophet, extended", seed.Predictors[1].Name)
	first := seed.Predictors[0]
	for _, p := range seed.Predictors {
		require.Equal(t, 40, p.Own.Episodes)
		require.InDelta(t, first.Own.calibration.BaseRate(), p.Own.calibration.BaseRate(), 1e-12)
		require.Greater(t, float64(p.Own.AUROC), 0.6, p.Name)
	}
	require.NotEqual(t, first.Own.Failures, first.Shifted.Failures)
	require.InDelta(t, float64(first.Own.Failures)/40, seed.failing[0], 1e-12)
	require.Greater(t, float64(seed.Predictors[1].Own.Skill), 0.1)
	text := (&Table{Preset: "test", Wanted: 1, Seeds: []*Seed{&seed}}).String()
	require.Contains(t, text, "largest memory")
	require.Contains(t, text, "calibration of prophet, extended")
}

func TestMeasureDependsOnTheOptionsAlone(t *testing.T) {
	o := Options{Preset: "test", Config: labtest.SmallLearner(), First: 1, Seeds: 2, Steps: 100, Set: baselines.Final, Learn: 3, Passes: 1, HeldOut: 2, Workers: 1}
	one, err := Measure(t.Context(), o)
	require.NoError(t, err)
	require.Len(t, one.Seeds, 2)
	require.Len(t, one.Seeds[0].Predictors, 6)
	o.Workers = 2
	two, err := Measure(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, one.String(), two.String())

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
}

func TestOptionsAreChecked(t *testing.T) {
	_, err := Measure(t.Context(), Options{})
	require.ErrorContains(t, err, "forecast: 0 seeds")
	bad := labtest.SmallLearner()
	bad.Pilot.Gamma = 7
	_, err = Measure(t.Context(), Options{Config: bad, Seeds: 1, Steps: 1, Learn: 1, Passes: 1, HeldOut: 1})
	require.ErrorContains(t, err, "gamma is 7")
}
