package pqn

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/core/safetensors"
)

func preset(key string) cluster.Config {
	all := cluster.Presets()
	return all[slices.IndexFunc(all, func(p cluster.Preset) bool { return p.Key == key })].Config
}

// small returns a configuration that learns every 8 steps of 4 worlds.
func small() Config {
	c := Default()
	c.Worlds, c.Rollout, c.Batch, c.Width, c.Horizon = 4, 8, 16, 8, 4000
	return c
}

// squad is a Squadron in a world as train.Learner has it.
type squad struct {
	*Squadron
	episodes *agent.Episodes
	seen     []float32
	action   int
}

func build(t testing.TB, c Config) *squad {
	t.Helper()
	s, err := New(c, preset("crisis"), 1)
	require.NoError(t, err)
	e, err := agent.NewEpisodes(preset("crisis"), 2)
	require.NoError(t, err)
	return &squad{Squadron: s, episodes: e}
}

func (s *squad) Act(w *cluster.World) int {
	s.seen = append(s.seen[:0], w.Observation()...)
	s.action = s.Best(s.seen)
	if s.random.Float64() < s.Epsilon() {
		s.action = s.random.Intn(s.cfg.Actions)
	}
	return s.action
}

func (s *squad) Learn(_ *cluster.World, r env.Result) error {
	return s.Observe(s.seen, s.action, r.Reward, r.Observation, r.Terminated, r.Truncated)
}

// run takes a number of steps of all worlds.
func (s *squad) run(t testing.TB, steps int) {
	t.Helper()
	for range steps {
		require.NoError(t, s.episodes.Step(s))
	}
}

func TestConfigIsChecked(t *testing.T) {
	require.NoError(t, Default().Validate())
	c := small()
	c.Batch = 24
	_, err := New(c, preset("crisis"), 1)
	require.ErrorContains(t, err, "pqn: batch is 24, want a part of the 32 transitions")
	c = small()
	c.Gamma = math.NaN()
	require.ErrorContains(t, c.Validate(), "pqn: gamma is NaN")

	s := build(t, small())
	next := s.Config()
	next.Gamma = 0.5
	require.NoError(t, s.SetConfig(next))
	require.Equal(t, 0.5, s.Config().Gamma)
	next.Worlds = 8
	require.ErrorContains(t, s.SetConfig(next), "worlds cannot change from 4 to 8")
	require.Equal(t, 4, s.Config().Worlds)
}

// TestReturnsAreThoseOfTheDefinition unrolls the definition for every transition.
func TestReturnsAreThoseOfTheDefinition(t *testing.T) {
	const worlds, steps, gamma, lambda = 3, 7, 0.9, 0.65
	r, src := newRollout(worlds, steps), rng.New(1)
	for i := range r.rewards {
		r.rewards[i], r.after[i], r.ended[i] = src.Float32(), src.Float32(), src.Float64() < 0.2
	}
	r.computeReturns(gamma, lambda)
	var want func(step, world int) float64
	want = func(step, world int) float64 {
		i := r.row(step, world)
		future := float64(r.after[i])
		if step < steps-1 && !r.ended[i] {
			future = (1-lambda)*future + lambda*want(step+1, world)
		}
		return float64(r.rewards[i]) + gamma*future
	}
	for step := range steps {
		for world := range worlds {
			require.InDelta(t, want(step, world), float64(r.returns[r.row(step, world)]), 1e-6)
		}
	}
}

// TestARolloutIsWhatTheWorldsWentThrough compares what is stored with single worlds that
// take the same actions, and the noted values with those of the states.
func TestARolloutIsWhatTheWorldsWentThrough(t *testing.T) {
	c := small()
	c.Rollout, c.Batch = 600, 16
	s := build(t, c)
	value := func(observation []float32) float32 {
		q := make([]float32, c.Actions)
		s.Values(q, observation)
		return slices.Max(q)
	}
	single, begun := make([]*cluster.World, c.Worlds-1), uint64(0)
	begin := func(i int) {
		single[i].Reset(rng.Derive(s.Squadron.seed, begun))
		begun++
	}
	for i := range single {
		single[i], _ = cluster.New(preset("crisis"))
		begin(i)
	}
	ended, state := [2]int{}, make([]float32, inputs)
	tally := Tally{}
	for step := range c.Rollout - 1 {
		s.run(t, 1)
		for i, w := range single {
			row := s.rollout.row(step, i+1)
			read(state, w.Observation())
			require.Equal(t, state, s.rollout.state(row))
			r, err := w.Step(int(s.rollout.actions[row]))
			require.NoError(t, err)
			require.Equal(t, float32(r.Reward*c.RewardScale), s.rollout.rewards[row])
			require.Equal(t, r.Terminated || r.Truncated, s.rollout.ended[row])
			switch {
			case r.Terminated:
				require.Zero(t, s.rollout.after[row])
				ended[0]++
				tally.Failed++
			case r.Truncated:
				require.Equal(t, value(r.Observation), s.rollout.after[row])
				ended[1]++
			}
			if w.Over() {
				tally.Ended++
				begin(i)
			}
		}
		require.Equal(t, tally, s.Tally())
		s.Best(s.episodes.World.Observation())
		for i, w := range single {
			if row := s.rollout.row(step, i+1); !s.rollout.ended[row] {
				require.Equal(t, value(w.Observation()), s.rollout.after[row])
			}
		}
		s.decided = false
	}
	require.NotZero(t, ended[0])
}

// TestTheStepLimitIsBootstrapped: a future that goes on has a value.
func TestTheStepLimitIsBootstrapped(t *testing.T) {
	s, x := build(t, small()), build(t, small()).episodes.World.Observation()
	s.Best(x)
	require.NoError(t, s.Observe(x, 1, 2, x, false, true))
	q := make([]float32, s.cfg.Actions)
	s.Values(q, x)
	require.Equal(t, slices.Max(q), s.rollout.after[0])
	require.True(t, s.rollout.ended[0])
	require.NoError(t, s.Observe(x, 1, 2, x, true, false))
	require.Zero(t, s.rollout.after[s.rollout.row(1, 0)])
}

func TestAnInterruptedEpisodeIsTruncated(t *testing.T) {
	s := build(t, small())
	s.Interrupt(s.episodes.World.Observation()) // of nothing
	s.run(t, 1)
	x := s.episodes.World.Observation()
	s.Interrupt(x)
	q := make([]float32, s.cfg.Actions)
	s.Values(q, x)
	require.True(t, s.rollout.ended[0])
	require.Equal(t, slices.Max(q), s.rollout.after[0])
	s.run(t, 1)
	require.Equal(t, slices.Max(q), s.rollout.after[0], "what follows is not its result")
}

// TestSchedulesAreLinear: Epsilon over its part of the horizon, Rate over all of it.
func TestSchedulesAreLinear(t *testing.T) {
	s := build(t, small())
	require.Equal(t, [2]float64{1, 2e-3}, [2]float64{s.Epsilon(), s.Rate()})
	s.steps = 400
	require.InDelta(t, 0.51, s.Epsilon(), 1e-12)
	require.InDelta(t, 0.9*2e-3+0.1*1e-5, s.Rate(), 1e-12)
	s.steps = 5000
	require.InDelta(t, 0.02, s.Epsilon(), 1e-12)
	require.InDelta(t, 1e-5, s.Rate(), 1e-12)
}

func reload(t *testing.T, s *squad) *squad {
	t.Helper()
	loaded := build(t, s.cfg)
	r := safetensors.NewReader(saved(t, s))
	loaded.Walk(safetensors.Reading(r))
	require.NoError(t, r.Close())
	b, _ := s.episodes.World.AppendBinary(nil)
	require.NoError(t, loaded.episodes.World.UnmarshalBinary(b))
	loaded.episodes.Number, loaded.episodes.Last = s.episodes.Number, s.episodes.Last
	return loaded
}

func saved(t *testing.T, s *squad) *safetensors.File {
	t.Helper()
	var w safetensors.Writer
	s.Walk(safetensors.Writing(&w))
	f, err := safetensors.Parse(w.Append(nil))
	require.NoError(t, err)
	return f
}

func TestSavedAndLoadedItGoesOnBitForBit(t *testing.T) {
	for _, steps := range []int{0, 5, 8, 777} {
		s := build(t, small())
		s.run(t, steps)
		loaded := reload(t, s)
		require.Equal(t, s.stats, loaded.stats)
		s.run(t, 300)
		loaded.run(t, 300)
		require.Equal(t, s.online, loaded.online)
		require.Equal(t, saved(t, s).Tensors, saved(t, loaded).Tensors)
	}
}

func TestABadStateIsRefused(t *testing.T) {
	for want, spoil := range map[string]func(s *squad){
		"an action is 8, want 0 to 7":           func(s *squad) { s.rollout.actions[3] = 8 },
		"holds a negative mean of squares":      func(s *squad) { s.adam.V[1] = -1 },
		"world 1 has ended":                     func(s *squad) { end(s.own.World(0)) },
		"want a multiple of the 4 worlds":       func(s *squad) { s.rollout.worlds = 3 },
		"tensor \"pqn.rollout.after\": element": func(s *squad) { s.rollout.after[2] = float32(math.NaN()) },
	} {
		s := build(t, small())
		s.run(t, 5)
		spoil(s)
		r := safetensors.NewReader(saved(t, s))
		build(t, small()).Walk(safetensors.Reading(r))
		require.ErrorContains(t, r.Close(), want)
	}
}

func end(w *cluster.World) {
	for !w.Over() {
		_, _ = w.Step(cluster.Up)
	}
}

func TestWhatIsNotFiniteIsNamedAndTouchesNoWeight(t *testing.T) {
	x := make([]float32, inputs+2)
	bad := slices.Clone(x)
	bad[3] = float32(math.NaN())
	for want, spoil := range map[string]func(s *squad) error{
		"pqn: step 20: the reward is NaN":         func(s *squad) error { return s.Observe(x, 0, math.NaN(), x, false, false) },
		"pqn: step 20: observed value 3 is NaN":   func(s *squad) error { return s.Observe(x, 0, 0, bad, false, false) },
		"pqn: update 0: the loss is NaN; the wei": func(s *squad) error { fillNaN(s.rollout.rewards); return s.learn() },
	} {
		s := build(t, small())
		s.run(t, 5)
		before := slices.Clone(s.online)
		require.ErrorContains(t, spoil(s), want)
		require.Equal(t, before, s.online)
	}
}

func fillNaN(x []float32) {
	for i := range x {
		x[i] = float32(math.NaN())
	}
}

func TestEveryTransitionIsLearnedFromOncePerEpoch(t *testing.T) {
	s := build(t, small())
	for i := range s.minibatch.order {
		s.minibatch.order[i] = int32(i)
	}
	ordered := slices.Clone(s.minibatch.order)
	s.shuffle()
	require.NotEqual(t, ordered, s.minibatch.order)
	require.ElementsMatch(t, ordered, s.minibatch.order)
	s.run(t, 16)
	require.Equal(t, 2*2*32/16, s.Updates())
}

// TestTheActorIsACopyOfTheAverage, alone and in a batch.
func TestTheActorIsACopyOfTheAverage(t *testing.T) {
	s := build(t, small())
	s.run(t, 100)
	a, w := s.NewActor(), s.episodes.World
	act := func(weights []float32) int {
		q := make([]float32, s.cfg.Actions)
		read(s.one, w.Observation())
		s.net.Params = weights
		s.net.Forward(q, s.one)
		return nn.ArgMax(q)
	}
	actions := make([]int, 1)
	for range 300 {
		s.run(t, 1)
		s.CopyTo(a)
		a.ActBatch(actions, []*cluster.World{w})
		require.Equal(t, act(s.average), actions[0])
		require.Equal(t, act(s.average), a.Act(w, nil))
	}
	require.NotEqual(t, s.average, s.online)
	before := slices.Clone(a.Weights)
	s.run(t, 50)
	require.Equal(t, before, a.Weights, "learning on does not disturb it")
}

func TestActingAndLearningAllocateNothing(t *testing.T) {
	s := build(t, small())
	s.run(t, 50)
	require.Zero(t, testing.AllocsPerRun(200, func() { _ = s.episodes.Step(s) }))
}

// TestItLearns: a tenth of a run is enough where random play always fails.
func TestItLearns(t *testing.T) {
	world := preset("calm")
	c := Default()
	c.Horizon = 150_000
	s, err := New(c, world, 1)
	require.NoError(t, err)
	e, err := agent.NewEpisodes(world, 2)
	require.NoError(t, err)
	(&squad{Squadron: s, episodes: e}).run(t, c.Horizon/c.Worlds)
	played, err := agent.Evaluate(world, s.NewActor(), 3, 60)
	require.NoError(t, err)
	require.Less(t, agent.Summarize(played).FailedRate, 0.2)
}

func TestWorldsChangeTogether(t *testing.T) {
	s := build(t, small())
	c := preset("crisis")
	c.MemDrift = 0
	setWorld := func(begun bool) {
		t.Helper()
		did, err := s.SetWorld(c)
		require.NoError(t, err)
		require.Equal(t, begun, did)
	}
	setWorld(false)
	require.Equal(t, c, s.own.World(2).Config())
	c.Height = 9
	s.run(t, 3)
	setWorld(true)
	require.Equal(t, c, s.own.World(2).Config())
	require.Zero(t, s.rollout.filled)
	s.run(t, 20)
	c.Height = 0
	_, err := s.SetWorld(c)
	require.ErrorContains(t, err, "rows is 0")
	require.Equal(t, 9, s.own.World(0).Config().Height)
}

// BenchmarkStep is one step of all 64 worlds, with its share of learning.
func BenchmarkStep(b *testing.B) {
	s := build(b, Default())
	for b.Loop() {
		_ = s.episodes.Step(s)
	}
	b.ReportMetric(float64(b.N*s.cfg.Worlds)/b.Elapsed().Seconds(), "steps/s")
}
