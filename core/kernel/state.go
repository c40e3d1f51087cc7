package kernel

import (
	"encoding/binary"
	"fmt"
	"math"

	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// stateMagic begins a trainer's state and names the layout's version: the
// configuration, then what the run has come to, all numbers little-endian.
const stateMagic = "RKTRAIN1"

// largest bounds numbers that have no range of their own.
const largest = math.MaxFloat64

// AppendBinary appends the whole trainer: configuration, networks, optimizers,
// controllers, memory and random numbers. It never fails.
func (t *Trainer) AppendBinary(b []byte) ([]byte, error) {
	c := &codec{b: append(b, stateMagic...), writing: true}
	c.config(&t.cfg)
	c.trainer(t)
	return c.b, nil
}

// MarshalBinary returns what AppendBinary appends.
func (t *Trainer) MarshalBinary() ([]byte, error) { return t.AppendBinary(nil) }

// UnmarshalBinary makes t the trainer that AppendBinary wrote; it continues bit
// for bit, whatever t was before. Everything is checked before anything is
// used: on error t is unchanged.
func (t *Trainer) UnmarshalBinary(b []byte) error {
	if len(b) < len(stateMagic) || string(b[:len(stateMagic)]) != stateMagic {
		return fmt.Errorf("kernel: state does not begin with %q", stateMagic)
	}
	c := &codec{b: b[len(stateMagic):]}
	var cfg Config
	c.config(&cfg)
	if c.err != nil {
		return c.err
	}
	fresh, err := NewTrainer(cfg)
	if err != nil {
		return fmt.Errorf("kernel: state: %w", err)
	}
	c.trainer(fresh)
	if c.err == nil && len(c.b) > 0 {
		c.err = fmt.Errorf("kernel: state has %d bytes too many", len(c.b))
	}
	if c.err != nil {
		return c.err
	}
	*t = *fresh
	return nil
}

func (c *codec) config(v *Config) {
	strategy := int(v.Strategy)
	c.integer("Strategy", &strategy, 0, int(strategies)-1)
	v.Strategy = Strategy(strategy)
	w := &v.Without
	for _, f := range []*bool{&w.Prediction, &w.Smoothing, &w.Modes, &w.Restart, &w.Drift, &w.Kernel, &w.Tune} {
		c.flag("an ablation", f)
	}
	c.word(&v.Seed)
	for _, f := range []struct {
		name string
		v    *int
	}{{"Steps", &v.Steps}, {"Batch", &v.Batch}, {"Horizon", &v.Horizon}, {"Hidden", &v.Hidden}} {
		c.integer(f.name, f.v, 0, math.MaxInt32)
	}
	k, t, m := &v.Kernel, &v.Thresholds, &v.Multipliers
	c.numbers("the configuration", -largest, largest,
		&k.R, &k.F, &k.S, &k.T, &k.Eps, &k.Period,
		&v.BaseRate, &t.Panic, &t.Alert, &t.Warning,
		&v.Smoothing, &v.Inertia, &m.Panic, &m.Alert, &m.Warning, &m.Cruise,
		&v.Tolerance, &v.GoalGap, &v.GoalFlow, &v.Dropout, &v.Gain, &v.Decay, &v.Clip)
}

func (c *codec) trainer(t *Trainer) {
	c.integer("the step", &t.step, 0, t.cfg.Steps)
	c.integer("the regime shifts", &t.target.Shifts, 0, math.MaxInt32)
	c.signals(&t.signals, t.step)

	c.network("the worker", t.worker.net, t.adam, t.step)
	c.numbers("smoothed risk", 0, 1, &t.control.Risk)
	c.numbers("learning rate", MinRate, MaxRate, &t.control.Rate)
	c.mode(&t.control.Mode)
	for _, p := range []*PID{&t.tuner.Gap, &t.tuner.Flow} {
		c.numbers("a tuner's integral", -maxIntegral, maxIntegral, &p.Integral)
		c.numbers("a tuner's error", -largest, largest, &p.Last)
		c.flag("a tuner's start", &p.Started)
	}
	c.numbers("the tuner", 0, 100, &t.tuner.WR, &t.tuner.Eps)
	if c.err == nil {
		t.tuneKernel()
	}

	c.observer(&t.past, t.step)
	if t.risk != nil {
		c.predictor(t.risk, t.step)
	}
	for i := range t.rand {
		c.source(&t.rand[i])
	}
}

func (c *codec) signals(s *Signals, steps int) {
	c.integer("the latest step", &s.Step, max(0, steps-1), max(0, steps-1))
	c.numbers("a signal", -largest, largest,
		&s.Progress, &s.Target, &s.Output, &s.Gap, &s.Flow, &s.Structure, &s.Tension, &s.Loss, &s.Metric,
		&s.WR, &s.Eps, &s.Rate)
	c.numbers("a risk", 0, 1, &s.PredictedRisk, &s.SmoothedRisk, &s.ActualRisk, &s.Forecast)
	c.mode(&s.Mode)
	c.flag("the restart", &s.Restarted)
}

func (c *codec) observer(o *observer, steps int) {
	c.integer("the observed steps", &o.steps, steps, steps)
	c.numbers("the observed output", -largest, largest, &o.output, &o.drift)
	for i := range o.gaps {
		c.numbers("a reality gap", 0, largest, &o.gaps[i])
	}
}

func (c *codec) predictor(p *predictor, steps int) {
	c.network("the predictor", p.net, p.adam, steps)
	c.floats("the predictor's inputs", -math.MaxFloat32, p.seen[:])
	for i := range p.forecast {
		c.numbers("a prior", -maxPrior, maxPrior, &p.prior[i])
		c.numbers("a forecast", 0, 1, &p.forecast[i])
	}
}

func (c *codec) network(name string, n *nn.Net, a *nn.Adam, steps int) {
	c.floats(name+"'s parameters", -math.MaxFloat32, n.Params)
	c.floats(name+"'s mean gradients", -math.MaxFloat32, a.M)
	c.floats(name+"'s squared gradients", 0, a.V)
	c.integer(name+"'s updates", &a.Steps, 0, steps)
}

func (c *codec) mode(m *Mode) {
	v := int(*m)
	c.integer("the mode", &v, 0, int(modes)-1)
	*m = Mode(v)
}

// codec walks a state once for both directions, so that they cannot differ.
// After an error it does nothing more.
type codec struct {
	b       []byte
	writing bool
	err     error
}

// take returns the next n bytes to read, or nil at an error.
func (c *codec) take(n int) []byte {
	if c.err == nil && len(c.b) < n {
		c.err = fmt.Errorf("kernel: state ends early: %d bytes where %d are due", len(c.b), n)
	}
	if c.err != nil {
		return nil
	}
	b := c.b[:n]
	c.b = c.b[n:]
	return b
}

func (c *codec) word(v *uint64) {
	if c.writing {
		c.b = binary.LittleEndian.AppendUint64(c.b, *v)
	} else if b := c.take(8); b != nil {
		*v = binary.LittleEndian.Uint64(b)
	}
}

func (c *codec) integer(name string, v *int, lo, hi int) {
	w := uint64(*v)
	c.word(&w)
	if n := int64(w); !c.writing && c.err == nil && (n < int64(lo) || n > int64(hi)) {
		c.err = fmt.Errorf("kernel: state: %s is %d, want %d to %d", name, n, lo, hi)
	}
	if c.err == nil {
		*v = int(w)
	}
}

func (c *codec) flag(name string, v *bool) {
	n := 0
	if *v {
		n = 1
	}
	c.integer(name, &n, 0, 1)
	*v = n == 1
}

func (c *codec) numbers(name string, lo, hi float64, all ...*float64) {
	for _, v := range all {
		w := math.Float64bits(*v)
		c.word(&w)
		if c.writing || c.err != nil {
			continue
		}
		if x := math.Float64frombits(w); x >= lo && x <= hi {
			*v = x
		} else {
			c.err = fmt.Errorf("kernel: state: %s is %g, want %g to %g", name, x, lo, hi)
		}
	}
}

func (c *codec) floats(name string, lo float32, all []float32) {
	if c.writing {
		for _, v := range all {
			c.b = binary.LittleEndian.AppendUint32(c.b, math.Float32bits(v))
		}
		return
	}
	b := c.take(4 * len(all))
	for i := 0; i < len(all) && c.err == nil; i++ {
		x := math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		if !(x >= lo && x <= math.MaxFloat32) {
			c.err = fmt.Errorf("kernel: state: one of %s is %g, want a finite number from %g", name, x, lo)
		}
		all[i] = x
	}
}

func (c *codec) source(s *rng.Source) {
	if c.writing {
		c.b, c.err = s.AppendBinary(c.b)
	} else if b := c.take(rng.Size); b != nil {
		if err := s.UnmarshalBinary(b); err != nil {
			c.err = fmt.Errorf("kernel: state: %w", err)
		}
	}
}
