package gardener

import "math"

// one is 1 as bits. Floats of one sign compare like their bits, and for
// integers the compiler emits a conditional move, where the builtin min and max
// of floats branch or even call: dirt around the clipping point is random, and
// every second branch would be mispredicted.
const one = 0x3ff0_0000_0000_0000

// clip returns x limited to [0, 1].
func clip(x float64) float64 {
	b := int64(math.Float64bits(x))
	if b < 0 {
		b = 0
	}
	if b > one {
		b = one
	}
	return math.Float64frombits(uint64(b))
}

// above returns 1 if x > limit and 0 otherwise, for x and limit in [0, 1].
func above(x float64, limit int64) int {
	return int(uint64(limit-int64(math.Float64bits(x))) >> 63)
}

// saturated is 7.9053, where the approximation reaches 1, as float32 bits.
const saturated = 0x40fcf84f

// tanh replaces every x by the hyperbolic tangent of scale times x: the rational minimax
// approximation of Eigen (Guennebaud, Jacob and others), good to a few ulps of
// float32. It needs no exponential and no branch, which matters for eighty
// values per creature and step.
func tanh(x []float32, scale float32) {
	for i, v := range x {
		v *= scale
		b := math.Float32bits(v)
		v = math.Float32frombits(min(b&^(1<<31), saturated) | b&(1<<31))
		s := float32(v * v)
		p := float32(-2.76076847742355e-16*s) + 2.00018790482477e-13
		p = float32(p*s) - 8.60467152213735e-11
		p = float32(p*s) + 5.12229709037114e-08
		p = float32(p*s) + 1.48572235717979e-05
		p = float32(p*s) + 6.37261928875436e-04
		p = float32(p*s) + 4.89352455891786e-03
		q := float32(1.19825839466702e-06*s) + 1.18534705686654e-04
		q = float32(q*s) + 2.26843463243900e-03
		q = float32(q*s) + 4.89352518554385e-03
		x[i] = float32(v*p) / q
	}
}
