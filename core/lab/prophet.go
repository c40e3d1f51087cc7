package lab

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/core/safetensors"
)

// prophetSim is the Prophet lab: runs of a kernel.Trainer, one after the other.
// Run r is seeded with Derive(seed, r).
type prophetSim struct {
	config  Config
	trainer *kernel.Trainer
	last    kernel.Signals
	number  uint64
	over    bool
	gaps    float64 // sum over this run
	now     ProphetView
}

func newProphetSim(c Config) (simulation, error) {
	s := &prophetSim{config: c.Clone()}
	return s, s.begin()
}

// begin starts the run with the present number.
func (s *prophetSim) begin() error {
	t, err := kernel.NewTrainer(prophetConfig(s.config, s.number))
	if err != nil {
		return err
	}
	s.trainer, s.last, s.over, s.gaps = t, kernel.Signals{}, false, 0
	return nil
}

func prophetConfig(c Config, run uint64) kernel.Config {
	k := kernel.DefaultConfig(kernel.Strategy(c.Get("strategy")))
	k.Seed = rng.Derive(c.Seed, run)
	k.Steps, k.Batch = int(c.Get("length")), int(c.Get("rows"))
	k.Without.Kernel, k.Without.Tune = c.Get("kernel") == 0, c.Get("tune") == 0
	k.Live = prophetLive(c)
	return k
}

// prophetLive translates the live parameters. The thresholds are put in order
// rather than refused, so that no position of three sliders stops the page.
func prophetLive(c Config) kernel.Live {
	l := kernel.Live{BaseRate: c.Get("base-rate")}
	l.Kernel.Weights = kernel.Weights{R: c.Get("w-gap"), F: c.Get("w-flow"), S: c.Get("w-structure"), T: c.Get("w-tension")}
	l.Kernel.Eps, l.Kernel.Period = c.Get("eps"), c.Get("period")
	l.Thresholds.Panic = c.Get("panic")
	l.Thresholds.Alert = min(c.Get("alert"), l.Thresholds.Panic)
	l.Thresholds.Warning = min(c.Get("warning"), l.Thresholds.Alert)
	return l
}

func (s *prophetSim) set(i int, v float64) {
	s.config.values[i] = v
	if err := s.trainer.SetLive(prophetLive(s.config)); err != nil {
		panic("lab: a checked parameter was refused: " + err.Error())
	}
}

func (s *prophetSim) act(int) {}

// inject changes the regime of the target at once, whatever the place and amount.
func (s *prophetSim) inject(int, float64) { s.trainer.RegimeShift() }

func (s *prophetSim) step() bool {
	if s.over {
		s.number++
		if err := s.begin(); err != nil {
			panic("lab: a checked configuration was refused: " + err.Error())
		}
	}
	s.trainer.Step()
	s.last = s.trainer.Signals()
	s.gaps += s.last.Gap
	s.over = s.trainer.Done()
	return true
}

func (s *prophetSim) ended() bool     { return s.over }
func (s *prophetSim) episode() uint64 { return s.number }

// alarm returns the mode by rising alarm, an index into modeOptions.
func (s *prophetSim) alarm() float64 { return float64(kernel.Cruise - s.last.Mode) }

// meanGap returns the mean reality gap of this run; NaN before its first step.
func (s *prophetSim) meanGap() float64 {
	if s.trainer.Steps() == 0 {
		return math.NaN()
	}
	return s.gaps / float64(s.trainer.Steps())
}

func (s *prophetSim) metrics(dst []float64) {
	l := &s.last
	copy(dst, []float64{
		float64(s.number), l.Gap, s.meanGap(), l.Flow, l.Structure, l.Tension, l.Loss,
		l.Rate, s.alarm(), 100 * l.SmoothedRisk, 100 * l.ActualRisk, l.WR, l.Eps,
	})
}

func (s *prophetSim) series(dst []float32) {
	l := &s.last
	copy(dst, []float32{
		float32(l.Target), float32(l.Output), float32(l.Gap), float32(l.Rate), float32(s.alarm()),
		float32(100 * l.SmoothedRisk), float32(100 * l.ActualRisk),
	})
}

func (s *prophetSim) appendState(b []byte) []byte { return must(s.trainer.AppendBinary(b)) }

// save implements simulation.
func (s *prophetSim) save(w *safetensors.Writer) {
	w.Bytes("trainer.state", must(s.trainer.AppendBinary(nil)))
	w.Uint64("prophet.counts", s.number)
	w.Float64("prophet.numbers", []float64{s.gaps})
}

// load implements simulation.
func (s *prophetSim) load(r *safetensors.Reader, _ uint64) {
	state, n, v := r.Bytes("trainer.state"), r.Counts("prophet.counts", 1), make([]float64, 1)
	r.Float64("prophet.numbers", v)
	if r.Err() != nil {
		return
	}
	s.number, s.gaps = uint64(n[0]), v[0]
	r.Fail(s.trainer.UnmarshalBinary(state))
	if got, want := s.trainer.Config(), prophetConfig(s.config, s.number); got != want {
		r.Fail(fmt.Errorf("the trainer was made by other parameters (%+v) than the run says (%+v)", got, want))
	}
	if s.trainer.Steps() > 0 {
		s.last = s.trainer.Signals()
	}
	s.over = s.trainer.Done()
}

func (s *prophetSim) view(e *encoder, _ View) {
	v, l := &s.now, &s.last
	*v = ProphetView{
		Progress: float32(l.Progress), Target: float32(l.Target), Output: float32(l.Output),
		Gap: float32(l.Gap), Flow: float32(l.Flow), Structure: float32(l.Structure), Tension: float32(l.Tension),
		Rate: float32(l.Rate), Alarm: int(s.alarm()), Restarted: l.Restarted,
		Predicted: float32(l.PredictedRisk), Smoothed: float32(l.SmoothedRisk),
		Curve: grow(v.Curve, CurvePoints), Truth: grow(v.Truth, CurvePoints),
	}
	s.trainer.Curve(v.Curve)
	s.trainer.TargetCurve(v.Truth)
	v.encode(e)
}

func (s *prophetSim) text() string {
	l := &s.last
	return fmt.Sprintf("Run %d, step %d of %d. The target is %.2f, the worker says %.2f; the reality gap is %.4f, on average %.4f. Learning rate %.4f in mode %s, predicted risk %.0f %%.",
		s.number+1, s.trainer.Steps(), int(s.config.Get("length")), l.Target, l.Output, l.Gap, s.meanGap(),
		l.Rate, modeOptions[int(s.alarm())], 100*l.SmoothedRisk)
}
