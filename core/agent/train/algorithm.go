package train

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/greedy"
	"github.com/resonetics/playground/core/agent/pilot"
	"github.com/resonetics/playground/core/agent/pqn"
	"github.com/resonetics/playground/core/agent/qtable"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/core/safetensors"
)

// algorithm values actions and learns from what they lead to. The types below make one of
// each package of a learner.
type algorithm interface {
	// Best returns the greedy action.
	Best(observation []float32) int
	// Observe takes in one step in the caller's world. The error says what was not finite.
	Observe(observation []float32, action int, reward float64, next []float32, terminated, truncated bool) error
	// Interrupt says that another policy goes on with the running episode from here.
	Interrupt(observation []float32)
	// DropIncomplete forgets a step of which the rest of the episode will not be seen.
	DropIncomplete()

	values(dst, observation []float32)
	greedy() agent.Policy
	copyTo(agent.Policy) // one that greedy returned
	apply(Config) error
	setWorld(cluster.Config) (begun bool, err error) // its own worlds may have to begin again
	setGuide(pqn.Guide)                              // of its own worlds, if it has any
	report() report
	epsilon(c *Config, steps int) float64 // exploration by schedule
	horizon(*Config) int                  // steps of the schedule
	prophetRate(*Config) float64          // of which the Prophet's learning rate is a part
	worlds() int                          // that take a step at once, the caller's among them
	other(i int) (w *cluster.World, failures int)
	walk(k *safetensors.Walk, rows int)
}

// report is what an algorithm adds to Numbers. It is returned, because what a method of an
// interface is given a pointer to is allocated.
type report struct {
	updates int
	loss    float64
	stats   pilot.Stats
	others  pqn.Tally
}

func newAlgorithm(c *Config) (algorithm, error) {
	seed := rng.Derive(c.Seed, streamPilot)
	switch c.Algorithm {
	case QTable:
		t, err := qtable.New(c.QTable)
		return table{oneWorld{}, t}, err
	case PQN:
		s, err := pqn.New(c.PQN, c.World, seed)
		return squadron{s}, err
	}
	p, err := pilot.New(c.Pilot, seed)
	return deepQ{oneWorld{}, p}, err
}

// oneWorld is what learners have in common that learn in their caller's world alone.
type oneWorld struct{}

func (oneWorld) setWorld(cluster.Config) (bool, error) { return false, nil }
func (oneWorld) setGuide(pqn.Guide)                    {}
func (oneWorld) horizon(c *Config) int                 { return c.Pilot.Horizon }
func (oneWorld) worlds() int                           { return 1 }
func (oneWorld) other(int) (*cluster.World, int)       { panic("train: the learner has no world of its own") }

// deepQ is a Pilot.
type deepQ struct {
	oneWorld
	*pilot.Pilot
}

func (a deepQ) values(dst, observation []float32)  { a.Values(dst, observation) }
func (a deepQ) greedy() agent.Policy               { return a.NewActor() }
func (a deepQ) copyTo(p agent.Policy)              { a.CopyTo(p.(*greedy.Actor)) }
func (a deepQ) apply(c Config) error               { return a.SetConfig(c.Pilot) }
func (a deepQ) prophetRate(*Config) float64        { return a.Rate() }
func (a deepQ) walk(k *safetensors.Walk, rows int) { a.Walk(k, rows) }

func (a deepQ) report() report {
	s := a.Stats()
	return report{updates: a.Updates(), loss: s.Loss, stats: s}
}

func (a deepQ) epsilon(c *Config, steps int) float64 {
	part := min(1, float64(steps)/float64(c.EpsilonSteps))
	return c.Epsilon + float64(part*(c.FinalEpsilon-c.Epsilon))
}

// table is a Q-table, which has nothing to interrupt: it learns from every step by itself.
type table struct {
	oneWorld
	*qtable.Table
}

func (a table) Interrupt([]float32) {}
func (a table) DropIncomplete()     {}

func (a table) values(dst, observation []float32) {
	for i, v := range a.Values(observation) {
		dst[i] = float32(v)
	}
}

func (a table) greedy() agent.Policy            { return a.Clone() }
func (a table) copyTo(p agent.Policy)           { a.CopyTo(p.(*qtable.Table)) }
func (a table) apply(c Config) error            { return a.SetConfig(c.QTable) }
func (a table) report() report                  { return report{loss: a.TDError()} }
func (a table) epsilon(*Config, int) float64    { return a.Epsilon() }
func (a table) prophetRate(c *Config) float64   { return c.Pilot.Rate }
func (a table) walk(k *safetensors.Walk, _ int) { a.Walk(k) }

// squadron is a Q-network in many worlds.
type squadron struct{ *pqn.Squadron }

func (a squadron) values(dst, observation []float32) { a.Values(dst, observation) }
func (a squadron) greedy() agent.Policy              { return a.NewActor() }
func (a squadron) copyTo(p agent.Policy)             { a.CopyTo(p.(*greedy.Actor)) }
func (a squadron) apply(c Config) error              { return a.SetConfig(c.PQN) }
func (a squadron) setGuide(g pqn.Guide)              { a.SetGuide(g) }
func (a squadron) worlds() int                       { return a.Worlds() }
func (a squadron) other(i int) (*cluster.World, int) { return a.Other(i) }
func (a squadron) epsilon(*Config, int) float64      { return a.Epsilon() }
func (a squadron) prophetRate(*Config) float64       { return a.Rate() }
func (a squadron) horizon(c *Config) int             { return c.PQN.Horizon }
func (a squadron) walk(k *safetensors.Walk, _ int)   { a.Walk(k) }

func (a squadron) setWorld(c cluster.Config) (bool, error) { return a.SetWorld(c) }

func (a squadron) report() report {
	return report{updates: a.Updates(), loss: a.Stats().Loss, others: a.Tally()}
}
