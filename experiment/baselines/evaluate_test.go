package baselines

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// stopping is a policy that ends a context at its n-th action.
type stopping struct {
	agent.Policy
	stop func()
	n    int
}

func (s *stopping) Act(w *cluster.World, r *rng.Source) int {
	if s.n--; s.n == 0 {
		s.stop()
	}
	return s.Policy.Act(w, r)
}

func TestEvaluateIsThatOfAgent(t *testing.T) {
	world := cluster.Default(cluster.V51)
	learner, err := train.NewLearner(train.Default(world))
	require.NoError(t, err)
	for _, p := range []agent.Policy{agent.H3, learner.Greedy()} {
		want, err := agent.Evaluate(world, p, 7, 20)
		require.NoError(t, err)
		got, err := Evaluate(t.Context(), world, p, 7, 20)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
}

// However many episodes there are, no more than a step is taken after the end.
func TestEvaluateStopsAtOnce(t *testing.T) {
	world := cluster.Default(cluster.V51)
	ctx, stop := context.WithCancel(t.Context())
	p := &stopping{agent.H3, stop, 500}
	_, err := Evaluate(ctx, world, p, 7, 1_000_000)
	require.ErrorIs(t, err, context.Canceled)
	require.Zero(t, p.n)
	learner, err := train.NewLearner(train.Default(world))
	require.NoError(t, err)
	_, err = Evaluate(ctx, world, learner.Greedy(), 7, 1_000_000)
	require.ErrorIs(t, err, context.Canceled)
}
