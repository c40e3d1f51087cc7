package agent

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// quiet returns a world of 5×5 nodes that nothing disturbs, all at zero.
func quiet(t *testing.T) *cluster.World {
	t.Helper()
	c := cluster.Default(cluster.V51)
	c.Height, c.Width = 5, 5
	c.CPUNoise, c.MemDrift, c.MemNoise, c.InitialCPU, c.InitialMem = 0, 0, 0, 0, 0
	w, err := cluster.New(c)
	require.NoError(t, err)
	return w
}

// fill raises a node beside the agent to a memory and cpu of m.
func fill(t *testing.T, w *cluster.World, down, right int, m float32) {
	t.Helper()
	row, col := w.Agent()
	require.NoError(t, w.InjectLoad(node(w, row+down, col+right), m))
}

func TestHeuristicCleansAboveItsThresholdOnly(t *testing.T) {
	for _, h := range []Heuristic{H3, H5, H7} {
		w := quiet(t)
		fill(t, w, 0, 0, h.Threshold)
		require.NotEqual(t, cluster.Clean, h.Act(w, nil))
		fill(t, w, 0, 0, 0.01)
		require.Equal(t, cluster.Clean, h.Act(w, nil), h.Name())
	}
}

func TestHeuristicScalesTwoHotspotsItCanPay(t *testing.T) {
	w := quiet(t)
	fill(t, w, 2, 2, 0.9)
	require.NotEqual(t, cluster.Scale, H3.Act(w, nil), "one hotspot is not enough")
	fill(t, w, 2, -2, 0.9)
	require.Equal(t, cluster.Scale, H3.Act(w, nil))
	c := w.Config()
	c.Budget = 9
	require.NoError(t, w.SetConfig(c))
	require.NotEqual(t, cluster.Scale, H3.Act(w, nil), "the budget pays for one only")
}

func TestHeuristicWalksToTheWorstNeighbor(t *testing.T) {
	for move, step := range [][2]int{cluster.Up: {-1, 0}, cluster.Down: {1, 0}, cluster.Left: {0, -1}, cluster.Right: {0, 1}} {
		w := quiet(t)
		fill(t, w, 1, 1, 0.7) // a diagonal neighbor cannot be reached in one move
		fill(t, w, step[0], step[1], 0.4)
		require.Equal(t, move, H3.Act(w, nil))
		require.Equal(t, move, SafeAction(w))
	}
}

func TestSafeAction(t *testing.T) {
	w := quiet(t)
	fill(t, w, 2, 2, 0.9)
	require.Equal(t, cluster.Scale, SafeAction(w))
	fill(t, w, 0, 0, 0.21)
	require.Equal(t, cluster.Clean, SafeAction(w))
}

func TestSafeActionsAreAffordable(t *testing.T) {
	w := quiet(t)
	fill(t, w, 0, -1, 0.95)
	require.Equal(t, cluster.Scale, SafeAction(w))
	c := w.Config()
	c.Budget = c.ScaleCost - 1
	require.NoError(t, w.SetConfig(c))
	require.Equal(t, cluster.Left, SafeAction(w), "the budget does not pay for a scale")
}

func TestRandomIsUniformOverTheRulesActions(t *testing.T) {
	w, r := quiet(t), rng.New(1)
	counts := make([]int, 8)
	for range 8000 {
		counts[Random{}.Act(w, r)]++
	}
	for action, n := range counts {
		require.InDelta(t, 1000, n, 120, "action %d", action)
	}
}

// TestOmniscientTakesTheShorterWayAround fills one far node and counts steps.
func TestOmniscientTakesTheShorterWayAround(t *testing.T) {
	for _, d := range [][2]int{{2, 0}, {-2, 0}, {0, 2}, {0, -2}, {2, 2}, {-2, 1}} {
		w := quiet(t)
		row, col := w.Agent()
		node := node(w, row+d[0], col+d[1])
		require.NoError(t, w.InjectLoad(node, 0.7))
		steps := 0
		for w.Mem()[node] > 0 {
			_, err := w.Step(Omniscient{}.Act(w, nil))
			require.NoError(t, err)
			steps++
			require.LessOrEqual(t, steps, 5)
		}
		require.Equal(t, max(d[0], -d[0])+max(d[1], -d[1])+1, steps, "to %v and one clean", d)
	}
}

func TestOmniscientWithoutBudgetEmptiesMemoryOnly(t *testing.T) {
	w := quiet(t)
	fill(t, w, 0, 0, 0.7)
	c := w.Config()
	c.Budget = 0.4
	require.NoError(t, w.SetConfig(c))
	require.Equal(t, cluster.CleanMemory, Omniscient{}.Act(w, nil))
}

// TestAPlannerFarmsWithIdleBudgetOnly scales for a single hotspot, which is no danger, and
// never with what is kept for cleaning.
func TestAPlannerFarmsWithIdleBudgetOnly(t *testing.T) {
	w := quiet(t)
	fill(t, w, 2, 2, 0.9)
	require.NotEqual(t, cluster.Scale, Omniscient{}.Act(w, nil))
	require.Equal(t, cluster.Scale, OmniscientFarming{}.Act(w, nil))
	c := w.Config()
	c.Budget = reserve + c.ScaleCost - 1
	require.NoError(t, w.SetConfig(c))
	require.Equal(t, Omniscient{}.Act(w, nil), OmniscientFarming{}.Act(w, nil))
}

// TestEpisodesCountScaleActions compares a planner that scales for the reward with one
// that scales in need.
func TestEpisodesCountScaleActions(t *testing.T) {
	scales := func(p Policy) (n int) {
		episodes, err := Evaluate(cluster.Presets()[2].Config, p, 1, 20)
		require.NoError(t, err)
		for _, e := range episodes {
			n += e.Scales
		}
		return n
	}
	need, farmed := scales(Omniscient{}), scales(OmniscientFarming{})
	require.Positive(t, need)
	require.Greater(t, farmed, 2*need)
}

// TestPoliciesRankAsPublished holds the order every claim is made in.
func TestPoliciesRankAsPublished(t *testing.T) {
	c := cluster.Presets()[1].Config
	failed := func(p Policy) float64 {
		episodes, err := Evaluate(c, p, 1, 100)
		require.NoError(t, err)
		return Summarize(episodes).FailedRate
	}
	random, h7, h3, best := failed(Random{}), failed(H7), failed(H3), failed(Omniscient{})
	require.Greater(t, random, 0.95)
	require.Greater(t, h7, h3)
	require.Greater(t, h3, best)
	require.LessOrEqual(t, best, 0.02)
}

func TestEpisodesRepeatFromTheirSeed(t *testing.T) {
	c := cluster.Default(cluster.V46)
	all, err := Evaluate(c, Random{}, 9, 3)
	require.NoError(t, err)
	w, err := cluster.New(c)
	require.NoError(t, err)
	again, err := PlayEpisode(w, Random{}, all[2].Seed)
	require.NoError(t, err)
	require.Equal(t, all[2], again)
}

// batched is h.3 for many worlds at once.
type batched struct{ Heuristic }

func (batched) MaxBatch() int { return 7 }

func (b batched) ActBatch(actions []int, worlds []*cluster.World) {
	for i, w := range worlds {
		actions[i] = b.Act(w, nil)
	}
}

// TestEpisodesSideBySideAreThoseOfOneWorld: a batch of worlds gives the same bits, however
// many episodes there are for it.
func TestEpisodesSideBySideAreThoseOfOneWorld(t *testing.T) {
	c := cluster.Presets()[3].Config
	for _, n := range []int{0, 1, 5, 7, 40} {
		one, err := Evaluate(c, H3, 9, n)
		require.NoError(t, err)
		many, err := Evaluate(c, batched{H3}, 9, n)
		require.NoError(t, err)
		require.Equal(t, one, many)
	}
	_, err := Evaluate(cluster.Config{}, batched{H3}, 9, 1)
	require.ErrorContains(t, err, "rows is 0")
	_, err = Evaluate(c, impossible{}, 9, 3)
	require.ErrorContains(t, err, "policy h.3: world 0: cluster: action 9")
}

// impossible chooses an action that there is not.
type impossible struct{ batched }

func (impossible) Name() string { return "h.3" }

func (impossible) ActBatch(actions []int, _ []*cluster.World) {
	for i := range actions {
		actions[i] = 9
	}
}

func TestSummarize(t *testing.T) {
	s := Summarize([]Episode{
		{Return: 1, Steps: 10, OOM: 2, CriticalOOM: 1, AvgLoad: 0.5, Failed: true},
		{Return: 4, Steps: 20, AvgLoad: 0.3},
	})
	require.Equal(t, 2, s.Episodes)
	require.Equal(t, 2.5, s.Return)
	require.InDelta(t, math.Sqrt(4.5), s.ReturnSD, 1e-12)
	require.Equal(t, 15.0, s.Steps)
	require.Equal(t, 1.0, s.OOMRate)
	require.Equal(t, 0.5, s.CritRate)
	require.Equal(t, 0.4, s.AvgLoad)
	require.Equal(t, 0.5, s.FailedRate)
}

func TestActAllocatesNothing(t *testing.T) {
	w, r := quiet(t), rng.New(1)
	for _, p := range []Policy{Random{}, H3, Omniscient{}} {
		require.Zero(t, testing.AllocsPerRun(100, func() { p.Act(w, r) }), p.Name())
	}
}

// node returns the index of a row and a column, wrapped around the torus.
func node(w *cluster.World, row, col int) int {
	h, width := w.Size()
	return (row+h)%h*width + (col+width)%width
}
