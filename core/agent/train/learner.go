package train

import (
	"fmt"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/pilot"
	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/core/agent/qtable"
	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// learner is what a Learner needs of who learns.
type learner interface {
	Best(observation []float32) int
	Observe(observation []float32, action int, reward float64, next []float32, dead, cut bool) error
}

// Learner is a learner with its Prophet and its guidance. Whoever owns the world
// calls Act, steps the world with the answer, and calls Learn. It is not safe for
// concurrent use.
type Learner struct {
	cfg     Config
	learner learner
	pilot   *pilot.Pilot  // nil for the Q-table
	table   *qtable.Table // nil for the Pilot
	prophet *prophet.Prophet
	random  *rng.Source // of exploration
	yoke    Rates       // of a paired run
	rates   Rates       // of this run, for its control
	lately  rate        // what the forecast asked for

	seen    []float32 // the observation the last action was chosen on
	action  int
	numbers Numbers
	stopped error // what was not finite
}

// Numbers are the readable state of a Learner.
type Numbers struct {
	Steps     int // environment steps learned from
	Episodes  int // ended
	Failures  int // of them by the world's rules
	Handovers int // steps at which guidance took a safe action
	Updates   int // of the Pilot

	Return     float64 // of the running episode so far
	LastReturn float64 // of the last that ended

	Epsilon   float64 // exploration by schedule
	Effective float64 // exploration after guidance
	Forecast  prophet.Forecast
	Explored  bool // the last action was random
	Guided    bool // the last action was guidance's

	Loss        float64 // of the Pilot; the Q-table's mean TD error
	ProphetLoss float64
	Pilot       pilot.Stats
}

// The streams of a run's seed.
const (
	streamPilot = iota
	streamProphet
	streamExplore
	streamEpisodes
)

// NewLearner returns a mind that has learned nothing.
func NewLearner(c Config) (*Learner, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	m := &Learner{cfg: c, random: rng.New(rng.Derive(c.Seed, streamExplore)), seen: make([]float32, c.Pilot.Inputs), lately: rate{epsilon: 1}}
	var err error
	if c.Algorithm == QTable {
		m.table, err = qtable.New(c.QTable)
		m.learner = m.table
	} else {
		m.pilot, err = pilot.New(c.Pilot, rng.Derive(c.Seed, streamPilot))
		m.learner = m.pilot
	}
	if err != nil {
		return nil, err
	}
	m.prophet, err = prophet.New(c.Prophet, rng.Derive(c.Seed, streamProphet))
	return m, err
}

// Config returns the numbers in force.
func (m *Learner) Config() Config { return m.cfg }

// Set gives the field of that name in Config.Knobs a new value while learning.
// On error nothing changes.
func (m *Learner) Set(key string, v float64) error {
	next := m.cfg
	k, err := next.Fields().Find(key)
	if err == nil {
		err = k.Set(v)
	}
	if err == nil {
		err = m.cfg.Fields().CheckChange(next.Fields())
	}
	if err == nil {
		err = next.Validate()
	}
	if err != nil {
		return err
	}
	return m.apply(next)
}

func (m *Learner) apply(next Config) error {
	if m.pilot != nil {
		if err := m.pilot.SetConfig(next.Pilot); err != nil {
			return err
		}
	} else if err := m.table.SetConfig(next.QTable); err != nil {
		return err
	}
	if err := m.prophet.SetConfig(next.Prophet); err != nil {
		return err
	}
	m.cfg = next
	return nil
}

// Numbers returns the readable state.
func (m *Learner) Numbers() Numbers {
	n := m.numbers
	if m.pilot != nil {
		n.Updates, n.Pilot = m.pilot.Updates(), m.pilot.Stats()
		n.Loss = n.Pilot.Loss
	} else {
		n.Loss = m.table.TDError()
	}
	n.ProphetLoss = m.prophet.Loss()
	return n
}

// Calibration returns how the Prophet's forecasts have come out lately.
func (m *Learner) Calibration() *prophet.Calibration { return m.prophet.Live() }

// Values writes the present value of every action for an observation to dst.
func (m *Learner) Values(dst, observation []float32) {
	if m.pilot != nil {
		m.pilot.Values(dst, observation)
		return
	}
	for i, v := range m.table.Values(observation) {
		dst[i] = float32(v)
	}
}

// Forecast returns the Prophet's forecast for what w shows, without learning from it.
func (m *Learner) Forecast(w *cluster.World) prophet.Forecast { return m.prophet.Forecast(w) }

// Greedy returns a policy that acts by what has been learned so far, on its own
// memory: evaluating it disturbs nothing. Copy brings it up to date.
func (m *Learner) Greedy() agent.Policy {
	if m.pilot != nil {
		return m.pilot.NewActor()
	}
	return m.table.Clone()
}

// Copy brings a policy that Greedy returned up to date, without allocating.
func (m *Learner) Copy(p agent.Policy) {
	if m.pilot != nil {
		m.pilot.CopyTo(p.(*pilot.Actor))
		return
	}
	m.table.CopyTo(p.(*qtable.Table))
}

// Act chooses an action for the present state of w, exploring as schedule and
// guidance say.
func (m *Learner) Act(w *cluster.World) int {
	copy(m.seen, w.Observation())
	n := &m.numbers
	if m.forecasting() {
		n.Forecast = m.prophet.Observe(w)
	}
	n.Epsilon = m.epsilon()
	n.Effective, n.Explored, n.Guided = n.Epsilon, false, false
	m.action = m.choose(w)
	return m.action
}

func (m *Learner) epsilon() float64 {
	if m.table != nil {
		return m.table.Epsilon()
	}
	part := min(1, float64(m.numbers.Steps)/float64(m.cfg.EpsilonSteps))
	return m.cfg.Epsilon + float64(part*(m.cfg.FinalEpsilon-m.cfg.Epsilon))
}

// Learn takes in what the action that Act returned led to: w is the world after
// the step. After an error, which says what was not finite, the mind keeps its
// last good weights and returns the same error for ever.
func (m *Learner) Learn(w *cluster.World, r env.Result) error {
	if m.stopped != nil {
		return m.stopped
	}
	if err := m.learn(w, r); err != nil {
		m.stopped = fmt.Errorf("training stopped at step %d of episode %d: %w", w.Steps(), m.numbers.Episodes, err)
	}
	return m.stopped
}

func (m *Learner) learn(w *cluster.World, r env.Result) error {
	if err := m.learner.Observe(m.seen, m.action, r.Reward, r.Observation, r.Terminated, r.Truncated); err != nil {
		return err
	}
	n := &m.numbers
	n.Steps++
	n.Return += r.Reward
	m.rates.note(n.Steps-1, n)
	over := r.Terminated || r.Truncated
	if over {
		n.Episodes++
		n.LastReturn, n.Return = n.Return, 0
	}
	if r.Terminated {
		n.Failures++
	}
	if !m.forecasting() {
		return nil
	}
	if over {
		m.prophet.EndEpisode(w, r.Terminated)
	}
	return m.prophet.Step(m.cfg.ProphetShare * m.rate())
}

// Interrupt says that somebody else acts from here on, in the middle of an
// episode. The mind may take over again at any time.
func (m *Learner) Interrupt(w *cluster.World) {
	if m.pilot != nil {
		m.pilot.Interrupt(w.Observation())
	}
	m.prophet.Interrupt()
	m.numbers.Return = 0
}

// rate is the learning rate that the learner's schedule has reached.
func (m *Learner) rate() float64 {
	if m.table != nil {
		return m.cfg.Pilot.Rate
	}
	return m.pilot.Rate()
}
