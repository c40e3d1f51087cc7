package learning

import (
	"bytes"
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/plot"
	"github.com/resonetics/playground/internal/labtest"
)

func TestMeasureDependsOnTheOptionsAlone(t *testing.T) {
	seen := make(chan Point, 100)
	blind := labtest.SmallLearner()
	blind.Guidance = train.None
	o := Options{Preset: "test", Config: blind, Seeds: 3, Steps: 600, Every: 300, Episodes: 4, Workers: 1}
	one, err := Measure(t.Context(), o)
	require.NoError(t, err)
	o.Workers, o.Progress = 3, func(_ uint64, p Point) { seen <- p }
	three, err := Measure(t.Context(), o)
	require.NoError(t, err)
	require.Len(t, seen, 6)
	require.Equal(t, one, three)
	require.Contains(t, one.String(), "h.3 ")
	require.Contains(t, one.String(), "omniscient ")
	for i, c := range one.Curves {
		require.EqualValues(t, i+1, c.Seed)
		require.Equal(t, 600, c.Final().Steps)
		if c.Beat > 0 {
			require.Greater(t, c.Points[c.Beat/300-1].Return, one.H3.Return)
		}
		require.Positive(t, c.Failures)
	}
	// A run of one's own comes to the same.
	config := blind
	config.Seed = 2
	alone, err := train.New(config)
	require.NoError(t, err)
	require.NoError(t, alone.Run(600))
	s, err := alone.Evaluate(4)
	require.NoError(t, err)
	require.Equal(t, one.Curves[1].Final(), Point{600, baselines.ScoreOf(s)})
}

func TestTrainStopsWithTheContext(t *testing.T) {
	trainer, err := train.New(labtest.SmallLearner())
	require.NoError(t, err)
	ctx, stop := context.WithCancel(t.Context())
	require.ErrorIs(t, Train(ctx, trainer, 1000, func(done int) {
		if done == 300 {
			stop()
		}
	}), context.Canceled)
	require.Equal(t, 400, trainer.Learner().Numbers().Steps)
}

func TestAnInterruptedTableCoversTheFinishedSeeds(t *testing.T) {
	ctx, stop := context.WithTimeout(t.Context(), time.Minute)
	defer stop()
	o := Options{Preset: "calm", Config: labtest.SmallLearner(), Seeds: 3, Steps: 200, Every: 100, Episodes: 1, Workers: 1}
	o.Progress = func(seed uint64, p Point) {
		if seed == 2 {
			stop()
		}
	}
	table, err := Measure(ctx, o)
	require.NoError(t, err)
	require.True(t, table.Partial)
	require.Len(t, table.Curves, 1)
	require.Equal(t, 1, table.Bars[0].Of, "what is printed is what is counted")
	require.Contains(t, table.String(), "Preset calm: 1 seeds")

	table, err = Measure(ctx, o)
	require.NoError(t, err)
	require.Empty(t, table.Curves)
	require.Empty(t, table.String())
	require.ErrorIs(t, table.Figure().Write(new(bytes.Buffer), "svg"), plot.ErrEmpty)
}

// Every preset's bars can be met and can be missed.
func TestBarsTellGoodFromBad(t *testing.T) {
	for _, preset := range baselines.Presets() {
		set, ok := stated[preset]
		require.True(t, ok, preset)
		o := Options{Preset: preset}
		require.Equal(t, set.seeds, o.StatedSeeds())
		require.Equal(t, set.criteria == nil, o.criteria() == nil)
		good := &Curve{Beat: 100, Points: []Point{{1000, baselines.Score{Return: 200}}}}
		bad := &Curve{Points: []Point{{1000, baselines.Score{Return: -200, Failed: 1}}}}
		for missed := range 3 {
			table := &Table{Preset: preset, Wanted: set.seeds}
			for i := range set.seeds {
				if i < missed {
					table.Curves = append(table.Curves, bad)
				} else {
					table.Curves = append(table.Curves, good)
				}
			}
			table.measureBars(o.criteria())
			for i, b := range table.Bars {
				require.Equal(t, missed <= set.criteria[i].missed, b.Met, "%s with %d bad seeds: %s", preset, missed, b.Text)
				require.Equal(t, set.seeds-missed, b.Seeds)
			}
		}
	}
}

func TestOptionsAreChecked(t *testing.T) {
	_, err := Measure(t.Context(), Options{Config: labtest.SmallLearner()})
	require.ErrorContains(t, err, "learning: 0 seeds")
	bad := labtest.SmallLearner()
	bad.Pilot.Gamma = 7
	_, err = Measure(t.Context(), Options{Config: bad, Seeds: 1, Steps: 1, Every: 1, Episodes: 1})
	require.ErrorContains(t, err, "gamma is 7")
}

func ExampleMeasure() {
	t, _ := Measure(context.Background(), Options{
		Preset: "example", Config: labtest.SmallLearner(), Seeds: 2, Steps: 200, Every: 100, Episodes: 2,
	})
	fmt.Println(len(t.Curves), t.Curves[0].Final().Steps)
	// Output: 2 200
}

func TestEveryPresetHasASettingThatIsMeasured(t *testing.T) {
	for _, p := range cluster.Presets() {
		for _, recommended := range []func(cluster.Preset) (train.Config, int){Recommended, RecommendedSquadron} {
			c, steps := recommended(p)
			require.NoError(t, c.Validate())
			require.Equal(t, p.Config, c.World)
			require.Positive(t, steps)
		}
	}
}

// TestASquadronIsMeasuredAtTheSameSteps, give or take a step of all its worlds.
func TestASquadronIsMeasuredAtTheSameSteps(t *testing.T) {
	c := labtest.SmallLearner()
	c.Algorithm, c.PQN.Horizon = train.PQN, 5000
	table, err := Measure(context.Background(), Options{Preset: "calm", Config: c, Seeds: 1, Steps: 5000, Every: 1000, Episodes: 2})
	require.NoError(t, err)
	require.Empty(t, table.Bars, "the presets' are the Pilot's")
	require.Len(t, table.Curves[0].Points, 5)
	require.Equal(t, 5000, table.Curves[0].Final().Steps)
	require.Equal(t, many, (&Options{Preset: "calm", Config: c}).StatedSeeds())
	require.Positive(t, table.Curves[0].Failures)
}
