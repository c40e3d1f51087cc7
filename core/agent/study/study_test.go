package study

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
)

// small learns quickly enough for a test.
func small() train.Config {
	c := train.Default(cluster.Presets()[1].Config)
	c.World.Height, c.World.Width, c.World.MaxSteps, c.World.MemDrift = 3, 3, 60, 0.02
	c.Pilot.Filters, c.Pilot.Width, c.Pilot.Batch, c.Pilot.Warmup = 0, 8, 8, 50
	c.Prophet.Hidden, c.Prophet.Batch = 8, 8
	c.EpsilonSteps = 500
	return c
}

func TestLearningDependsOnTheOptionsAlone(t *testing.T) {
	seen := make(chan Point, 100)
	blind := small()
	blind.Guidance = train.None
	o := LearningOptions{Title: "test", Config: blind, Seeds: []uint64{3, 4, 5}, Steps: 600, Every: 300, Episodes: 4, Workers: 1}
	one, err := Learning(context.Background(), o)
	require.NoError(t, err)
	o.Workers, o.Progress = 3, func(_ uint64, p Point) { seen <- p }
	three, err := Learning(context.Background(), o)
	require.NoError(t, err)
	require.Len(t, seen, 6)
	require.Equal(t, one.Curves, three.Curves)
	require.Equal(t, one.String(), three.String())
	require.Contains(t, one.String(), "h.3 ")
	require.Contains(t, one.String(), "omniscient ")
	for i, c := range one.Curves {
		require.Equal(t, o.Seeds[i], c.Seed)
		require.Equal(t, 600, c.Final().Steps)
		if c.Beat > 0 {
			require.Greater(t, c.Points[c.Beat/300-1].Return, one.Baselines.H3.Return)
		}
		require.Positive(t, c.Failures)
	}
	// A run of one's own comes to the same.
	config := blind
	config.Seed = 4
	alone, err := train.New(config)
	require.NoError(t, err)
	require.NoError(t, alone.Run(600))
	s, err := alone.Evaluate(4)
	require.NoError(t, err)
	require.Equal(t, one.Curves[1].Final(), Point{600, s.Return, s.FailedRate})
}

func TestGuidancePairsItsControls(t *testing.T) {
	o := GuidanceOptions{Title: "test", Config: small(), Seeds: []uint64{1, 2, 3}, Steps: 1500, Episodes: 2, Workers: 2}
	table, err := Guidance(context.Background(), o)
	require.NoError(t, err)
	again, err := Guidance(context.Background(), o)
	require.NoError(t, err)
	require.Equal(t, table.Runs, again.Runs)
	for i := range o.Seeds {
		require.Zero(t, table.Runs[train.None][i].Handovers)
		handed, yoked := table.Runs[train.Handover][i].Handovers, table.Runs[train.Yoked][i].Handovers
		require.Positive(t, handed)
		require.InEpsilon(t, handed, yoked, 0.15, "the control hands over as often")
	}
	text := table.String()
	for _, name := range append([]string{"h.3", "omniscient", "paired t"}, train.GuidanceNames...) {
		require.Contains(t, text, name)
	}
	require.Equal(t, table.Failures(train.None)[1], float64(table.Runs[train.None][1].Failures))
}

func TestPairedByHand(t *testing.T) {
	p := paired([]float64{1, 2, 6}, []float64{0, 0, 0})
	require.InDelta(t, 3, p.Difference, 1e-12)
	require.InDelta(t, math.Sqrt(7), p.SD, 1e-12)
	require.InDelta(t, 3/(math.Sqrt(7)/math.Sqrt(3)), p.T, 1e-12)
}

func TestForecastJudgesEverybodyOnTheSameEpisodes(t *testing.T) {
	c := prophet.Default()
	c.Horizon = 15
	extended := c
	extended.Inputs = prophet.Extended
	o := ForecastOptions{
		Title: "test", World: small().World, Prophets: []prophet.Config{c, extended},
		Policy: Exploring{agent.H3, 0.6}, Shifted: agent.H7, Rate: 1e-3, Seed: 1, Learn: 60, Passes: 2, Judge: 40,
	}
	table, err := Forecast(context.Background(), o)
	require.NoError(t, err)
	require.Len(t, table.Rows, 5)
	require.Equal(t, "prophet, extended", table.Rows[1].Name)
	for _, r := range table.Rows {
		require.Equal(t, table.Rows[0].Own.States, r.Own.States, r.Name)
		require.Equal(t, 40, r.Own.Episodes)
		require.InDelta(t, table.Rows[0].Own.Calibration.BaseRate(), r.Own.Calibration.BaseRate(), 1e-12)
		require.Greater(t, r.Own.AUROC, 0.6, r.Name)
	}
	require.NotEqual(t, table.Rows[0].Own.Failures, table.Rows[0].Shifted.Failures)
	require.Greater(t, table.Rows[1].Own.Calibration.Skill(), 0.1)
	require.Contains(t, table.String(), "largest memory")
	require.Contains(t, table.String(), "calibration of prophet, extended")
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
	ctx := context.Background()
	_, err := Learning(ctx, LearningOptions{Config: small()})
	require.ErrorContains(t, err, "learning: 0 seeds")
	_, err = Guidance(ctx, GuidanceOptions{Config: small(), Seeds: []uint64{1}, Steps: 1, Episodes: 1})
	require.ErrorContains(t, err, "want at least two seeds")
	_, err = Forecast(ctx, ForecastOptions{})
	require.ErrorContains(t, err, "forecast: 0 prophets")
	bad := small()
	bad.Pilot.Gamma = 7
	_, err = Learning(ctx, LearningOptions{Config: bad, Seeds: []uint64{1}, Steps: 1, Every: 1, Episodes: 1})
	require.ErrorContains(t, err, "pilot.gamma is 7")
	stopped, cancel := context.WithCancel(ctx)
	cancel()
	_, err = Learning(stopped, LearningOptions{Config: small(), Seeds: []uint64{1}, Steps: 1000, Every: 10, Episodes: 1})
	require.ErrorIs(t, err, context.Canceled)
	_, err = Trained(bad, 1)
	require.Error(t, err)
}

func ExampleLearning() {
	t, _ := Learning(context.Background(), LearningOptions{
		Title: "example", Config: small(), Seeds: []uint64{1, 2}, Steps: 200, Every: 100, Episodes: 2,
	})
	fmt.Println(len(t.Curves), t.Curves[0].Final().Steps)
	// Output: 2 200
}
