package pilot

import "github.com/resonetics/playground/core/agent/greedy"

// NewActor returns the greedy policy of a copy of p's present averaged weights.
func (p *Pilot) NewActor() *greedy.Actor {
	a := greedy.New("pilot", p.net, func(dst, observation []float32) { copy(dst, observation) })
	p.CopyTo(a)
	return a
}

// CopyTo gives a, which NewActor returned, the present averaged weights. It
// allocates nothing.
func (p *Pilot) CopyTo(a *greedy.Actor) { copy(a.Weights, p.average) }
