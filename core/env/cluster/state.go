package cluster

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/rng"
)

// stateVersion is the newest version of a state's layout. Version 1 did not say what
// the last action did.
const stateVersion = 2

// AppendBinary appends everything that decides what happens next, except the
// configuration, which the caller keeps. It never fails.
func (w *World) AppendBinary(b []byte) ([]byte, error) {
	c := codec.Writer(b)
	w.walk(c)
	return c.Bytes(), c.Err()
}

// MarshalBinary returns what AppendBinary appends.
func (w *World) MarshalBinary() ([]byte, error) { return w.AppendBinary(nil) }

// UnmarshalBinary restores a state of a world of the same size. On error, which names
// what is wrong, w is unchanged.
func (w *World) UnmarshalBinary(b []byte) error {
	c, next := codec.Reader(b), *w
	next.values, next.rand, next.outcome = make([]float32, len(w.values)), new(rng.Source), Outcome{}
	next.walk(c)
	if err := c.Close(); err != nil {
		return fmt.Errorf("cluster: state: %w", err)
	}
	copy(w.values, next.values) // in place: the slices that w has returned stay its own
	*w.rand = *next.rand
	next.values, next.rand = w.values, w.rand
	*w = next
	w.survey()
	w.observe()
	return nil
}

func (w *World) walk(c *codec.Walk) {
	version, rows, columns, nodes := stateVersion, w.cfg.Height, w.cfg.Width, len(w.cpu)
	codec.Int8(c, "the version", &version, 1, stateVersion)
	c.Flags("the flags", &w.over, &w.outcome.Wasted, &w.outcome.Refused)
	codec.Int16(c, "the last action", &w.action, -1, w.cfg.Rules.Actions()-1)
	codec.Int16(c, "the number of rows", &rows, rows, rows)
	codec.Int16(c, "the number of columns", &columns, columns, columns)
	codec.Int32(c, "the agent's node", &w.agent, 0, nodes-1)
	codec.Int32(c, "the number of steps", &w.steps, 0, math.MaxInt32)
	c.Float64("the budget", 0, w.cfg.Budget, &w.budget)
	c.Part("the random source", rng.Size, w.rand)
	if version > 1 {
		codec.Int32(c, "the number of nodes affected", &w.outcome.Affected, 0, nodes)
		c.Float64("the load removed", 0, 2*float64(nodes), &w.outcome.Cleaned)
	}
	c.Float32s("the value", 0, 1, w.values)
}

// Moment is what a state holds beside the values of its nodes. With them it is everything
// that decides what happens next. It is a plain value.
type Moment struct {
	random  rng.Source
	budget  float64
	agent   int
	steps   int
	action  int
	outcome Outcome
	over    bool
}

// Steps returns how many steps the episode had taken.
func (m *Moment) Steps() int { return m.steps }

// Mark writes the present moment to m. It allocates nothing.
func (w *World) Mark(m *Moment) {
	m.random = *w.rand // field by field: a whole Moment would be built first, and then copied
	m.budget, m.agent, m.steps, m.action, m.outcome, m.over = w.budget, w.agent, w.steps, w.action, w.outcome, w.over
}

// Recall puts w back to a moment of a world of the same size, in which its nodes had
// those values. It panics where their number is another one.
func (w *World) Recall(m *Moment, cpu, mem, priority []float32) {
	if n := len(w.cpu); len(cpu) != n || len(mem) != n || len(priority) != n {
		panic("cluster: a moment of a world of another size")
	}
	copy(w.cpu, cpu)
	copy(w.mem, mem)
	copy(w.priority, priority)
	*w.rand = m.random
	w.budget, w.agent, w.steps, w.action, w.outcome, w.over = m.budget, m.agent, m.steps, m.action, m.outcome, m.over
	w.survey()
	w.observe()
}

// Put puts w into a state given by hand, for recorded cases and experiments: the values of its
// nodes in [0, 1], the node under the agent, the budget, and the number of steps taken. The
// random source stays as it is. On error, which names what is wrong, w is unchanged.
func (w *World) Put(cpu, mem, priority []float32, agent int, budget float64, steps int) error {
	n := len(w.cpu)
	lists := [...]struct {
		name   string
		values []float32
	}{{"cpu", cpu}, {"mem", mem}, {"priority", priority}}
	for _, list := range lists {
		if len(list.values) != n {
			return fmt.Errorf("cluster: %s has %d values, want one for each of the %d nodes", list.name, len(list.values), n)
		}
		for i, v := range list.values {
			if !(v >= 0 && v <= 1) {
				return fmt.Errorf("cluster: %s of node %d is %v, want 0 to 1", list.name, i, v)
			}
		}
	}
	switch {
	case agent < 0 || agent >= n:
		return fmt.Errorf("cluster: the agent is at node %d, want 0 to %d", agent, n-1)
	case !(budget >= 0 && budget <= w.cfg.Budget):
		return fmt.Errorf("cluster: the budget is %v, want 0 to %v", budget, w.cfg.Budget)
	case steps < 0 || steps >= w.cfg.MaxSteps:
		return fmt.Errorf("cluster: %d steps were taken, want 0 to %d", steps, w.cfg.MaxSteps-1)
	}
	m := Moment{random: *w.rand, budget: budget, agent: agent, steps: steps, action: -1}
	w.Recall(&m, cpu, mem, priority)
	return nil
}
