package kernel

import "fmt"

// Strategy names what decides a trainer's learning rate.
type Strategy uint8

// The strategies.
const (
	Prophet   Strategy = iota // ours, the default: a forecast of trouble, and a restart when it comes
	Reference                 // the specification's controller, whose risk is σ(3·loss)
	Adam                      // the base rate, fixed
	strategies
)

var strategyNames = [strategies]string{"prophet", "reference", "adam"}

// String returns the strategy's name in lower case.
func (s Strategy) String() string {
	if s >= strategies {
		return fmt.Sprintf("Strategy(%d)", uint8(s))
	}
	return strategyNames[s]
}

// ParseStrategy is the inverse of String.
func ParseStrategy(name string) (Strategy, error) {
	for i, n := range strategyNames {
		if n == name {
			return Strategy(i), nil
		}
	}
	return 0, fmt.Errorf("kernel: strategy %q, want prophet, reference or adam", name)
}

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
	BaseRate   float64 // base learning rate, MinRate to MaxRate
	Thresholds Thresholds
}

// Config holds every number of a run. DefaultConfig fills it in.
type Config struct {
	Strategy Strategy
	Without  Without
	Seed     uint64
	Steps    int // length of the run, 1 to 10,000,000
	Batch    int // rows a step, 1 to 1024: the same input, each with its own dropout and noise

	Live
	Smoothing   float64     // share of the past in the smoothed risk, 0 to 0.999
	Inertia     float64     // share of the past in the learning rate, 0 to 0.999
	Multipliers Multipliers // of the base rate, each 0.001 to 1000

	Horizon   int     // steps ahead that Prophet's risk speaks of, 1 to 64
	Tolerance float64 // mean reality gap that counts as trouble, 1e-6 to 1000

	GoalGap  float64 // reality gap that the auto-tuner aims at, 0 to 1000
	GoalFlow float64 // flow that the auto-tuner aims at, 0 to 1000

	Hidden  int     // units of each hidden layer of worker and predictor, 1 to 256
	Dropout float64 // probability in worker and predictor, 0 to 0.9
	Gain    float64 // of the Xavier initialization, 0.01 to 10
	Decay   float64 // L2 weight decay of the worker, 0 to 1
	Clip    float64 // largest norm of the worker's gradient, 0.001 to 1000
}

// DefaultConfig returns a strategy's numbers: the specification's, and for
// Prophet those that were chosen on other seeds than the published comparison's.
func DefaultConfig(s Strategy) Config {
	p := NewProphetOptimizer(0.01)
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

// limits is a number of the configuration with its range.
type limits struct {
	name   string
	value  float64
	lo, hi float64
}

func check(all []limits) error {
	for _, f := range all {
		if !(f.value >= f.lo && f.value <= f.hi) {
			return fmt.Errorf("kernel: %s is %g, want %g to %g", f.name, f.value, f.lo, f.hi)
		}
	}
	return nil
}

// Validate returns an error that names the first field out of its range.
func (l Live) Validate() error {
	t := l.Thresholds
	err := check([]limits{
		{"weight R", l.Kernel.R, 0, 100},
		{"weight F", l.Kernel.F, 0, 100},
		{"weight S", l.Kernel.S, 0, 100},
		{"weight T", l.Kernel.T, 0, 100},
		{"Eps", l.Kernel.Eps, MinEps, 1},
		{"Period", l.Kernel.Period, 0.01, 1000},
		{"BaseRate", l.BaseRate, MinRate, MaxRate},
		{"threshold Panic", t.Panic, 0, 1},
		{"threshold Alert", t.Alert, 0, 1},
		{"threshold Warning", t.Warning, 0, 1},
	})
	switch {
	case err != nil:
		return err
	case t.Alert > t.Panic:
		return fmt.Errorf("kernel: threshold Alert is %g, want at most Panic's %g", t.Alert, t.Panic)
	case t.Warning > t.Alert:
		return fmt.Errorf("kernel: threshold Warning is %g, want at most Alert's %g", t.Warning, t.Alert)
	}
	return nil
}

// Validate returns an error that names the first field out of its range.
func (c Config) Validate() error {
	if err := c.Live.Validate(); err != nil {
		return err
	}
	return check([]limits{
		{"Strategy", float64(c.Strategy), 0, float64(strategies - 1)},
		{"Steps", float64(c.Steps), 1, 1e7},
		{"Batch", float64(c.Batch), 1, 1024},
		{"Smoothing", c.Smoothing, 0, 0.999},
		{"Inertia", c.Inertia, 0, 0.999},
		{"multiplier Panic", c.Multipliers.Panic, 1e-3, 1e3},
		{"multiplier Alert", c.Multipliers.Alert, 1e-3, 1e3},
		{"multiplier Warning", c.Multipliers.Warning, 1e-3, 1e3},
		{"multiplier Cruise", c.Multipliers.Cruise, 1e-3, 1e3},
		{"Horizon", float64(c.Horizon), 1, maxHorizon},
		{"Tolerance", c.Tolerance, 1e-6, 1e3},
		{"GoalGap", c.GoalGap, 0, 1e3},
		{"GoalFlow", c.GoalFlow, 0, 1e3},
		{"Hidden", float64(c.Hidden), 1, 256},
		{"Dropout", c.Dropout, 0, 0.9},
		{"Gain", c.Gain, 0.01, 10},
		{"Decay", c.Decay, 0, 1},
		{"Clip", c.Clip, 1e-3, 1e3},
	})
}
