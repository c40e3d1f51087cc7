package game

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// What a visitor's hand does to a field: the dirt that a click spills on a cell,
// and that a stroke wipes off.
const (
	spill = 1.0
	wipe  = -1.0
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
	before  map[uint32]uint32 // cell of every creature before the last step
	way     glide             // how far all creatures have come, as one marker
	trails  []footstep
	hover   int    // index of the creature under the pointer, -1 for none
	focus   uint32 // 1 + ID of the creature that is looked into; 0 for none
	pinned  bool   // it was chosen by a click and stays
	wiped   int    // the cell that was wiped last in this stroke, -1 for none
	picture *ebiten.Image
	pixels  []byte
	stale   bool // pixels are of another snapshot
	text    []byte
}

// footstep is one move of one creature.
type footstep struct {
	from, to uint32
	age      float64
}

func newGardenerScene() *gardenerScene {
	return &gardenerScene{hover: -1, wiped: -1, before: make(map[uint32]uint32)}
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

func (s *gardenerScene) fade(seconds float64) {
	kept := s.trails[:0]
	for _, t := range s.trails {
		if t.age += seconds; t.age < trailSeconds {
			kept = append(kept, t)
		}
	}
	s.trails = kept
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
	if area.W > p.Px(620) {
		s.beside = true
		field := paint.Rect{X: area.X, Y: area.Y, W: area.W - p.Px(sideWidth+2*noteGap), H: area.H}
		s.grid = newGrid(v.Size, v.Size, field, p.Scale)
		s.grid.box.Y = area.Y
		x := s.grid.box.Right() + p.Px(2*noteGap)
		s.side = paint.Rect{X: x, Y: area.Y, W: p.Px(sideWidth), H: area.H}
		s.status.X = s.grid.box.X
		return
	}
	below := p.Px(gardenLegend)
	s.grid = newGrid(v.Size, v.Size, paint.Rect{X: area.X, Y: area.Y, W: area.W, H: area.H - below}, p.Scale)
	s.grid.box.Y = area.Y
	s.side = paint.Rect{X: area.X, Y: s.grid.box.Bottom() + p.Px(noteGap/2), W: area.W, H: below}
}

// take compares a new snapshot with the one before and starts what moves.
func (s *gardenerScene) take(f *Frame, v *lab.GardenerView) {
	follows := f.Steps == 1 && !f.Fast
	gentle := follows && !f.Reduced && f.Pace <= gentleSpeed && len(v.IDs) <= mostTrails
	s.stale = true
	if follows && len(v.IDs) <= mostDiscs {
		for _, cell := range v.Births {
			s.effects.add(effectBirth, int(cell))
		}
		for _, cell := range v.Deaths {
			s.effects.add(effectDeath, int(cell))
		}
	} else {
		s.effects.list, s.trails = s.effects.list[:0], s.trails[:0]
	}
	s.remember(v, f.Steps > 0, gentle)
	s.way.place(1, 2, 0, 1)
	if gentle {
		s.way.place(1, 2, 0, 0)
		s.way.toward(0, 1, glideTime(f.Rate))
	}
	if s.focus > 0 && f.Steps > 0 && v.Focus < 0 && s.index(v, s.focus) < 0 {
		s.look(f, 0) // it has died
	}
}

// remember keeps where every creature was before this step, for those that the
// eye can follow.
func (s *gardenerScene) remember(v *lab.GardenerView, known, gentle bool) {
	for i, id := range v.IDs {
		from, there := s.before[id]
		if gentle && known && there && from != v.Cells[i] && s.neighbors(from, v.Cells[i]) {
			s.trails = append(s.trails, footstep{from: from, to: v.Cells[i]})
		}
	}
	clear(s.before)
	if len(v.IDs) > mostTrails {
		return
	}
	for i, id := range v.IDs {
		s.before[id] = v.Cells[i]
	}
}

// neighbors reports whether two cells touch without going around the edge.
func (s *gardenerScene) neighbors(a, b uint32) bool {
	n := uint32(s.grid.columns)
	dr, dc := int(a/n)-int(b/n), int(a%n)-int(b%n)
	return dr*dr+dc*dc == 1
}

// at returns the middle of the i-th creature, on its way from where it was.
func (s *gardenerScene) at(v *lab.GardenerView, i int) (x, y float32) {
	x, y = s.middle(v.Cells[i])
	if !s.way.moving() || len(s.trails) == 0 {
		return x, y
	}
	for k := len(s.trails) - 1; k >= 0 && s.trails[k].age < s.way.duration; k-- {
		if s.trails[k].to == v.Cells[i] {
			_, part := s.way.at()
			x0, y0 := s.middle(s.trails[k].from)
			return x0 + (x-x0)*float32(part), y0 + (y-y0)*float32(part)
		}
	}
	return x, y
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

// touch carries out clicks and strokes: a click chooses a creature or spills
// dirt, a stroke wipes.
func (s *gardenerScene) touch(f *Frame, v *lab.GardenerView) {
	cell := s.grid.node(f.X, f.Y)
	switch {
	case f.Clicked && s.hover >= 0:
		s.pinned = true
		s.look(f, v.IDs[s.hover]+1)
	case f.Clicked && cell >= 0:
		s.pinned = false
		s.look(f, 0)
		s.around(v, cell, func(c int) { f.Events.inject(c, spill) })
	case f.Dragged && cell >= 0 && cell != s.wiped:
		s.wiped = cell
		s.around(v, cell, func(c int) {
			if v.Dirt[c] > 0 {
				f.Events.inject(c, wipe)
			}
		})
	case !f.Dragged:
		s.wiped = -1
	}
}

// around calls do for the 3×3 cells around one, on the torus: a single cell of a
// large field would hardly be seen.
func (s *gardenerScene) around(v *lab.GardenerView, cell int, do func(cell int)) {
	n := v.Size
	row, col := cell/n, cell%n
	for dr := n - 1; dr <= n+1; dr++ {
		for dc := n - 1; dc <= n+1; dc++ {
			do((row+dr)%n*n + (col+dc)%n)
		}
	}
}
