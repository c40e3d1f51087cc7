package kernel

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/exact"
)

// Weights are the factors of the four terms in the loss, not negative. The
// tension's is subtracted.
type Weights struct{ R, F, S, T float64 }

// Kernel is the Resonetics Kernel v2: a loss of four terms for the outputs of a
// model. See the package documentation for the formulas.
type Kernel struct {
	Weights
	Eps    float64 // size of the probe's noise, positive
	Period float64 // distance of the structure's attractors, positive
}

// Default returns the specification's numbers.
func Default() Kernel {
	return Kernel{Weights: Weights{R: 1, F: 0.4, S: 0.3, T: 0.3}, Eps: 0.01, Period: 3}
}

// Terms are the values of the kernel for one batch.
type Terms struct {
	Gap       float64 // reality gap R, not negative
	Flow      float64 // F, not negative
	Structure float64 // S, in [0, 2]
	Tension   float64 // T, in [0, 1)
	Loss      float64 // wR·R + wF·F + wS·S − wT·T
}

// Grads are the destinations of the loss's derivatives, one element a row:
// by the outputs of the training pass, of the calm pass at x and of the shaken
// pass at x+εz.
type Grads struct{ Output, Calm, Shaken []float64 }

// Evaluate computes the terms of a batch and writes the loss's exact
// derivatives to g. For B rows, output holds f(x) of the training pass and y
// the targets; calm and shaken hold f(x) and f(x+εz) without dropout. All
// slices have B ≥ 1 elements. A kernel whose flow weight is zero still measures
// the flow.
func (k *Kernel) Evaluate(g Grads, y, output, calm, shaken []float64) Terms {
	n := len(output)
	if n == 0 || len(y) != n || len(calm) != n || len(shaken) != n ||
		len(g.Output) != n || len(g.Calm) != n || len(g.Shaken) != n {
		panic(fmt.Sprintf("kernel: Evaluate: slices of %d, %d, %d, %d and %d, %d, %d elements must be equally long and not empty",
			len(y), n, len(calm), len(shaken), len(g.Output), len(g.Calm), len(g.Shaken)))
	}
	t := Terms{
		Gap:       Gap(output, y),
		Flow:      Flow(calm, shaken, k.Eps),
		Structure: k.structure(output),
	}
	tanhR, tanhS := exact.Tanh(t.Gap), exact.Tanh(t.Structure)
	t.Tension = tanhR * tanhS
	t.Loss = float64(k.R*t.Gap) + float64(k.F*t.Flow) + float64(k.S*t.Structure) - float64(k.T*t.Tension)

	// dLoss = byR·dR + byF·dF + byS·dS, the tension entering through R and S.
	byR := k.R - float64(k.T*float64((1-float64(tanhR*tanhR))*tanhS))
	byS := k.S - float64(k.T*float64((1-float64(tanhS*tanhS))*tanhR))
	rows := float64(n)
	scaleR, scaleF := byR*2/rows, k.F*2/(rows*k.Eps*k.Eps)
	angle := 2 * math.Pi / k.Period
	scaleS := byS * angle / rows
	for i, f := range output {
		g.Output[i] = float64(scaleR*(f-y[i])) + float64(scaleS*exact.Sin(angle*f))
		d := scaleF * (shaken[i] - calm[i])
		g.Calm[i], g.Shaken[i] = -d, d
	}
	return t
}

// Gap returns the reality gap: the mean of (f − y)². Without the other terms it
// is the plain loss of a fixed-rate run.
func Gap(f, y []float64) float64 {
	y = y[:len(f)]
	sum := 0.0
	for i, v := range f {
		d := v - y[i]
		sum += float64(d * d)
	}
	return sum / float64(len(f))
}

// Flow returns the mean of (shaken − calm)²/ε².
func Flow(calm, shaken []float64, eps float64) float64 {
	shaken = shaken[:len(calm)]
	sum := 0.0
	for i, v := range calm {
		d := (shaken[i] - v) / eps
		sum += float64(d * d)
	}
	return sum / float64(len(calm))
}

// structure returns the mean of 1 − cos(2πf/P).
func (k *Kernel) structure(f []float64) float64 {
	angle := 2 * math.Pi / k.Period
	sum := 0.0
	for _, v := range f {
		sum += 1 - exact.Cos(angle*v)
	}
	return sum / float64(len(f))
}
