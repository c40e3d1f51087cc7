package kernel

import (
	"fmt"

	"github.com/resonetics/playground/core/field"
)

// Strategy names what decides a trainer's learning rate.
type Strategy uint8

// The strategies.
const (
	Prophet   Strategy = iota // the foresight controller, ours and the default: a forecast of trouble, and a restart when it comes
	Reference                 // the specification's controller, whose risk is σ(3·loss)
	Adam                      // the base rate, fixed
	strategies
)

var strategyNames = [strategies]string{"prophet", "reference", "adam"}

// String returns the strategy's name in lower case.
func (s Strategy) String() string { return strategyNames[s] }

// Without lists the parts that an ablation takes away. The zero value takes
// away nothing.
type Without struct {
	Prediction bool // the risk is what was measured now, not what is predicted
	Smoothing  bool // the risk is not smoothed
	Modes      bool // the rate stays at its base and nothing restarts
	Restart    bool // Adam's averages survive a panic
	Drift      bool // the predictor does not see the drift of the output
	Kernel     bool // the loss is the reality gap alone
	Tune       bool // wR and ε stay where they are
}

// Live holds the settings that may change between two steps.
type Live struct {
	Kernel     Kernel
	BaseRate   float64 // base learning rate
	Thresholds Thresholds
}

// Config holds every number of a run. DefaultConfig fills it in;
// Fields lists the accepted ranges.
type Config struct {
	Strategy Strategy
	Without  Without
	Seed     uint64
	Steps    int // length of the run
	Batch    int // rows a step: the same input, each with its own dropout and noise

	Live
	Smoothing   float64     // share of the past in the smoothed risk
	Inertia     float64     // share of the past in the learning rate
	Multipliers Multipliers // of the base rate

	Horizon   int     // steps ahead of which the foresight controller forecasts the risk
	Tolerance float64 // mean reality gap that counts as trouble

	GoalGap  float64 // reality gap that the auto-tuner aims at
	GoalFlow float64 // flow that the auto-tuner aims at

	Hidden  int     // units of each hidden layer of worker and predictor
	Dropout float64 // probability in worker and predictor
	Gain    float64 // of the Xavier initialization
	Decay   float64 // L2 weight decay of the worker
	Clip    float64 // largest norm of the worker's gradient
}

// DefaultConfig returns a strategy's numbers: the specification's, and for
// the foresight controller those that were chosen on other seeds than the published
// comparison's.
func DefaultConfig(s Strategy) Config {
	p := NewRateController(0.01)
	c := Config{
		Strategy: s, Steps: 2000, Batch: 1,
		Live:      Live{Kernel: Default(), BaseRate: p.Base, Thresholds: p.Thresholds},
		Smoothing: p.Smoothing, Inertia: p.Inertia, Multipliers: p.Multipliers,
		Horizon: 1, Tolerance: 0.1,
		GoalGap: 0.1, GoalFlow: 0.2,
		Hidden: 32, Dropout: 0.1, Gain: 0.5, Decay: 1e-4, Clip: 1,
	}
	switch s {
	case Prophet:
		c.Smoothing, c.Inertia = 0.2, 0
		c.Thresholds.Panic = 0.7
		c.Multipliers = Multipliers{Panic: 4, Alert: 2, Warning: 1.2, Cruise: 1}
		c.GoalGap = 0.002
	case Adam:
		c.Without.Tune = true
	}
	return c
}

// Fields describes every number of c but the seed by key. Those outside Live are fixed.
func (c *Config) Fields() field.List {
	w, m := &c.Without, &c.Multipliers
	list := field.List{
		{Key: "strategy", Value: (*uint8)(&c.Strategy), Choices: strategyNames[:]},
		{Key: "steps", Value: &c.Steps, Min: 1, Max: 1e7, Old: []string{"length"}},
		{Key: "batch", Value: &c.Batch, Min: 1, Max: 1024, Old: []string{"batch_size", "batch-size", "rows"}},
		{Key: "kernel", Value: field.Inverted{Off: &w.Kernel}},
		{Key: "tune", Value: field.Inverted{Off: &w.Tune}},
		{Key: "without-prediction", Value: &w.Prediction},
		{Key: "without-smoothing", Value: &w.Smoothing},
		{Key: "without-modes", Value: &w.Modes},
		{Key: "without-restart", Value: &w.Restart},
		{Key: "without-drift", Value: &w.Drift},
		{Key: "smoothing", Value: &c.Smoothing, Max: 0.999},
		{Key: "inertia", Value: &c.Inertia, Max: 0.999},
		{Key: "panic-factor", Value: &m.Panic, Min: 1e-3, Max: 1e3},
		{Key: "alert-factor", Value: &m.Alert, Min: 1e-3, Max: 1e3},
		{Key: "warning-factor", Value: &m.Warning, Min: 1e-3, Max: 1e3},
		{Key: "cruise-factor", Value: &m.Cruise, Min: 1e-3, Max: 1e3},
		{Key: "horizon", Value: &c.Horizon, Min: 1, Max: maxHorizon},
		{Key: "tolerance", Value: &c.Tolerance, Min: 1e-6, Max: 1e3},
		{Key: "goal-gap", Value: &c.GoalGap, Max: 1e3},
		{Key: "goal-flow", Value: &c.GoalFlow, Max: 1e3},
		{Key: "hidden", Value: &c.Hidden, Min: 1, Max: 256},
		{Key: "dropout", Value: &c.Dropout, Max: 0.9},
		{Key: "gain", Value: &c.Gain, Min: 0.01, Max: 10},
		{Key: "decay", Value: &c.Decay, Max: 1},
		{Key: "clip", Value: &c.Clip, Min: 1e-3, Max: 1e3},
	}
	for i := range list {
		list[i].Fixed = true
	}
	return append(c.Live.Fields(), list...)
}

// Reads reports whether a run of c reads the field of that key: a fixed rate has no
// controller, and without the kernel there is nothing to weigh or to tune.
func (c *Config) Reads(key string) bool {
	switch key {
	case "panic", "alert", "warning", "smoothing", "inertia", "panic-factor", "alert-factor", "warning-factor", "cruise-factor", "tolerance":
		return c.Strategy != Adam
	case "horizon":
		return c.Strategy == Prophet
	case "w-gap", "w-flow", "w-structure", "w-tension", "eps", "period":
		return !c.Without.Kernel
	case "goal-gap", "goal-flow":
		return !c.Without.Kernel && !c.Without.Tune
	}
	return true
}

// Fields describes every number of l by key.
func (l *Live) Fields() field.List {
	k, t := &l.Kernel, &l.Thresholds
	return field.List{
		{Key: "base-rate", Value: &l.BaseRate, Min: MinRate, Max: MaxRate, Old: []string{"base_lr", "base-lr"}},
		{Key: "panic", Value: &t.Panic, Max: 1, Old: []string{"panic_above"}},
		{Key: "alert", Value: &t.Alert, Max: 1, Old: []string{"alert_above"}},
		{Key: "warning", Value: &t.Warning, Max: 1, Old: []string{"warning_above"}},
		{Key: "w-gap", Value: &k.R, Max: 100, Old: []string{"weight_gap"}},
		{Key: "w-flow", Value: &k.F, Max: 100, Old: []string{"weight_flow"}},
		{Key: "w-structure", Value: &k.S, Max: 100, Old: []string{"weight_structure"}},
		{Key: "w-tension", Value: &k.T, Max: 100, Old: []string{"weight_tension"}},
		{Key: "eps", Value: &k.Eps, Min: MinEps, Max: 1},
		{Key: "period", Value: &k.Period, Min: 0.01, Max: 1000},
	}
}

// Validate returns an error that names the first number out of its range.
func (l Live) Validate() error { return validate(l.Fields(), l.Thresholds) }

// Validate returns an error that names the first number out of its range.
func (c Config) Validate() error { return validate(c.Fields(), c.Thresholds) }

func validate(list field.List, t Thresholds) error {
	err := list.Check()
	if err == nil {
		err = t.check()
	}
	if err != nil {
		return fmt.Errorf("kernel: %w", err)
	}
	return nil
}

// check returns an error if the modes do not begin in their order.
func (t Thresholds) check() error {
	switch {
	case t.Alert > t.Panic:
		return fmt.Errorf("alert is %g, want at most panic, %g", t.Alert, t.Panic)
	case t.Warning > t.Alert:
		return fmt.Errorf("warning is %g, want at most alert, %g", t.Warning, t.Alert)
	}
	return nil
}
