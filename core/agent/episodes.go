package agent

import (
	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Actor acts in a cluster and takes in what comes of it.
type Actor interface {
	// Act chooses the next action.
	Act(w *cluster.World) int
	// Learn takes in what the action led to: w is the world after the step.
	Learn(w *cluster.World, r env.Result) error
}

// Episodes is the loop in which an actor acts, the world steps and the actor learns,
// episode after episode. Episode e is seeded with rng.Derive(Seed, e), so that every
// actor meets the same episodes, whatever drives the loop. It is not safe for
// concurrent use.
type Episodes struct {
	World  *cluster.World
	Seed   uint64     // of the run
	Number uint64     // of the present episode
	Last   env.Result // of the last step; the reset's before the first
	Began  bool       // a step was taken in this episode
}

// NewEpisodes returns a world at the beginning of its first episode.
func NewEpisodes(c cluster.Config, seed uint64) (*Episodes, error) {
	w, err := cluster.New(c)
	if err != nil {
		return nil, err
	}
	e := &Episodes{World: w, Seed: seed}
	e.reset()
	return e, nil
}

// ResumeEpisodes goes on in the middle of the episode of that number.
func ResumeEpisodes(w *cluster.World, seed, number uint64) *Episodes {
	return &Episodes{World: w, Seed: seed, Number: number, Last: env.Result{Observation: w.Observation()}, Began: true}
}

// Begin starts the episode of that number, wherever the present one is.
func (e *Episodes) Begin(number uint64) {
	e.Number = number
	e.reset()
}

func (e *Episodes) reset() {
	_, info := e.World.Reset(rng.Derive(e.Seed, e.Number))
	e.Last, e.Began = env.Result{Info: info}, false
}

// Over reports whether the last step ended an episode.
func (e *Episodes) Over() bool { return e.Last.Terminated || e.Last.Truncated }

// Step lets a take one step; where the last one ended an episode, the next begins. It
// allocates nothing. The error is what a could not learn from. It panics when a chooses
// an action that the rules do not have.
func (e *Episodes) Step(a Actor) error {
	if e.Over() {
		e.Number++
		e.reset()
	}
	r, err := e.World.Step(a.Act(e.World))
	if err != nil {
		panic("agent: an actor chose an impossible action: " + err.Error())
	}
	e.Last, e.Began = r, true
	return a.Learn(e.World, r)
}
