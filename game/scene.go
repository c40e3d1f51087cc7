// Package game draws sessions with Ebitengine, in the browser and in a window alike. A
// Stage shows the newest lab.Snapshot: the lab's Scene and its charts. It never sees the
// session itself; what a person does to the picture leaves through Events.
//
// A lab's scene has a folder below this one and an entry in package scenes.
package game

import (
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// Scene draws one lab's world.
type Scene interface {
	// Complete reports whether a picture of the lab holds everything that the scene reads.
	Complete(p lab.Picture) bool
	// Update takes in what is new and moves what moves.
	Update(f *Frame)
	// Draw paints the picture, inside f.Area.
	Draw(p *paint.Painter, f *Frame)
	// Moving reports whether the picture changes without a new snapshot.
	Moving() bool
}

// Scenes makes the scene of a lab, by the lab's key.
type Scenes map[string]func() Scene

// Frame is what a Scene is given sixty times a second.
type Frame struct {
	Input
	Settings
	Area     paint.Rect // the scene's
	Snapshot *lab.Snapshot
	Painter  *paint.Painter // to measure text with
	Events   *Events

	Fresh bool    // Snapshot is a new one
	Steps uint64  // steps between the snapshot before and this one; 0 when they do not follow each other
	Fast  bool    // more steps pass than can be shown
	Pace  float64 // steps per second, as observed
	Past  uint64  // steps since the moment that the picture shows; set by the scene's Update

	Lanes LaneNames // set by the scene's Update, where it has lanes
}

// LaneNames are what the legends of the charts call the lanes, whose series count from 1;
// where one is empty the series' own label stands.
type LaneNames [4]string

// of returns what a series is called.
func (l *LaneNames) of(s *lab.Series) string {
	if s.Lane > 0 && s.Lane <= len(l) && l[s.Lane-1] != "" {
		return l[s.Lane-1]
	}
	return s.Label
}

// Events are called with what a person did to the picture. Fields may be nil.
type Events struct {
	Inject func(place int, amount float64) // a place was clicked or tapped
	Place  func(index int, text string)    // another place is under the pointer; -1 and "" for none
	Focus  func(focus int)                 // lab.View.Focus: another creature is looked into
	Ready  func()                          // the first picture has been drawn
}

// Inject calls Events.Inject.
func (f *Frame) Inject(place int, amount float64) {
	if f.Events.Inject != nil {
		f.Events.Inject(place, amount)
	}
}

// Point calls Events.Place.
func (f *Frame) Point(index int, text string) {
	if f.Events.Place != nil {
		f.Events.Place(index, text)
	}
}

// Focus calls Events.Focus.
func (f *Frame) Focus(focus int) {
	if f.Events.Focus != nil {
		f.Events.Focus(focus)
	}
}
