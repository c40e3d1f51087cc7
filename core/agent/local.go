package agent

import (
	"fmt"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Cleaning is when and how a [Rule] cleans the node under the agent.
type Cleaning uint8

// The ways of cleaning.
const (
	ByMemory   Cleaning = iota // all of the node, when its memory is above the threshold
	ByLoad                     // all of the node, when its CPU and memory together are
	MemoryOnly                 // its memory alone, when that is: the cheaper action of v5.1
)

// Rule is a local rule: clean the node under the agent when it is too full; else scale
// when there are enough hotspots and the budget pays for that many; else walk to the
// neighbor with the most memory. Of the world it sees its 3×3 patch, its budget and the
// number of hotspots.
type Rule struct {
	Cleaning  Cleaning
	Threshold float32 // that a node is cleaned above
	Hotspots  int     // the least number that is scaled for
}

// String is the rule in words.
func (r Rule) String() string {
	what := [...]string{"memory", "cpu + memory", "memory"}[r.Cleaning]
	how := [...]string{"clean", "clean", "clean memory alone"}[r.Cleaning]
	return fmt.Sprintf("%s above %g of %s, scale from %d on", how, r.Threshold, what, r.Hotspots)
}

// Name returns the rule in words.
func (r Rule) Name() string { return r.String() }

// Act applies the rule.
func (r Rule) Act(w *cluster.World, _ *rng.Source) int { return r.Choose(w) }

// Choose returns the action of the rule in w.
func (r Rule) Choose(w *cluster.World) int {
	here := w.AgentNode()
	load, clean := w.Mem()[here], cluster.Clean
	switch {
	case r.Cleaning == ByLoad:
		load += w.CPU()[here]
	case r.Cleaning == MemoryOnly && w.Config().Rules == cluster.V51:
		clean = cluster.CleanMemory
	}
	switch {
	case load > r.Threshold:
		return clean
	case w.Stats().Hotspots >= r.Hotspots && w.Budget() >= float64(r.Hotspots)*w.Config().ScaleCost:
		return cluster.Scale
	}
	return worstNeighbor(w.Observation())
}

// Local is the local rule that is tuned to its world: of the rules that
// `resonetics bench local` tries, the one with the highest mean return on the tuning
// episodes of the preset. In a world that is no preset it is the one with the highest sum
// over all presets.
type Local struct{}

// tuned are the rules of the presets, in the order of [cluster.Presets].
var tuned = [...]Rule{
	{ByLoad, 0.2, 1},      // calm
	{ByLoad, 0.2, 1},      // red-queen
	{ByLoad, 0.3, 1},      // crisis
	{MemoryOnly, 0.25, 1}, // scarcity
}

// untuned is the rule of all other worlds.
var untuned = Rule{ByLoad, 0.3, 1}

// presets are the worlds of tuned.
var presets = cluster.Presets()

// LocalRule returns the rule of [Local] in a world.
func LocalRule(c cluster.Config) Rule {
	for i := range presets {
		if presets[i].Config == c {
			return tuned[i]
		}
	}
	return untuned
}

// Name returns "local".
func (Local) Name() string { return "local" }

// Act applies the rule of w's configuration.
func (Local) Act(w *cluster.World, _ *rng.Source) int { return LocalRule(w.Config()).Choose(w) }

// SafeAction is the action of the safe-action override (the literature calls it
// shielding: Alshiekh et al. 2018): clean here if the memory is above 0.2, else scale
// if there are hotspots and the budget pays for one, else walk to the worst neighbor.
// Waiting for budget at a hotspot is not safe: measured on red-queen, nearly every
// episode with an override then failed.
func SafeAction(w *cluster.World) int {
	return Rule{Threshold: 0.2, Hotspots: 1}.Choose(w)
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
