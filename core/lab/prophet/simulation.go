package prophet

import (
	"fmt"

	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/rng"
)

// simulation is runs of the chosen strategy, one after the other, and in a race of the
// others beside it: with the same seed, so that all meet the same target, the same noise
// and the same dropout. Run r is seeded with rng.Derive(seed, r).
type simulation struct {
	lab.Base
	config  lab.Config
	lanes   []*lane // by strategy
	own     *lane   // that of the chosen one
	number  uint64
	over    bool
	targets recent
	began   int    // steps of the session when this run began
	says    string // who leads a race, or has won the last; empty where there is none
	past    lab.Past[moment]
	present moment
}

func newSimulation(c lab.Config) (lab.Simulation, error) {
	s := &simulation{config: c}
	chosen := kernel.Strategy(c.Get("strategy"))
	for i := range names {
		strategy := kernel.Strategy(i)
		if strategy == chosen {
			s.own = newLane(strategy)
			s.lanes = append(s.lanes, s.own)
		} else if c.Get(KeyRivals) != 0 {
			s.lanes = append(s.lanes, newLane(strategy))
		}
	}
	if err := s.begin(); err != nil {
		return nil, err
	}
	if len(s.lanes) > 1 {
		s.says = beforeRace
	}
	weights := len(s.own.trainer.Weights())
	s.past, s.present.weights = newPast(weights), make([]float32, weights)
	return s, nil
}

// begin starts the run with the present number.
func (s *simulation) begin() error {
	for _, l := range s.lanes {
		if err := l.begin(s.trainer(l)); err != nil {
			return err
		}
	}
	s.over = false
	return nil
}

// trainer returns the configuration of a lane's trainer. Each strategy that races beside
// the chosen one has the numbers that make it what it is from its preset, and shares all
// others.
func (s *simulation) trainer(l *lane) kernel.Config {
	c := s.config
	if l != s.own {
		c = c.Clone()
		published := presetOf(l.strategy)
		for _, key := range ownNumbers {
			if err := c.Set(key, published[key]); err != nil {
				panic("prophet: a preset was refused: " + err.Error())
			}
		}
	}
	return Trainer(c, s.number)
}

// Trainer translates a run's configuration into that of the trainer with the given
// number, from 0: the strategy's own numbers, and on top what the parameters say. The
// thresholds are put in order rather than refused, so that no position of three sliders
// stops the page.
func Trainer(c lab.Config, number uint64) kernel.Config {
	set := newSettings(kernel.Strategy(c.Get("strategy")))
	c.Fill(set.fields())
	k := set.Config
	k.Seed = rng.Derive(c.Seed, number)
	t := &k.Thresholds
	t.Alert = min(t.Alert, t.Panic)
	t.Warning = min(t.Warning, t.Alert)
	return k
}

// unread says where it is that nothing reads a parameter. In a race the other strategies read
// what the chosen one does not.
func unread(c lab.Config, key string) string {
	k := Trainer(c, 0)
	switch {
	case c.Get(KeyRivals) != 0 || key == KeyRivals:
		return ""
	case key == "tune" && k.Without.Kernel && !k.Without.Tune:
		return "kernel is off"
	case k.Reads(key):
		return ""
	}
	if k.Without.Kernel = false; k.Reads(key) {
		return "kernel is off"
	}
	return "strategy is " + k.Strategy.String()
}

func (s *simulation) Set(key string, v float64) {
	err := s.config.Set(key, v)
	for _, l := range s.lanes {
		if err == nil {
			err = l.trainer.SetLive(s.trainer(l).Live)
		}
	}
	if err != nil {
		panic("lab: a checked parameter was refused: " + err.Error())
	}
}

// Recount implements lab.Simulation: races that were won under other numbers count no more.
func (s *simulation) Recount() {
	for _, l := range s.lanes {
		l.won = 0
	}
}

// Inject implements lab.Simulation: it changes the regime of the target at once,
// whatever the place and amount.
func (s *simulation) Inject(int, float64) {
	for _, l := range s.lanes {
		l.trainer.RegimeShift()
	}
}

func (s *simulation) Step() bool {
	if s.over {
		s.number++
		s.past.Forget(s.began) // a lane knows its trail of this run and the one before
		s.began = s.past.Count()
		if err := s.begin(); err != nil {
			panic("lab: a checked configuration was refused: " + err.Error())
		}
	}
	at := s.past.Count()
	for _, l := range s.lanes {
		l.step()
		*l.answers.at(at) = float32(l.last.Output)
	}
	*s.targets.at(at) = float32(s.own.last.Target)
	s.over = s.own.trainer.Done()
	s.tell()
	s.record(s.past.Next())
	return true
}

func (s *simulation) Ended() bool { return s.over }

func (s *simulation) Episode() uint64 { return s.number }

// alarm returns the mode of a step by rising alarm, an index into Modes.
func alarm(l *kernel.Signals) int { return int(kernel.Cruise - l.Mode) }

func (s *simulation) Metrics(dst []float64) {
	l := &s.own.last
	copy(dst, []float64{
		float64(s.number), l.Gap, s.own.meanGap(), l.Flow, l.Structure, l.Tension, l.Loss,
		l.Rate, float64(alarm(l)), 100 * l.SmoothedRisk, 100 * l.ActualRisk, l.WR, l.Eps,
	})
}

func (s *simulation) Series(dst []float32) {
	l := &s.own.last
	copy(dst, []float32{
		float32(l.Target), float32(l.Output), float32(l.Gap), float32(l.Rate), float32(alarm(l)),
		float32(100 * l.SmoothedRisk), float32(100 * l.ActualRisk),
	})
}

func (s *simulation) AppendRow(dst []byte, _ uint64) []byte {
	return fmt.Appendf(AppendSignals(dst, &s.own.last), ",%d\n", s.number+1)
}

func (s *simulation) Text() string {
	l := &s.own.last
	text := fmt.Sprintf("Run %d, step %d of %d. The target is %.2f, the worker says %.2f; the reality gap is %.4f, on average %.4f. Learning rate %.4f in mode %s, predicted risk %.0f %%.",
		s.number+1, s.own.trainer.Steps(), int(s.config.Get("steps")), l.Target, l.Output, l.Gap, s.own.meanGap(),
		l.Rate, Modes[alarm(l)], 100*l.SmoothedRisk)
	if s.says != "" {
		text += " " + s.says
	}
	return text
}

// SignalColumns are the columns of a kernel's run, one row per step.
const SignalColumns = "step,progress,target,output,reality_gap,flow,structure,tension,loss,learning_rate,mode,predicted_risk,smoothed_risk,actual_risk,wR,eps"

// AppendSignals appends the row of a step to dst, without a newline; see
// SignalColumns.
func AppendSignals(dst []byte, s *kernel.Signals) []byte {
	return fmt.Appendf(dst, "%d,%g,%g,%g,%g,%g,%g,%g,%g,%g,%s,%g,%g,%g,%g,%g", s.Step+1, s.Progress, s.Target, s.Output,
		s.Gap, s.Flow, s.Structure, s.Tension, s.Loss, s.Rate, s.Mode, s.PredictedRisk, s.SmoothedRisk, s.ActualRisk, s.WR, s.Eps)
}
