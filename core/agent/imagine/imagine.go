package imagine

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
)

// Imagination looks ahead in copies of a world, with noise of its own. It is not safe for
// concurrent use.
type Imagination struct {
	cfg    Config
	seed   uint64
	vision Vision
	tally  Tally
}

// Tally counts the steps that were decided.
type Tally struct{ Steps, Looked, Overruled int }

// New returns an imagination for worlds of the size of world, whose futures follow from seed.
// The error names the number that is out of its range.
func New(c Config, world cluster.Config, seed uint64) (*Imagination, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return &Imagination{cfg: c, seed: seed}, world.Validate()
}

// Decide returns the action to take in w in place of the proposed one. The policy is the one
// that acts; episode is the number, or the seed, of w's episode.
func (m *Imagination) Decide(w *cluster.World, episode uint64, proposed int, p agent.Policy) int {
	return proposed
}

// All imagines every action of w, whatever is proposed; see [Imagination.Vision].
func (m *Imagination) All(w *cluster.World, episode uint64, p agent.Policy) {}

// Vision returns what was imagined before the last decision, in m's own memory.
func (m *Imagination) Vision() *Vision { return &m.vision }

// Tally returns the counts so far.
func (m *Imagination) Tally() Tally { return m.tally }
