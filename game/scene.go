package game

import (
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// Scene draws one lab's world.
type Scene interface {
	// Update takes in what is new and moves what moves.
	Update(f *Frame)
	// Draw paints the stage, inside f.Area.
	Draw(p *paint.Painter, f *Frame)
	// Moving reports whether the picture changes without a new snapshot.
	Moving() bool
}

// Frame is what a Scene is given sixty times a second.
type Frame struct {
	Input
	Settings
	Area     paint.Rect // the stage
	Snapshot *lab.Snapshot
	Painter  *paint.Painter // to measure text with
	Events   *Events

	Fresh bool    // Snapshot is a new one
	Steps uint64  // steps between the snapshot before and this one; 0 when they do not follow each other
	Fast  bool    // more steps pass than can be shown
	Pace  float64 // steps per second, as observed
}

// Events are called with what a person did on the stage. Fields may be nil.
type Events struct {
	Inject func(place int, amount float64) // a place was clicked or tapped
	Place  func(index int, text string)    // another place is under the pointer; -1 and "" for none
	Focus  func(focus int)                 // lab.View.Focus: another creature is looked into
	Ready  func()                          // the first picture has been drawn
}

func (e *Events) inject(place int, amount float64) {
	if e.Inject != nil {
		e.Inject(place, amount)
	}
}

func (e *Events) place(index int, text string) {
	if e.Place != nil {
		e.Place(index, text)
	}
}

func (e *Events) focus(focus int) {
	if e.Focus != nil {
		e.Focus(focus)
	}
}

// newScene returns the picture of a lab.
func newScene(l lab.Lab) Scene {
	switch l {
	case lab.Cluster:
		return newClusterScene()
	case lab.Gardener:
		return newGardenerScene()
	case lab.ProphetLab:
		return newProphetScene()
	}
	panic("game: lab " + l.Catalog().Key + " has no scene")
}

// complete reports whether s holds everything that its lab's scene reads.
func complete(s *lab.Snapshot) bool {
	if len(s.Metrics) != len(s.Lab.Catalog().Metrics) {
		return false
	}
	switch s.Lab {
	case lab.Cluster:
		return s.Cluster.Height > 0
	case lab.Gardener:
		return s.Gardener.Size > 0
	}
	return len(s.Prophet.Curve) == lab.CurvePoints
}
