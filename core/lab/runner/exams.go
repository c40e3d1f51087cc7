package runner

import (
	"fmt"

	"github.com/resonetics/playground/core/lab"
)

// exams are contests that wait their turn; the first is being played.
type exams struct {
	queue []*lab.Contest
	batch batch
}

// Exam lets what has been learned up to now, h.3 and omniscient play n held-out
// episodes, while the run goes on. Contend plays them.
func (r *Runner) Exam(n int) error {
	if r.session == nil {
		return errNothingOpen
	}
	return r.enter(r.session.Exam(n))
}

// Rivals lets h.3 and omniscient play the episode that the run is in.
func (r *Runner) Rivals() error {
	if r.session == nil {
		return errNothingOpen
	}
	return r.enter(r.session.Rivals())
}

func (r *Runner) enter(c *lab.Contest, err error) error {
	if err == nil {
		r.exams.queue = append(r.exams.queue, c)
	}
	return err
}

// Contend plays the first contest that was asked for until the budget in
// milliseconds is used up, and reports whether it is over.
func (r *Runner) Contend(budget float64) bool {
	if len(r.exams.queue) == 0 {
		return false
	}
	c, b := r.exams.queue[0], &r.exams.batch
	for end := r.now() + budget; ; {
		start, n := r.now(), b.size
		over := c.Advance(n)
		now := r.now()
		b.adapt(n, now-start, budget)
		if over || now >= end {
			return over
		}
	}
}

// Progress returns how many episodes of the first contest have been played, of
// how many.
func (r *Runner) Progress() (played, total int) {
	if len(r.exams.queue) == 0 {
		return 0, 0
	}
	return r.exams.queue[0].Progress()
}

// Finish returns the first contest and makes room for the next; nil where there
// is none.
func (r *Runner) Finish() *lab.Contest {
	if len(r.exams.queue) == 0 {
		return nil
	}
	c := r.exams.queue[0]
	r.exams.queue = r.exams.queue[1:]
	return c
}

// Verdict is Finish as text, for JavaScript: a line per player with name, mean
// return, share of failed episodes, mean steps, episodes, and the steps that the
// examined policy had learned from, separated by commas.
func (r *Runner) Verdict() string {
	c := r.Finish()
	if c == nil {
		return ""
	}
	text := ""
	for i, name := range c.Players() {
		s := c.Summary(i)
		text += fmt.Sprintf("%s,%g,%g,%g,%d,%d\n", name, s.Return, s.FailedRate, s.Steps, s.Episodes, c.After())
	}
	return text
}
