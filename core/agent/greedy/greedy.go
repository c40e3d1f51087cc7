// Package greedy acts by a copy of a Q-network, without exploring: what the learners of
// networks are evaluated by.
package greedy

import (
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// Actor is the greedy policy of a copy of a learner's weights. It only acts: an evaluation
// runs it while the learner goes on. It is an agent.BatchPolicy.
type Actor struct {
	Weights []float32 // of its network, for the learner to copy its own to

	name   string
	net    *nn.Net
	read   func(dst, observation []float32)
	states []float32 // maxBatch × inputs
	q      []float32 // maxBatch × actions
}

// maxBatch is the number of worlds that an Actor chooses for in one forward pass.
const maxBatch = 32

// New returns an actor of that name with a copy of net. read writes what the network reads of an observation to dst.
func New(name string, net *nn.Net, read func(dst, observation []float32)) *Actor {
	own := net.Clone(maxBatch)
	return &Actor{own.Params, name, own, read, make([]float32, maxBatch*own.In()), make([]float32, maxBatch*own.Out())}
}

// Name returns the name of the learner.
func (a *Actor) Name() string { return a.name }

// Act returns the greedy action for the observation of w.
func (a *Actor) Act(w *cluster.World, _ *rng.Source) int { return a.Best(w.Observation()) }

// MaxBatch returns the number of worlds that ActBatch accepts at most.
func (*Actor) MaxBatch() int { return maxBatch }

// ActBatch writes to actions what Act returns for each world, in one forward pass.
func (a *Actor) ActBatch(actions []int, worlds []*cluster.World) {
	in, out := a.net.In(), a.net.Out()
	for i, w := range worlds {
		a.read(a.states[i*in:][:in], w.Observation())
	}
	a.net.Forward(a.q[:len(worlds)*out], a.states[:len(worlds)*in])
	for i := range worlds {
		actions[i] = nn.ArgMax(a.q[i*out:][:out])
	}
}

// Best returns the action of the largest value, the first of equals.
func (a *Actor) Best(observation []float32) int {
	state, q := a.states[:a.net.In()], a.Values()
	a.read(state, observation)
	a.net.Forward(q, state)
	return nn.ArgMax(q)
}

// Values returns the values of the last Best, one per action; they are a's own memory.
func (a *Actor) Values() []float32 { return a.q[:a.net.Out()] }
