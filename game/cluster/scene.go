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
	status paint.Rect // one line of words above the grid
	side   paint.Rect // notes beside or below
	beside bool
	phone  bool // the nodes matter more than words
	hover  int
	tapped int // the node of the last click
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
	s.arrange(f)
	s.Advance(f.Elapsed)
	if f.Fresh {
		s.Take(f, v)
		s.ending = endingOf(f.Snapshot, v)
	}
	s.point(f, v)
	if f.Clicked {
		s.click(f)
	}
}

// click breaks the node under the pointer. A finger, which cannot point without
// tapping, first asks for the numbers: its second tap on a node breaks it.
func (s *scene) click(f *game.Frame) {
	again := s.tapped == s.hover
	s.tapped = s.hover
	if s.hover < 0 || s.Grid.Index(f.X, f.Y) != s.hover || f.Touch && !again {
		return
	}
	f.Inject(s.hover, cluster.Lab.Click)
}

// point follows the pointer.
func (s *scene) point(f *game.Frame, v *cluster.Picture) {
	node := -1
	if f.Present {
		node = s.Grid.Index(f.X, f.Y)
	}
	if node == s.hover {
		return
	}
	s.hover = node
	text := ""
	if node >= 0 {
		text = NodeText(v, node)
	}
	f.Point(node, text)
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
	case s.phone:
		longest = yourMove
	case f.Snapshot.Waiting && !f.Touch: // for touch the page has buttons for the moves
		longest = s.prompt
	}
	var area paint.Rect
	s.status, area = f.Status(longest)
	s.side, s.beside = paint.Rect{}, false
	if s.status.H == 0 {
		s.Grid = game.NewGrid(v.Height, v.Width, area, p.Scale)
		return
	}
	s.notes.collect(f)
	if s.phone {
		s.notes.brief()
	}
	s.place(f, area)
	s.status.X = s.Grid.Box.X
	if !s.beside {
		s.status.X = area.X
	}
}

// place gives grid and notes their places in area.
func (s *scene) place(f *game.Frame, area paint.Rect) {
	p, v := f.Painter, pictureOf(f)
	right := p.Px(game.SideWidth)
	left := game.NewGrid(v.Height, v.Width, paint.Rect{X: area.X, Y: area.Y, W: area.W - right - p.Px(2*game.NoteGap), H: area.H}, p.Scale)
	below := s.notes.flow(p, area.W) + p.Px(game.NoteGap)
	above := game.NewGrid(v.Height, v.Width, paint.Rect{X: area.X, Y: area.Y, W: area.W, H: area.H - below}, p.Scale)
	s.beside = left.Cell >= above.Cell || s.notes.values > 0 && left.Cell >= tableCost*above.Cell
	if s.beside {
		s.Grid = left
		// Grid and notes stand together in the middle of the stage.
		room := area.W - left.Box.W - p.Px(2*game.NoteGap) - right
		shift := paint.Round(area.X + room/2 - left.Box.X)
		s.Grid.Box.X += shift
		s.Grid.Box.Y = area.Y
		s.side = paint.Rect{X: s.Grid.Box.Right() + p.Px(2*game.NoteGap), Y: area.Y, W: right, H: area.H}
		s.notes.column(p, s.side.W)
	} else {
		s.Grid = above
		s.Grid.Box.Y = area.Y
		s.side = paint.Rect{X: area.X, Y: s.Grid.Box.Bottom() + p.Px(game.NoteGap), W: area.W, H: below}
	}
}
