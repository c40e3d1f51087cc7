package prophet

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/core/safetensors"
)

// simulation is runs of a kernel.Trainer, one after the other. Run r is seeded with
// rng.Derive(seed, r).
type simulation struct {
	lab.Base
	config  lab.Config
	trainer *kernel.Trainer
	last    kernel.Signals
	number  uint64
	over    bool
	gaps    float64 // sum over this run
}

func newSimulation(c lab.Config) (lab.Simulation, error) {
	s := &simulation{config: c}
	return s, s.begin()
}

// begin starts the run with the present number.
func (s *simulation) begin() error {
	t, err := kernel.NewTrainer(Trainer(s.config, s.number))
	if err != nil {
		return err
	}
	s.trainer, s.last, s.over, s.gaps = t, kernel.Signals{}, false, 0
	return nil
}

// Trainer translates a run's configuration into that of the trainer with the given
// number, from 0: the strategy's own numbers, and on top what the parameters say. The
// thresholds are put in order rather than refused, so that no position of three sliders
// stops the page.
func Trainer(c lab.Config, number uint64) kernel.Config {
	k := kernel.DefaultConfig(kernel.Strategy(c.Get("strategy")))
	c.Fill(k.Fields())
	k.Seed = rng.Derive(c.Seed, number)
	t := &k.Thresholds
	t.Alert = min(t.Alert, t.Panic)
	t.Warning = min(t.Warning, t.Alert)
	return k
}

func (s *simulation) Set(key string, v float64) {
	err := s.config.Set(key, v)
	if err == nil {
		err = s.trainer.SetLive(Trainer(s.config, s.number).Live)
	}
	if err != nil {
		panic("lab: a checked parameter was refused: " + err.Error())
	}
}

// Inject implements lab.Simulation: it changes the regime of the target at once,
// whatever the place and amount.
func (s *simulation) Inject(int, float64) { s.trainer.RegimeShift() }

func (s *simulation) Step() bool {
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

func (s *simulation) Ended() bool { return s.over }

func (s *simulation) Episode() uint64 { return s.number }

// alarm returns the mode by rising alarm, an index into Modes.
func (s *simulation) alarm() float64 { return float64(kernel.Cruise - s.last.Mode) }

// meanGap returns the mean reality gap of this run; NaN before its first step.
func (s *simulation) meanGap() float64 {
	if s.trainer.Steps() == 0 {
		return math.NaN()
	}
	return s.gaps / float64(s.trainer.Steps())
}

func (s *simulation) Metrics(dst []float64) {
	l := &s.last
	copy(dst, []float64{
		float64(s.number), l.Gap, s.meanGap(), l.Flow, l.Structure, l.Tension, l.Loss,
		l.Rate, s.alarm(), 100 * l.SmoothedRisk, 100 * l.ActualRisk, l.WR, l.Eps,
	})
}

func (s *simulation) Series(dst []float32) {
	l := &s.last
	copy(dst, []float32{
		float32(l.Target), float32(l.Output), float32(l.Gap), float32(l.Rate), float32(s.alarm()),
		float32(100 * l.SmoothedRisk), float32(100 * l.ActualRisk),
	})
}

func (s *simulation) AppendRow(dst []byte, _ uint64) []byte {
	return fmt.Appendf(AppendSignals(dst, &s.last), ",%d\n", s.number+1)
}

func (s *simulation) AppendState(b []byte) []byte { return lab.Own(s.trainer.AppendBinary(b)) }

func (s *simulation) Walk(k *safetensors.Walk, _ uint64) {
	k.Part("trainer.state", s.trainer)
	k.Counts("prophet.counts", &s.number)
	k.Numbers("prophet.numbers", &s.gaps)
	if got, want := s.trainer.Config(), Trainer(s.config, s.number); got != want {
		k.Fail(fmt.Errorf("the trainer was made by other parameters (%+v) than the run says (%+v)", got, want))
	}
	if s.trainer.Steps() > 0 {
		s.last = s.trainer.Signals()
	}
	s.over = s.trainer.Done()
}

func (s *simulation) Text() string {
	l := &s.last
	return fmt.Sprintf("Run %d, step %d of %d. The target is %.2f, the worker says %.2f; the reality gap is %.4f, on average %.4f. Learning rate %.4f in mode %s, predicted risk %.0f %%.",
		s.number+1, s.trainer.Steps(), int(s.config.Get("steps")), l.Target, l.Output, l.Gap, s.meanGap(),
		l.Rate, Modes[int(s.alarm())], 100*l.SmoothedRisk)
}

// SignalColumns are the columns of a kernel's run, one row per step.
const SignalColumns = "step,progress,target,output,reality_gap,flow,structure,tension,loss,learning_rate,mode,predicted_risk,smoothed_risk,actual_risk,wR,eps"

// AppendSignals appends the row of a step to dst, without a newline; see
// SignalColumns.
func AppendSignals(dst []byte, s *kernel.Signals) []byte {
	return fmt.Appendf(dst, "%d,%g,%g,%g,%g,%g,%g,%g,%g,%g,%s,%g,%g,%g,%g,%g", s.Step+1, s.Progress, s.Target, s.Output,
		s.Gap, s.Flow, s.Structure, s.Tension, s.Loss, s.Rate, s.Mode, s.PredictedRisk, s.SmoothedRisk, s.ActualRisk, s.WR, s.Eps)
}
