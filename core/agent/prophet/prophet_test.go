package prophet

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/core/safetensors"
)

func build(t *testing.T, c Config) *Prophet {
	t.Helper()
	p, err := New(c, 7)
	require.NoError(t, err)
	return p
}

// small has a small buffer.
func small() Config {
	c := Default()
	c.Hidden, c.Capacity, c.Warmup, c.Batch, c.Horizon = 8, 200, 20, 8, 5
	return c
}

// play observes an episode in which nodes are above 0.9 at the given steps.
func play(p *Prophet, steps int, near ...int) {
	for i := range steps {
		x := []float32{float32(i) / 100, 0, 0, 0, 0}
		for _, n := range near {
			if n == i {
				x[nearly] = 0.1
			}
		}
		p.ObserveFeatures(x)
	}
}

func quiet(t *testing.T) *cluster.World {
	t.Helper()
	w, err := cluster.New(cluster.Default(cluster.V51))
	require.NoError(t, err)
	return w
}

func TestLabelsAreGivenInHindsight(t *testing.T) {
	p, w := build(t, small()), quiet(t)
	play(p, 4)
	require.Zero(t, p.memory.of[0].labeled(), "the outcome is not known yet")
	p.EndEpisode(0, w, true)
	require.Equal(t, []uint16{4, 3, 2, 1}, p.memory.of[0].toFailure[:4])
	require.Equal(t, []uint16{4, 3, 2, 1}, p.memory.of[0].toNearMiss[:4], "a failure is a near miss")
	play(p, 5, 2)
	p.EndEpisode(0, w, false)
	require.Equal(t, []uint16{never, never, never, never, never}, p.memory.of[0].toFailure[4:9])
	require.Equal(t, []uint16{2, 1, never, never, never}, p.memory.of[0].toNearMiss[4:9])
	play(p, 3)
	require.NoError(t, w.InjectLoad(0, 0.95))
	p.EndEpisode(0, w, false)
	require.Equal(t, []uint16{3, 2, 1}, p.memory.of[0].toNearMiss[9:12], "the state in which it was truncated")
	require.Equal(t, 12, p.memory.of[0].labeled())

	require.EqualValues(t, 1, within(5, 5))
	require.Zero(t, within(6, 5))
	require.Zero(t, within(never, never-1))
}

func TestAFullBufferDropsTheOldestEvenOfTheRunningEpisode(t *testing.T) {
	p, w := build(t, small()), quiet(t)
	play(p, 50)
	p.EndEpisode(0, w, false)
	play(p, 350)
	require.Zero(t, p.memory.of[0].labeled())
	p.EndEpisode(0, w, true)
	require.Equal(t, 200, p.memory.of[0].labeled())
	for i := range 200 {
		require.EqualValues(t, 200-i, p.memory.of[0].toFailure[p.memory.of[0].position(i)])
	}
}

func TestAnInterruptedEpisodeIsDropped(t *testing.T) {
	p, w := build(t, small()), quiet(t)
	play(p, 10)
	p.EndEpisode(0, w, true)
	play(p, 10)
	p.Interrupt(0)
	require.Equal(t, 10, p.memory.of[0].count)
	p.EndEpisode(0, w, true)
	require.EqualValues(t, 10, p.memory.of[0].toFailure[0])
}

// TestItLearnsWhatPrecedesAFailure shows episodes that fail when the largest
// memory is high, and have near misses when the average is.
func TestItLearnsWhatPrecedesAFailure(t *testing.T) {
	c := Default()
	c.Horizon = 1
	p, w, src := build(t, c), quiet(t), rng.New(1)
	for range 4000 {
		x := []float32{src.Float32(), src.Float32(), src.Float32(), src.Float32(), 0}
		p.ObserveFeatures(x)
		if x[1] > 0.5 {
			x[nearly] = 1
			p.ObserveFeatures(x)
		}
		p.EndEpisode(0, w, x[2] > 0.6)
		require.NoError(t, p.Step(5e-3))
	}
	require.Greater(t, p.ForecastFeatures([]float32{0.5, 0.2, 0.9, 0.5, 0}).Risk, float32(0.8))
	require.Less(t, p.ForecastFeatures([]float32{0.5, 0.2, 0.3, 0.5, 0}).Risk, float32(0.2))
	require.Greater(t, p.ForecastFeatures([]float32{0.5, 0.9, 0.3, 0.5, 0}).NearMiss, float32(0.8))
	require.Less(t, p.ForecastFeatures([]float32{0.5, 0.2, 0.3, 0.5, 0}).NearMiss, float32(0.2))
	require.Greater(t, p.Live().Skill(), 0.3)
}

func TestFeaturesAreTheEndOfAnObservation(t *testing.T) {
	w := quiet(t)
	for range 150 {
		_, err := w.Step(0)
		require.NoError(t, err)
	}
	require.NoError(t, w.InjectLoad(3, 1))
	x := make([]float32, 7)
	Features(x, w)
	require.Equal(t, w.Observation()[cluster.ObsAvgCPU:], x[:5])
	require.Positive(t, x[nearly])
	require.Equal(t, []float32{w.Observation()[cluster.ObsBudget], w.Stats().MaxCritical}, x[5:])
	for inputs, width := range inputWidths {
		c := small()
		c.Inputs = Inputs(inputs)
		require.Equal(t, width, build(t, c).Inputs())
	}
}

// TestTheGridIsSummarized counts nodes by hand: a choice that reads less reads the first
// inputs of this one.
func TestTheGridIsSummarized(t *testing.T) {
	w := quiet(t)
	for node, mem := range []float32{0.1, 0.35, 0.4, 0.85, 1} {
		require.NoError(t, w.InjectLoad(node, -1))
		require.NoError(t, w.InjectLoad(node, mem))
	}
	for range 3 {
		_, err := w.Step(0)
		require.NoError(t, err)
	}
	few, all := make([]float32, 7), make([]float32, Widest)
	Features(few, w)
	Features(all, w)
	require.Equal(t, few, all[:7])
	require.Equal(t, float32(3.0/300), all[7], "elapsed time")
	for i := range levels {
		n := 0
		for _, m := range w.Mem() {
			if int(10*m) >= lowestLevel+i {
				n++
			}
		}
		require.Positive(t, n)
		require.Equal(t, float32(n)/36, all[8+i], "nodes with at least %d0 %%", lowestLevel+i)
	}
	require.Zero(t, testing.AllocsPerRun(20, func() { Features(all, w) }))
}

func TestRefusals(t *testing.T) {
	c := small()
	c.Horizon = 0
	_, err := New(c, 1)
	require.ErrorContains(t, err, "prophet: horizon is 0, want 1 to 65,534")
	p := build(t, small())
	c = small()
	c.Horizon = 9
	require.NoError(t, p.SetConfig(c))
	require.Equal(t, 9, p.Config().Horizon)
	c.Hidden = 3
	require.ErrorContains(t, p.SetConfig(c), "hidden cannot change from 8 to 3")

	play(p, 30)
	p.EndEpisode(0, quiet(t), true)
	p.net.Params[len(p.net.Params)-1] = float32(math.NaN())
	first := p.net.Params[0]
	require.ErrorContains(t, p.Learn(1e-3), "prophet: update 0: the loss is NaN")
	require.Equal(t, first, p.net.Params[0])
	require.Zero(t, p.updates)
}

func reload(t *testing.T, p *Prophet, rows int) (*Prophet, error) {
	t.Helper()
	var w safetensors.Writer
	p.Walk(safetensors.Writing(&w), rows)
	f, err := safetensors.Parse(w.Append(nil))
	require.NoError(t, err)
	r, q := safetensors.NewReader(f), build(t, p.cfg)
	q.Walk(safetensors.Reading(r), 0)
	return q, r.Close()
}

func TestSavedAndLoadedItGoesOnBitForBit(t *testing.T) {
	p, w := build(t, small()), quiet(t)
	for i := range 30 {
		play(p, 7+i%5, i%3)
		if i < 29 {
			p.EndEpisode(0, w, i%2 == 0)
		}
		require.NoError(t, p.Step(1e-2))
	}
	q, err := reload(t, p, math.MaxInt)
	require.NoError(t, err)
	require.Equal(t, p.live, q.live)
	for _, x := range []*Prophet{p, q} {
		x.EndEpisode(0, w, true)
		for range 50 {
			play(x, 9, 4)
			x.EndEpisode(0, w, true)
			require.NoError(t, x.Step(1e-2))
		}
	}
	require.Equal(t, p.net.Params, q.net.Params)
	require.Equal(t, p.live, q.live)
	require.Equal(t, p.loss, q.loss)

	play(p, 6)
	q, err = reload(t, p, 10)
	require.NoError(t, err)
	require.Equal(t, [2]int{10, 6}, [2]int{q.memory.of[0].count, q.memory.of[0].unlabeled})
}

func TestABadBufferIsRefused(t *testing.T) {
	p := build(t, small())
	play(p, 30)
	p.memory.of[0].forecasts[3] = 1.5
	_, err := reload(t, p, math.MaxInt)
	require.ErrorContains(t, err, "state 3 of the prophet's memory holds the forecast 1.5")
	p.memory.of[0].forecasts[3], p.adam.V[0] = 0, -1
	_, err = reload(t, p, math.MaxInt)
	require.ErrorContains(t, err, "negative mean of squares")
}

func TestObservingAndLearningAllocateNothing(t *testing.T) {
	p, w := build(t, small()), quiet(t)
	play(p, 50)
	p.EndEpisode(0, w, true)
	steps := 0
	require.Zero(t, testing.AllocsPerRun(100, func() {
		p.Observe(w)
		if steps++; steps%10 == 0 {
			p.EndEpisode(0, w, true)
		}
		_ = p.Step(1e-3)
	}))
	require.Positive(t, p.updates)
}

func ExampleProphet() {
	p, _ := New(Default(), 1)
	w, _ := cluster.New(cluster.Presets()[1].Config)
	r := rng.New(1)
	for e := range uint64(30) {
		w.Reset(e)
		for over := false; !over; {
			p.Observe(w)
			s, _ := w.Step(agent.Random{}.Act(w, r))
			if over = s.Terminated || s.Truncated; over {
				p.EndEpisode(0, w, s.Terminated)
			}
			_ = p.Step(1e-3)
		}
	}
	w.Reset(99)
	before := p.Forecast(w).Risk
	for node := range w.Mem() {
		_ = w.InjectLoad(node, 0.5)
	}
	fmt.Println("riskier under load:", p.Forecast(w).Risk > before+0.1)
	// Output: riskier under load: true
}
