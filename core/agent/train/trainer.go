package train

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Trainer is a Mind with the world it learns in. It is not safe for concurrent
// use.
type Trainer struct {
	mind  *Mind
	world *cluster.World
	last  env.Result
}

// New returns a trainer at the beginning of its first episode.
func New(c Config) (*Trainer, error) {
	m, err := NewMind(c)
	if err != nil {
		return nil, err
	}
	w, err := cluster.New(c.World)
	if err != nil {
		return nil, err
	}
	t := &Trainer{mind: m, world: w}
	t.reset()
	return t, nil
}

// Mind returns who learns.
func (t *Trainer) Mind() *Mind { return t.mind }

// World returns the world it learns in. It may be read between steps.
func (t *Trainer) World() *cluster.World { return t.world }

// Last returns the result of the last step.
func (t *Trainer) Last() env.Result { return t.last }

// reset starts the episode whose number is that of the ended ones: episode e of
// every run with this seed begins alike.
func (t *Trainer) reset() {
	episodes := rng.Derive(t.mind.cfg.Seed, streamEpisodes)
	t.world.Reset(rng.Derive(episodes, uint64(t.mind.numbers.Episodes)))
}

// Step takes one step of the environment and learns from it. It begins a new
// episode where the last one ended. It allocates nothing. The error says what was
// not finite; it is final.
func (t *Trainer) Step() error {
	if t.mind.stopped != nil {
		return t.mind.stopped
	}
	if t.last.Terminated || t.last.Truncated {
		t.reset()
	}
	r, err := t.world.Step(t.mind.Act(t.world))
	if err != nil {
		panic("train: a mind chose an impossible action: " + err.Error())
	}
	t.last = r
	return t.mind.Learn(t.world, r)
}

// Run takes n steps and stops at an error.
func (t *Trainer) Run(n int) error {
	for range n {
		if err := t.Step(); err != nil {
			return err
		}
	}
	return nil
}

// HeldOut is the seed of the episodes that evaluations play and nobody learns
// from.
const HeldOut = 0x48656c644f7574

// Evaluate plays n held-out episodes with what has been learned so far, in a
// world of its own.
func (t *Trainer) Evaluate(n int) (agent.Summary, error) {
	episodes, err := agent.Evaluate(t.mind.cfg.World, t.mind.Greedy(), HeldOut, n)
	return agent.Summarize(episodes), err
}

// SetWorld changes the numbers of the world while it runs; rules and size must
// stay. On error nothing changes.
func (t *Trainer) SetWorld(c cluster.Config) error {
	if err := t.world.SetConfig(c); err != nil {
		return err
	}
	t.mind.cfg.World = c
	return nil
}
