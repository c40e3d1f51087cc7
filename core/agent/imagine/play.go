package imagine

import (
	"math"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// play steps futures side by side in copies of one world. Those of the same number meet the
// same noise, whatever action they begin with, so that actions differ by what they do and not
// by luck (common random numbers).
type play struct {
	seed    uint64 // of all futures of a decision
	worlds  *cluster.Batch
	noise   []float64    // of one future in one step
	sources []rng.Source // by number of the future: of its noise
	randoms []rng.Source // by world: of the policy

	// The futures that run, in the order of their numbers.
	running []running
	acting  []*cluster.World
	actions []int
}

// running is a future in one of the worlds.
type running struct {
	world, number int
	*future
}

// manyNodes bounds the memory of the copies: on a large grid, fewer are played side by side.
const manyNodes = 1 << 18

// policyStream separates a policy's random numbers from its future's noise.
const policyStream = math.MaxUint64

func newPlay(c Config, world cluster.Config) (play, error) {
	nodes := max(1, world.Height*world.Width)
	rows := min(c.Futures*world.Rules.Actions(), max(c.Futures, manyNodes/nodes))
	worlds, err := cluster.NewBatch(world, rows)
	return play{
		worlds: worlds, noise: make([]float64, 2*nodes), sources: make([]rng.Source, c.Futures), randoms: make([]rng.Source, rows),
		running: make([]running, 0, rows), acting: make([]*cluster.World, rows), actions: make([]int, rows),
	}, err
}

// futures plays those of every action in m.begin, which begin with it in a copy of w. It reports
// false as soon as the policy cannot decide in one of them.
func (s *play) futures(m *Imagination, w *cluster.World, p agent.Policy) bool {
	rehearser, remembers := p.(Rehearser)
	rows := s.worlds.Worlds()
	if remembers {
		rows = 1 // one after the other, each with what the policy remembers now
	}
	all := m.cfg.Futures * len(m.begin)
	for first := 0; first < all; first += rows {
		s.running = s.running[:0]
		for k := first; k < min(first+rows, all); k++ {
			s.fork(m, w, k/len(m.begin), m.begin[k%len(m.begin)])
		}
		if remembers {
			rehearser.Keep()
		}
		decided := s.run(m.cfg.Steps, p)
		if remembers {
			rehearser.Return()
		}
		if !decided {
			return false
		}
	}
	return true
}

// fork begins the future of that number which an action begins.
func (s *play) fork(m *Imagination, w *cluster.World, number, action int) {
	i := len(s.running)
	world, f := s.worlds.World(i), &m.of(action)[number]
	world.Fork(w)
	seed := rng.Derive(s.seed, uint64(number))
	s.sources[number].Seed(seed)
	s.randoms[i].Seed(rng.Derive(seed, policyStream))
	f.failed, f.filled, f.steps = false, -1, 0
	f.nodes = append(f.nodes[:0], uint16(w.AgentNode()))
	s.running = append(s.running, running{i, number, f})
	s.actions[i] = action
}

// run takes the given number of steps in every future, or fewer where its episode ends: those
// that the step limit ends have survived.
func (s *play) run(steps int, p agent.Policy) bool {
	for {
		s.step()
		if steps--; steps == 0 || len(s.running) == 0 {
			return true
		}
		if !s.decide(p) {
			return false
		}
	}
}

// step lets every running future take its action, and drops those that end.
func (s *play) step() {
	kept, drawn := s.running[:0], -1
	for i, f := range s.running {
		if f.number != drawn {
			drawn = f.number
			s.sources[drawn].FillNormal(s.noise)
		}
		w := s.worlds.World(f.world)
		r, err := w.StepWith(s.actions[i], s.noise)
		if err != nil {
			panic("imagine: " + err.Error()) // a policy chooses an action of the rules
		}
		f.steps++
		f.nodes = append(f.nodes, uint16(w.AgentNode()))
		if r.Terminated {
			f.failed, f.filled = true, w.Fullest()
		}
		if !r.Terminated && !r.Truncated {
			kept = append(kept, f)
		}
	}
	s.running = kept
}

// decide asks the policy for the next action of every running future, all at once where it can.
func (s *play) decide(p agent.Policy) bool {
	n := len(s.running)
	for i, f := range s.running {
		s.acting[i] = s.worlds.World(f.world)
	}
	switch p := p.(type) {
	case agent.BatchPolicy:
		for first := 0; first < n; first += p.MaxBatch() {
			end := min(first+p.MaxBatch(), n)
			p.ActBatch(s.actions[first:end], s.acting[first:end])
		}
	case agent.Decider:
		for i, w := range s.acting[:n] {
			var err error
			if s.actions[i], err = p.Decide(w); err != nil {
				return false
			}
		}
	default:
		for i, f := range s.running {
			s.actions[i] = p.Act(s.acting[i], &s.randoms[f.world])
		}
	}
	return true
}
