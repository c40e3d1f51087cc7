// Package gardener is the scene of the Gardener lab: a field of dirt with a pixel per cell,
// the creatures above it, and beside it what one of them sees and thinks.
package gardener

import (
	"slices"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

// The largest numbers of creatures that glow, that glide and leave trails, and that are
// drawn one by one, with their births and deaths; and the fastest world in which
// the eye can follow them, in steps per second.
const (
	mostHalos   = 200
	mostTrails  = 400
	mostDiscs   = 1600
	gentleSpeed = 40
)

// trailSeconds is how long a creature's way stays to be seen.
const trailSeconds = 1.5

type scene struct {
	grid    game.Grid
	status  paint.Rect
	side    paint.Rect
	beside  bool
	effects game.Effects
	flock   flock
	way     game.Glide // how far all creatures have come, as one marker
	trails  []footstep
	hover   int    // index of the creature under the pointer, -1 for none
	focus   uint32 // 1 + ID of the creature that is looked into; 0 for none
	pinned  bool   // it was chosen by a click and stays
	stroke  stroke
	pixels  game.Pixels
	tones   *tones // of the pixels
}

// New returns the scene.
func New() game.Scene { return &scene{hover: -1, flock: newFlock(), stroke: newStroke()} }

func pictureOf(f *game.Frame) *gardener.Picture { return f.Snapshot.Picture.(*gardener.Picture) }

func (s *scene) Complete(p lab.Picture) bool {
	v, ok := p.(*gardener.Picture)
	return ok && v.Size > 0
}

func (s *scene) Update(f *game.Frame) {
	v := pictureOf(f)
	if v.Step < f.Snapshot.Step {
		f.Past = f.Snapshot.Step - v.Step
	}
	s.arrange(f, v)
	s.effects.Advance(f.Elapsed)
	s.way.Advance(f.Elapsed)
	s.fade(f.Elapsed)
	if f.Fresh {
		s.take(f, v)
	}
	s.point(f, v)
	s.touch(f, v)
}

func (s *scene) Moving() bool {
	return s.way.Moving() || len(s.trails) > 0 || len(s.effects) > 0
}

// arrange gives field, words and notes their places: notes beside the field where the
// stage is wide, else a legend of two rows below it.
func (s *scene) arrange(f *game.Frame, v *gardener.Picture) {
	p := f.Painter
	var area paint.Rect
	s.beside = f.Area.W > p.Px(leastBeside)
	words := longestStatus
	if s.beside { // the verdict stands there too
		words = f.Snapshot.Lab.Question
	}
	s.status, area = f.Status(words)
	s.side = paint.Rect{}
	if s.status.H == 0 {
		s.beside = false
		s.grid = game.NewGrid(v.Size, v.Size, area, p.Scale)
		return
	}
	if s.beside {
		field := paint.Rect{X: area.X, Y: area.Y, W: area.W - p.Px(mindWidth+2*game.NoteGap), H: area.H}
		s.grid = game.NewGrid(v.Size, v.Size, field, p.Scale)
		s.grid.Box.Y = area.Y
		x := s.grid.Box.Right() + p.Px(2*game.NoteGap)
		s.side = paint.Rect{X: x, Y: area.Y, W: min(area.Right()-x, p.Px(mindWidest)), H: area.H}
		s.status.X = s.grid.Box.X
		s.status.W = area.Right() - s.status.X
		return
	}
	below := p.Px(game.RowHeight + game.LegendRow)
	s.grid = game.NewGrid(v.Size, v.Size, paint.Rect{X: area.X, Y: area.Y, W: area.W, H: area.H - below - p.Px(game.NoteGap/2)}, p.Scale)
	s.grid.Box.Y = area.Y
	s.side = paint.Rect{X: area.X, Y: s.grid.Box.Bottom() + p.Px(game.NoteGap/2), W: area.W, H: below}
}

// leastBeside is the width of a stage, in layout pixels, from which on notes stand beside
// the field.
const leastBeside = 500

func (s *scene) middle(cell uint32) (x, y float32) { return s.grid.Middle(int(cell)) }

// index returns which creature has ID focus-1; -1 for none.
func index(v *gardener.Picture, focus uint32) int { return slices.Index(v.IDs, focus-1) }

// point follows the pointer: the nearest creature within reach, else the cell.
func (s *scene) point(f *game.Frame, v *gardener.Picture) {
	before := s.hover
	s.hover = -1
	if f.Over(s.grid.Box) {
		s.hover = s.nearest(v, f.X, f.Y, max(s.grid.Cell, f.Painter.Px(12)))
	}
	if s.hover >= 0 && !s.pinned && s.focus != v.IDs[s.hover]+1 {
		s.look(f, v.IDs[s.hover]+1)
	}
	if s.hover >= 0 && (f.Fresh || s.hover != before) {
		f.Point(s.hover, creatureText(v, s.hover))
	} else if s.hover != before {
		f.Point(-1, "")
	}
}

func (s *scene) nearest(v *gardener.Picture, x, y, reach float32) int {
	best, nearest := -1, reach*reach
	for i := range v.Cells {
		cx, cy := s.middle(v.Cells[i])
		if d := (cx-x)*(cx-x) + (cy-y)*(cy-y); d <= nearest {
			best, nearest = i, d
		}
	}
	return best
}

// look asks for what goes on in the creature with ID focus-1; in none for 0.
func (s *scene) look(f *game.Frame, focus uint32) {
	s.focus = focus
	s.pinned = s.pinned && focus > 0
	f.Focus(int(focus))
}
