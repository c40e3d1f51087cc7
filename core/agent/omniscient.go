package agent

import (
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Omniscient sees the whole grid. It walks to the node where a clean earns most
// per step of the way there, counts a node's memory more the closer it is to
// running out, and scales when memory is about to run out further away than it
// can walk. It is what perfect sight is worth, not a bound on what is possible.
type Omniscient struct{}

// Name returns "omniscient".
func (Omniscient) Name() string { return "omniscient" }

// Act plans anew in every step: the world moves faster than a plan.
func (Omniscient) Act(w *cluster.World, _ *rng.Source) int {
	if scaleNow(w) {
		return cluster.Scale
	}
	target := bestTarget(w)
	if target != w.AgentNode() {
		return toward(w, target)
	}
	return cheapestClean(w, target)
}

// urgent is the memory above which a node may run out before it is reached.
const urgent = float32(0.8)

// scaleNow reports whether two or more nodes are about to run out, the budget
// pays for them, and cleaning one of them would come too late for the others.
func scaleNow(w *cluster.World) bool {
	if w.Budget() < 2*w.Config().ScaleCost {
		return false
	}
	threatened := 0
	for i, m := range w.Mem() {
		if m > urgent && distance(w, i) > 1 {
			threatened++
		}
	}
	return threatened >= 2
}

// bestTarget returns the node whose clean is worth most per step.
func bestTarget(w *cluster.World) int {
	c := w.Config()
	mem, cpu, priority := w.Mem(), w.CPU(), w.Priority()
	best, value := w.AgentNode(), float32(-1)
	for i, m := range mem {
		steps := distance(w, i)
		m += float32(float32(steps) * float32(c.MemDrift))
		gain := float32(float32(m+min(cpu[i], 0.5)) * (1 + priority[i]))
		gain = float32(gain * (1 + float32(pressure*danger(m, priority[i]))))
		if v := gain / float32(steps+1+approach); v > value {
			best, value = i, v
		}
	}
	return best
}

const (
	approach = 1 // steps every visit costs however close the node is
	pressure = 6 // how much more a node counts that is about to run out
)

// danger rises from 0 at half full to 1 at full, sooner for critical nodes,
// whose running out ends the episode.
func danger(mem, priority float32) float32 {
	start := float32(0.6)
	if priority > 0.8 {
		start = 0.45
	}
	if mem <= start {
		return 0
	}
	return (mem - start) / (1 - start)
}

// cheapestClean returns the action that cleans the node under the agent: all of
// it, or only the memory when that is what the budget allows.
func cheapestClean(w *cluster.World, _ int) int {
	c := w.Config()
	if w.Budget() < c.CleanCost && c.Rules == cluster.V51 && w.Budget() >= c.MemCleanCost {
		return cluster.CleanMemory
	}
	return cluster.Clean
}

// distance returns the steps from the agent to a node on the torus.
func distance(w *cluster.World, node int) int {
	h, width := w.Size()
	row, col := w.Agent()
	return around(row-node/width, h) + around(col-node%width, width)
}

// around returns the length of the shorter way of d on a circle of n.
func around(d, n int) int {
	if d < 0 {
		d = -d
	}
	return min(d, n-d)
}

// toward returns the move that brings the agent closer to a node, along the
// axis on which it is further away.
func toward(w *cluster.World, node int) int {
	h, width := w.Size()
	row, col := w.Agent()
	down, right := node/width-row, node%width-col
	if around(down, h) >= around(right, width) {
		if shorter(down, h) {
			return cluster.Down
		}
		return cluster.Up
	}
	if shorter(right, width) {
		return cluster.Right
	}
	return cluster.Left
}

// shorter reports whether going forward is the shorter way of d on a circle of n.
func shorter(d, n int) bool { return (d%n+n)%n <= n/2 }
