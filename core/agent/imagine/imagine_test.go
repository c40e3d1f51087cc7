package imagine

import (
	"errors"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/pilot"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/internal/clustertest"
)

// dangerous returns a world that a policy has played into danger.
func dangerous(t testing.TB, p agent.Policy) *cluster.World {
	t.Helper()
	w, err := cluster.New(clustertest.Scarcity(t))
	require.NoError(t, err)
	w.Reset(3)
	for w.Stats().MaxMem < 0.9 {
		_, err := w.Step(p.Act(w, rng.New(1)))
		require.NoError(t, err)
		require.False(t, w.Over())
	}
	return w
}

func newImagination(t testing.TB, c Config) *Imagination {
	t.Helper()
	m, err := New(c, clustertest.Scarcity(t), 1)
	require.NoError(t, err)
	return m
}

func actor(t testing.TB) agent.Policy {
	t.Helper()
	p, err := pilot.New(pilot.Default(), 5)
	require.NoError(t, err)
	return p.NewActor()
}

// single hides that a policy decides for many worlds at once.
type single struct{ agent.Policy }

func TestItLooksOnlyAboveItsThreshold(t *testing.T) {
	w := dangerous(t, agent.H7)
	c := Default()
	c.At = float64(w.Stats().MaxMem)
	m := newImagination(t, c)
	require.Equal(t, cluster.Up, m.Decide(w, 0, cluster.Up, agent.H7))
	require.Equal(t, Tally{Steps: 1}, m.Tally())
	require.False(t, m.Vision().Looked)
	c.At -= 1e-6
	m = newImagination(t, c)
	m.Decide(w, 0, cluster.Up, agent.H7)
	require.Equal(t, 1, m.Tally().Looked)
	require.True(t, m.Vision().Looked)
}

func TestTheWorldIsAsItWas(t *testing.T) {
	w := dangerous(t, agent.H7)
	before, err := w.MarshalBinary()
	require.NoError(t, err)
	observation := slices.Clone(w.Observation())
	newImagination(t, Default()).All(w, 0, agent.H7)
	after, err := w.MarshalBinary()
	require.NoError(t, err)
	require.Equal(t, before, after)
	require.Equal(t, observation, w.Observation())
}

// The vision must be what a plain loop over forks of the world finds.
func TestFuturesAreThoseOfTheDefinition(t *testing.T) {
	for _, p := range []agent.Policy{agent.H7, agent.Random{}, actor(t)} {
		c := Default()
		m, w := newImagination(t, c), dangerous(t, agent.H7)
		m.All(w, 7, p)
		for action := range 8 {
			failed := 0
			for number := range c.Futures {
				seed := rng.Derive(rng.Derive(rng.Derive(1, 7), uint64(w.Steps())), uint64(number))
				if imagined(t, w, p, c.Steps, action, seed) {
					failed++
				}
			}
			require.Equal(t, failed, m.Vision().Failed[action], "%s, action %d", p.Name(), action)
		}
	}
}

// imagined plays one future in a fork of w, and reports whether it failed.
func imagined(t *testing.T, of *cluster.World, p agent.Policy, steps, action int, seed uint64) bool {
	t.Helper()
	w, err := cluster.New(of.Config())
	require.NoError(t, err)
	w.Fork(of)
	noise, random, numbers := rng.New(seed), rng.New(rng.Derive(seed, policyStream)), make([]float64, 2*len(w.Mem()))
	for range steps {
		noise.FillNormal(numbers)
		r, err := w.StepWith(action, numbers)
		require.NoError(t, err)
		if r.Terminated || r.Truncated {
			return r.Terminated
		}
		action = p.Act(w, random)
	}
	return false
}

// Two actions that do the same must have the same futures: they meet the same noise.
func TestActionsMeetTheSameNoise(t *testing.T) {
	world := clustertest.Scarcity(t)
	world.ThrottleCost, world.MemCleanCost = 1e5, 1e5 // both are refused, and change nothing
	w, err := cluster.New(world)
	require.NoError(t, err)
	w.Reset(1)
	require.NoError(t, w.InjectLoad(4, 0.9))
	m, err := New(Config{Futures: 16, Steps: 30}, world, 1)
	require.NoError(t, err)
	m.All(w, 0, agent.H7)
	for number := range 16 {
		require.Equal(t, *withoutNodes(m.of(cluster.Throttle)[number]), *withoutNodes(m.of(cluster.CleanMemory)[number]))
		require.Equal(t, m.of(cluster.Throttle)[number].nodes, m.of(cluster.CleanMemory)[number].nodes)
	}
	first := m.of(cluster.Throttle)[0].nodes
	differs := func(f future) bool { return !slices.Equal(f.nodes, first) }
	require.True(t, slices.ContainsFunc(m.of(cluster.Throttle), differs), "futures of different numbers must differ")
}

func withoutNodes(f future) *future {
	f.nodes = nil
	return &f
}

// What is imagined depends on nothing that happened before: not on the order of decisions, on
// whether the policy is asked for all futures at once, or on how many are played side by side.
func TestADecisionDependsOnItsMomentAlone(t *testing.T) {
	p := actor(t)
	w := dangerous(t, agent.H7)
	visions := make([]Vision, 4)
	for i := range visions {
		m, q := newImagination(t, Default()), p
		switch i {
		case 1:
			q = single{p}
		case 2:
			m.Decide(dangerous(t, agent.Random{}), 3, cluster.Clean, p)
		case 3:
			m.play.worlds = must(cluster.NewBatch(clustertest.Scarcity(t), 7))
		}
		m.Decide(w, 7, cluster.Throttle, q)
		m.Vision().CopyTo(&visions[i])
		require.Equal(t, visions[0], visions[i], "case %d", i)
	}
	require.True(t, visions[0].Looked)
	m := newImagination(t, Default())
	m.Decide(w, 8, cluster.Throttle, p)
	require.NotEqual(t, visions[0].Ways, m.Vision().Ways, "another episode must bring other noise")
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

func TestTheActionThatFailsLeastIsTaken(t *testing.T) {
	m, w := newImagination(t, Default()), dangerous(t, agent.H7)
	m.All(w, 7, agent.H7)
	all := m.Vision().Failed
	for proposed := range 8 {
		taken := m.Decide(w, 7, proposed, agent.H7)
		v := m.Vision()
		require.Equal(t, proposed, v.Proposed)
		require.Equal(t, taken, v.Taken)
		require.Equal(t, taken != proposed, v.Overruled)
		require.Equal(t, all[proposed], v.Failed[proposed])
		if float64(all[proposed]) <= 0.2*6 {
			require.Equal(t, proposed, taken, "what is tolerated stands")
			require.Len(t, v.Ways, 6)
			continue
		}
		require.Equal(t, all, v.Failed)
		require.Equal(t, slices.Min(all[:]), all[taken])
		if all[taken] == all[proposed] {
			require.Equal(t, proposed, taken, "of equals the proposed one stands")
		}
	}
	require.NotZero(t, m.Tally().Overruled)
	require.NotEqual(t, m.Tally().Overruled, m.Tally().Looked)
}

func TestWaysSayWhereTheyWentAndHowTheyEnd(t *testing.T) {
	m, w := newImagination(t, Default()), dangerous(t, agent.H7)
	proposed := 0
	for m.Decide(w, 7, proposed, agent.H7) == proposed {
		proposed++
	}
	v := m.Vision()
	require.Len(t, v.Ways, MaxWays)
	failed := map[int]int{}
	for i, way := range v.Ways {
		require.Equal(t, map[bool]int{true: v.Proposed, false: v.Taken}[i < 6], way.Action)
		require.Equal(t, w.AgentNode(), int(way.Nodes[0]))
		if way.Failed {
			failed[way.Action]++
			require.GreaterOrEqual(t, way.Filled, 0)
			continue
		}
		require.Len(t, way.Nodes, 21)
		require.Equal(t, -1, way.Filled)
	}
	require.Equal(t, v.Failed[v.Proposed], failed[v.Proposed])
	require.Equal(t, v.Failed[v.Taken], failed[v.Taken])
}

// The step limit ends a future that has survived.
func TestAFutureEndsWithTheEpisode(t *testing.T) {
	w := dangerous(t, agent.H7)
	c := w.Config()
	c.MaxSteps = w.Steps() + 3
	require.NoError(t, w.SetConfig(c))
	m := newImagination(t, Default())
	m.All(w, 0, agent.H7)
	longest := 0
	for _, f := range m.futures {
		longest = max(longest, f.steps)
	}
	require.Equal(t, 3, longest)
}

// undecided cannot decide in a world that has taken some steps.
type undecided struct {
	agent.Policy
	from int
}

func (u undecided) Decide(w *cluster.World) (int, error) {
	if w.Steps() >= u.from {
		return 0, errors.New("no decision")
	}
	return u.Act(w, nil), nil
}

func TestWhereThePolicyCannotDecideTheProposedActionStands(t *testing.T) {
	w := dangerous(t, agent.H7)
	for proposed := range 8 {
		m := newImagination(t, Default())
		require.Equal(t, proposed, m.Decide(w, 7, proposed, undecided{agent.H7, w.Steps() + 2}))
		require.Zero(t, m.Tally().Overruled)
		require.Empty(t, m.Vision().Ways)
	}
}

func TestADecisionAllocatesNothing(t *testing.T) {
	w, m := dangerous(t, agent.H7), newImagination(t, Default())
	var p agent.Policy = agent.Random{}
	batch := actor(t)
	require.Zero(t, testing.AllocsPerRun(20, func() {
		m.Decide(w, 7, cluster.Throttle, p)
		m.Decide(w, 7, cluster.Throttle, batch)
		m.All(w, 7, batch)
	}))
}

func TestAVisionIsCopiedIntoItsOwnMemory(t *testing.T) {
	m, w := newImagination(t, Default()), dangerous(t, agent.H7)
	m.Decide(w, 7, cluster.Throttle, agent.H7)
	var a, b Vision
	m.Vision().CopyTo(&a)
	m.Vision().CopyTo(&b)
	m.Decide(w, 9, cluster.Throttle, agent.Random{})
	require.Equal(t, a, b)
	require.NotEqual(t, a, *m.Vision())
	require.Zero(t, testing.AllocsPerRun(10, func() { a.CopyTo(&b) }))
	a.Forget()
	require.Equal(t, Vision{Ways: []Way{}}, a)
}

func TestConfigsAreChecked(t *testing.T) {
	c := Default()
	require.NoError(t, c.Validate())
	c.Futures = 17
	_, err := New(c, clustertest.Scarcity(t), 1)
	require.ErrorContains(t, err, "imagine-futures")
	world := clustertest.Scarcity(t)
	world.Height = 0
	_, err = New(Default(), world, 1)
	require.ErrorContains(t, err, "rows")
}

func TestAGuardedPolicyPlaysAlikeInEveryOrder(t *testing.T) {
	p := actor(t)
	one, err := Guard(single{p}, Default(), clustertest.Scarcity(t), 1)
	require.NoError(t, err)
	many, err := Guard(p, Default(), clustertest.Scarcity(t), 1)
	require.NoError(t, err)
	require.Implements(t, new(agent.BatchPolicy), many.Policy())
	alone, err := agent.Evaluate(clustertest.Scarcity(t), one.Policy(), 9, 12)
	require.NoError(t, err)
	together, err := agent.Evaluate(clustertest.Scarcity(t), many.Policy(), 9, 12)
	require.NoError(t, err)
	require.Equal(t, alone, together)
	require.Equal(t, one.Tally(), many.Tally())
	require.NotZero(t, one.Tally().Overruled)
	require.Equal(t, p.Name()+" + imagine", many.Policy().Name())
}

func TestAGuardedPolicyFailsLess(t *testing.T) {
	g, err := Guard(agent.H3, Default(), clustertest.Scarcity(t), 1)
	require.NoError(t, err)
	bare, err := agent.Evaluate(clustertest.Scarcity(t), agent.H3, 9, 12)
	require.NoError(t, err)
	guarded, err := agent.Evaluate(clustertest.Scarcity(t), g.Policy(), 9, 12)
	require.NoError(t, err)
	require.Less(t, agent.Summarize(guarded).FailedRate, agent.Summarize(bare).FailedRate)
}
