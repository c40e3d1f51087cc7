package pilot

import (
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// Actor is the greedy policy of a copy of the averaged weights. It only acts: an
// evaluation runs it while the Pilot goes on learning. It is an agent.BatchPolicy.
type Actor struct {
	net          *nn.Net
	observations []float32 // maxBatch × inputs
	q            []float32 // maxBatch × actions
}

// maxBatch is the number of worlds that an Actor chooses for in one forward pass.
const maxBatch = 32

// NewActor returns an actor with a copy of p's present averaged weights.
func (p *Pilot) NewActor() *Actor {
	net := p.net.Clone(maxBatch)
	a := &Actor{net: net, observations: make([]float32, maxBatch*net.In()), q: make([]float32, maxBatch*net.Out())}
	p.CopyTo(a)
	return a
}

// CopyTo gives a, which NewActor returned, the present averaged weights. It
// allocates nothing.
func (p *Pilot) CopyTo(a *Actor) { copy(a.net.Params, p.average) }

// Name returns "pilot".
func (*Actor) Name() string { return "pilot" }

// Act returns the greedy action for the observation of w.
func (a *Actor) Act(w *cluster.World, _ *rng.Source) int { return a.Best(w.Observation()) }

// MaxBatch returns the number of worlds that ActBatch accepts at most.
func (*Actor) MaxBatch() int { return maxBatch }

// ActBatch writes to actions what Act returns for each world, in one forward pass.
func (a *Actor) ActBatch(actions []int, worlds []*cluster.World) {
	in, out := a.net.In(), a.net.Out()
	for i, w := range worlds {
		copy(a.observations[i*in:][:in], w.Observation())
	}
	a.net.Forward(a.q[:len(worlds)*out], a.observations[:len(worlds)*in])
	for i := range worlds {
		actions[i] = nn.ArgMax(a.q[i*out:][:out])
	}
}

// Best returns the action of the largest value, the first of equals.
func (a *Actor) Best(observation []float32) int {
	q := a.Values()
	a.net.Forward(q, observation)
	return nn.ArgMax(q)
}

// Values returns the values of the last Best, one per action; they are a's own
// memory.
func (a *Actor) Values() []float32 { return a.q[:a.net.Out()] }
