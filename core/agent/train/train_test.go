package train

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/greedy"
	"github.com/resonetics/playground/core/agent/qtable"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/core/safetensors"
)

// small learns quickly enough for a test.
func small() Config {
	c := Default(cluster.Presets()[1].Config)
	c.World.Height, c.World.Width, c.World.MaxSteps, c.World.MemDrift = 3, 4, 40, 0.025
	c.Pilot.Filters, c.Pilot.Width, c.Pilot.Capacity, c.Pilot.Warmup, c.Pilot.Batch = 3, 6, 400, 50, 8
	c.Pilot.TargetEvery, c.Pilot.TargetLate, c.Pilot.Horizon = 20, 60, 1000
	c.Prophet.Hidden, c.Prophet.Capacity, c.Prophet.Batch, c.Prophet.Horizon = 5, 300, 8, 10
	c.EpsilonSteps = 300
	return c
}

func build(t *testing.T, c Config) *Trainer {
	t.Helper()
	trainer, err := New(c)
	require.NoError(t, err)
	return trainer
}

// digest is everything that decides what happens next.
func digest(t *Trainer) []byte { return t.Append(nil, Everything) }

func TestSameSeedSameRun(t *testing.T) {
	for guidance := range GuidanceNames {
		c := small()
		c.Guidance = Guidance(guidance)
		a, b := build(t, c), build(t, c)
		require.NoError(t, a.Run(700))
		require.NoError(t, b.Run(700))
		require.Equal(t, digest(a), digest(b))
		c.Seed++
		other := build(t, c)
		require.NoError(t, other.Run(700))
		require.NotEqual(t, digest(a), digest(other))
	}
}

func TestAMindInAnotherWorldIsTheSame(t *testing.T) {
	c := small()
	a := build(t, c)
	require.NoError(t, a.Run(500))
	run := c.Seed
	c.Seed = LearnerSeed(run)
	m, err := NewLearner(c)
	require.NoError(t, err)
	m.Begin(run, "")
	w, err := cluster.New(c.World)
	require.NoError(t, err)
	b := &Trainer{m, agent.ResumeEpisodes(w, run, 0), m}
	w.Reset(rng.Derive(run, 0))
	for range 500 {
		e := b.episodes
		if e.Over() {
			e.Number++
			w.Reset(rng.Derive(run, e.Number))
		}
		e.Last, err = w.Step(m.Act(w))
		require.NoError(t, err)
		require.NoError(t, m.Learn(w, e.Last))
	}
	require.Equal(t, digest(a), digest(b))
}

func TestEvaluationDoesNotDisturbTraining(t *testing.T) {
	a, b := build(t, small()), build(t, small())
	for range 5 {
		require.NoError(t, a.Run(100))
		require.NoError(t, b.Run(100))
		s, err := b.Evaluate(3)
		require.NoError(t, err)
		require.Equal(t, 3, s.Episodes)
		b.Learner().Forecast(b.World())
		b.Learner().Values(make([]float32, 8), b.World().Observation())
		b.Learner().Numbers()
	}
	require.Equal(t, digest(a), digest(b))
}

func TestGreedyFollowsWhenCopied(t *testing.T) {
	for _, learner := range []Algorithm{Pilot, QTable} {
		c := small()
		c.Algorithm = learner
		a := build(t, c)
		policy := a.Learner().Greedy()
		at := append([]float32(nil), a.World().Observation()...)
		before := valuesOf(policy, at)
		require.NoError(t, a.Run(800))
		require.Equal(t, before, valuesOf(policy, at))
		a.Learner().Copy(policy)
		require.NotEqual(t, before, valuesOf(policy, at))
		require.Equal(t, valuesOf(a.Learner().Greedy(), at), valuesOf(policy, at))
	}
}

// valuesOf returns what a greedy policy thinks of its actions.
func valuesOf(p agent.Policy, observation []float32) string {
	if g, ok := p.(*greedy.Actor); ok {
		g.Best(observation)
		return fmt.Sprint(g.Values())
	}
	return fmt.Sprint(p.(*qtable.Table).Values(observation))
}

func TestNumbersCount(t *testing.T) {
	a := build(t, small())
	episodes, failures, sum, last := 0, 0, 0.0, 0.0
	for i := range 600 {
		require.NoError(t, a.Step())
		n := a.Learner().Numbers()
		require.Equal(t, i+1, n.Steps)
		sum += a.Last().Reward
		if a.Last().Terminated || a.Last().Truncated {
			episodes++
			last, sum = sum, 0
		}
		if a.Last().Terminated {
			failures++
		}
		require.Equal(t, [2]int{episodes, failures}, [2]int{n.Episodes, n.Failures})
		require.Equal(t, [2]float64{last, sum}, [2]float64{n.LastReturn, n.Return})
		part := min(1, float64(i)/300)
		require.InDelta(t, 1-part*0.98, n.Epsilon, 1e-12)
	}
	n := a.Learner().Numbers()
	require.Positive(t, n.Updates)
	require.Positive(t, n.Loss)
	require.Positive(t, n.ProphetLoss)
	require.Positive(t, n.Pilot.Rate)
	require.Positive(t, n.Forecast.NearMiss)
	rate := a.Learner().Calibration().BaseRate()
	require.True(t, rate >= 0 && rate <= 1, "forecasts have been compared with what happened")
}

func TestEpisodesFollowFromTheirNumber(t *testing.T) {
	c := small()
	a := build(t, c)
	c.Guidance, c.Epsilon = None, 0.5
	b := build(t, c)
	firsts := func(x *Trainer) (seen [][]float32) {
		for len(seen) < 4 {
			if x.World().Steps() == 0 {
				seen = append(seen, append([]float32(nil), x.World().Observation()...))
			}
			require.NoError(t, x.Step())
			if e := x.episodes; e.Over() {
				*e = *agent.ResumeEpisodes(e.World, e.Seed, e.Number+1)
				e.World.Reset(rng.Derive(e.Seed, e.Number))
			}
		}
		return seen
	}
	require.Equal(t, firsts(a), firsts(b), "whatever is learned, episode e begins alike")
}

func TestLiveChanges(t *testing.T) {
	a := build(t, small())
	require.NoError(t, a.Run(200))
	m := a.Learner()
	for key, v := range map[string]float64{"lr": 0.01, "gamma": 0.5, "n-step": 3, "epsilon": 0.3, "guidance": float64(Threshold), "horizon": 7, "handover-at": 0.9} {
		require.NoError(t, m.SetParam(key, v), key)
	}
	require.Equal(t, 0.5, m.algo.(deepQ).Config().Gamma)
	require.Equal(t, 7, m.prophet.Config().Horizon)
	require.Equal(t, Threshold, m.Config().Guidance)
	require.NoError(t, a.Run(200))

	before := m.Config()
	for key, want := range map[string]string{
		"width": "width cannot change from 6 to 9", "gamma": "gamma is 9", "pilot.gamma": "gamma is 9", "nonsense": `"nonsense" is not a field`,
	} {
		require.ErrorContains(t, m.SetParam(key, 9), want)
	}
	require.Equal(t, before, m.Config())
}

func TestConfigIsChecked(t *testing.T) {
	for want, spoil := range map[string]func(c *Config){
		"train: handover-at is 2, want 0 to 1":          func(c *Config) { c.HandoverAt = 2 },
		"train: gamma is NaN":                           func(c *Config) { c.Pilot.Gamma = math.NaN() },
		"the rules are v4.6, want v5.1":                 func(c *Config) { c.World = cluster.Default(cluster.V46) },
		"train: rows is 0":                              func(c *Config) { c.World.Height = 0 },
		"train: pilot-inputs is 34, want 35 as in v5.1": func(c *Config) { c.Pilot.Inputs = 34 },
		"train: qtable-actions is 6, want 8 as in v5.1": func(c *Config) { c.QTable.Actions = 6 },
		"train: pqn-actions is 6, want 8 as in v5.1":    func(c *Config) { c.PQN.Actions = 6 },
		"pqn: batch is 100, want a part":                func(c *Config) { c.PQN.Batch = 100 },
		"guidance is 9, want one of none, epsilon,":     func(c *Config) { c.Guidance = 9 },
	} {
		c := small()
		spoil(&c)
		_, err := New(c)
		require.ErrorContains(t, err, want)
	}
}

func TestTrainingStopsAtWhatIsNotFinite(t *testing.T) {
	a := build(t, small())
	require.NoError(t, a.Run(300))
	w := a.World()
	action := a.Learner().Act(w)
	r, err := w.Step(action)
	require.NoError(t, err)
	good := valuesOf(a.Learner().Greedy(), w.Observation())
	r.Reward = math.NaN()
	err = a.Learner().Learn(w, r)
	require.ErrorContains(t, err, "training stopped at step")
	require.ErrorContains(t, err, "the reward is NaN")
	steps := a.Learner().Numbers().Steps
	require.Equal(t, err, a.Step(), "it is final")
	require.Equal(t, err, a.Run(5))
	require.Equal(t, steps, a.Learner().Numbers().Steps)
	require.Equal(t, good, valuesOf(a.Learner().Greedy(), w.Observation()))
	_, err = a.Evaluate(1)
	require.NoError(t, err, "the last good weights act")
}

func TestInterruptedEpisodesAreForgotten(t *testing.T) {
	a := build(t, small())
	require.NoError(t, a.Run(205))
	m := a.Learner()
	stored := func() int {
		f, err := safetensors.Parse(m.Append(nil, Everything))
		require.NoError(t, err)
		return safetensors.NewReader(f).Shape("replay.rewards")[0]
	}
	rows := stored()
	m.Interrupt(a.World())
	require.Equal(t, rows+1, stored())
	require.Zero(t, m.Numbers().Return)
	require.NoError(t, a.Run(100))
}

func TestAStepAllocatesNothing(t *testing.T) {
	for _, learner := range []Algorithm{Pilot, QTable, PQN} {
		c := Default(cluster.Presets()[1].Config)
		c.Algorithm, c.Pilot.Warmup = learner, 50
		a := build(t, c)
		require.NoError(t, a.Run(RateBlock+200))
		require.Zero(t, testing.AllocsPerRun(500, func() { _, _ = a.Step(), a.Learner().Numbers() }))
	}
}

// TestEveryKeyMeansOneNumber holds that no present or former spelling of a field is
// another's.
func TestEveryKeyMeansOneNumber(t *testing.T) {
	c := Default(cluster.Default(cluster.V51))
	seen := map[string]string{}
	for _, f := range c.Fields() {
		for _, key := range append([]string{f.Key}, f.Old...) {
			require.Empty(t, seen[key], "%s is a spelling of %s too", key, f.Key)
			seen[key] = f.Key
		}
	}
	require.Equal(t, "drift", seen["world.mem-drift"])
	require.Equal(t, "lr", seen["pilot.rate"])
}

func BenchmarkStep(b *testing.B) {
	for _, guidance := range []Guidance{None, Handover} {
		b.Run(fmt.Sprintf("6x6/%s", GuidanceNames[guidance]), func(b *testing.B) {
			c := Default(cluster.Presets()[1].Config)
			c.Guidance, c.Forecast = guidance, guidance != None
			a, err := New(c)
			require.NoError(b, err)
			require.NoError(b, a.Run(2000))
			for b.Loop() {
				_ = a.Step()
			}
		})
	}
}

func ExampleTrainer() {
	c := Default(cluster.Presets()[0].Config)
	c.Pilot.Width, c.Pilot.Filters = 32, 0
	t, _ := New(c)
	before, _ := t.Evaluate(5)
	_ = t.Run(6000)
	after, _ := t.Evaluate(5)
	fmt.Println("better:", after.Return > before.Return+10)
	// Output: better: true
}
