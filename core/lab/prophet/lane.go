package prophet

import (
	"math"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/core/lab"
)

// lane is one strategy at work: a run of its trainer after the other.
type lane struct {
	strategy kernel.Strategy
	trainer  *kernel.Trainer
	last     kernel.Signals
	gaps     float64 // sum of the reality gaps over this run
	won      uint64  // races
	now      *trail  // of this run
	before   *trail  // of the run before
	answers  recent  // over the last steps
}

func newLane(strategy kernel.Strategy) *lane {
	l := &lane{strategy: strategy, now: new(trail), before: new(trail)}
	l.now.clear()
	l.before.clear()
	return l
}

// begin starts a run of c.
func (l *lane) begin(c kernel.Config) error {
	t, err := kernel.NewTrainer(c)
	if err != nil {
		return err
	}
	l.trainer, l.last, l.gaps = t, kernel.Signals{}, 0
	l.now, l.before = l.before, l.now
	l.now.clear()
	return nil
}

func (l *lane) step() {
	l.trainer.Step()
	l.last = l.trainer.Signals()
	l.gaps += l.last.Gap
	l.now.add(l.last.Progress, float32(l.last.Output), float32(l.meanGap()))
}

// meanGap returns the mean reality gap of this run; NaN before its first step.
func (l *lane) meanGap() float64 {
	if l.trainer.Steps() == 0 {
		return math.NaN()
	}
	return l.gaps / float64(l.trainer.Steps())
}

// recent is a ring of numbers of the last steps of a session, by step: of as many as one
// can look back, and of those that a picture then shows.
type recent [1024]float32

func (r *recent) at(step int) *float32 { return &r[step%len(r)] }

// show writes the numbers of the window that a picture of the given step, counted from 1,
// shows.
func (r *recent) show(dst []float32, step int) {
	lab.Nothing(dst)
	first := max(0, step-len(dst))
	for i := first; i < step; i++ {
		dst[i-first] = *r.at(i)
	}
}

// walk walks what a picture can show.
func (r *recent) walk(w *codec.Walk) {
	free := float32(math.NaN())
	w.Float32s("a recent number", free, free, r[:])
}

// trail is how a lane has done so far in one run, at CurvePoints points of its progress;
// NaN for what is still to come.
type trail struct {
	answers [CurvePoints]float32 // of the worker
	errors  [CurvePoints]float32 // mean reality gap up to there
	at      int                  // the last point, -1 before the first
}

func (t *trail) clear() {
	t.at = -1
	lab.Nothing(t.answers[:])
	lab.Nothing(t.errors[:])
}

// pointAt returns the point at which a part of a run is shown.
func pointAt(progress float64) int { return min(int(progress*CurvePoints), CurvePoints-1) }

// add takes in a step. A run of few steps fills the points that it leaps over.
func (t *trail) add(progress float64, answer, err float32) {
	at := pointAt(progress)
	for i := min(t.at+1, at); i <= at; i++ {
		t.answers[i], t.errors[i] = answer, err
	}
	t.at = at
}

func (t *trail) walk(w *codec.Walk) {
	codec.Int(w, "the last point", &t.at, -1, CurvePoints-1)
	gap := float32(math.NaN())
	w.Float32s("an answer", gap, 0, t.answers[:])
	w.Float32s("a mean gap", gap, 0, t.errors[:])
}
