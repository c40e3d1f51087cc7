// Package agent holds the classical policies for a cluster and their evaluation. The
// learners are in the packages below it.
package agent

import (
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Policy chooses actions. Act returns an action of w's rules; it allocates nothing,
// changes nothing in w and draws every random number from r. A policy reads
// w.Observation and w.Config; one that reads more documents it, as [Omniscient] does.
type Policy interface {
	Name() string
	Act(w *cluster.World, r *rng.Source) int
}

// Decider is a policy whose decision can fail, as that of a program that a visitor wrote
// can. Who drives it calls Decide in place of Act.
type Decider interface {
	Policy
	Decide(w *cluster.World) (action int, err error)
}

// Random chooses every action with the same probability.
type Random struct{}

// Name returns "random".
func (Random) Name() string { return "random" }

// Act returns a uniformly random action.
func (Random) Act(w *cluster.World, r *rng.Source) int {
	return r.Intn(w.Config().Rules.Actions())
}

// Heuristic is the local rule h.x: clean when the memory under the agent is
// above the threshold; scale when there are at least two hotspots and the
// budget pays for two; else walk to the neighbor with the most memory.
type Heuristic struct {
	Rule
	name string
}

// The heuristics that serve as baselines. H7 waits too long and is weak; claims are
// made against H3, and against [Local], the rule that is tuned to its world.
var (
	H3 = Heuristic{Rule{Threshold: 0.3, Hotspots: 2}, "h.3"}
	H5 = Heuristic{Rule{Threshold: 0.5, Hotspots: 2}, "h.5"}
	H7 = Heuristic{Rule{Threshold: 0.7, Hotspots: 2}, "h.7"}
)

// Name returns h and the threshold's first digit, as in "h.3".
func (h Heuristic) Name() string { return h.name }
