// Package env is the contract between worlds and the agents that act in them: the
// Gymnasium API (Towers et al., 2024) in Go. An Env is reset with a seed and
// stepped with an action; it says what can be observed and done; it never
// confuses an episode that ended by its own rules (terminated) with one that
// was cut off (truncated), because a learner bootstraps through the second and
// not through the first.
package env

import "fmt"

// Env is an episodic world with discrete actions. Implementations allocate
// nothing in Step.
type Env interface {
	// Reset starts the episode that seed fixes and returns the first
	// observation, which is valid until the next call.
	Reset(seed uint64) (observation []float32, info Info)
	// Step takes an action in [0, ActionSpace().N). It returns an error, and
	// changes nothing, for any other action and after the episode has ended.
	Step(action int) (Result, error)
	ActionSpace() Discrete
	ObservationSpace() Box
}

// Info is what a world reports beside its observation.
type Info struct {
	AvgLoad     float64 // mean of cpu and memory over all nodes, [0, 1]
	OOMNodes    int     // nodes out of memory
	CriticalOOM int     // critical nodes among them
	Budget      float64
}

// Result is what a step returns. Observation is valid until the next call.
type Result struct {
	Observation []float32
	Reward      float64
	Terminated  bool // ended by the world's rules: no future to estimate
	Truncated   bool // cut off by the step limit: the future would have gone on
	Info        Info
}

// Discrete is a space of the integers from 0 to N-1.
type Discrete struct {
	N     int
	Names []string // one per action
}

// Check returns an error naming a and the actions there are, or nil.
func (d Discrete) Check(a int) error {
	if a < 0 || a >= d.N {
		return fmt.Errorf("action %d, want 0 to %d (%s to %s)", a, d.N-1, d.Names[0], d.Names[d.N-1])
	}
	return nil
}

// Box is a space of vectors with a lower and an upper bound per value.
type Box struct {
	Low, High []float32
}
