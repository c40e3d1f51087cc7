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
