package train

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
)

// Foresee returns the action to take in w in place of the one that Act proposed, as m
// imagines it with what has been learned so far: Learn learns from the action that is taken.
// greedy is one that Greedy returned; it is brought up to date where m looks.
func (l *Learner) Foresee(m imagine.Foresight, w *cluster.World, episode uint64, proposed int, greedy agent.Policy) int {
	if m.Looks(w) {
		l.Copy(greedy)
	}
	taken := m.Decide(w, episode, proposed, greedy)
	l.Take(taken)
	return taken
}

// Take says which action is taken in place of the one that Act returned: it is what Learn
// learns from.
func (l *Learner) Take(action int) {
	if action != l.action {
		l.action, l.numbers.Explored = action, false
	}
}

// Seed returns the seed of its run, from which its episodes follow.
func (t *Trainer) Seed() uint64 { return t.episodes.Seed }

// SetForesight lets a trainer look ahead with m from the next step on; nil ends that.
func (t *Trainer) SetForesight(m imagine.Foresight) {
	if t.actor = t.learner; m != nil {
		t.actor = foreseeing{t, m, t.learner.Greedy()}
	}
}

// use lets l learn from here on, looking ahead as before.
func (t *Trainer) use(l *Learner) {
	t.learner = l
	f, _ := t.actor.(foreseeing)
	t.SetForesight(f.ahead)
}

// foreseeing is a trainer that looks ahead, as agent.Episodes drives it.
type foreseeing struct {
	*Trainer
	ahead  imagine.Foresight
	greedy agent.Policy
}

// Act implements agent.Actor.
func (f foreseeing) Act(w *cluster.World) int {
	return f.learner.Foresee(f.ahead, w, f.episodes.Number, f.learner.Act(w), f.greedy)
}

// Learn implements agent.Actor.
func (f foreseeing) Learn(w *cluster.World, r env.Result) error { return f.learner.Learn(w, r) }
