// Package luck asks of a policy that learns how much of what came of it was luck: the same
// configuration learns from other seeds, and statistics say how far they lie apart.
package luck

import (
	"errors"
	"math"

	"github.com/resonetics/playground/core/lab"
)

// Trial is the training of one seed: an ordinary session that learns up to a number of
// steps, and then plays held-out episodes without exploring. As a [lab.Match] it is
// advanced a little at a time.
type Trial struct {
	session *lab.Session
	learner lab.Learner
	until   uint64 // learned steps
	final   int    // held-out episodes at the end
	shown   lab.Learning
	points  []lab.Evaluation
	match   lab.Match // of these episodes; nil while it learns
	err     error
}

// NewTrial begins a run of a policy that learns. It is over after the given number of
// learned steps and the given number of held-out episodes.
func NewTrial(r lab.Run, steps uint64, episodes int) (*Trial, error) {
	session, err := lab.Replay(r)
	if err != nil {
		return nil, err
	}
	t := &Trial{session: session, learner: session.Learner(), until: steps, final: episodes}
	if t.learner == nil {
		return nil, lab.ErrNoLearner
	}
	if _, on := t.learner.Training(); !on {
		return nil, errors.New("training is off, want on")
	}
	return t, nil
}

// Advance implements lab.Match: n counts the session's steps while it learns.
func (t *Trial) Advance(n int) bool {
	for ; n > 0 && t.match == nil && t.err == nil; n-- {
		t.step()
	}
	return t.err != nil || t.match != nil && t.match.Advance(n)
}

// step takes one step of the session and notes what has come of it.
func (t *Trial) step() {
	t.session.Advance(1)
	t.learner.Show(&t.shown)
	if held := t.shown.Held; held.Episodes > 0 && (len(t.points) == 0 || t.points[len(t.points)-1].Step != held.Step) {
		held.Failed = share(held.Failed, held.Episodes)
		t.points = append(t.points, held)
	}
	if t.err = t.learner.Stopped(); t.err == nil && t.shown.Steps >= t.until {
		t.match, t.err = t.learner.Evaluation(t.final)
	}
}

// share returns the share of failed episodes as exactly as it can be: one that was summed up
// episode by episode is rounded at each of them.
func share(failed float64, episodes int) float64 {
	return math.Round(failed*float64(episodes)) / float64(episodes)
}

// Points returns the session's own evaluations so far, one after the other.
func (t *Trial) Points() []lab.Evaluation { return t.points }

// Err returns why the trial has ended early; nil where it has not.
func (t *Trial) Err() error { return t.err }

// Progress implements lab.Match: of the steps to be learned from, how many have been.
func (t *Trial) Progress() (played, total int) {
	return int(min(t.shown.Steps, t.until)), int(t.until)
}

// Standings implements lab.Match: what has been learned and the baselines, on the held-out
// episodes at the end; nothing while it learns.
func (t *Trial) Standings() []lab.Standing {
	if t.match == nil {
		return nil
	}
	standings := t.match.Standings()
	for i := range standings {
		if s := &standings[i]; s.Episodes > 0 {
			s.Failed = share(s.Failed, s.Episodes)
		}
	}
	return standings
}

// After implements lab.Match.
func (t *Trial) After() uint64 { return t.shown.Steps }
