// Package race is the scene of the Race lab: two to four clusters beside each other, in
// the order in which they were chosen.
package race

import (
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/race"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/cluster"
	"github.com/resonetics/playground/game/paint"
)

type scene struct {
	status     paint.Rect // one line of words above the lanes
	legend     paint.Rect // below them, where there is room
	lanes      [race.Lanes]lane
	shown      int  // how many lanes there are
	swiped     bool // one lane is shown large, the others by name
	large      int  // that lane
	chosen     bool // by the visitor
	dragging   bool // a finger moves over the lanes
	dragged    float32
	generation uint32
	hover      place
	tapped     place // of the last click
	prompt     string
}

// place is a node of a lane; node is -1 for none.
type place struct{ lane, node int }

var nowhere = place{node: -1}

// New returns the scene.
func New() game.Scene { return &scene{hover: nowhere, tapped: nowhere, prompt: cluster.Prompt()} }

func pictureOf(f *game.Frame) *race.Picture { return f.Snapshot.Picture.(*race.Picture) }

// Complete implements game.Scene.
func (s *scene) Complete(p lab.Picture) bool {
	v, ok := p.(*race.Picture)
	return ok && len(v.Lanes) > 0 && v.Lanes[0].Height > 0
}

// Update implements game.Scene.
func (s *scene) Update(f *game.Frame) {
	v := pictureOf(f)
	if shown := v.Lanes[0].Step; shown < f.Snapshot.Step {
		f.Past = f.Snapshot.Step - shown
	}
	if s.generation != f.Snapshot.Generation || s.shown != len(v.Lanes) {
		s.begin(f, v)
	}
	s.swipe(f)
	s.arrange(f, v)
	for i := range v.Lanes {
		l := &s.lanes[i]
		l.board.Advance(f.Elapsed)
		if f.Fresh {
			l.take(f, &v.Lanes[i])
		}
	}
	if f.Fresh {
		nameLanes(f, v)
	}
	s.point(f, v)
	if f.Clicked {
		s.click(f)
	}
}

// nameLanes gives the lines of the charts the names of the lanes.
func nameLanes(f *game.Frame, v *race.Picture) {
	f.Lanes = game.LaneNames{}
	for i := range v.Lanes {
		f.Lanes[v.Lanes[i].Number] = v.Lanes[i].Label()
	}
}

// begin forgets the race before: another one is shown, of other lanes perhaps.
func (s *scene) begin(f *game.Frame, v *race.Picture) {
	if s.shown != len(v.Lanes) || !s.chosen {
		s.large, s.chosen = 0, false
		for i := range v.Lanes {
			if v.Lanes[i].Learns() {
				s.large = i // whose getting better is to be seen
			}
		}
	}
	s.generation, s.shown = f.Snapshot.Generation, len(v.Lanes)
	for i := range s.lanes {
		s.lanes[i].stands = false
	}
}

// Moving implements game.Scene.
func (s *scene) Moving() bool {
	for i := range s.shown {
		if s.lanes[i].board.Moving() {
			return true
		}
	}
	return false
}

// visible reports whether the grid of a lane is on the stage.
func (s *scene) visible(lane int) bool { return !s.swiped || lane == s.large }

// point follows the pointer.
func (s *scene) point(f *game.Frame, v *race.Picture) {
	at := nowhere
	for i := range v.Lanes {
		if node := s.lanes[i].board.Grid.Index(f.X, f.Y); f.Present && s.visible(i) && node >= 0 {
			at = place{i, node}
		}
	}
	if at == s.hover {
		return
	}
	s.hover = at
	text := ""
	if at.node >= 0 {
		l := &v.Lanes[at.lane]
		text = l.Label() + ". " + cluster.NodeText(&l.Picture, at.node)
	}
	f.Point(at.node, text)
}

// click breaks the node under the pointer in every lane, or shows the lane whose name was
// tapped. A finger first asks for the numbers: its second tap on a node breaks it.
func (s *scene) click(f *game.Frame) {
	if s.swiped {
		for i := range s.shown {
			if f.Over(s.lanes[i].name) {
				s.large, s.chosen = i, true
				return
			}
		}
	}
	again := s.tapped == s.hover
	s.tapped = s.hover
	if s.hover.node < 0 || f.Touch && !again {
		return
	}
	f.Inject(s.hover.node, f.Snapshot.Lab.Click)
}

// swipeLeast is how far a finger moves, in layout pixels, before the next lane is shown.
const swipeLeast = 40

// swipe shows the next lane or the one before, once a finger that moved sideways is
// lifted.
func (s *scene) swipe(f *game.Frame) {
	if f.Dragged {
		dx, dy := f.X-f.FromX, f.Y-f.FromY
		s.dragging, s.dragged = f.Area.Contains(f.FromX, f.FromY) && dx*dx > dy*dy, dx
		return
	}
	if least := f.Painter.Px(swipeLeast); s.dragging && s.swiped && (s.dragged > least || s.dragged < -least) {
		s.chosen = true
		if s.dragged < 0 {
			s.large = min(s.large+1, s.shown-1)
		} else {
			s.large = max(s.large-1, 0)
		}
	}
	s.dragging = false
}
