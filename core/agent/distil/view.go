package distil

import "github.com/resonetics/playground/core/env/cluster"

// What is remembered of a world: planes of memory, cpu and priority, each with the agent's node
// first and the others as they follow on the torus below it and to its right; then the totals.
// The torus has no place that differs from another, so where the agent stands is not told.
const (
	planes = 3
	totals = 11 // budget, what it pays for, average cpu and memory, largest memory, hotspots, nearly full nodes, time left
)

// see writes what is remembered of w to dst, all of it within [0, 1]. A future is imagined for
// horizon steps: no more of what is left of the episode matters.
func see(dst []float32, w *cluster.World, horizon int) {
	n := len(w.Mem())
	for i, plane := range [planes][]float32{w.Mem(), w.CPU(), w.Priority()} {
		roll(dst[i*n:][:n], plane, w)
	}
	c, s, all := w.Config(), w.Stats(), dst[planes*n:][:totals]
	b := w.Budget()
	all[0], all[1], all[2] = pays(b, c.Budget), pays(b, c.CleanCost), pays(b, c.MemCleanCost)
	all[3], all[4] = pays(b, c.ScaleCost), pays(b, c.ScaleCost*float64(max(1, s.Hotspots)))
	all[5], all[6], all[7] = s.AvgCPU, s.AvgMem, s.MaxMem
	all[8], all[9] = float32(s.Hotspots)/float32(n), float32(s.Nearly)/float32(n)
	all[10] = float32(min(c.MaxSteps-w.Steps(), horizon)) / float32(horizon)
}

// pays returns which part of a cost the budget pays, 1 at most.
func pays(budget, cost float64) float32 {
	if budget >= cost {
		return 1
	}
	return float32(budget / cost)
}

// roll copies a plane of w to dst so that the agent's node comes first.
func roll(dst, plane []float32, w *cluster.World) {
	row, col := w.Agent()
	rows, columns := w.Size()
	for i := range rows {
		from := plane[(row+i)%rows*columns:][:columns]
		to := dst[i*columns:][:columns]
		copy(to[copy(to, from[col:]):], from[:col])
	}
}

// What the network reads of a node: its state, and where it lies from the agent.
const (
	stateInputs = 8
	placeInputs = 10
	nodeInputs  = stateInputs + placeInputs
)

// Memory above these is read once more, stretched: what matters is how near a node is to its
// end.
const (
	high     = float32(0.7)
	nearFull = float32(0.9)
)

// stretch returns how far x lies between from and 1, 0 below.
func stretch(x, from float32) float32 { return max(0, x-from) / (1 - from) }

// readNode writes the state of a node to dst.
func readNode(dst []float32, mem, cpu, priority, scales float32) {
	danger := stretch(mem, high)
	dst = dst[:stateInputs]
	dst[0], dst[1], dst[2], dst[3], dst[4] = mem, cpu, priority, danger, stretch(mem, nearFull)
	dst[5], dst[6], dst[7] = 0, 0, scales
	if priority > cluster.Critical {
		dst[5], dst[6] = danger, 1
	}
}

// stride scales distances, in nodes.
const stride = 3

// place writes where a node lies that is row rows below the agent and col columns to its right,
// on the torus, to dst: signed, as distances, and whether it is the agent's or one of the four
// beside it.
func place(dst []float32, row, col, rows, columns int) {
	dst = dst[:placeInputs]
	clear(dst)
	down, right := shorter(row, rows), shorter(col, columns)
	far := max(down, -down) + max(right, -right)
	dst[0], dst[1] = float32(down)/stride, float32(right)/stride
	dst[2], dst[3] = max(dst[0], -dst[0]), max(dst[1], -dst[1])
	dst[4] = float32(far) / (2 * stride)
	switch {
	case far == 0:
		dst[5] = 1
	case far == 1 && down != 0:
		dst[6+max(0, down)] = 1
	case far == 1:
		dst[8+max(0, right)] = 1
	}
}

// shorter returns i steps around a circle of n the shorter way, negative where that is backward.
func shorter(i, n int) int {
	if 2*i > n {
		return i - n
	}
	return i
}
