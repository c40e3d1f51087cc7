package learning

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/plot"
	"github.com/resonetics/playground/internal/labtest"
)

// small returns options for a learner that is quick to train.
func small(learner string, seeds ...uint64) Options {
	o := Options{Learner: learner, Config: labtest.SmallLearner(), Seeds: seeds, Steps: 600, Every: 300, Curve: 4, Episodes: 6, HeldOut: baselines.Final}
	o.Config.Guidance = train.None
	return o
}

// encoded returns what of a table follows from its options.
func encoded(t *testing.T, table *Table) string {
	t.Helper()
	b, err := json.Marshal(table)
	require.NoError(t, err)
	return string(b)
}

func TestMeasureDependsOnTheOptionsAlone(t *testing.T) {
	seen := make(chan Point, 100)
	o := small("pilot", 4, 5, 6)
	o.Workers = 1
	one, err := Measure(t.Context(), o)
	require.NoError(t, err)
	o.Workers, o.Progress = 3, func(_ uint64, p Point) { seen <- p }
	three, err := Measure(t.Context(), o)
	require.NoError(t, err)
	require.Len(t, seen, 6)
	require.Equal(t, encoded(t, one), encoded(t, three))
	for i, c := range one.Curves {
		require.EqualValues(t, i+4, c.Seed)
		require.Len(t, c.Points, 2)
		require.Equal(t, 600, c.Points[1].Steps)
		if c.Beat > 0 {
			require.Greater(t, c.Points[c.Beat/300-1].Return, one.PointBaselines.H3.Return)
		}
		require.Positive(t, c.Failures)
		require.Len(t, c.seconds, 2)
	}
}

// TestASeedIsARunOfItsOwn trains one seed alone and lets it play the episodes of both sets.
func TestASeedIsARunOfItsOwn(t *testing.T) {
	o := small("pilot", 1, 2)
	table, err := Measure(t.Context(), o)
	require.NoError(t, err)
	o.Config.Seed = 2
	alone, err := train.New(o.Config)
	require.NoError(t, err)
	require.NoError(t, alone.Run(600))
	s, err := alone.Evaluate(4)
	require.NoError(t, err)
	c := table.Curves[1]
	require.Equal(t, s.Return, c.Points[1].Return)
	require.InDelta(t, s.FailedRate, c.Points[1].Failed, 1e-12)
	final, err := agent.Evaluate(o.Config.World, alone.Learner().Greedy(), baselines.Final.Seed, 6)
	require.NoError(t, err)
	require.Equal(t, agent.Summarize(final).Return, c.Final.Return)
	require.Equal(t, Digest(alone.Learner()), c.Digest)
	require.NotEqual(t, table.Curves[0].Digest, c.Digest)
}

// TestADigestIsOfWhatActs is the same for a learner that was saved and loaded, and another
// after every step of learning.
func TestADigestIsOfWhatActs(t *testing.T) {
	for _, algorithm := range []train.Algorithm{train.Pilot, train.QTable, train.PQN} {
		c := small("any", 1).Config
		c.Algorithm = algorithm
		trainer, err := train.New(c)
		require.NoError(t, err)
		met := make(map[string]bool)
		for range 3 {
			require.NoError(t, trainer.Run(4096))
			digest := Digest(trainer.Learner())
			require.False(t, met[digest])
			met[digest] = true
			loaded, err := train.LoadLearner(trainer.Append(nil, 0))
			require.NoError(t, err)
			require.Equal(t, digest, Digest(loaded))
		}
	}
}

func TestTheFirstTenthIsLookedAtMoreOften(t *testing.T) {
	o := Options{Steps: 3000, Every: 1000, Early: 100}
	var points []int
	for done := 0; done < o.Steps; points = append(points, done) {
		done = o.next(done)
	}
	require.Equal(t, []int{100, 200, 300, 1300, 2300, 3000}, points)
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
	o := small("pilot", 1, 2, 3)
	o.Preset, o.Stated, o.Workers = "calm", 600, 1
	o.Progress = func(seed uint64, p Point) {
		if seed == 2 {
			stop()
		}
	}
	table, err := Measure(ctx, o)
	require.NoError(t, err)
	require.True(t, table.Partial)
	require.Len(t, table.Curves, 1)
	require.Equal(t, "1 of 20 seeds", table.Bars[0].Note, "what is printed is what is counted")
	r := new(Report)
	r.Add(table, 1)
	require.Contains(t, r.String(), "pilot on preset calm: 1 seed, 600 steps")

	table, err = Measure(ctx, o)
	require.NoError(t, err)
	require.Empty(t, table.Curves)
	r = new(Report)
	r.Add(table, 1)
	require.Empty(t, r.String())
	require.ErrorIs(t, r.Figure().Write(new(bytes.Buffer), "svg"), plot.ErrEmpty)
	require.ErrorIs(t, r.Profile().Write(new(bytes.Buffer), "svg"), plot.ErrEmpty)
}

func TestOptionsAreChecked(t *testing.T) {
	_, err := Measure(t.Context(), Options{Config: labtest.SmallLearner()})
	require.ErrorContains(t, err, "learning: 0 seeds")
	bad := small("pilot", 1)
	bad.Config.Pilot.Gamma = 7
	_, err = Measure(t.Context(), bad)
	require.ErrorContains(t, err, "gamma is 7")
}

func ExampleMeasure() {
	t, _ := Measure(context.Background(), Options{
		Learner: "pilot", Config: labtest.SmallLearner(), Seeds: Seeds(1, 2), Steps: 200, Every: 100, Curve: 2, Episodes: 2, HeldOut: baselines.Final,
	})
	fmt.Println(len(t.Curves), t.Curves[0].Points[1].Steps)
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
	o := small("pqn", 1)
	o.Config.Algorithm, o.Config.PQN.Horizon = train.PQN, 5000
	o.Steps, o.Every = 5000, 1000
	table, err := Measure(t.Context(), o)
	require.NoError(t, err)
	require.Len(t, table.Curves[0].Points, 5)
	require.Equal(t, 5000, table.Curves[0].Points[4].Steps)
	require.Positive(t, table.Curves[0].Failures)
}
