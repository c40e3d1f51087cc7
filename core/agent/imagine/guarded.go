package imagine

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Guarded is a policy that looks ahead before it acts, for evaluations: the seed of a world's
// episode fixes what is imagined in it, in whatever order episodes are played. A run of a
// session asks its [Imagination] itself.
type Guarded struct {
	policy agent.Policy
	ahead  Foresight
	name   string // of what looks ahead

	episodes map[uint64]*Tally
}

// Guard returns p with an imagination for worlds of the rules and size of world. The error is
// that of [New].
func Guard(p agent.Policy, c Config, world cluster.Config, seed uint64) (*Guarded, error) {
	m, err := New(c, world, seed)
	if err != nil {
		return nil, err
	}
	return GuardBy(p, m, "imagine"), nil
}

// GuardBy returns p with a foresight of that name.
func GuardBy(p agent.Policy, f Foresight, name string) *Guarded {
	return &Guarded{p, f, name, make(map[uint64]*Tally)}
}

// Policy returns g as what its policy is: an [agent.BatchPolicy], an [agent.Decider], or a
// plain policy.
func (g *Guarded) Policy() agent.Policy {
	switch p := g.policy.(type) {
	case agent.BatchPolicy:
		return guardedBatch{g, p}
	case agent.Decider:
		return guardedDecider{g, p}
	}
	return g
}

// Name returns the policy's name and that of what looks ahead, as in "pilot + imagine".
func (g *Guarded) Name() string { return g.policy.Name() + " + " + g.name }

// Act returns the policy's action, or the one that takes its place.
func (g *Guarded) Act(w *cluster.World, r *rng.Source) int { return g.decide(w, g.policy.Act(w, r)) }

func (g *Guarded) decide(w *cluster.World, proposed int) int {
	before := g.ahead.Tally()
	taken := g.ahead.Decide(w, w.Seed(), proposed, g.policy)
	t := g.episodes[w.Seed()]
	if t == nil {
		t = new(Tally)
		g.episodes[w.Seed()] = t
	}
	t.Steps++
	after := g.ahead.Tally()
	t.Looked += after.Looked - before.Looked
	t.Overruled += after.Overruled - before.Overruled
	return taken
}

// Episode returns the counts of the steps in the episode of that seed.
func (g *Guarded) Episode(seed uint64) (t Tally) {
	if own := g.episodes[seed]; own != nil {
		t = *own
	}
	return t
}

// Tally returns the counts over all steps so far.
func (g *Guarded) Tally() Tally { return g.ahead.Tally() }

// guardedBatch chooses for many worlds at once.
type guardedBatch struct {
	*Guarded
	policy agent.BatchPolicy
}

func (g guardedBatch) MaxBatch() int { return g.policy.MaxBatch() }

func (g guardedBatch) ActBatch(actions []int, worlds []*cluster.World) {
	g.policy.ActBatch(actions, worlds)
	for i, w := range worlds {
		actions[i] = g.decide(w, actions[i])
	}
}

// guardedDecider may fail to decide.
type guardedDecider struct {
	*Guarded
	policy agent.Decider
}

func (g guardedDecider) Decide(w *cluster.World) (action int, err error) {
	action, err = g.policy.Decide(w)
	if err != nil {
		return 0, err
	}
	return g.decide(w, action), nil
}
