package game

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// The largest numbers of creatures that glide and leave trails, and that are
// drawn one by one, with their births and deaths; and the fastest world in which
// the eye can follow them, in steps per second.
const (
	mostTrails  = 400
	mostDiscs   = 1600
	gentleSpeed = 40
)

// trailSeconds is how long a creature's way stays to be seen.
const trailSeconds = 1.5

// gardenerScene draws a field of dirt as a picture with a pixel per cell, the
// creatures above it, and beside it what one of them sees and thinks.
type gardenerScene struct {
	grid    grid
	status  paint.Rect
	side    paint.Rect
	beside  bool
	effects effects
	flock   flock
	way     glide // how far all creatures have come, as one marker
	trails  []footstep
	hover   int    // index of the creature under the pointer, -1 for none
	focus   uint32 // 1 + ID of the creature that is looked into; 0 for none
	pinned  bool   // it was chosen by a click and stays
	stroke  stroke
	picture *ebiten.Image
	pixels  []byte
	stale   bool // pixels are of another snapshot
	text    []byte
}

func newGardenerScene() *gardenerScene {
	return &gardenerScene{hover: -1, flock: newFlock(), stroke: newStroke()}
}

// Update implements Scene.
func (s *gardenerScene) Update(f *Frame) {
	v := &f.Snapshot.Gardener
	s.arrange(f, v)
	s.effects.advance(f.Elapsed)
	s.way.advance(f.Elapsed)
	s.fade(f.Elapsed)
	if f.Fresh {
		s.take(f, v)
	}
	s.point(f, v)
	s.touch(f, v)
}

// Moving implements Scene.
func (s *gardenerScene) Moving() bool {
	return s.way.moving() || len(s.trails) > 0 || len(s.effects.list) > 0
}

// arrange gives field, words and notes their places, as clusterScene does.
func (s *gardenerScene) arrange(f *Frame, v *lab.GardenerView) {
	p, area := f.Painter, f.Area
	s.status, s.side, s.beside = paint.Rect{}, paint.Rect{}, false
	if area.W < p.Px(240) || area.H < p.Px(150) {
		s.grid = newGrid(v.Size, v.Size, area, p.Scale)
		return
	}
	lines := countLines(p, paint.Body, f.Snapshot.Lab.Catalog().Question, area.W)
	s.status, area = area.CutTop(p.Px(statusHeight-20) + float32(lines)*p.LineHeight(paint.Body))
	if area.W > p.Px(500) {
		s.beside = true
		field := paint.Rect{X: area.X, Y: area.Y, W: area.W - p.Px(mindWidth+2*noteGap), H: area.H}
		s.grid = newGrid(v.Size, v.Size, field, p.Scale)
		s.grid.box.Y = area.Y
		x := s.grid.box.Right() + p.Px(2*noteGap)
		s.side = paint.Rect{X: x, Y: area.Y, W: p.Px(mindWidth), H: area.H}
		s.status.X = s.grid.box.X
		return
	}
	below := p.Px(gardenLegend)
	s.grid = newGrid(v.Size, v.Size, paint.Rect{X: area.X, Y: area.Y, W: area.W, H: area.H - below}, p.Scale)
	s.grid.box.Y = area.Y
	s.side = paint.Rect{X: area.X, Y: s.grid.box.Bottom() + p.Px(noteGap/2), W: area.W, H: below}
}

func (s *gardenerScene) middle(cell uint32) (x, y float32) {
	n := uint32(s.grid.columns)
	return s.grid.box.X + (float32(cell%n)+0.5)*s.grid.cell, s.grid.box.Y + (float32(cell/n)+0.5)*s.grid.cell
}

func (s *gardenerScene) index(v *lab.GardenerView, focus uint32) int {
	for i, id := range v.IDs {
		if id+1 == focus {
			return i
		}
	}
	return -1
}

// point follows the pointer: the nearest creature within reach, else the cell.
func (s *gardenerScene) point(f *Frame, v *lab.GardenerView) {
	before := s.hover
	s.hover = -1
	if f.Over(s.grid.box) {
		s.hover = s.nearest(v, f.X, f.Y, max(s.grid.cell, f.Painter.Px(12)))
	}
	if s.hover >= 0 && !s.pinned && s.focus != v.IDs[s.hover]+1 {
		s.look(f, v.IDs[s.hover]+1)
	}
	if s.hover >= 0 && (f.Fresh || s.hover != before) {
		f.Events.place(s.hover, describeCreature(v, s.hover))
	} else if s.hover != before {
		f.Events.place(-1, "")
	}
}

func (s *gardenerScene) nearest(v *lab.GardenerView, x, y, reach float32) int {
	best, nearest := -1, reach*reach
	for i := range v.Cells {
		cx, cy := s.middle(v.Cells[i])
		if d := (cx-x)*(cx-x) + (cy-y)*(cy-y); d <= nearest {
			best, nearest = i, d
		}
	}
	return best
}

// look asks for what goes on in a creature; 0 in nobody.
func (s *gardenerScene) look(f *Frame, focus uint32) {
	s.focus = focus
	s.pinned = s.pinned && focus > 0
	f.Events.focus(int(focus))
}
