package imagine

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Guarded is a policy that looks ahead before it acts, for evaluations. Its futures follow
// from the seed of the episode, so that they are the same in whatever order episodes are played.
type Guarded struct {
	agent.Policy
	ahead *Imagination
}

// Guard returns p with an imagination for worlds of a configuration. The error is that of [New].
func Guard(p agent.Policy, c Config, world cluster.Config, seed uint64) (*Guarded, error) {
	m, err := New(c, world, seed)
	return &Guarded{p, m}, err
}

// Name returns the policy's name with " + imagine".
func (g *Guarded) Name() string { return g.Policy.Name() + " + imagine" }

// Act returns the policy's action, or the one that takes its place.
func (g *Guarded) Act(w *cluster.World, r *rng.Source) int {
	return g.ahead.Decide(w, 0, g.Policy.Act(w, r), g.Policy)
}

// Tally returns the counts over all episodes so far.
func (g *Guarded) Tally() Tally { return g.ahead.Tally() }
