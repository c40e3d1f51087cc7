package nn

import (
	"fmt"
	"math"
)

// Adam is the optimizer of Kingma and Ba (2015) as PyTorch computes it: L2
// weight decay joins the gradient after clipping. The exported fields may
// change between updates; M, V and Steps are the state that a checkpoint keeps.
type Adam struct {
	Rate         float32 // learning rate
	Beta1, Beta2 float32
	Eps          float32
	Decay        float32 // L2 weight decay, 0 for none
	Clip         float32 // largest gradient norm, 0 for no limit

	M, V  []float32 // running means of the gradient and its square
	Steps int
}

// NewAdam returns an optimizer for size parameters with β = (0.9, 0.999) and
// ε = 1e-8, without decay or clipping.
func NewAdam(size int, rate float32) *Adam {
	return &Adam{Rate: rate, Beta1: 0.9, Beta2: 0.999, Eps: 1e-8, M: make([]float32, size), V: make([]float32, size)}
}

// Update moves params against grads once; grads is left as it is.
func (a *Adam) Update(params, grads []float32) {
	var norm float32
	if a.Clip > 0 {
		norm = Norm(grads)
	}
	a.UpdateWithNorm(params, grads, norm)
}

// UpdateWithNorm is Update for a caller that has computed Norm(grads) already. It
// panics unless params and grads have the optimizer's size.
func (a *Adam) UpdateWithNorm(params, grads []float32, norm float32) {
	if len(params) != len(a.M) || len(grads) != len(a.M) {
		panic(fmt.Sprintf("nn: Adam for %d parameters got %d and %d gradients", len(a.M), len(params), len(grads)))
	}
	a.Steps++
	s := adamStep{
		scale: 1, decay: a.Decay, eps: a.Eps,
		beta1: a.Beta1, rest1: 1 - a.Beta1, beta2: a.Beta2, rest2: 1 - a.Beta2,
		root: float32(1 / math.Sqrt(1-power(float64(a.Beta2), a.Steps))),
		rate: float32(float64(a.Rate) / (1 - power(float64(a.Beta1), a.Steps))),
	}
	if a.Clip > 0 && norm > a.Clip {
		s.scale = a.Clip / (norm + 1e-6)
	}
	adam(params, grads, a.M, a.V, &s)
	if a.Steps%flushEvery == 0 {
		flush(params, a.M, a.V)
	}
}

const (
	flushEvery = 128   // updates, in which a mean gradient can fall by 1e-6
	negligible = 1e-30 // next to an ε of 1e-8
)

// flush sets negligible numbers to zero. Where the gradient stays zero, as at units
// that ReLU never lets through, the means would become subnormal, and arithmetic on
// subnormal numbers takes many times as long. In a Pilot that has learned red-queen
// that is every seventh mean.
func flush(all ...[]float32) {
	for _, x := range all {
		for i, v := range x {
			if v < negligible && v > -negligible {
				x[i] = 0
			}
		}
	}
}

// Norm returns the Euclidean norm of x. Four interleaved float64 sums, added
// in order, define its bits.
func Norm(x []float32) float32 {
	s := sumSquares(x)
	for _, v := range x[len(x)&^3:] {
		s[0] += float64(float64(v) * float64(v))
	}
	return float32(math.Sqrt(s[0] + s[1] + s[2] + s[3]))
}

// power returns b**n for n >= 0 by repeated squaring.
func power(b float64, n int) float64 {
	p := 1.0
	for ; n > 0; n >>= 1 {
		if n&1 == 1 {
			p *= b
		}
		b *= b
	}
	return p
}
