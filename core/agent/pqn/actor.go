package pqn

import (
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// Actor is the greedy policy of a copy of the averaged weights. It only acts: an
// evaluation runs it while the Squadron goes on learning. It is an agent.BatchPolicy.
type Actor struct {
	net    *nn.Net
	states []float32 // maxBatch × inputs
	q      []float32 // maxBatch × actions
}

// maxBatch is the number of worlds that an Actor chooses for in one forward pass.
const maxBatch = 32

// NewActor returns an actor with a copy of s's present averaged weights.
func (s *Squadron) NewActor() *Actor {
	net := s.net.Clone(maxBatch)
	a := &Actor{net: net, states: make([]float32, maxBatch*inputs), q: make([]float32, maxBatch*net.Out())}
	s.CopyTo(a)
	return a
}

// CopyTo gives a, which NewActor returned, the present averaged weights. It allocates
// nothing.
func (s *Squadron) CopyTo(a *Actor) { copy(a.net.Params, s.average) }

// Name returns "pqn".
func (*Actor) Name() string { return "pqn" }

// Act returns the greedy action for the observation of w, the first of equals.
func (a *Actor) Act(w *cluster.World, _ *rng.Source) int {
	read(a.states, w.Observation())
	q := a.q[:a.net.Out()]
	a.net.Forward(q, a.states[:inputs])
	return nn.ArgMax(q)
}

// MaxBatch returns the number of worlds that ActBatch accepts at most.
func (*Actor) MaxBatch() int { return maxBatch }

// ActBatch writes to actions what Act returns for each world, in one forward pass.
func (a *Actor) ActBatch(actions []int, worlds []*cluster.World) {
	for i, w := range worlds {
		read(a.states[i*inputs:], w.Observation())
	}
	out := a.net.Out()
	a.net.Forward(a.q[:len(worlds)*out], a.states[:len(worlds)*inputs])
	for i := range worlds {
		actions[i] = nn.ArgMax(a.q[i*out:][:out])
	}
}
