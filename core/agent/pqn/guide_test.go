package pqn

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/nn"
)

// guide takes over in its second world and forbids exploration in its third.
type guide struct{ watched, ended, failed int }

func (g *guide) Watch(*cluster.Batch) { g.watched++ }

func (g *guide) Guide(world int, _ *cluster.World) (action int, part float64) {
	return [...]int{-1, cluster.Clean, -1}[world], [...]float64{1, 1, 0}[world]
}

func (g *guide) Ended(_ int, w *cluster.World, failed bool) {
	if !w.Over() {
		panic("the next episode has begun")
	}
	g.ended++
	if failed {
		g.failed++
	}
}

func TestAGuideActsInItsOwnWorlds(t *testing.T) {
	c := small()
	c.FinalEpsilon, c.Rollout = 1, 800
	s, g := build(t, c), new(guide)
	s.SetGuide(g)
	greedy := [3]int{}
	const steps = 799
	for range steps {
		s.Best(s.episodes.World.Observation())
		best := [3]int{}
		for i := range best {
			best[i] = nn.ArgMax(s.row(i + 1))
		}
		s.run(t, 1)
		require.Equal(t, cluster.Clean, s.actions[1])
		for i, action := range s.actions {
			if action == best[i] {
				greedy[i]++
			}
		}
	}
	require.Equal(t, steps, greedy[2])
	require.Less(t, greedy[0], steps/3)
	require.Equal(t, steps, g.watched)
	require.Equal(t, s.Tally(), Tally{g.ended, g.failed})
	require.Positive(t, g.failed)
}
