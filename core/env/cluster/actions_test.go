package cluster

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/rng"
)

func TestMovesWrapAround(t *testing.T) {
	w := still(t, V46)
	for _, m := range []struct{ action, row, col int }{
		{Up, 0, 1}, {Up, 3, 1}, {Down, 0, 1}, {Left, 0, 0}, {Left, 0, 4}, {Right, 0, 0},
	} {
		take(t, w, m.action)
		row, col := w.Agent()
		require.Equal(t, []int{m.row, m.col}, []int{row, col})
	}
}

func TestClean(t *testing.T) {
	for _, rules := range allRules {
		w := still(t, rules)
		w.put(w.agent, 0.7, 0.4, 0.5)
		w.budget = 10
		r := take(t, w, Clean)
		require.InDelta(t, 0.9/1.5*1.5, r.Reward, 1e-6)
		require.InDelta(t, 0.2, w.cpu[w.agent], 1e-6)
		require.Zero(t, w.mem[w.agent])
		require.Equal(t, 10.0, w.Budget(), "0.5 paid, 0.5 recovered")
		require.Equal(t, 1, w.LastOutcome().Affected)

		w.put(w.agent, 0.1, 0.05, 0.5)
		require.Equal(t, -0.1, take(t, w, Clean).Reward, "waste")
		require.True(t, w.LastOutcome().Wasted)
		require.Zero(t, w.cpu[w.agent], "a wasteful clean still cleans")

		w.put(w.agent, 0.7, 0.4, 0.5)
		w.budget = 0.49
		require.Equal(t, -0.2, take(t, w, Clean).Reward)
		require.True(t, w.LastOutcome().Refused)
		require.Equal(t, float32(0.7), w.cpu[w.agent])
		require.Equal(t, 0.99, w.Budget(), "nothing paid, 0.5 recovered")
	}
}

func TestCleanRewardIsCapped(t *testing.T) {
	w := still(t, V46)
	w.put(w.agent, 1, 0.98, 1)
	require.InDelta(t, 1.48/1.5*2, take(t, w, Clean).Reward, 1e-6)
}

func TestScaleWorstFirstAndPartially(t *testing.T) {
	for _, rules := range allRules {
		w := still(t, rules)
		w.put(2, 0.81, 0, 0.2)
		w.put(7, 0.85, 0.5, 0.2)
		w.put(9, 0, 0.9, 1)
		w.budget = 11
		r := take(t, w, Scale)
		require.InDelta(t, 0.8*2/3, r.Reward, 1e-9)
		require.Equal(t, 1.5, w.Budget())
		require.InDelta(t, 0.55, w.cpu[7], 1e-6)
		require.InDelta(t, 0.2, w.mem[7], 1e-6)
		require.InDelta(t, 0.6, w.mem[9], 1e-6)
		require.Zero(t, w.cpu[9], "the floor is 0")
		require.Equal(t, float32(0.81), w.cpu[2])
	}
}

func TestScaleOrderOfV51IsCriticalFirst(t *testing.T) {
	for rules, first := range map[Rules]int{V46: 7, V51: 9} {
		w := still(t, rules)
		w.put(7, 0.9, 0.9, 0.5)
		w.put(9, 0.81, 0, 1)
		w.budget = 5
		take(t, w, Scale)
		require.Equal(t, 1, w.LastOutcome().Affected)
		require.Less(t, w.cpu[first], float32(0.7), "%s", rules)
	}
}

func TestScaleTiesGoInRowMajorOrder(t *testing.T) {
	w := still(t, V46)
	w.put(3, 0.9, 0, 0.5)
	w.put(8, 0.9, 0, 0.5)
	w.budget = 5
	take(t, w, Scale)
	require.Less(t, w.cpu[3], float32(0.7))
	require.Equal(t, float32(0.9), w.cpu[8])
}

func TestScaleRefusals(t *testing.T) {
	w := still(t, V46)
	require.Equal(t, -0.2, take(t, w, Scale).Reward, "no hotspot")
	w.put(3, 0.9, 0, 0.5)
	w.budget = 4.9
	require.Equal(t, -0.5, take(t, w, Scale).Reward, "not affordable")
	require.Equal(t, 5.4, w.Budget())
}

func TestActionsOfV51(t *testing.T) {
	w := still(t, V51)
	w.put(w.agent, 0.5, 0.6, 1)
	w.budget = 10
	require.InDelta(t, 0.6/1.5*2, take(t, w, CleanMemory).Reward, 1e-6)
	require.Equal(t, float32(0.5), w.cpu[w.agent])
	require.Zero(t, w.mem[w.agent])
	require.InDelta(t, 10.2, w.Budget(), 1e-12)

	w.put(w.agent, 0.5, 0.6, 1)
	require.InDelta(t, 0.3/1.5*2, take(t, w, Throttle).Reward, 1e-6)
	require.InDelta(t, 0.2, w.cpu[w.agent], 1e-6)
	require.Equal(t, float32(0.6), w.mem[w.agent])
	require.InDelta(t, 10.4, w.Budget(), 1e-12)

	w.put(w.agent, 0.15, 0, 1)
	require.Equal(t, -0.1, take(t, w, Throttle).Reward)
	w.budget = 0.2
	require.Equal(t, -0.2, take(t, w, CleanMemory).Reward)
	w.budget = 0.2
	require.Equal(t, -0.2, take(t, w, Throttle).Reward)
}

func TestUnknownActionsChangeNothing(t *testing.T) {
	for _, rules := range allRules {
		w := still(t, rules)
		before, err := w.MarshalBinary()
		require.NoError(t, err)
		for _, action := range []int{-1, rules.Actions(), 99} {
			_, err := w.Step(action)
			require.ErrorContains(t, err, "want 0 to")
		}
		after, err := w.MarshalBinary()
		require.NoError(t, err)
		require.Equal(t, before, after)
	}
}

// TestLastCostIsWhatTheBudgetLost holds it to the budget, of every action, paid, refused
// and without an effect.
func TestLastCostIsWhatTheBudgetLost(t *testing.T) {
	c := Default(V51)
	c.Recovery, c.Budget, c.CleanCost, c.MemCleanCost, c.ThrottleCost = 0, 13, 0.75, 0.5, 0.25
	w, err := New(c)
	require.NoError(t, err)
	require.Zero(t, w.LastCost())
	r, paid := rng.New(1), make(map[int]int)
	for range 3000 {
		if w.Over() {
			w.Reset(r.Uint64())
		}
		before := w.Budget()
		if r.Intn(3) == 0 {
			require.NoError(t, w.InjectLoad(r.Intn(36), 0.6))
		}
		action := r.Intn(c.Rules.Actions())
		_, err := w.Step(action)
		require.NoError(t, err)
		require.Equal(t, before-w.Budget(), w.LastCost(), "action %d", action)
		if w.LastCost() > 0 {
			paid[action]++
		}
	}
	require.Len(t, paid, 4, "every action that costs")
}
