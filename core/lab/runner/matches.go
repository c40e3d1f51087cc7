package runner

import "github.com/resonetics/playground/core/lab"

// matches wait their turn; the first is being played.
type matches struct {
	queue []lab.Match
	batch batch
}

// Evaluate lets what has been learned up to now and the baselines play n held-out
// episodes, while the run goes on. Play plays them.
func (r *Runner) Evaluate(n int) error {
	if r.session == nil {
		return ErrNothingOpen
	}
	return r.enter(r.session.Evaluation(n))
}

// Baselines lets the baselines play the episode that the run is in.
func (r *Runner) Baselines() error {
	if r.session == nil {
		return ErrNothingOpen
	}
	return r.enter(r.session.Baselines())
}

func (r *Runner) enter(m lab.Match, err error) error {
	if err == nil {
		r.Enter(m)
	}
	return err
}

// Enter lets a match be played after those that were asked for before.
func (r *Runner) Enter(m lab.Match) { r.matches.queue = append(r.matches.queue, m) }

// Play plays the first match that was asked for until the budget in milliseconds is
// used up, and reports whether it is over.
func (r *Runner) Play(budget float64) bool {
	if len(r.matches.queue) == 0 {
		return false
	}
	m, b := r.matches.queue[0], &r.matches.batch
	for end := r.now() + budget; ; {
		start, n := r.now(), b.size
		over := m.Advance(n)
		now := r.now()
		b.adapt(n, now-start, budget)
		if over || now >= end {
			return over
		}
	}
}

// Match returns the first match; nil where there is none.
func (r *Runner) Match() lab.Match {
	if len(r.matches.queue) == 0 {
		return nil
	}
	return r.matches.queue[0]
}

// Progress returns how many episodes of the first match have been played, of
// how many.
func (r *Runner) Progress() (played, total int) {
	if m := r.Match(); m != nil {
		return m.Progress()
	}
	return 0, 0
}

// Finish returns the first match and makes room for the next; nil where there
// is none.
func (r *Runner) Finish() lab.Match {
	m := r.Match()
	if m != nil {
		r.matches.queue = r.matches.queue[1:]
	}
	return m
}
