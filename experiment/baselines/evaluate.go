package baselines

import (
	"context"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Evaluate lets a policy play the given number of episodes as agent.Evaluate does. When ctx
// ends first it returns ctx's error, and that before the next step.
func Evaluate(ctx context.Context, c cluster.Config, p agent.Policy, seed uint64, episodes int) ([]agent.Episode, error) {
	stopping := stoppable{ctx, p}
	var player agent.Policy = stopping
	if batch, ok := p.(agent.BatchPolicy); ok {
		player = stoppableBatch{stopping, batch}
	}
	played, err := agent.Evaluate(c, player, seed, episodes)
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	return played, err
}

// impossible is an action that no world takes: its error ends an evaluation.
const impossible = -1

// stoppable is a policy until ctx ends.
type stoppable struct {
	ctx context.Context
	agent.Policy
}

// stoppableBatch is stoppable for many worlds at once.
type stoppableBatch struct {
	stoppable
	batch agent.BatchPolicy
}

// MaxBatch implements agent.BatchPolicy.
func (s stoppableBatch) MaxBatch() int { return s.batch.MaxBatch() }

// Act implements agent.Policy.
func (s stoppable) Act(w *cluster.World, r *rng.Source) int {
	if s.ctx.Err() != nil {
		return impossible
	}
	return s.Policy.Act(w, r)
}

// ActBatch implements agent.BatchPolicy.
func (s stoppableBatch) ActBatch(actions []int, worlds []*cluster.World) {
	if s.ctx.Err() == nil {
		s.batch.ActBatch(actions, worlds)
		return
	}
	for i := range actions {
		actions[i] = impossible
	}
}
