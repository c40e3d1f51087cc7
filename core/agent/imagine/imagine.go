package imagine

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Rehearser is a policy that remembers something from step to step. Every future begins with
// what it remembers now, and leaves that as it is.
type Rehearser interface {
	agent.Decider
	Keep()   // keeps what it remembers now, before a future
	Return() // remembers again what it kept, after that future
}

// Imagination looks ahead in copies of a world, with noise of its own. It remembers nothing
// from one decision to the next but its tally. It is not safe for concurrent use.
type Imagination struct {
	cfg     Config
	seed    uint64
	actions int // of the rules
	vision  Vision
	tally   Tally

	futures []future // by action, then by number
	begin   []int    // actions that are being imagined
	play    play
}

// future is one imagined future.
type future struct {
	failed bool
	filled int // node that was fullest at the failure; -1 where it survived
	steps  int // that were taken
	nodes  []uint16
}

// Tally counts the steps that were decided.
type Tally struct{ Steps, Looked, Overruled int }

// New returns an imagination for worlds of the rules and size of world, whose futures follow
// from seed. The error names the number that is out of its range.
func New(c Config, world cluster.Config, seed uint64) (*Imagination, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	actions := world.Rules.Actions()
	m := &Imagination{cfg: c, seed: seed, actions: actions, futures: make([]future, actions*c.Futures), begin: make([]int, 0, actions)}
	nodes := make([]uint16, len(m.futures)*(c.Steps+1))
	for i := range m.futures {
		m.futures[i].nodes = nodes[i*(c.Steps+1):][: 0 : c.Steps+1]
	}
	var err error
	m.play, err = newPlay(c, world)
	return m, err
}

// Config returns its numbers.
func (m *Imagination) Config() Config { return m.cfg }

// Vision returns what was imagined before the last decision, in m's own memory.
func (m *Imagination) Vision() *Vision { return &m.vision }

// Tally returns the counts so far.
func (m *Imagination) Tally() Tally { return m.tally }

// SetTally continues the counts of another run.
func (m *Imagination) SetTally(t Tally) { m.tally = t }

// Looks reports whether it would look ahead in w.
func (m *Imagination) Looks(w *cluster.World) bool { return m.cfg.Looks(w) }

// Decide returns the action to take in w in place of the proposed one. The policy p is the one
// that acts, and decides in every future after the first action; episode is the number, or the
// seed, of w's episode. Where p cannot decide in a future, the proposed action stands. It
// allocates nothing unless p does.
func (m *Imagination) Decide(w *cluster.World, episode uint64, proposed int, p agent.Policy) int {
	m.tally.Steps++
	m.vision.Forget()
	if !m.Looks(w) {
		return proposed
	}
	m.tally.Looked++
	m.look(w, episode)
	m.begin = append(m.begin[:0], proposed)
	taken := proposed
	if m.imagine(w, p) && float64(m.failed(proposed)) > m.cfg.Tolerated*float64(m.cfg.Futures) {
		m.begin = m.begin[:0]
		for a := range m.actions {
			if a != proposed {
				m.begin = append(m.begin, a)
			}
		}
		if m.imagine(w, p) {
			taken = m.best(proposed)
		}
	}
	if taken != proposed {
		m.tally.Overruled++
	}
	m.show(proposed, taken)
	return taken
}

// All imagines every action of w, whatever the memory is, and leaves in [Imagination.Vision] how
// many futures of each failed, without their ways. Nothing is counted. It reports false where p
// could not decide in one of them.
func (m *Imagination) All(w *cluster.World, episode uint64, p agent.Policy) bool {
	m.vision.Forget()
	m.look(w, episode)
	m.begin = m.begin[:0]
	for a := range m.actions {
		m.begin = append(m.begin, a)
	}
	return m.imagine(w, p)
}

// look begins a vision, and fixes the noise of its futures.
func (m *Imagination) look(w *cluster.World, episode uint64) {
	m.vision.Begin(m.cfg.Futures, m.cfg.Steps)
	m.play.seed = rng.Derive(rng.Derive(m.seed, episode), uint64(w.Steps()))
}

// imagine plays the futures of the actions in m.begin, and counts those that fail.
func (m *Imagination) imagine(w *cluster.World, p agent.Policy) bool {
	if !m.play.futures(m, w, p) {
		return false
	}
	for _, a := range m.begin {
		m.vision.Failed[a] = 0
		for _, f := range m.of(a) {
			if f.failed {
				m.vision.Failed[a]++
			}
		}
	}
	return true
}

// of returns the futures that begin with an action.
func (m *Imagination) of(action int) []future {
	return m.futures[action*m.cfg.Futures:][:m.cfg.Futures]
}

func (m *Imagination) failed(action int) int { return m.vision.Failed[action] }

// best returns the action of which the fewest futures failed; of equals the proposed one, and
// then the one that lasted longest.
func (m *Imagination) best(proposed int) int {
	best, lasted := proposed, 0
	for a := range m.actions {
		if m.failed(a) > m.failed(best) || m.failed(a) == m.failed(proposed) {
			continue
		}
		if n := m.lasted(a); m.failed(a) < m.failed(best) || n > lasted {
			best, lasted = a, n
		}
	}
	return best
}

// lasted returns how many steps the futures of an action took together.
func (m *Imagination) lasted(action int) int {
	n := 0
	for _, f := range m.of(action) {
		n += f.steps
	}
	return n
}

// show completes the vision with the ways of the proposed action, and of the one taken instead.
func (m *Imagination) show(proposed, taken int) {
	v := &m.vision
	v.Proposed, v.Taken, v.Overruled = proposed, taken, taken != proposed
	v.Ways = v.Ways[:0]
	m.showWays(proposed)
	if v.Overruled {
		m.showWays(taken)
	}
}

func (m *Imagination) showWays(action int) {
	if m.failed(action) < 0 {
		return // the policy could not decide
	}
	v := &m.vision
	for _, f := range m.of(action)[:min(shownWays, m.cfg.Futures)] {
		v.resize(len(v.Ways) + 1)
		way := &v.Ways[len(v.Ways)-1]
		*way = Way{action, f.failed, f.filled, append(way.Nodes[:0], f.nodes...)}
	}
}
