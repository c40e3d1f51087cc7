package cluster

import (
	"cmp"
	"slices"
)

// Numbers of the actions' rules that are not parameters.
const (
	refusal      = -0.2 // a clean the budget does not pay for, or no hotspot to scale
	scaleRefusal = -0.5 // a scale the budget does not pay for a single node of
	waste        = -0.1
	wasteBelow   = 0.2 // cpu and memory removed
	cleanScale   = 1.5 // cpu and memory removed that earn the whole reward
	scaleReward  = 0.8

	cleanCPU    = float32(0.5) // cpu taken by a clean
	scaleRelief = float32(0.3) // cpu and memory taken by a scale
	throttleCPU = float32(0.3) // cpu taken by a throttle
)

// moves holds where each move goes in the 3×3 nodes around the agent.
var moves = [...]struct{ row, col int }{Up: {0, 1}, Down: {2, 1}, Left: {1, 0}, Right: {1, 2}}

// act carries out an action and returns its reward.
func (w *World) act(action int) float64 {
	switch action {
	case Clean:
		return w.clean(w.cfg.CleanCost, cleanCPU, true)
	case Scale:
		return w.scale()
	case CleanMemory:
		return w.clean(w.cfg.MemCleanCost, 0, true)
	case Throttle:
		return w.clean(w.cfg.ThrottleCost, throttleCPU, false)
	}
	to := moves[action]
	row, col := w.Agent()
	w.agent = beside(row, w.cfg.Height)[to.row]*w.cfg.Width + beside(col, w.cfg.Width)[to.col]
	return 0
}

// LastCost returns how much budget the last action took; 0 before the first.
func (w *World) LastCost() float64 {
	if w.outcome.Refused {
		return 0
	}
	switch w.action {
	case Clean:
		return w.cfg.CleanCost
	case Scale:
		return float64(float64(w.outcome.Affected) * w.cfg.ScaleCost)
	case CleanMemory:
		return w.cfg.MemCleanCost
	case Throttle:
		return w.cfg.ThrottleCost
	}
	return 0
}

// clean takes cpu and, on request, all memory from the node under the agent.
// A wasteful clean still pays and still cleans.
func (w *World) clean(cost float64, cpu float32, memory bool) float64 {
	if w.budget < cost {
		w.outcome.Refused = true
		return refusal
	}
	w.budget -= cost
	i := w.agent
	cpuBefore, memBefore := w.cpu[i], w.mem[i]
	w.cpu[i] = max(0, cpuBefore-cpu)
	if memory {
		w.mem[i] = 0
	}
	tookCPU, tookMem := cpuBefore-w.cpu[i], memBefore-w.mem[i]
	cleaned := float64(tookCPU) + float64(tookMem)
	if w.cfg.Rules == V45 { // forms the sum in float32
		cleaned = float64(tookCPU + tookMem)
	}
	w.outcome.Affected, w.outcome.Cleaned = 1, cleaned
	if cleaned < wasteBelow {
		w.outcome.Wasted = true
		return waste
	}
	return float64(min(1, cleaned/cleanScale) * (1 + float64(w.priority[i])))
}

// scale relieves as many hotspots as the budget pays for, the worst first.
func (w *World) scale() float64 {
	w.hotspots = w.hotspots[:0]
	for i, c := range w.cpu {
		if c > hot || w.mem[i] > hot {
			w.hotspots = append(w.hotspots, int32(i))
		}
	}
	total := len(w.hotspots)
	if total == 0 {
		w.outcome.Wasted = true
		return refusal
	}
	affordable := min(total, int(w.budget/w.cfg.ScaleCost))
	if affordable == 0 {
		w.outcome.Refused = true
		return scaleRefusal
	}
	w.budget -= float64(float64(affordable) * w.cfg.ScaleCost)
	if affordable < total {
		slices.SortStableFunc(w.hotspots, w.worstFirst)
	}
	for _, i := range w.hotspots[:affordable] {
		w.cpu[i] = max(0, w.cpu[i]-scaleRelief)
		w.mem[i] = max(0, w.mem[i]-scaleRelief)
	}
	w.outcome.Affected = affordable
	return float64(scaleReward * float64(affordable) / float64(total))
}

// worstFirst orders hotspots by cpu + memory, under v5.1 by priority before
// that; equal ones stay in row-major order.
func (w *World) worstFirst(a, b int32) int {
	if w.cfg.Rules >= V51 && w.priority[a] != w.priority[b] {
		return cmp.Compare(w.priority[b], w.priority[a])
	}
	return cmp.Compare(w.cpu[b]+w.mem[b], w.cpu[a]+w.mem[a])
}
