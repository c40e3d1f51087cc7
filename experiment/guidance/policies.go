package guidance

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// policyRules are the rows of what looks ahead, and of policies that act instead of a learner.
func policyRules() []Rule {
	const (
		everything = "the rules, the learner, and the whole grid"
		fixed      = "nothing: fixed beforehand"
	)
	return []Rule{
		{"look-ahead", "look-ahead: the action that fails least", everything, fixed, ahead(imagine.Default(), replace)},
		{"perfect", "a perfect forecaster: handover where the learner would fail within 50 steps", everything, fixed, ahead(perfect, relieve)},
		{"omniscient", "the planner acts, and nobody learns", "the whole grid", "nothing", acting(func(*unit) (agent.Policy, string, error) {
			return agent.Omniscient{}, "", nil
		})},
	}
}

// acting returns a row of a policy that acts in the place of a learner.
func acting(choose func(*unit) (p agent.Policy, setting string, err error)) func(*unit) (Cell, error) {
	return func(u *unit) (Cell, error) {
		p, setting, err := choose(u)
		if err != nil {
			return Cell{}, err
		}
		failures, err := u.play(fixed{p})
		if err != nil {
			return Cell{}, err
		}
		c := Cell{Setting: setting, Failures: float64(failures), Share: 1}
		return c, u.evaluate(&c, p)
	}
}

// foresight decides in the place of a policy after it has looked ahead.
type foresight struct {
	*imagine.Imagination
	decide        func(*foresight, *cluster.World, int, agent.Policy) int
	steps, handed int
	warned        bool // by the last forecast
}

// replace takes the action that fails least where too many futures of the proposed one do.
func replace(f *foresight, w *cluster.World, proposed int, p agent.Policy) int {
	return f.Decide(w, w.Seed(), proposed, p)
}

// perfect forecasts as far ahead as the Prophet does, and is believed at the same risk, but
// knows what will happen. It looks from half-full nodes on.
var perfect = imagine.Config{At: 0.5, Futures: 6, Steps: 50, Tolerated: 0.2}

// forecastEvery is how many steps a forecast of perfect stands: one for each would take
// longer than everything else.
const forecastEvery = 4

// relieve takes the safe action there.
func relieve(f *foresight, w *cluster.World, proposed int, p agent.Policy) int {
	if w.Steps()%forecastEvery == 0 {
		f.warned = f.Risk(w, w.Seed(), proposed, p) > f.Config().Tolerated
	}
	if f.warned {
		return agent.SafeAction(w)
	}
	return proposed
}

// act returns what is done in w in place of the proposed action.
func (f *foresight) act(w *cluster.World, proposed int, p agent.Policy) int {
	f.steps++
	if !f.Looks(w) {
		f.warned = false
		return proposed
	}
	action := f.decide(f, w, proposed, p)
	if action != proposed {
		f.handed++
	}
	return action
}

// ahead returns a rule under which a learner without guidance is looked after.
func ahead(c imagine.Config, decide func(*foresight, *cluster.World, int, agent.Policy) int) func(*unit) (Cell, error) {
	return func(u *unit) (Cell, error) {
		l, err := train.NewLearner(u.config(train.None))
		if err != nil {
			return Cell{}, err
		}
		begin := func() (*foresight, error) {
			m, err := imagine.New(c, u.world.Config, rng.Derive(u.seed, streamFutures))
			return &foresight{Imagination: m, decide: decide}, err
		}
		f, err := begin()
		if err != nil {
			return Cell{}, err
		}
		failures, err := u.play(&overseen{l, f, l.Greedy()})
		if err != nil {
			return Cell{}, err
		}
		cell := Cell{Failures: float64(failures), Share: float64(f.handed) / float64(u.o.Steps)}
		if err := u.evaluate(&cell, l.Greedy()); err != nil {
			return cell, err
		}
		if f, err = begin(); err != nil {
			return cell, err
		}
		return cell, u.guard(&cell, &foresighted{l.Greedy(), f})
	}
}

// streamFutures is the stream of a run's seed that its imagined noise follows from.
const streamFutures = 0x66757475726573

// overseen is a learner whose exploring steps are looked after. What it would do next in a
// future is what it has learned so far.
type overseen struct {
	*train.Learner
	*foresight
	greedy agent.Policy
}

// Act implements agent.Actor.
func (o *overseen) Act(w *cluster.World) int {
	proposed := o.Learner.Act(w)
	if o.Looks(w) {
		o.Copy(o.greedy)
	}
	action := o.act(w, proposed, o.greedy)
	o.Take(action)
	return action
}

// foresighted is a policy that is looked after.
type foresighted struct {
	agent.Policy
	*foresight
}

// Act implements agent.Policy.
func (f *foresighted) Act(w *cluster.World, r *rng.Source) int {
	return f.act(w, f.Policy.Act(w, r), f.Policy)
}

func (f *foresighted) share() float64 { return float64(f.handed) / float64(max(1, f.steps)) }
