package guidance

import (
	"fmt"
	"sync"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/distil"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/localrule"
)

// policyRules are the rows of what looks ahead, and of policies that act instead of a learner.
func policyRules() []Rule {
	const (
		everything = "the rules, the learner, and the whole grid"
		fixed      = "nothing: fixed beforehand"
	)
	return []Rule{
		{"look-ahead", "look-ahead: the action that fails least", everything, fixed, overseen(lookAhead)},
		{"distilled", "look-ahead, distilled into a network after a tenth of the steps", "the whole grid; until then the rules and the learner too", fixed, overseen(distilled)},
		{"perfect", "a perfect forecaster: handover where the learner would fail within 50 steps", everything, fixed, overseen(perfect)},
		{"local", "the best local rule acts, and nobody learns", "3×3 nodes, budget, hotspots", fmt.Sprintf("the rule, of %d, for its return on this world, in episodes of the set %s", len(localrule.Grid()), baselines.Tuning.Key), acting(bestLocal)},
		{"omniscient", "the planner acts, and nobody learns", "the whole grid", "nothing", acting(func(*unit) (agent.Policy, string, error) {
			return agent.Omniscient{}, "", nil
		})},
	}
}

// bestLocal returns the local rule with the highest return on the tuning episodes of a world.
func bestLocal(u *unit) (agent.Policy, string, error) {
	l := u.o.locals
	l.Lock()
	defer l.Unlock()
	rule, known := l.of[u.world.Key]
	if !known {
		t, err := localrule.Tune(u.ctx, localrule.Options{
			World: u.world.Key, Config: u.world.Config, Set: baselines.Tuning, Episodes: u.o.LocalEpisodes, Workers: 1,
		})
		if err != nil {
			return nil, "", err
		}
		rule = t.Best()
		l.of[u.world.Key] = rule
	}
	return rule, rule.String(), nil
}

// locals are the best local rules, by world, as far as they have been looked for.
type locals struct {
	sync.Mutex
	of map[string]agent.Rule
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

// overseers look ahead for a learner, and afterwards for what it has learned.
type overseers struct {
	learning imagine.Foresight
	after    func() imagine.Foresight
}

// lookAhead imagines, and takes the action that fails least where too many futures of the
// proposed one do.
func lookAhead(u *unit) (overseers, error) {
	learning, err := imagine.New(imagine.Default(), u.world.Config, u.stream())
	if err != nil {
		return overseers{}, err
	}
	after, err := imagine.New(imagine.Default(), u.world.Config, u.stream())
	return overseers{learning, func() imagine.Foresight { return after }}, err
}

// lessonsPart is which part of the steps of a training is imagined before a network decides
// alone: one in so many.
const lessonsPart = 10

// distilled imagines until a network has learned what was imagined, which then decides alone.
func distilled(u *unit) (overseers, error) {
	d := distil.Default()
	d.After = max(1, u.o.Steps/lessonsPart)
	s, err := distil.NewStudent(d, imagine.Default(), u.world.Config, u.stream())
	return overseers{s, func() imagine.Foresight { return s.Frozen() }}, err
}

// perfectly forecasts as far ahead as the Prophet does, and is believed at the same risk, but
// knows what will happen. It looks from half-full nodes on.
var perfectly = imagine.Config{At: 0.5, Futures: 6, Steps: 50, Tolerated: 0.2}

// forecastEvery is how many steps a perfect forecast stands: one for each would take longer
// than everything else.
const forecastEvery = 4

// perfect hands over to the safe action where the learner would fail.
func perfect(u *unit) (overseers, error) {
	learning, err := newForecaster(u)
	if err != nil {
		return overseers{}, err
	}
	after, err := newForecaster(u)
	return overseers{learning, func() imagine.Foresight { return after }}, err
}

// forecaster forecasts by futures, and hands over to the safe action where it forecasts a
// failure. It is asked in one episode after the other.
type forecaster struct {
	*imagine.Imagination
	tally imagine.Tally
	asked int // the step of the last forecast
	fails bool
}

func newForecaster(u *unit) (*forecaster, error) {
	m, err := imagine.New(perfectly, u.world.Config, u.stream())
	return &forecaster{Imagination: m, asked: -forecastEvery}, err
}

// Decide implements imagine.Foresight.
func (f *forecaster) Decide(w *cluster.World, episode uint64, proposed int, p agent.Policy) int {
	f.tally.Steps++
	if !f.Looks(w) {
		return proposed
	}
	f.tally.Looked++
	if now := w.Steps(); now < f.asked || now >= f.asked+forecastEvery {
		f.asked = now
		f.fails = f.Risk(w, episode, proposed, p) > perfectly.Tolerated
	}
	if !f.fails {
		return proposed
	}
	safe := agent.SafeAction(w)
	if safe != proposed {
		f.tally.Overruled++
	}
	return safe
}

// Tally implements imagine.Foresight.
func (f *forecaster) Tally() imagine.Tally { return f.tally }

// SetTally implements imagine.Foresight.
func (f *forecaster) SetTally(t imagine.Tally) { f.tally = t }

// stream is the seed of what is imagined in a run.
func (u *unit) stream() uint64 {
	const futures = 0x66757475726573
	return rng.Derive(u.seed, futures)
}

// overseen returns a rule under which a learner without guidance is looked after.
func overseen(begin func(*unit) (overseers, error)) func(*unit) (Cell, error) {
	return func(u *unit) (Cell, error) {
		l, err := train.NewLearner(u.config(train.None))
		if err != nil {
			return Cell{}, err
		}
		by, err := begin(u)
		if err != nil {
			return Cell{}, err
		}
		failures, err := u.play(pupil{l, by.learning, l.Greedy()})
		if err != nil {
			return Cell{}, err
		}
		c := Cell{Failures: float64(failures), Share: overruled(by.learning)}
		if err := u.evaluate(&c, l.Greedy()); err != nil {
			return c, err
		}
		after := by.after()
		return c, u.guard(&c, imagine.GuardBy(l.Greedy(), after, "overseer"), func() float64 { return overruled(after) })
	}
}

// overruled returns at which share of its steps a foresight took another action.
func overruled(f imagine.Foresight) float64 {
	t := f.Tally()
	return float64(t.Overruled) / float64(max(1, t.Steps))
}

// pupil is a learner whose exploring steps are looked after. What it would do next in a
// future is what it has learned so far.
type pupil struct {
	*train.Learner
	by     imagine.Foresight
	greedy agent.Policy
}

// Act implements agent.Actor.
func (p pupil) Act(w *cluster.World) int {
	return p.Foresee(p.by, w, w.Seed(), p.Learner.Act(w), p.greedy)
}
