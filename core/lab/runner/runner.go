// Package runner drives a lab.Session in slices of time, for shells that must hand
// back control every few milliseconds: the page's worker and the window. It speaks in
// values; what crosses a border as text or bytes is translated there.
package runner

import (
	"errors"

	"github.com/resonetics/playground/core/lab"
)

// endPause is for how many seconds the picture stands when an episode has ended
// at a rate that can be followed by eye.
const endPause = 1.0

// ErrNothingOpen refuses what needs a run where none is open yet.
var ErrNothingOpen = errors.New("no run is open yet")

// Runner owns a session and decides when it steps. It is not safe for
// concurrent use.
type Runner struct {
	now     func() float64 // milliseconds, from any origin
	session *lab.Session
	pacer   lab.Pacer
	batch   batch
	waiting bool
	shown   *lab.Config // last returned by Settings
	limits  limits
	records records
	matches matches
}

// New returns a paused Runner without a session. now is a clock in
// milliseconds.
func New(now func() float64) *Runner {
	return &Runner{now: now, batch: batch{size: 1}, matches: matches{batch: batch{size: 1}}}
}

// Session returns the session that the runner owns, to be read between two calls; nil
// when no run is open.
func (r *Runner) Session() *lab.Session { return r.session }

// Open starts a run in place of the present one. On error the present run continues.
func (r *Runner) Open(run lab.Run) error {
	next, err := lab.Replay(run)
	if err != nil {
		return err
	}
	r.use(next)
	return nil
}

// Again is Open for the shell's own restart: what the sheet of the present run shows and
// locks holds in the next.
func (r *Runner) Again(run lab.Run) error {
	if r.session != nil {
		var err error
		if run, err = run.Under(r.session.Config()); err != nil {
			return err
		}
	}
	return r.Open(run)
}

// Use goes on with a session that was restored, in place of the present run.
func (r *Runner) Use(next *lab.Session) { r.use(next) }

// use forgets what belonged to the run before.
func (r *Runner) use(next *lab.Session) {
	if r.session == nil {
		r.session = next
	} else {
		r.session.Replace(next)
	}
	r.shown, r.waiting, r.batch.size = nil, false, 1
	r.pacer = lab.Pacer{Rate: r.pacer.Rate}
	r.limits.begin()
	r.records = records{rows: r.session.Lab().Rows}
	r.matches.queue = nil
}

// Apply carries out a change. A move of the visitor is taken at once: the world need
// not be playing for it.
func (r *Runner) Apply(c lab.Change) error {
	if r.session == nil {
		return ErrNothingOpen
	}
	if err := r.session.Apply(c); err != nil {
		return err
	}
	r.waiting = false
	if c.Op == lab.OpAct {
		r.advance(1)
	}
	return nil
}

// SetRate sets how many steps per second are due; 0 pauses, lab.Unlimited takes
// as many as there is time for.
func (r *Runner) SetRate(stepsPerSecond float64) { r.pacer.Rate = stepsPerSecond }

// Fast reports whether as many steps are taken as there is time for.
func (r *Runner) Fast() bool { return r.pacer.Rate == lab.Unlimited }

// Slice takes the steps that have become due after that many milliseconds, but
// stops when the budget, also in milliseconds, is used up. It returns how many
// it took: none where the session waits, for the visitor's move or until a program that
// has failed is mended, and nothing has been applied since.
func (r *Runner) Slice(elapsed, budget float64) int {
	if r.session == nil || r.waiting {
		return 0
	}
	r.limits.pass(elapsed/1000, r.session)
	limit := 1 // one at a time, so that the pacer can hold at an episode's end
	unlimited := r.Fast()
	taken := 0
	for end := r.now() + budget; ; elapsed = 0 {
		start := r.now()
		if unlimited {
			limit = r.batch.size
		}
		due := r.pacer.Due(elapsed/1000, limit)
		if due == 0 {
			return taken
		}
		n := r.advance(due)
		taken += n
		if n > 0 && r.session.Ended() {
			r.pacer.Hold(endPause)
		}
		now := r.now()
		r.batch.adapt(due, now-start, budget)
		if r.waiting || r.limits.reached != None || now >= end {
			return taken
		}
	}
}

// advance takes up to n steps and notes what has come of them: rows of metrics,
// and whether the session waits for the visitor or has reached a limit.
func (r *Runner) advance(n int) int {
	n = r.limits.allow(n, r.session)
	taken := 0
	for r.waiting = false; taken < n && !r.waiting; {
		k := r.records.stride(n - taken)
		went := r.session.AdvanceEpisode(k)
		taken += went
		r.waiting = went == 0 || went < k && !r.session.Ended()
		if went > 0 {
			r.records.add(r.session)
		}
	}
	return taken
}

// Step takes a single step and reports whether it could.
func (r *Runner) Step() bool { return r.session != nil && r.advance(1) == 1 }

// JumpTo takes steps until the run has come to step, or the budget in
// milliseconds is used up. It reports whether it need not be called again: the
// step is reached, the session waits for the visitor, or training is at a limit.
func (r *Runner) JumpTo(step uint64, budget float64) bool {
	if r.session == nil {
		return true
	}
	for end := r.now() + budget; r.session.Step() < step; {
		start := r.now()
		n := int(min(uint64(r.batch.size), step-r.session.Step()))
		r.advance(n)
		now := r.now()
		r.batch.adapt(n, now-start, budget)
		if r.waiting || r.limits.reached != None {
			return true
		}
		if now >= end {
			break
		}
	}
	return r.session.Step() >= step
}

// Waiting reports whether the session waits for the visitor: for the next move, or for
// what mends a program that has failed.
func (r *Runner) Waiting() bool { return r.waiting }

// Settings returns the configuration as it is now, and whether it has changed since
// the last call.
func (r *Runner) Settings() (c lab.Config, changed bool) {
	if r.session == nil {
		return lab.Config{}, false
	}
	c = r.session.Config()
	if r.shown != nil && r.shown.Equal(c) {
		return c, false
	}
	r.shown = &c
	return c, true
}

// batch finds how many steps to take between two looks at the clock, so that
// looking costs little and a slice still ends in time.
type batch struct{ size int }

// maxBatch bounds a batch, in steps.
const maxBatch = 1 << 16

// adapt learns from a batch of n steps that took that many milliseconds of a
// budget.
func (b *batch) adapt(n int, took, budget float64) {
	switch {
	case took > budget/4 && b.size > 1:
		b.size /= 2
	case took < budget/16 && n == b.size && b.size < maxBatch:
		b.size *= 2
	}
}
