package kernel

import "math"

// The limits of the auto-tuner (specification, "Kernel auto-tuner").
const (
	MinWR, MaxWR   = 0.2, 5.0
	MinEps, MaxEps = 1e-4, 5e-2

	maxOutput   = 0.5 // of a PID controller, either sign
	maxIntegral = 5.0 // of a PID controller, either sign
	weightStep  = 0.2 // wR moves by this times the controller's output
	epsStep     = 0.3 // ε shrinks by this times the controller's output
)

// PID is a discrete controller with a time step of 1. Its error is the measured
// value minus Goal, so the output is positive while the value is too large.
type PID struct {
	Goal       float64
	Kp, Ki, Kd float64 // gains, not negative

	Integral float64 // of the error, in [-5, 5]
	Last     float64 // error of the step before
	Started  bool    // whether there was a step before
}

// Update takes a measurement and returns the controller's output in
// [-0.5, 0.5]. The first step has no derivative.
func (p *PID) Update(value float64) float64 {
	e := value - p.Goal
	p.Integral = clamp(p.Integral+e, -maxIntegral, maxIntegral)
	slope := 0.0
	if p.Started {
		slope = e - p.Last
	}
	p.Last, p.Started = e, true
	u := float64(p.Kp*e) + float64(p.Ki*p.Integral) + float64(p.Kd*slope)
	return clamp(u, -maxOutput, maxOutput)
}

// Tuner keeps the reality gap and the flow near their goals by moving the
// weight of the reality gap and the size of the probe.
type Tuner struct {
	Gap, Flow PID
	WR        float64 // weight of the reality gap, in [MinWR, MaxWR]
	Eps       float64 // size of the probe, in [MinEps, MaxEps]
}

// NewTuner returns the specification's controllers with the given goals for gap
// and flow, starting at weight wR and probe size eps.
func NewTuner(goalGap, goalFlow, wR, eps float64) *Tuner {
	return &Tuner{
		Gap:  PID{Goal: goalGap, Kp: 0.40, Ki: 0.05, Kd: 0.05},
		Flow: PID{Goal: goalFlow, Kp: 0.30, Ki: 0.03, Kd: 0.03},
		WR:   wR, Eps: eps,
	}
}

// Update takes the reality gap and the flow of a step. Measurements that are
// not finite leave everything as it is.
func (t *Tuner) Update(gap, flow float64) {
	if sum := gap + flow; math.IsNaN(sum) || math.IsInf(sum, 0) {
		return
	}
	t.WR = clamp(t.WR+float64(weightStep*t.Gap.Update(gap)), MinWR, MaxWR)
	t.Eps = clamp(t.Eps*(1-float64(epsStep*t.Flow.Update(flow))), MinEps, MaxEps)
}
