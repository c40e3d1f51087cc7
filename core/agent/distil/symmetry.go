package distil

import "github.com/resonetics/playground/core/env/cluster"

// symmetry is one of the ways to turn and mirror a torus around the agent: what is imagined in
// a world is as good for its mirror image, with the moves exchanged.
type symmetry struct {
	nodes   []int // where each node goes
	actions []int // where each action goes
}

// symmetries returns those of a grid: four, and eight where it is square.
func symmetries(rows, columns, actions int) []symmetry {
	kinds := 4
	if rows == columns {
		kinds = 8
	}
	all := make([]symmetry, kinds)
	for kind := range all {
		s := symmetry{make([]int, rows*columns), make([]int, actions)}
		for i := range s.nodes {
			row, col := mirrored(kind, i/columns, i%columns, rows, columns)
			s.nodes[i] = row*columns + col
		}
		for a := range s.actions {
			s.actions[a] = movedTo(kind, a)
		}
		all[kind] = s
	}
	return all
}

// The parts of a kind of symmetry, in the order in which they happen.
const (
	acrossColumns = 1 << iota
	acrossRows
	transposed
)

func mirrored(kind, row, col, rows, columns int) (r, c int) {
	if kind&acrossColumns != 0 {
		col = (columns - col) % columns
	}
	if kind&acrossRows != 0 {
		row = (rows - row) % rows
	}
	if kind&transposed != 0 {
		row, col = col, row
	}
	return row, col
}

// movedTo returns what an action is called in the mirror.
func movedTo(kind, action int) int {
	if kind&acrossColumns != 0 {
		action = exchange(action, cluster.Left, cluster.Right)
	}
	if kind&acrossRows != 0 {
		action = exchange(action, cluster.Up, cluster.Down)
	}
	if kind&transposed != 0 {
		action = exchange(exchange(action, cluster.Up, cluster.Left), cluster.Down, cluster.Right)
	}
	return action
}

func exchange(action, a, b int) int {
	switch action {
	case a:
		return b
	case b:
		return a
	}
	return action
}
