package runner

import "github.com/resonetics/playground/core/lab"

// Limit says what has ended training.
type Limit uint8

// The limits.
const (
	None    Limit = iota
	Steps         // the learner has taken so many
	Runtime       // training has run for so long
)

// limits bind only while a policy learns: a run whose training is paused goes on.
type limits struct {
	steps   uint64  // of learning; 0: no limit
	seconds float64 // of training; 0: no limit
	spent   float64 // seconds
	reached Limit
}

// training returns after how many steps of learning s is, and whether it learns now.
func training(s *lab.Session) (learned uint64, on bool) {
	if l := s.Learner(); l != nil {
		return l.Training()
	}
	return 0, false
}

// begin starts counting again.
func (l *limits) begin() { l.spent, l.reached = 0, None }

// pass counts seconds that have passed.
func (l *limits) pass(seconds float64, s *lab.Session) {
	_, on := training(s)
	if on {
		l.spent += seconds
	}
	if l.reached = None; on && l.seconds > 0 && l.spent >= l.seconds {
		l.reached = Runtime
	}
}

// allow returns how many of n steps may be taken, and notes a limit that allows
// none.
func (l *limits) allow(n int, s *lab.Session) int {
	learned, on := training(s)
	switch {
	case !on:
		l.reached = None
		return n
	case l.reached == Runtime:
		return 0
	case l.steps == 0:
		return n
	case learned >= l.steps:
		l.reached = Steps
		return 0
	}
	return int(min(uint64(n), l.steps-learned))
}

// SetLimits bounds training: steps of learning, and seconds of it; 0 means no
// bound. Training stops when it comes to the nearer one.
func (r *Runner) SetLimits(steps uint64, seconds float64) {
	r.limits.steps, r.limits.seconds, r.limits.reached = steps, seconds, None
}

// Spent returns for how many seconds this run has been trained.
func (r *Runner) Spent() float64 { return r.limits.spent }

// Spend adds seconds of it that another runner has counted, of which this one goes on with
// the run.
func (r *Runner) Spend(seconds float64) { r.limits.spent += seconds }

// Limit returns which limit has stopped the run, None when it goes on.
func (r *Runner) Limit() Limit { return r.limits.reached }
