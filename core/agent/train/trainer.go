package train

import (
	"math"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Trainer is a Learner with the episodes it learns from. It is not safe for concurrent
// use.
type Trainer struct {
	learner  *Learner
	episodes *agent.Episodes
	actor    agent.Actor // the learner, or who looks ahead for it
}

// New returns a trainer at the beginning of its first episode. The seed of c is that of
// the run: its learner is seeded with LearnerSeed of it, and its episodes as agent.Episodes
// says, as in every session of that seed.
func New(c Config) (*Trainer, error) {
	seed := c.Seed
	c.Seed = LearnerSeed(seed)
	m, err := NewLearner(c)
	if err != nil {
		return nil, err
	}
	m.Begin(seed, "")
	e, err := agent.NewEpisodes(c.World, seed)
	return &Trainer{m, e, m}, err
}

// LearnerSeed returns the seed of the learner that learns in the run of a seed: a stream of
// its own, apart from the episodes'.
func LearnerSeed(run uint64) uint64 { return rng.Derive(run, math.MaxUint64-1) }

// Learner returns what learns.
func (t *Trainer) Learner() *Learner { return t.learner }

// World returns the world it learns in. It may be read between steps.
func (t *Trainer) World() *cluster.World { return t.episodes.World }

// Last returns the result of the last step.
func (t *Trainer) Last() env.Result { return t.episodes.Last }

// Steps returns how many environment steps it has learned from, in all worlds.
func (t *Trainer) Steps() int { return t.learner.numbers.Steps }

// Step takes one step of the environment, of every world at once where a learner has
// several, and learns from it. It begins a new episode where the last one ended. It
// allocates nothing. The error says what was not finite; it is final.
func (t *Trainer) Step() error {
	if t.learner.stopped != nil {
		return t.learner.stopped
	}
	return t.episodes.Step(t.actor)
}

// Run takes n steps, counted as Steps does, or a few more where a learner takes several at
// once. It stops at an error.
func (t *Trainer) Run(n int) error {
	for end := t.Steps() + n; t.Steps() < end; {
		if err := t.Step(); err != nil {
			return err
		}
	}
	return nil
}

// HeldOut is the seed of the episodes that evaluations play and nothing learns from.
const HeldOut = 0x48656c644f7574

// Evaluate plays n held-out episodes with what has been learned so far, in a
// world of its own.
func (t *Trainer) Evaluate(n int) (agent.Summary, error) {
	episodes, err := agent.Evaluate(t.learner.cfg.World, t.learner.Greedy(), HeldOut, n)
	return agent.Summarize(episodes), err
}

// SetWorld changes the numbers of the world while it runs; rules and size must
// stay. On error nothing changes.
func (t *Trainer) SetWorld(c cluster.Config) error {
	if err := t.World().SetConfig(c); err != nil {
		return err
	}
	return t.learner.SetWorld(c)
}

// Use lets another learner go on in this world, in the middle of no episode. On error
// nothing changes.
func (t *Trainer) Use(l *Learner) error {
	if err := l.SetWorld(t.World().Config()); err != nil {
		return err
	}
	t.use(l)
	return nil
}
