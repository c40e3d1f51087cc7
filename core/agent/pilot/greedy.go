package pilot

import (
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// Greedy is a copy of the averaged weights that only acts: what an evaluation
// runs while the Pilot goes on learning.
type Greedy struct {
	net          *nn.Net
	observations []float32 // crowd × inputs
	q            []float32 // crowd × actions
}

// crowd is for how many worlds a Greedy chooses at once.
const crowd = 32

// NewGreedy returns an actor of the same shape as p, with p's present weights.
func (p *Pilot) NewGreedy() *Greedy {
	net := p.net.Clone(crowd)
	g := &Greedy{net: net, observations: make([]float32, crowd*net.In()), q: make([]float32, crowd*net.Out())}
	p.CopyTo(g)
	return g
}

// CopyTo gives g the present averaged weights.
func (p *Pilot) CopyTo(g *Greedy) { copy(g.net.Params, p.average) }

// Name returns "pilot".
func (*Greedy) Name() string { return "pilot" }

// Act is Best for what w shows.
func (g *Greedy) Act(w *cluster.World, _ *rng.Source) int { return g.Best(w.Observation()) }

// Together returns for how many worlds ActAll chooses at most.
func (*Greedy) Together() int { return crowd }

// ActAll is Act for several worlds in one batch.
func (g *Greedy) ActAll(choices []int, worlds []*cluster.World) {
	in, out := g.net.In(), g.net.Out()
	for i, w := range worlds {
		copy(g.observations[i*in:][:in], w.Observation())
	}
	g.net.Forward(g.q[:len(worlds)*out], g.observations[:len(worlds)*in])
	for i := range worlds {
		choices[i] = largest(g.q[i*out:][:out])
	}
}

// Best returns the action that g values most, the first of equals.
func (g *Greedy) Best(observation []float32) int {
	q := g.Values()
	g.net.Forward(q, observation)
	return largest(q)
}

// Values returns the values of the last Best, one per action; they are g's own
// memory.
func (g *Greedy) Values() []float32 { return g.q[:g.net.Out()] }
