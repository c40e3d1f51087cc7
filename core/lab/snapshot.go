package lab

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/codec"
)

// View says what a snapshot should show. The zero value shows the last steps and the
// present.
type View struct {
	Whole  bool // charts over the whole run instead of the last Window steps
	Rewind int  // show the world as it was that many steps ago
	Text   bool // include the description in words
	Focus  int  // 1 + ID of the creature to look into; 0 for none
	Fast   bool // the session takes as many steps as the machine can
}

// Snapshot is what a screen needs to draw a session at one moment. Session.Look fills it
// and reuses its slices.
type Snapshot struct {
	Lab        *Lab
	Generation uint32 // counts resets
	Seed       uint64
	Step       uint64
	Episode    uint64
	Waiting    bool // for the visitor's next action
	Ended      bool // the last step ended an episode
	Replaying  bool // recorded changes are still to come
	Adopted    bool // a mind was loaded: the run's link does not describe it

	Fault   *Fault   // why the run stands still, where a text of the visitor's is to blame
	Printed []string // what that text had to say about the last step
	Since   uint64   // the step after which metrics that are Counted began
	Why     string   // why then, as in "since you chose Random"; empty since the start
	Failure uint64   // the last step that was a failure, counted from 1; 0 for none
	Telling

	Metrics  []float64 // in the lab's order
	Chart    ChartData
	Marks    []Mark    // changes in the time that Chart covers
	Moment   []float32 // looking back: the series at that very step, where it is still known
	Text     string    // the moment in words; empty when it was not asked for
	Picture  Picture
	Learning Learning // of a policy that learns; Active says whether one acts
}

// Metric returns the metric with that key. It panics when the lab has none: keys come
// from the catalog.
func (s *Snapshot) Metric(key string) float64 {
	for i := range s.Lab.Metrics {
		if s.Lab.Metrics[i].Key == key {
			return s.Metrics[i]
		}
	}
	panic("lab: " + s.Lab.Key + " has no metric " + key)
}

// Resize makes room in s for what lab l has to show.
func (s *Snapshot) Resize(l *Lab) {
	if s.Lab != l || s.Picture == nil {
		s.Lab, s.Picture = l, l.NewPicture()
	}
	s.Metrics = Grow(s.Metrics, len(l.Metrics))
	s.Chart.Series = Grow(s.Chart.Series, l.SeriesCount())
}

// WalkProgram writes or reads what there is to tell of a program of the visitor's: a
// flag in four bytes, the fault where it is set, and the printed lines.
func (s *Snapshot) WalkProgram(w *codec.Walk) {
	faulty := 0
	if s.Fault != nil {
		faulty = 1
	}
	if codec.Int32(w, "whether it fails", &faulty, 0, 1); faulty == 0 {
		s.Fault = nil
	} else {
		if !w.Writing() {
			s.Fault = new(Fault)
		}
		s.Fault.Walk(w)
	}
	codec.Resize32(w, "the number of lines", &s.Printed, 2, 0, math.MaxInt16)
	for i := range s.Printed {
		w.Text("a line", &s.Printed[i])
	}
}

// ChartData holds the points of all series of a lab. Point p covers the Stride steps
// from First + p*Stride.
type ChartData struct {
	First  uint64
	Stride uint64
	Points int
	Series [][]float32 // in the lab's order, Points values each; NaN is a gap
}

// Walk writes or reads c, whose Series has the length that is due.
func (c *ChartData) Walk(w *codec.Walk) {
	w.Uint64("the first step", &c.First)
	w.Uint64("the stride", &c.Stride)
	series := len(c.Series)
	codec.Int32(w, "the number of points", &c.Points, 0, Window)
	codec.Int32(w, "the number of series", &series, series, series)
	if c.Stride == 0 {
		w.Fail(fmt.Errorf("a chart has stride 0, want at least 1"))
	}
	for i := range c.Series {
		if w.Err() != nil {
			return
		}
		c.Series[i] = Grow(c.Series[i], c.Points)
		w.Float32s("a series", float32(math.NaN()), 0, c.Series[i])
	}
}

// WalkStory writes or reads what has happened in a run: since when it counts and why,
// its last failure, what is told of the moment on the stage, the changes that the chart marks, and the moment looked at.
func (s *Snapshot) WalkStory(w *codec.Walk) {
	w.Uint64("the step since which it counts", &s.Since)
	w.Uint64("the step of the last failure", &s.Failure)
	w.Text("why it counts since then", &s.Why)
	s.Telling.walk(w)
	codec.Resize16(w, "the length of the moment", &s.Moment, 4, 0, len(s.Chart.Series))
	if n := len(s.Moment); n > 0 && n < len(s.Chart.Series) {
		w.Fail(fmt.Errorf("the moment has %d of %d series", n, len(s.Chart.Series)))
	}
	free := float32(math.NaN()) // a gap
	w.Float32s("a value of the moment", free, 0, s.Moment)
	codec.Resize16(w, "the number of marks", &s.Marks, minMark, 0, maxMarks)
	for i := range s.Marks {
		w.Uint64("the step of a mark", &s.Marks[i].Step)
		w.Text("what a mark tells", &s.Marks[i].Text)
	}
}

// minMark is the size of a mark without words in bytes, and maxMarks how many of them
// the points of a chart can have.
const (
	minMark  = 10
	maxMarks = Window/markWidth + 2
)

// Grow returns s with length n, in its own memory where that is large enough.
func Grow[T any](s []T, n int) []T {
	if cap(s) < n {
		return make([]T, n)
	}
	return s[:n]
}
