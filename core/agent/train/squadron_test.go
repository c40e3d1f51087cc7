package train

import (
	"fmt"
	"hash/fnv"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/greedy"
)

// squad is a small run of a Squadron.
func squad() Config {
	c := small()
	c.Algorithm = PQN
	c.PQN.Worlds, c.PQN.Rollout, c.PQN.Batch, c.PQN.Width, c.PQN.Horizon = 4, 8, 16, 8, 4000
	return c
}

// TestStepsAreThoseOfAllWorlds: Run counts them, and stops after the whole step that has
// the last of them.
func TestStepsAreThoseOfAllWorlds(t *testing.T) {
	a := build(t, squad())
	require.NoError(t, a.Run(1201))
	n := a.Learner().Numbers()
	require.Equal(t, [2]int{1204, 1204}, [2]int{n.Steps, a.Steps()})
	require.Len(t, a.Learner().Rates(), 2)
	require.Equal(t, 37*4, n.Updates)
	require.Positive(t, n.Loss)
	require.InDelta(t, 0.02, a.Learner().algo.epsilon(&a.Learner().cfg, 0), 1e-12, "by its own schedule")

	episodes, failed := n.Played()
	require.Greater(t, n.Others.Ended, n.Episodes, "three worlds of four are its own")
	require.Equal(t, [2]int{n.Episodes + n.Others.Ended, n.Failures + n.Others.Failed}, [2]int{episodes, failed})
}

// TestWithoutAProphetNothingGuides: what the Squadron learns does not depend on whether
// somebody could have a say in its worlds. Figures were measured with these bits.
func TestWithoutAProphetNothingGuides(t *testing.T) {
	for want, full := range map[uint64]bool{0x9073dff55dbfaae7: false, 0x74e36d3efd9a255a: true} {
		c, steps := squad(), 4000
		if full {
			c.PQN, steps = Default(c.World).PQN, 64*32*12
			c.PQN.Horizon = 1_500_000
		}
		c.PQN.Gamma, c.PQN.RewardScale = 0.99, 0.15 // of those days
		c.Guidance, c.Forecast = None, false
		a := build(t, c)
		require.NoError(t, a.Run(steps))
		require.Equal(t, want, valuesDigest(a.Learner()), "all worlds: %v", full)
	}
}

// valuesDigest is a digest of what a learner thinks of actions in two hundred states.
func valuesDigest(l *Learner) uint64 {
	h := fnv.New64a()
	q, x := make([]float32, 8), make([]float32, 35)
	for i := range 200 {
		for j := range x {
			x[j] = float32((i*7+j*3)%11) / 11
		}
		l.Values(q, x)
		for _, v := range q {
			fmt.Fprint(h, math.Float32bits(v))
		}
	}
	return h.Sum64()
}

// TestGuidanceActsInAllWorlds, and the Prophet learns from all.
func TestGuidanceActsInAllWorlds(t *testing.T) {
	const steps = 6000
	failed := map[Guidance]int{}
	for _, rule := range []Guidance{None, Epsilon, Handover, Threshold} {
		c := squad()
		c.Guidance, c.Forecast, c.LoadAt, c.HandoverAt = rule, rule != Threshold, 0.2, 0.1
		c.PQN.FinalEpsilon = 1
		a := build(t, c)
		require.NoError(t, a.Run(steps))
		n := a.Learner().Numbers()
		_, failed[rule] = n.Played()
		handed, left := 0.0, 0.0
		for _, r := range a.Learner().Rates() {
			handed += r.handover * RateBlock
			left += r.epsilon * RateBlock / steps
		}
		require.InDelta(t, handed, n.Handovers, 1, "rates are of all worlds")
		require.Equal(t, rule == Handover || rule == Threshold, n.Handovers > steps/4, "%d by rule %s", n.Handovers, GuidanceNames[rule])
		require.Equal(t, rule == Epsilon, left < 0.97, "%v of ε left by rule %s", left, GuidanceNames[rule])
		require.Equal(t, rule == Threshold, n.ProphetLoss == 0)
		require.Equal(t, rule == Threshold, math.IsNaN(a.Learner().Calibration().BaseRate()), "forecasts have been compared")
	}
	require.Less(t, failed[Handover], failed[None]/2)
	require.Less(t, failed[Threshold], failed[None]/2)
}

func TestASquadronMeetsTheChangesOfTheWorld(t *testing.T) {
	unguided := squad()
	unguided.Guidance = None
	a, b := build(t, unguided), build(t, unguided)
	require.NoError(t, a.Run(100))
	require.NoError(t, b.Run(100))
	c := a.World().Config()
	c.MemDrift = 0
	require.NoError(t, a.SetWorld(c))
	require.Equal(t, c, a.Learner().Config().World)
	require.NoError(t, a.Run(400))
	require.NoError(t, b.Run(400))
	_, failed := b.Learner().Numbers().Played()
	_, without := a.Learner().Numbers().Played()
	require.Less(t, without, failed)
	resumed, err := Load(digest(a))
	require.NoError(t, err)
	require.NoError(t, resumed.Run(40))
	require.NoError(t, a.Run(40))
	require.Equal(t, digest(a), digest(resumed))
}

// TestAMindMovesToAnotherWorld: what a Squadron has learned goes along, its own worlds begin
// again with the size of the new one.
func TestAMindMovesToAnotherWorld(t *testing.T) {
	a := build(t, squad())
	require.NoError(t, a.Run(804))
	m, err := LoadLearner(digest(a))
	require.NoError(t, err)
	c := a.World().Config()
	c.Height = 7
	require.NoError(t, m.SetWorld(c))
	require.Equal(t, a.Learner().Numbers().Updates, m.Numbers().Updates)
	c.Budget = -1
	require.ErrorContains(t, m.SetWorld(c), "budget is -1")
	require.Equal(t, 7, m.Config().World.Height)
	require.Equal(t, "pqn", m.Greedy().(*greedy.Actor).Name())
}
