package kernel

import (
	"github.com/resonetics/playground/core/exact"
	"github.com/resonetics/playground/core/rng"
)

// Target is the non-stationary function the worker has to follow during a run
// of Steps steps (specification, "The task").
type Target struct {
	Steps  int // length of the run, at least 1
	Shifts int // regime shifts so far; 0 is the specification's target
}

// What one regime shift does to the target: time jumps ahead and the level
// alternates between two values.
const (
	shiftSteps = 25
	shiftLevel = 0.5
)

const (
	observationNoise = 0.05 // standard deviation
	noisyEvery       = 3    // steps, in the last quarter
	squarePeriod     = 40   // steps
)

// Progress returns step/Steps, what the worker is given.
func (t Target) Progress(step int) float64 { return float64(step) / float64(t.Steps) }

// Clean returns the target at a step without its observation noise. The
// quarters of the run hold a sine, a square wave, a modulated sine and a slow
// sum of two waves.
func (t Target) Clean(step int) float64 {
	level := 0.0
	if t.Shifts%2 == 1 {
		level = shiftLevel
	}
	return wave(t.Progress(step), step+shiftSteps*t.Shifts) + level
}

func wave(progress float64, step int) float64 {
	s := float64(step)
	switch {
	case progress < 0.25:
		return exact.Sin(0.1 * s)
	case progress < 0.5:
		if step%squarePeriod < squarePeriod/2 {
			return 1
		}
		return -1
	case progress < 0.75:
		x := 0.02 * s
		return float64(0.5*exact.Sin(x)*exact.Cos(0.3*x)) + float64(0.5*exact.Sin(0.1*x))
	}
	x := 0.01 * s
	return float64(0.3*exact.Sin(x)) + float64(0.2*exact.Cos(0.5*x))
}

// Observe returns what the worker is shown at a step: Clean, and in the last
// quarter at every third step a draw of N(0, 0.05²) from src on top. At other
// steps src does not move.
func (t Target) Observe(step int, src *rng.Source) float64 {
	y := t.Clean(step)
	if t.Progress(step) >= 0.75 && step%noisyEvery == 0 {
		y += float64(observationNoise * src.Normal())
	}
	return y
}

// clamp returns x limited to [lo, hi].
func clamp(x, lo, hi float64) float64 { return max(lo, min(x, hi)) }
