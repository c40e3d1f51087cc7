// Package cluster is the scene of the Cluster lab: a tile per node, and the agent above
// them.
package cluster

import (
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

type scene struct {
	Board
	wall   wall       // in place of the board where all clusters of a learner are shown
	many   bool       // they are
	status paint.Rect // one line of words above the grid
	side   paint.Rect // notes beside or below
	beside bool
	phone  bool // the nodes matter more than words
	hover  int  // the node under the pointer, or the tile
	tapped int  // of the last click
	notes  notes
	ending ending
	prompt string
}

// New returns the scene.
func New() game.Scene { return &scene{hover: -1, tapped: -1, prompt: Prompt()} }

func pictureOf(f *game.Frame) *cluster.Picture { return f.Snapshot.Picture.(*cluster.Picture) }

func (s *scene) Complete(p lab.Picture) bool {
	v, ok := p.(*cluster.Picture)
	return ok && v.Height > 0
}

// Update implements Scene.
func (s *scene) Update(f *game.Frame) {
	v := pictureOf(f)
	if v.Step < f.Snapshot.Step {
		f.Past = f.Snapshot.Step - v.Step
	}
	if many := len(v.Tiles.Each) > 0; many != s.many {
		s.many, s.hover, s.tapped = many, -1, -1
	}
	s.arrange(f)
	s.Advance(f.Elapsed)
	s.wall.advance(f.Elapsed)
	if f.Fresh {
		s.Take(f, v)
		s.ending = endingOf(f.Snapshot, v)
		if s.many {
			s.wall.take(f, &v.Tiles)
		}
	}
	s.point(f, v)
	if f.Clicked {
		s.click(f)
	}
}

// Moving implements Scene.
func (s *scene) Moving() bool { return s.Board.Moving() || s.many && s.wall.moving() }

// click breaks the node under the pointer; of many clusters only the first is the
// visitor's. A finger, which cannot point without tapping, first asks for the numbers: its
// second tap on a node breaks it.
func (s *scene) click(f *game.Frame) {
	again := s.tapped == s.hover
	s.tapped = s.hover
	place, node := s.under(f)
	if place < 0 || place != s.hover || f.Touch && !again || s.many && place > 0 {
		return
	}
	f.Inject(node, cluster.Lab.Click)
}

// under returns the node under the pointer, as a place and as a node; of many clusters the
// tile is the place. -1 is none.
func (s *scene) under(f *game.Frame) (place, node int) {
	if s.many {
		return s.wall.at(f.X, f.Y)
	}
	node = s.Grid.Index(f.X, f.Y)
	return node, node
}

// point follows the pointer.
func (s *scene) point(f *game.Frame, v *cluster.Picture) {
	place := -1
	if f.Present {
		place, _ = s.under(f)
	}
	if place == s.hover {
		return
	}
	s.hover = place
	text := ""
	switch {
	case place >= 0 && s.many:
		text = tileText(&v.Tiles, place)
	case place >= 0:
		text = NodeText(v, place)
	}
	f.Point(place, text)
}

// narrow is the width, in layout pixels, below which a stage is a phone's.
const narrow = 400

// tableCost is how small, as a part of what they could be, cells may become so that
// the table of estimates a visitor has asked for finds room beside them.
const tableCost = 0.5

// arrange gives grid, status and notes their places: notes beside the grid when
// that leaves the cells larger than notes below it or there is a table among them, and
// none where there is no room for them.
func (s *scene) arrange(f *game.Frame) {
	p, v := f.Painter, pictureOf(f)
	s.phone = f.Area.W < p.Px(narrow)
	longest := f.Snapshot.Lab.Question
	switch {
	case s.many:
		longest = manyTitle(&v.Tiles)
	case s.phone:
		longest = yourMove
	case f.Snapshot.Waiting && !f.Touch: // for touch the page has buttons for the moves
		longest = s.prompt
	}
	var area paint.Rect
	s.status, area = f.Status(longest)
	s.side, s.beside = paint.Rect{}, false
	if s.status.H == 0 {
		s.fit(v, area, p.Scale)
		return
	}
	switch {
	case s.many:
		s.notes.collectMany(&v.Tiles, s.phone)
	case s.phone:
		s.notes.collect(f)
		s.notes.brief()
	default:
		s.notes.collect(f)
	}
	s.place(f, area)
	s.status.X = s.box().X
	if !s.beside {
		s.status.X = area.X
	}
}

// fit gives the picture its place in area and returns the side of a node.
func (s *scene) fit(v *cluster.Picture, area paint.Rect, scale float32) float32 {
	if s.many {
		s.wall.arrange(v, area, scale)
		return s.wall.node
	}
	s.Grid = game.NewGrid(v.Height, v.Width, area, scale)
	return s.Grid.Cell
}

// box is the place of the picture.
func (s *scene) box() *paint.Rect {
	if s.many {
		return &s.wall.box
	}
	return &s.Grid.Box
}

// place gives picture and notes their places in area.
func (s *scene) place(f *game.Frame, area paint.Rect) {
	p, v := f.Painter, pictureOf(f)
	right := p.Px(game.SideWidth)
	left := paint.Rect{X: area.X, Y: area.Y, W: area.W - right - p.Px(2*game.NoteGap), H: area.H}
	small := s.fit(v, left, p.Scale)
	below := s.notes.flow(p, area.W) + p.Px(game.NoteGap)
	above := s.fit(v, paint.Rect{X: area.X, Y: area.Y, W: area.W, H: area.H - below}, p.Scale)
	s.beside = small >= above || s.notes.values > 0 && small >= tableCost*above
	box := s.box()
	box.Y = area.Y
	if !s.beside {
		s.side = paint.Rect{X: area.X, Y: box.Bottom() + p.Px(game.NoteGap), W: area.W, H: below}
		return
	}
	s.fit(v, left, p.Scale)
	// Picture and notes stand together in the middle of the stage.
	room := area.W - box.W - p.Px(2*game.NoteGap) - right
	box.X, box.Y = paint.Round(area.X+room/2), area.Y
	s.side = paint.Rect{X: box.Right() + p.Px(2*game.NoteGap), Y: area.Y, W: right, H: area.H}
	s.notes.column(p, s.side.W)
}
