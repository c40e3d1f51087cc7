package kernel

// Mode is the state of alarm of a learning-rate controller, worst first. The
// numbers are those of the metric prophet_system_status.
type Mode uint8

// The modes.
const (
	Panic Mode = iota
	Alert
	Warning
	Cruise
	modes
)

// String returns the mode's name in capitals, as the specification writes it.
func (m Mode) String() string { return [modes]string{"PANIC", "ALERT", "WARNING", "CRUISE"}[m] }

// The bounds of every learning rate.
const (
	MinRate = 1e-6
	MaxRate = 1
)

// Thresholds are the smoothed risks above which a mode begins, in [0, 1] with
// Panic ≥ Alert ≥ Warning.
type Thresholds struct{ Panic, Alert, Warning float64 }

// Multipliers are the factors by which each mode multiplies the base rate,
// positive.
type Multipliers struct{ Panic, Alert, Warning, Cruise float64 }

// Of returns the multiplier of a mode.
func (m Multipliers) Of(mode Mode) float64 {
	return [modes]float64{m.Panic, m.Alert, m.Warning, m.Cruise}[mode]
}

// RateController is the learning-rate controller of the specification (its
// ProphetOptimizer): it turns a stream of risks into a mode and a learning rate.
// Set the first group of fields, then call Reset.
type RateController struct {
	Base        float64 // base learning rate
	Smoothing   float64 // share of the past in the smoothed risk, [0, 1)
	Inertia     float64 // share of the past in the rate, [0, 1)
	Thresholds  Thresholds
	Multipliers Multipliers

	Risk float64 // smoothed
	Rate float64 // learning rate to use now
	Mode Mode
}

// NewRateController returns the controller with the reference's numbers and
// the given base rate.
func NewRateController(base float64) *RateController {
	c := &RateController{
		Base: base, Smoothing: 0.9, Inertia: 0.8,
		Thresholds:  Thresholds{Panic: 0.5, Alert: 0.2, Warning: 0.1},
		Multipliers: Multipliers{Panic: 5, Alert: 2, Warning: 1.2, Cruise: 0.5},
	}
	c.Reset()
	return c
}

// Reset returns to the state before the first step: no risk, the base rate.
func (c *RateController) Reset() { c.Risk, c.Rate, c.Mode = 0, c.Base, Cruise }

// Update takes the risk of a step, in [0, 1], and returns the learning rate to
// use, in [MinRate, MaxRate].
func (c *RateController) Update(risk float64) float64 {
	c.Risk = float64(c.Smoothing*c.Risk) + float64((1-c.Smoothing)*risk)
	c.Mode = c.Thresholds.mode(c.Risk)
	goal := c.Base * c.Multipliers.Of(c.Mode)
	c.Rate = clamp(float64(c.Inertia*c.Rate)+float64((1-c.Inertia)*goal), MinRate, MaxRate)
	return c.Rate
}

func (t Thresholds) mode(risk float64) Mode {
	switch {
	case risk > t.Panic:
		return Panic
	case risk > t.Alert:
		return Alert
	case risk > t.Warning:
		return Warning
	}
	return Cruise
}
