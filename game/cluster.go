package game

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// What the rules of the cluster call critical, hot and out of memory.
const (
	criticalPriority = 0.8
	hotLoad          = 0.8
	fullMemory       = 0.99
)

// injection is the load, as a part of a node's capacity, that a click adds.
const injection = 0.5

// clusterScene draws a cluster: a tile per node, the agent above them.
type clusterScene struct {
	grid    grid
	status  paint.Rect // one line of words above the grid
	side    paint.Rect // notes beside or below
	beside  bool
	agent   glide
	node    int // the agent's
	effects effects
	hover   int
	tapped  int // the node of the last click
	notes   notes
	ending  ending
	before  struct{ cpu, mem []float32 } // of the last snapshot
	picture *ebiten.Image                // of a grid with a pixel per node
	pixels  []byte
	prompt  string
	text    []byte
}

func newClusterScene() *clusterScene {
	return &clusterScene{hover: -1, tapped: -1, prompt: prompt(lab.Cluster.Catalog())}
}

// Update implements Scene.
func (s *clusterScene) Update(f *Frame) {
	v := &f.Snapshot.Cluster
	s.arrange(f)
	s.effects.advance(f.Elapsed)
	s.agent.advance(f.Elapsed)
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
func (s *clusterScene) click(f *Frame) {
	again := s.tapped == s.hover
	s.tapped = s.hover
	if s.hover < 0 || s.grid.node(f.X, f.Y) != s.hover || f.Touch && !again {
		return
	}
	f.Events.inject(s.hover, injection)
}

// Moving implements Scene.
func (s *clusterScene) Moving() bool { return s.agent.moving() || len(s.effects.list) > 0 }

// take compares a new snapshot with the one before and starts what moves.
func (s *clusterScene) take(f *Frame, v *lab.ClusterView) {
	row, col := v.Agent/v.Width, v.Agent%v.Width
	same := s.agent.rows == float64(v.Height) && s.agent.columns == float64(v.Width)
	follows := same && f.Steps > 0 && !f.Fast
	switch {
	case !same || f.Reduced || f.Fast || f.Steps == 0 && v.Agent != s.node:
		s.agent.place(v.Height, v.Width, row, col)
	case v.Agent != s.node:
		s.agent.toward(row, col, glideTime(f.Rate))
	}
	s.node = v.Agent
	if follows && rewound(f.Snapshot) == 0 {
		s.effects.start(v, s.before.cpu, s.before.mem)
	} else if !same || f.Fast {
		s.effects.list = s.effects.list[:0]
	}
	s.before.cpu = append(s.before.cpu[:0], v.CPU...)
	s.before.mem = append(s.before.mem[:0], v.Mem...)
	s.ending = endingOf(f.Snapshot)
}

// point follows the pointer.
func (s *clusterScene) point(f *Frame, v *lab.ClusterView) {
	node := -1
	if f.Present {
		node = s.grid.node(f.X, f.Y)
	}
	if node >= v.Height*v.Width {
		node = -1
	}
	if node == s.hover {
		return
	}
	s.hover = node
	text := ""
	if node >= 0 {
		text = describe(v, node)
	}
	f.Events.place(node, text)
}

// Sizes in layout pixels.
const (
	statusHeight = 30
	sideWidth    = 236
	noteGap      = 14
	narrow       = 400 // the width below which a screen is a phone's
)

// tableCost is how small, as a part of what they could be, cells may become so that
// the table of estimates a visitor has asked for finds room beside them.
const tableCost = 0.5

// arrange gives grid, status and notes their places: notes beside the grid when
// that leaves the cells larger than notes below it or there is a table among them, and
// none where there is no room for them.
func (s *clusterScene) arrange(f *Frame) {
	p, v := f.Painter, &f.Snapshot.Cluster
	area := f.Area
	s.side, s.status, s.beside = paint.Rect{}, paint.Rect{}, false
	if area.W < p.Px(240) || area.H < p.Px(150) {
		s.grid = newGrid(v.Height, v.Width, area, p.Scale)
		return
	}
	longest := s.prompt
	if f.Touch { // the page has buttons for the moves
		longest = f.Snapshot.Lab.Catalog().Question
	}
	lines := countLines(p, paint.Body, longest, area.W)
	s.status, area = area.CutTop(p.Px(statusHeight-20) + float32(lines)*p.LineHeight(paint.Body))
	s.notes.collect(f)

	s.place(f, area)
	if s.grid.box.W < area.W/2 && area.W < p.Px(narrow) {
		s.notes.brief() // on a phone the nodes matter more than the legend
		s.place(f, area)
	}
	s.status.X = s.grid.box.X
	if !s.beside {
		s.status.X = area.X
	}
}

// place gives grid and notes their places in area.
func (s *clusterScene) place(f *Frame, area paint.Rect) {
	p, v := f.Painter, &f.Snapshot.Cluster
	right := p.Px(sideWidth)
	left := newGrid(v.Height, v.Width, paint.Rect{X: area.X, Y: area.Y, W: area.W - right - p.Px(2*noteGap), H: area.H}, p.Scale)
	below := s.notes.flow(p, area.W) + p.Px(noteGap)
	above := newGrid(v.Height, v.Width, paint.Rect{X: area.X, Y: area.Y, W: area.W, H: area.H - below}, p.Scale)
	s.beside = left.cell >= above.cell || s.notes.values > 0 && left.cell >= tableCost*above.cell
	if s.beside {
		s.grid = left
		// Grid and notes stand together in the middle of the stage.
		room := area.W - left.box.W - p.Px(2*noteGap) - right
		shift := paint.Round(area.X + room/2 - left.box.X)
		s.grid.box.X += shift
		s.grid.box.Y = area.Y
		s.side = paint.Rect{X: s.grid.box.Right() + p.Px(2*noteGap), Y: area.Y, W: right, H: area.H}
		s.notes.column(p, s.side.W)
	} else {
		s.grid = above
		s.grid.box.Y = area.Y
		s.side = paint.Rect{X: area.X, Y: s.grid.box.Bottom() + p.Px(noteGap), W: area.W, H: below}
	}
}
