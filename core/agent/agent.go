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
// Of the world it sees its 3×3 patch, its budget and the number of hotspots.
type Heuristic struct {
	Threshold float32
	name      string
}

// The heuristics that serve as baselines. H7 waits too long and is weak; claims are
// made against H3.
var (
	H3 = Heuristic{0.3, "h.3"}
	H5 = Heuristic{0.5, "h.5"}
	H7 = Heuristic{0.7, "h.7"}
)

// Name returns h and the threshold's first digit, as in "h.3".
func (h Heuristic) Name() string { return h.name }

// Act applies the rule.
func (h Heuristic) Act(w *cluster.World, _ *rng.Source) int {
	return localRule(w, h.Threshold, 2)
}

// SafeAction is the action of the safe-action override (the literature calls it
// shielding: Alshiekh et al. 2018): clean here if the memory is above 0.2, else scale
// if there are hotspots and the budget pays for one, else walk to the worst neighbor.
// Waiting for budget at a hotspot is not safe: measured on red-queen, nearly every
// episode with an override then failed.
func SafeAction(w *cluster.World) int {
	return localRule(w, 0.2, 1)
}

// localRule cleans above the threshold, scales when there are at least the given number of hotspots
// and the budget pays for that many, and else walks to the worst neighbor.
func localRule(w *cluster.World, threshold float32, hotspots int) int {
	switch {
	case w.Mem()[w.AgentNode()] > threshold:
		return cluster.Clean
	case w.Stats().Hotspots >= hotspots && w.Budget() >= float64(hotspots)*w.Config().ScaleCost:
		return cluster.Scale
	}
	return worstNeighbor(w.Observation())
}

// worstNeighbor returns the move toward the fullest memory among the four
// neighbors in an observation's patch, the first of equals in the order up, down,
// left, right.
func worstNeighbor(observation []float32) int {
	patch := [4]int{cluster.Up: 1, cluster.Down: 7, cluster.Left: 3, cluster.Right: 5}
	best, fullest := cluster.Up, float32(-1)
	for move, i := range patch {
		if mem := observation[3*i+1]; mem > fullest {
			best, fullest = move, mem
		}
	}
	return best
}
