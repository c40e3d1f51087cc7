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
	grid    game.Grid
	status  paint.Rect // one line of words above the grid
	side    paint.Rect // notes beside or below
	beside  bool
	agent   game.Glide
	node    int // the agent's
	effects game.Effects
	hover   int
	tapped  int // the node of the last click
	notes   notes
	ending  ending
	before  struct{ cpu, mem []float32 } // of the last snapshot
	pixels  game.Pixels                  // of a grid too large for tiles
	prompt  string
}

// New returns the scene.
func New() game.Scene { return &scene{hover: -1, tapped: -1, prompt: prompt()} }

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
	s.effects.Advance(f.Elapsed)
	s.agent.Advance(f.Elapsed)
	if f.Fresh {
		s.take(f, v)
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
	if s.hover < 0 || s.grid.Index(f.X, f.Y) != s.hover || f.Touch && !again {
		return
	}
	f.Inject(s.hover, cluster.Lab.Click)
}

// Moving implements Scene.
func (s *scene) Moving() bool { return s.agent.Moving() || len(s.effects) > 0 }

// take compares a new snapshot with the one before and starts what moves.
func (s *scene) take(f *game.Frame, v *cluster.Picture) {
	row, col := v.Agent/v.Width, v.Agent%v.Width
	same := s.agent.On(v.Height, v.Width)
	follows := same && f.Steps > 0 && !f.Fast
	switch {
	case !same || f.Reduced || f.Fast || f.Steps == 0 && v.Agent != s.node:
		s.agent.Place(v.Height, v.Width, row, col)
	case v.Agent != s.node:
		s.agent.Toward(row, col, game.GlideTime(f.Rate))
	}
	s.node = v.Agent
	if follows && f.Past == 0 {
		s.flash(v)
	} else if !same || f.Fast {
		s.effects.Clear()
	}
	s.before.cpu = append(s.before.cpu[:0], v.CPU...)
	s.before.mem = append(s.before.mem[:0], v.Mem...)
	s.ending = endingOf(f.Snapshot, v)
}

// point follows the pointer.
func (s *scene) point(f *game.Frame, v *cluster.Picture) {
	node := -1
	if f.Present {
		node = s.grid.Index(f.X, f.Y)
	}
	if node == s.hover {
		return
	}
	s.hover = node
	text := ""
	if node >= 0 {
		text = nodeText(v, node)
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
	longest := s.prompt
	if f.Touch { // the page has buttons for the moves
		longest = f.Snapshot.Lab.Question
	}
	var area paint.Rect
	s.status, area = f.Status(longest)
	s.side, s.beside = paint.Rect{}, false
	if s.status.H == 0 {
		s.grid = game.NewGrid(v.Height, v.Width, area, p.Scale)
		return
	}
	s.notes.collect(f)

	s.place(f, area)
	if s.grid.Box.W < area.W/2 && area.W < p.Px(narrow) {
		s.notes.brief() // on a phone the nodes matter more than the legend
		s.place(f, area)
	}
	s.status.X = s.grid.Box.X
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
		s.grid = left
		// Grid and notes stand together in the middle of the stage.
		room := area.W - left.Box.W - p.Px(2*game.NoteGap) - right
		shift := paint.Round(area.X + room/2 - left.Box.X)
		s.grid.Box.X += shift
		s.grid.Box.Y = area.Y
		s.side = paint.Rect{X: s.grid.Box.Right() + p.Px(2*game.NoteGap), Y: area.Y, W: right, H: area.H}
		s.notes.column(p, s.side.W)
	} else {
		s.grid = above
		s.grid.Box.Y = area.Y
		s.side = paint.Rect{X: area.X, Y: s.grid.Box.Bottom() + p.Px(game.NoteGap), W: area.W, H: below}
	}
}
