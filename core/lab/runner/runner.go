// Package runner drives a lab.Session in slices of time, for those who must hand
// back control every few milliseconds: the page's worker and the window.
package runner

import (
	"errors"
	"strconv"

	"github.com/resonetics/playground/core/lab"
)

// endPause is for how many seconds the picture stands when an episode has ended
// at a rate that can be followed by eye.
const endPause = 1.0

var errNothingOpen = errors.New("no run is open yet")

// Runner owns a session and decides when it steps. It is not safe for
// concurrent use.
type Runner struct {
	now     func() float64 // milliseconds, from any origin
	session *lab.Session
	pacer   lab.Pacer
	batch   batch
	waiting bool
	told    *lab.Config // last returned by Settings
	limits  limits
	records records
	exams   exams
}

// New returns a paused Runner without a session. now is a clock in
// milliseconds.
func New(now func() float64) *Runner {
	return &Runner{now: now, batch: batch{size: 1}, exams: exams{batch: batch{size: 1}}}
}

// Open starts the run that a share link describes in place of the present one.
// On error the present run continues.
func (r *Runner) Open(link string) error {
	run, err := lab.ParseLink(link)
	if err != nil {
		return err
	}
	if r.session == nil {
		r.session, err = lab.Replay(run)
	} else {
		err = r.session.Restart(run)
	}
	if err != nil {
		return err
	}
	r.begin()
	return nil
}

// begin forgets what belonged to the run before.
func (r *Runner) begin() {
	r.told, r.waiting, r.batch.size = nil, false, 1
	r.pacer = lab.Pacer{Rate: r.pacer.Rate}
	r.limits.begin()
	r.records = newRecords(r.session.Config().Lab)
	r.exams.queue = nil
}

// Command carries out a change as lab.ParseCommand reads it. A move of the
// visitor is taken at once: the world need not be playing for it.
func (r *Runner) Command(text string) error {
	if r.session == nil {
		return errNothingOpen
	}
	change, err := lab.ParseCommand(r.session.Config().Lab, text)
	if err != nil {
		return err
	}
	if err := r.session.Apply(change); err != nil {
		return err
	}
	r.waiting = false
	if change.Op == lab.OpAct {
		r.advance(1)
	}
	return nil
}

// SetRate sets how many steps per second are due; 0 pauses, lab.Unlimited takes
// as many as there is time for.
func (r *Runner) SetRate(stepsPerSecond float64) { r.pacer.Rate = stepsPerSecond }

// Slice takes the steps that have become due after so many milliseconds, but
// stops when the budget, also in milliseconds, is used up. It returns how many
// it took.
func (r *Runner) Slice(elapsed, budget float64) int {
	if r.session == nil {
		return 0
	}
	r.limits.pass(elapsed/1000, r.session)
	limit := 1 // one at a time, so that the pacer can hold at an episode's end
	unlimited := r.pacer.Rate == lab.Unlimited
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

// Waiting reports whether the session waits for the visitor's next move.
func (r *Runner) Waiting() bool { return r.waiting }

// Snapshot appends the present moment to dst; nothing when no run is open.
func (r *Runner) Snapshot(dst []byte, v lab.View) []byte {
	if r.session == nil {
		return dst
	}
	return r.session.Snapshot(dst, v)
}

// Link returns the run so far as a share link; empty when no run is open.
func (r *Runner) Link() string {
	if r.session == nil {
		return ""
	}
	return r.session.Run().Link()
}

// Digest returns the session's digest in hexadecimal; empty when no run is open.
func (r *Runner) Digest() string {
	if r.session == nil {
		return ""
	}
	return strconv.FormatUint(r.session.Digest(), 16)
}

// Settings returns the configuration as it is now, written as the link of a run
// that starts from it, when it has changed since the last call.
func (r *Runner) Settings() (link string, changed bool) {
	if r.session == nil {
		return "", false
	}
	c := r.session.Config()
	if r.told != nil && r.told.Equal(c) {
		return "", false
	}
	r.told = &c
	return lab.Run{Config: c}.Link(), true
}

// batch finds how many steps to take between two looks at the clock, so that
// looking costs little and a slice still ends in time.
type batch struct{ size int }

// maxBatch bounds a batch, in steps.
const maxBatch = 1 << 16

// adapt learns from a batch of n steps that took so many milliseconds of a
// budget.
func (b *batch) adapt(n int, took, budget float64) {
	switch {
	case took > budget/4 && b.size > 1:
		b.size /= 2
	case took < budget/16 && n == b.size && b.size < maxBatch:
		b.size *= 2
	}
}
