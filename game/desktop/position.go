package desktop

import (
	"math"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
)

// logPositions is how many steps a slider has that moves in factors.
const logPositions = 200

// positions returns the last position of p's slider; the first is 0.
func positions(p *lab.Param) int {
	if p.Log {
		return logPositions
	}
	return int(math.Round((p.To - p.From) / p.Step))
}

// valueAt returns the value of p at a position of its slider.
func valueAt(p *lab.Param, position int) float64 {
	n := positions(p)
	var v float64
	switch {
	case position <= 0:
		v = p.From
	case position >= n:
		v = p.To
	case p.Log:
		v = p.From * math.Pow(p.To/p.From, float64(position)/float64(n))
	default:
		v = p.From + float64(position)*p.Step
	}
	return tidy(p, v)
}

// tidy rounds v to as many digits as tell two positions of the slider apart.
func tidy(p *lab.Param, v float64) float64 {
	if p.Kind() == field.Int {
		return math.Round(v)
	}
	step, extra := p.Step, 2.0 // a step of 0.25 has a digit more than one of 0.1
	if p.Log {
		step, extra = v/logPositions, 1
	}
	unit := math.Pow(10, extra-math.Ceil(math.Log10(step)))
	return min(max(math.Round(v*unit)/unit, p.From), p.To)
}

// positionOf returns the position of p's slider nearest to v.
func positionOf(p *lab.Param, v float64) int {
	n := positions(p)
	at := (v - p.From) / p.Step
	if p.Log {
		at = math.Log(v/p.From) / math.Log(p.To/p.From) * float64(n)
	}
	return min(max(int(math.Round(at)), 0), n)
}
