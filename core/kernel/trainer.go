package kernel

import (
	"github.com/resonetics/playground/core/exact"
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// Streams of random numbers, one a purpose, so that strategies compared on one
// seed see the same target, noise and dropout masks.
const (
	streamWorker = iota
	streamTarget
	streamNoise
	streamDropout
	streamPredictor
	streamRiskDropout
	streams
)

// Signals is everything that a step shows. Everything was measured before the
// step's update, with dropout in the training pass, whatever the strategy.
type Signals struct {
	Step     int     // index of the step, from 0
	Progress float64 // what the worker was given, [0, 1)
	Target   float64 // what it should have returned
	Output   float64 // what it returned: the mean of the batch
	Terms            // of the loss; Tension and the others are 0 without the kernel
	Metric   float64 // flow measured with a second noise, what the auto-tuner sees

	WR   float64 // weight of the reality gap in this step's loss
	Eps  float64 // size of the probe in this step's loss
	Rate float64 // learning rate of this step's update
	Mode Mode

	PredictedRisk float64 // [0, 1]
	SmoothedRisk  float64 // [0, 1], what the mode is made of
	// ActualRisk is what the predictor learned from at this step: σ(3·loss) for
	// Reference; for the foresight controller 1 if the forecast of Horizon steps ago came true
	// and 0 if not. Forecast is that forecast. Both are 0 as long as there is
	// none.
	ActualRisk, Forecast float64
	Restarted            bool // Adam's averages restarted at this step
}

// Trainer trains a worker to follow the drifting target. It is not safe for
// concurrent use.
type Trainer struct {
	cfg     Config
	step    int
	target  Target
	kernel  Kernel // with the weight and probe size that are used now
	worker  *worker
	adam    *nn.Adam
	control RateController
	tuner   Tuner
	risk    *predictor // nil for Adam
	past    observer
	rand    [streams]rng.Source
	signals Signals
	curve   *nn.Net // the worker without dropout, for Curve
	points  [curveRows]float32
}

// NewTrainer returns a trainer before its first step, or the error of
// c.Validate.
func NewTrainer(c Config) (*Trainer, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	t := &Trainer{cfg: c, target: Target{Steps: c.Steps}, kernel: c.Kernel}
	for i := range t.rand {
		t.rand[i].Seed(rng.Derive(c.Seed, uint64(i)))
	}
	t.worker = newWorker(c.Hidden, c.Batch, float32(c.Dropout))
	t.worker.net.InitXavier(&t.rand[streamWorker], c.Gain)
	t.adam = nn.NewAdam(len(t.worker.net.Params), float32(c.BaseRate))
	t.adam.Decay, t.adam.Clip = float32(c.Decay), float32(c.Clip)
	if c.Strategy != Adam {
		t.risk = newPredictor(&c, &t.rand[streamPredictor])
	}
	t.control = RateController{Inertia: c.Inertia, Multipliers: c.Multipliers}
	t.steer()
	t.control.Reset()
	t.tuner = *NewTuner(c.GoalGap, c.GoalFlow, c.Kernel.R, c.Kernel.Eps)
	t.curve = newProbe(c.Hidden, curveRows)
	t.curve.Params = t.worker.net.Params
	return t, nil
}

// steer hands the live settings to the controllers.
func (t *Trainer) steer() {
	t.control.Base, t.control.Thresholds = t.cfg.BaseRate, t.cfg.Thresholds
	t.control.Smoothing = t.cfg.Smoothing
	if t.cfg.Without.Smoothing {
		t.control.Smoothing = 0
	}
	if t.risk != nil {
		t.risk.adam.Rate = float32(riskRate * t.cfg.BaseRate)
	}
}

// Config returns the configuration with the live settings as they are now.
func (t *Trainer) Config() Config { return t.cfg }

// Steps returns how many steps are done.
func (t *Trainer) Steps() int { return t.step }

// Done tells whether the run is over.
func (t *Trainer) Done() bool { return t.step >= t.cfg.Steps }

// Signals returns what the latest step showed; before the first, zeros.
func (t *Trainer) Signals() Signals { return t.signals }

// RegimeShift changes the target at once, from the next step on: its time jumps
// ahead and its level changes. It draws nothing, so a run with the same shifts
// at the same steps is the same run.
func (t *Trainer) RegimeShift() { t.target.Shifts++ }

// SetLive changes the live settings from the next step on, or returns the error
// of l.Validate and changes nothing. A new weight R or ε also restarts the
// auto-tuner's value at it.
func (t *Trainer) SetLive(l Live) error {
	if err := l.Validate(); err != nil {
		return err
	}
	was := t.cfg.Kernel
	if l.Kernel.R != was.R {
		t.tuner.WR = l.Kernel.R
	}
	if l.Kernel.Eps != was.Eps {
		t.tuner.Eps = l.Kernel.Eps
	}
	t.cfg.Live = l
	t.tuneKernel()
	t.steer()
	return nil
}

// tuneKernel sets the kernel of the next step.
func (t *Trainer) tuneKernel() {
	t.kernel = t.cfg.Kernel
	if t.tunes() {
		t.kernel.R, t.kernel.Eps = t.tuner.WR, t.tuner.Eps
	}
}

func (t *Trainer) tunes() bool { return !t.cfg.Without.Tune && !t.cfg.Without.Kernel }

// Step trains once: observe, evaluate, forecast, update, learn from forecasts
// that have come due, tune. It returns false, and does nothing, when the run is
// over. It allocates nothing.
func (t *Trainer) Step() bool {
	if t.Done() {
		return false
	}
	s := Signals{Step: t.step, Progress: t.target.Progress(t.step), WR: t.kernel.R, Eps: t.kernel.Eps}
	s.Target = t.target.Observe(t.step, &t.rand[streamTarget])
	t.evaluate(&s)
	t.past.note(s.Output, s.Gap)
	if t.risk != nil {
		t.foresee(&s)
	} else {
		s.Rate, s.Mode = t.cfg.BaseRate, Cruise
	}
	t.adam.Rate = float32(s.Rate)
	t.adam.Update(t.worker.net.Params, t.worker.net.Grads)
	if t.tunes() {
		t.tuner.Update(s.Gap, s.Metric)
		t.tuneKernel()
	}
	t.signals = s
	t.step++
	return true
}

// evaluate computes the step's terms and the worker's gradients.
func (t *Trainer) evaluate(s *Signals) {
	w := t.worker
	for i := range t.cfg.Batch {
		w.x[i] = float32(s.Progress)
		w.target[i] = s.Target
	}
	if t.cfg.Without.Kernel {
		s.Terms = w.plainGradients(&t.rand[streamDropout])
	} else {
		t.rand[streamNoise].FillNormal(w.noise)
		t.rand[streamNoise].FillNormal(w.metricNoise)
		s.Terms, s.Metric = w.gradients(&t.kernel, &t.rand[streamDropout])
	}
	for _, f := range w.output {
		s.Output += f
	}
	s.Output /= float64(len(w.output))
}

// foresee turns the past into a risk, the risk into a mode and the mode into
// what the update needs, and lets the predictor learn.
func (t *Trainer) foresee(s *Signals) {
	drift := t.past.drift
	if t.cfg.Without.Drift {
		drift = 0
	}
	t.past.inputs(t.risk.slot(t.step), s.Progress, drift, t.cfg.Tolerance)
	prior := 0.0
	if t.cfg.Strategy == Prophet {
		prior = persistence(s.Gap, t.cfg.Tolerance)
	}
	s.PredictedRisk = t.risk.predict(t.step, prior)
	due := t.outcome(s)

	risk := s.PredictedRisk
	if t.cfg.Without.Prediction {
		risk = t.measuredRisk(s)
	}
	was := t.control.Mode
	s.Rate = t.control.Update(risk)
	s.Mode, s.SmoothedRisk = t.control.Mode, t.control.Risk
	if t.cfg.Without.Modes {
		s.Rate = t.cfg.BaseRate
	} else if t.cfg.Strategy == Prophet && !t.cfg.Without.Restart && s.Mode == Panic && was != Panic {
		restart(t.adam)
		s.Restarted = true
	}
	if due >= 0 {
		t.risk.learn(due, s.ActualRisk, &t.rand[streamRiskDropout])
	}
}

// outcome fills in what the forecast that is due at this step has come to, and
// returns the step of that forecast, or -1.
func (t *Trainer) outcome(s *Signals) int {
	due := t.step
	if t.cfg.Strategy == Prophet {
		due -= t.cfg.Horizon
	}
	if due < 0 {
		return -1
	}
	s.Forecast = t.risk.forecast[due%maxHorizon]
	switch {
	case t.cfg.Strategy == Reference:
		s.ActualRisk = exact.Sigmoid(riskSlope * s.Loss)
	case t.past.mean(t.cfg.Horizon) > t.cfg.Tolerance:
		s.ActualRisk = 1
	}
	return due
}

// measuredRisk is what a controller without prediction goes by.
func (t *Trainer) measuredRisk(s *Signals) float64 {
	switch {
	case t.cfg.Strategy == Reference:
		return s.ActualRisk
	case s.Gap > t.cfg.Tolerance:
		return 1
	}
	return 0
}

// restart forgets Adam's averages: they describe a regime that is over.
func restart(a *nn.Adam) {
	clear(a.M)
	clear(a.V)
	a.Steps = 0
}
