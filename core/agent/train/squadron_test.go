package train

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/pqn"
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

func TestASquadronMeetsTheChangesOfTheWorld(t *testing.T) {
	a, b := build(t, squad()), build(t, squad())
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
	require.Equal(t, "pqn", m.Greedy().(*pqn.Actor).Name())
}
