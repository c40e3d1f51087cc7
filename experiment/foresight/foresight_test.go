package foresight

import (
	"context"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/experiment/stat"
)

func TestOptionsNameWhatIsTooSmall(t *testing.T) {
	for want, o := range map[string]Options{
		"foresight: 3 steps on 2 seeds, want at least 4 on at least 2": {Steps: 3, Seeds: 2},
		"foresight: 4 steps on 1 seeds, want at least 4 on at least 2": {Steps: 4, Seeds: 1},
		"-1 workers, want at least 1, or 0 for one per processor":      {Steps: 4, Seeds: 2, Workers: -1},
	} {
		_, err := Compare(t.Context(), o)
		require.EqualError(t, err, want)
		_, err = Ablation(t.Context(), o)
		require.EqualError(t, err, want)
	}
	bad := kernel.DefaultConfig(kernel.Adam)
	bad.BaseRate = 3
	_, err := Measure(t.Context(), Options{Steps: 4, Seeds: 2}, []Variant{{"mine", bad}})
	require.EqualError(t, err, "mine: kernel: base-rate is 3, want 0.000001 to 1")
}

func TestMeasureStopsWithTheContext(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer stop()
	_, err := Ablation(ctx, Options{Steps: 10_000_000, Seeds: 2})
	require.ErrorIs(t, err, context.DeadlineExceeded)
}

func TestVersus(t *testing.T) {
	other := Row{Name: "other", PerSeed: []float64{5, 6, 7, 6}}
	other.Gap = stat.Describe(other.PerSeed)
	v := versus(Row{Name: "mine", PerSeed: []float64{4, 4, 4, 4}}, other)
	require.Equal(t, "other", v.Against)
	require.InDelta(t, -2, float64(v.Difference.Mean), 1e-12)
	require.InDelta(t, -1.0/3, v.Change, 1e-12)
	require.Equal(t, 4, v.Better)
	require.Zero(t, versus(other, other).Better)
}

func TestForecastsAreJudged(t *testing.T) {
	r := make([]run, 2)
	add := func(i int, forecast, came, persistence float64) {
		r[i].forecast.add(kernel.Signals{Forecast: forecast, ActualRisk: came}, persistence)
	}
	add(0, 0.25, 0, 1)
	add(0, 0.25, 1, 1)
	add(1, 1, 1, 0)
	f := merge(r)
	require.InDelta(t, (0.0625+0.5625+0)/3, f.Brier, 1e-12)
	require.InDelta(t, 2.0/3, f.Persistence, 1e-12)
	require.Equal(t, Bin{2, 0.25, 0.5}, f.Bins[2])
	require.Equal(t, Bin{1, 1, 1}, f.Bins[9])
	require.InDelta(t, 0.5/3, f.CalibrationError(), 1e-12)
}

func TestMeasureIsTheMeanOverAllSteps(t *testing.T) {
	c := kernel.DefaultConfig(kernel.Prophet)
	var calls []int
	o := Options{Steps: 200, First: 6, Seeds: 3, Workers: 2, Progress: func(done, all int) {
		require.Equal(t, 3, all)
		calls = append(calls, done)
	}}
	rows, err := Measure(t.Context(), o, []Variant{{"prophet", c}})
	require.NoError(t, err)
	require.Equal(t, []int{1, 2, 3}, calls)

	c.Steps, c.Seed = 200, 7
	tr, err := kernel.NewTrainer(c)
	require.NoError(t, err)
	sum, panics := 0.0, 0
	for tr.Step() {
		sum += tr.Signals().Gap
		if tr.Signals().Mode == kernel.Panic {
			panics++
		}
	}
	require.InDelta(t, sum/200, rows[0].PerSeed[1], 1e-12)
	require.Positive(t, panics)
	require.Positive(t, rows[0].Panic)
	require.Equal(t, 3*(200-c.Horizon), rows[0].Forecast.Count(), "every forecast that came due is judged once")

	o.Workers, o.Progress = 1, nil
	again, err := Measure(t.Context(), o, []Variant{{"prophet", c}})
	require.NoError(t, err)
	require.Equal(t, rows[0].PerSeed, again[0].PerSeed, "workers do not change the figures")
}

// TestForesightPays is the claim itself on a few seeds; the published table has
// twenty.
func TestForesightPays(t *testing.T) {
	o := DefaultOptions()
	o.Seeds, o.Workers = 4, 2
	rows, err := Compare(t.Context(), o)
	require.NoError(t, err)
	claimed := map[string]float64{"prophet": -0.3, "prophet, no kernel": -0.3}
	for _, r := range rows {
		most, ok := claimed[r.Name]
		if !ok {
			continue
		}
		delete(claimed, r.Name)
		require.Len(t, r.Versus, 4)
		for _, p := range r.Versus {
			require.Less(t, p.Change, most, "%s against %s", r.Name, p.Against)
			require.Less(t, float64(p.P), 0.01)
			require.Equal(t, o.Seeds, p.Better)
		}
	}
	require.Empty(t, claimed)
}

func TestAblationHasEveryPart(t *testing.T) {
	rows, err := Ablation(t.Context(), Options{Steps: 100, Seeds: 2, Workers: 2})
	require.NoError(t, err)
	var names []string
	for i, r := range rows {
		names = append(names, r.Name)
		if i > 0 {
			require.Len(t, r.Versus, 1)
			require.GreaterOrEqual(t, float64(r.Versus[0].Holm), float64(r.Versus[0].P), "corrected for seven comparisons")
			require.Equal(t, "prophet", r.Versus[0].Against)
		}
	}
	require.Equal(t, []string{"prophet", "no prediction", "no smoothing", "no modes", "no restart", "no drift", "no kernel", "no tuning"}, names)
}
