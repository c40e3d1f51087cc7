package cluster

import (
	"fmt"

	"github.com/resonetics/playground/core/env"
)

// Fork puts w into the present state of another world of the same size, with its numbers. The
// random source of w stays as it is: what happens next in the two differs by chance. It
// allocates nothing, and panics where the size is another one.
func (w *World) Fork(of *World) {
	if w.cfg.Height != of.cfg.Height || w.cfg.Width != of.cfg.Width || w.cfg.Rules != of.cfg.Rules {
		panic("cluster: a fork of a world of another size, or with other rules")
	}
	w.cfg = of.cfg
	copy(w.values, of.values)
	copy(w.observation, of.observation)
	w.budget, w.agent, w.steps, w.seed, w.over = of.budget, of.agent, of.steps, of.seed, of.over
	w.action, w.outcome, w.stats = of.action, of.outcome, of.stats
}

// StepWith is [World.Step] with the numbers given that it would draw: standard normal, for
// the cpu of every node and then for the memory of every node. The random source stays as it
// is. It panics unless there are two numbers a node.
func (w *World) StepWith(action int, numbers []float64) (r env.Result, err error) {
	n := len(w.cpu)
	if len(numbers) != 2*n {
		panic(fmt.Sprintf("cluster: StepWith: %d numbers for %d nodes", len(numbers), n))
	}
	if err := w.ready(action); err != nil {
		return r, err
	}
	w.step(&r, action, noise{numbers[:n], 0, w.cfg.CPUNoise}, noise{numbers[n:], w.cfg.MemDrift, w.cfg.MemNoise})
	return r, nil
}

// Seed returns the seed of the last Reset: it names the episode, as long as w was not put into
// another state by other means.
func (w *World) Seed() uint64 { return w.seed }
