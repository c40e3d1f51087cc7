package pqn

import "github.com/resonetics/playground/core/agent/greedy"

// NewActor returns the greedy policy of a copy of s's present averaged weights.
func (s *Squadron) NewActor() *greedy.Actor {
	a := greedy.New("pqn", s.net, read)
	s.CopyTo(a)
	return a
}

// CopyTo gives a, which NewActor returned, the present averaged weights. It allocates
// nothing.
func (s *Squadron) CopyTo(a *greedy.Actor) { copy(a.Weights, s.average) }
