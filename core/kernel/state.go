package kernel

import (
	"fmt"
	"math"
	"slices"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// stateMagic and the number of the layout's version begin a trainer's state: the
// configuration, then what the run has come to.
const stateMagic = "RKTRAIN"

// The order of a configuration's numbers in a state, which no change of Config.Fields
// may change; the seed stands between switches and sizes. Numbers that are missing here
// follow by key, in a state of version 2.
var (
	stateSwitches = []string{"strategy", "without-prediction", "without-smoothing", "without-modes", "without-restart", "without-drift", "kernel", "tune"}
	stateSizes    = []string{"steps", "batch", "horizon", "hidden"}
	stateFloats   = []string{
		"w-gap", "w-flow", "w-structure", "w-tension", "eps", "period",
		"base-rate", "panic", "alert", "warning", "smoothing", "inertia",
		"panic-factor", "alert-factor", "warning-factor", "cruise-factor",
		"tolerance", "goal-gap", "goal-flow", "dropout", "gain", "decay", "clip",
	}
)

// largest bounds numbers that have no range of their own.
const largest = math.MaxFloat64

// AppendBinary appends the whole trainer: configuration, networks, optimizers,
// controllers, memory and random numbers. It never fails.
func (t *Trainer) AppendBinary(b []byte) ([]byte, error) { return t.save(b, t.cfg.Fields()) }

// UnmarshalBinary makes t the trainer that AppendBinary wrote; it continues bit
// for bit, whatever t was before. On error, which names what is wrong, t is unchanged.
func (t *Trainer) UnmarshalBinary(b []byte) error { return t.load(b, (*Config).Fields) }

func (t *Trainer) save(b []byte, list field.List) ([]byte, error) {
	c := codec.Writer(b)
	walkConfig(c, &t.cfg, list)
	t.walk(c)
	return c.Bytes(), c.Err()
}

func (t *Trainer) load(b []byte, fields func(*Config) field.List) error {
	var cfg Config
	c := codec.Reader(b)
	walkConfig(c, &cfg, fields(&cfg))
	if c.Err() == nil {
		fresh, err := NewTrainer(cfg)
		if c.Fail(err); err == nil {
			fresh.walk(c)
		}
		if c.Close() == nil {
			fresh.tuneKernel()
			*t = *fresh
			return nil
		}
	}
	return fmt.Errorf("kernel: state: %w", c.Err())
}

// walkConfig goes through the numbers of v, which list describes.
func walkConfig(c *codec.Walk, v *Config, list field.List) {
	rest := list.Without(slices.Concat(stateSwitches, stateSizes, stateFloats)...)
	version := 1 + min(len(rest), 1)
	c.Version(stateMagic, &version, version)
	c.Ints(list, stateSwitches[0])
	if !c.Writing() && c.Err() == nil {
		*v = DefaultConfig(v.Strategy) // for numbers that the state does not know
	}
	c.Ints(list, stateSwitches[1:]...)
	c.Uint64("the seed", &v.Seed)
	c.Ints(list, stateSizes...)
	c.Floats(list, stateFloats...)
	if version > 1 {
		c.Fields(rest)
	}
	c.Fail(v.Thresholds.check())
}

func (t *Trainer) walk(c *codec.Walk) {
	codec.Int(c, "the step", &t.step, 0, t.cfg.Steps)
	codec.Int(c, "the number of regime shifts", &t.target.Shifts, 0, math.MaxInt32)
	t.signals.walk(c, t.step)

	walkNet(c, "the worker", t.worker.net, t.adam, t.step)
	c.Float64("the smoothed risk", 0, 1, &t.control.Risk)
	c.Float64("the learning rate", MinRate, MaxRate, &t.control.Rate)
	codec.Int(c, "the mode", &t.control.Mode, 0, int(modes)-1)
	for _, p := range []*PID{&t.tuner.Gap, &t.tuner.Flow} {
		c.Float64("a tuner's integral", -maxIntegral, maxIntegral, &p.Integral)
		c.Float64("a tuner's error", -largest, largest, &p.Last)
		c.Bool("a tuner's start", &p.Started)
	}
	c.Float64("the tuner's value", 0, 100, &t.tuner.WR, &t.tuner.Eps)

	o := &t.past
	codec.Int(c, "the number of observed steps", &o.steps, t.step, t.step)
	c.Float64("the observed output", -largest, largest, &o.output, &o.drift)
	c.Float64s("a reality gap", 0, largest, o.gaps[:])
	if p := t.risk; p != nil {
		walkNet(c, "the predictor", p.net, p.adam, t.step)
		c.Float32s("the predictor's input", -math.MaxFloat32, math.MaxFloat32, p.seen[:])
		for i := range p.forecast {
			c.Float64("a prior", -maxPrior, maxPrior, &p.prior[i])
			c.Float64("a forecast", 0, 1, &p.forecast[i])
		}
	}
	for i := range t.rand {
		c.Part("a random source", rng.Size, &t.rand[i])
	}
}

func (s *Signals) walk(c *codec.Walk, steps int) {
	latest := max(0, steps-1)
	codec.Int(c, "the latest step", &s.Step, latest, latest)
	c.Float64("a signal", -largest, largest,
		&s.Progress, &s.Target, &s.Output, &s.Gap, &s.Flow, &s.Structure, &s.Tension, &s.Loss, &s.Metric,
		&s.WR, &s.Eps, &s.Rate)
	c.Float64("a risk", 0, 1, &s.PredictedRisk, &s.SmoothedRisk, &s.ActualRisk, &s.Forecast)
	codec.Int(c, "the mode", &s.Mode, 0, int(modes)-1)
	c.Bool("the restart", &s.Restarted)
}

func walkNet(c *codec.Walk, whose string, n *nn.Net, a *nn.Adam, steps int) {
	const most = math.MaxFloat32
	c.Float32s(whose+"'s parameter", -most, most, n.Params)
	c.Float32s(whose+"'s mean gradient", -most, most, a.M)
	c.Float32s(whose+"'s squared gradient", 0, most, a.V)
	codec.Int(c, whose+"'s number of updates", &a.Steps, 0, steps)
}
