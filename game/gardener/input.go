package gardener

import (
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/game"
)

// wipe is what a stroke does to the dirt of a cell.
const wipe = -1

// stroke is one movement of a pressed pointer over a field.
type stroke struct {
	at    int          // cell under the pointer, -1 before the first
	wiped map[int]bool // every cell is wiped once a stroke: each is a recorded change
}

func newStroke() stroke { return stroke{at: -1, wiped: make(map[int]bool)} }

// to calls wipe for the cells from where the stroke is to a cell of a field of
// n×n, those included that the pointer has jumped over.
func (k *stroke) to(cell, n int, wipe func(cell int)) {
	if k.at < 0 {
		k.at = cell
	}
	row, col := k.at/n, k.at%n
	dr, dc := cell/n-row, cell%n-col
	steps := max(dr, -dr, dc, -dc, 1)
	for i := range steps + 1 {
		c := (row+dr*i/steps)*n + col + dc*i/steps
		around(c, n, func(c int) {
			if !k.wiped[c] {
				k.wiped[c] = true
				wipe(c)
			}
		})
	}
	k.at = cell
}

func (k *stroke) end() {
	k.at = -1
	clear(k.wiped)
}

// touch carries out clicks and strokes: a click chooses a creature or spills
// dirt, a stroke that begins on the field wipes.
func (s *scene) touch(f *game.Frame, v *gardener.Picture) {
	cell := s.grid.Index(f.X, f.Y)
	switch {
	case f.Clicked && s.hover >= 0:
		s.pinned = true
		s.look(f, v.IDs[s.hover]+1)
	case f.Clicked && cell >= 0:
		s.pinned = false
		s.look(f, 0)
		around(cell, v.Size, func(c int) { f.Inject(c, gardener.Lab.Click) })
	case f.Dragged && cell == s.stroke.at: // it rests
	case f.Dragged && cell < 0:
		s.stroke.at = -1 // it may come back elsewhere
	case f.Dragged && s.grid.Box.Contains(f.FromX, f.FromY):
		s.stroke.to(cell, v.Size, func(c int) {
			if v.Dirt[c] > 0 {
				f.Inject(c, wipe)
			}
		})
	case !f.Dragged:
		s.stroke.end()
	}
}

// around calls do for the 3×3 cells around one, on the torus: a single cell of a
// large field would hardly be seen.
func around(cell, n int, do func(cell int)) {
	row, col := cell/n, cell%n
	for dr := n - 1; dr <= n+1; dr++ {
		for dc := n - 1; dc <= n+1; dc++ {
			do((row+dr)%n*n + (col+dc)%n)
		}
	}
}
