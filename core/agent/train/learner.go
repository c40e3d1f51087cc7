package train

import (
	"fmt"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/pilot"
	"github.com/resonetics/playground/core/agent/pqn"
	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Learner learns to act: an algorithm with its Prophet and its guidance. The owner of
// the world calls Act, steps the world with the answer, and calls Learn. It is not safe
// for concurrent use.
type Learner struct {
	cfg     Config
	algo    algorithm
	prophet *prophet.Prophet
	random  *rng.Source // of exploration
	yoke    Rates       // of a paired run
	rates   Rates       // of this run, for its control
	recent  rate        // what the forecast has requested
	origin  Origin

	others  others    // worlds of the algorithm's own
	seen    []float32 // the observation the last action was chosen on
	action  int
	numbers Numbers
	stopped error // what was not finite
}

// Numbers are the readable state of a Learner.
type Numbers struct {
	Steps     int // environment steps learned from, in all worlds
	Episodes  int // ended in the caller's world
	Failures  int // of them by the world's rules
	Handovers int // steps at which guidance took a safe action, in all worlds
	Updates   int // of a network that values actions

	Others pqn.Tally // episodes in the worlds that the learner has of its own

	Return     float64 // of the running episode so far
	LastReturn float64 // of the last that ended

	Epsilon   float64 // exploration by schedule
	Effective float64 // exploration after guidance
	Forecast  prophet.Forecast
	Explored  bool    // the last action was random
	Guided    bool    // the last action was guidance's
	Obedience float64 // probability that a handover is obeyed which guidance asks for

	Loss        float64 // of the last update; the Q-table's mean TD error
	ProphetLoss float64
	Pilot       pilot.Stats
}

// Played returns how many episodes ended in all worlds, and how many of them failed.
func (n Numbers) Played() (episodes, failed int) {
	return n.Episodes + n.Others.Ended, n.Failures + n.Others.Failed
}

// The streams of a run's seed.
const (
	streamPilot = iota
	streamProphet
	streamExplore
	streamEpisodes
)

// NewLearner returns a learner that knows nothing yet.
func NewLearner(c Config) (*Learner, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	l := &Learner{cfg: c, random: rng.New(rng.Derive(c.Seed, streamExplore)), seen: make([]float32, c.Pilot.Inputs), recent: rate{epsilon: 1}}
	var err error
	if l.algo, err = newAlgorithm(&c); err != nil {
		return nil, err
	}
	if l.prophet, err = prophet.NewOf(c.Prophet, l.algo.worlds(), rng.Derive(c.Seed, streamProphet)); err != nil {
		return nil, err
	}
	if n := l.algo.worlds() - 1; n > 0 {
		l.others = others{Learner: l, forecasts: make([]prophet.Forecast, n), did: make([]rate, n)}
		l.algo.setGuide(&l.others)
	}
	return l, nil
}

// Config returns the numbers in force.
func (l *Learner) Config() Config { return l.cfg }

// SetParam gives the field of that key in Config.Fields a new value while learning.
// On error nothing changes.
func (l *Learner) SetParam(key string, v float64) error {
	next := l.cfg
	k, err := next.Fields().Find(key)
	if err == nil {
		err = k.Set(v)
	}
	if err == nil {
		err = l.cfg.Fields().CheckChange(next.Fields())
	}
	if err == nil {
		err = next.Validate()
	}
	if err != nil {
		return err
	}
	return l.apply(next)
}

func (l *Learner) apply(next Config) error {
	if err := l.algo.apply(next); err != nil {
		return err
	}
	if err := l.prophet.SetConfig(next.Prophet); err != nil {
		return err
	}
	watched := l.forecasting()
	l.cfg = next
	if watched && !l.forecasting() {
		for world := range l.algo.worlds() {
			l.prophet.Interrupt(world) // who will not see how the running episodes end
		}
	}
	return nil
}

// Numbers returns the readable state.
func (l *Learner) Numbers() Numbers {
	n := l.numbers
	r := l.algo.report()
	n.Updates, n.Loss, n.Pilot, n.Others = r.updates, r.loss, r.stats, r.others
	n.ProphetLoss, n.Obedience = l.prophet.Loss(), l.obedience()
	return n
}

// Calibration returns how the Prophet's forecasts have come out lately.
func (l *Learner) Calibration() *prophet.Calibration { return l.prophet.Live() }

// Values writes the present value of every action for an observation to dst.
func (l *Learner) Values(dst, observation []float32) { l.algo.values(dst, observation) }

// Forecast returns the Prophet's forecast for what w shows, without learning from it.
func (l *Learner) Forecast(w *cluster.World) prophet.Forecast { return l.prophet.Forecast(w) }

// Greedy returns a policy that acts by what has been learned so far, on its own
// memory: evaluating it disturbs nothing. Copy brings it up to date.
func (l *Learner) Greedy() agent.Policy { return l.algo.greedy() }

// Copy brings a policy that Greedy returned up to date, without allocating.
func (l *Learner) Copy(p agent.Policy) { l.algo.copyTo(p) }

// Worlds returns how many worlds take a step when the caller's does, itself among them.
func (l *Learner) Worlds() int { return l.algo.worlds() }

// Other returns a world of the learner's own, from 0 to Worlds less 2, to be read between
// two steps, and how many episodes have failed in it since the learner was made or loaded.
func (l *Learner) Other(i int) (w *cluster.World, failures int) { return l.algo.other(i) }

// SetWorld tells the learner that the numbers of its caller's world have changed: they
// change in those that it has of its own. On error nothing changes.
func (l *Learner) SetWorld(c cluster.Config) error {
	begun, err := l.algo.setWorld(c)
	if err != nil {
		return err
	}
	if begun {
		l.others.drop()
	}
	l.cfg.World = c
	return nil
}

// Act chooses an action for the present state of w, exploring as schedule and
// guidance say.
func (l *Learner) Act(w *cluster.World) int {
	copy(l.seen, w.Observation())
	n := &l.numbers
	if l.forecasting() {
		n.Forecast = l.prophet.Observe(w)
	}
	n.Epsilon = l.algo.epsilon(&l.cfg, n.Steps)
	n.Effective, n.Explored, n.Guided = n.Epsilon, false, false
	l.action = l.choose(w)
	return l.action
}

// Learn takes in what the action that Act returned led to: w is the world after
// the step. After an error, which says what was not finite, the learner keeps its
// last good weights and returns the same error for ever.
func (l *Learner) Learn(w *cluster.World, r env.Result) error {
	if l.stopped != nil {
		return l.stopped
	}
	if err := l.learn(w, r); err != nil {
		l.stopped = fmt.Errorf("training stopped at step %d of episode %d: %w", w.Steps(), l.numbers.Episodes, err)
	}
	return l.stopped
}

func (l *Learner) learn(w *cluster.World, r env.Result) error {
	if err := l.algo.Observe(l.seen, l.action, r.Reward, r.Observation, r.Terminated, r.Truncated); err != nil {
		return err
	}
	n := &l.numbers
	l.rates.note(n.Steps, n.did())
	n.Steps++
	for _, did := range l.others.did {
		l.rates.note(n.Steps, did)
		n.Steps++
	}
	n.Return += r.Reward
	over := r.Terminated || r.Truncated
	if over {
		n.Episodes++
		n.LastReturn, n.Return = n.Return, 0
	}
	if r.Terminated {
		n.Failures++
	}
	if !l.forecasting() {
		return nil
	}
	if over {
		l.prophet.EndEpisode(0, w, r.Terminated)
	}
	return l.prophet.Step(l.cfg.ProphetShare * l.algo.prophetRate(&l.cfg))
}

// Interrupt says that another policy acts from here on, in the middle of an
// episode. The learner may take over again at any time.
func (l *Learner) Interrupt(w *cluster.World) {
	l.algo.Interrupt(w.Observation())
	l.prophet.Interrupt(0)
	l.numbers.Return = 0
}
