package nn

import "math"

// ArgMax returns the position of the largest value of x, the first of equals. The
// position is unpredictable, so the loop compares integers: for those the compiler
// emits conditional moves, for floats branches that would be mispredicted.
func ArgMax(x []float32) int {
	best, top := 0, order(x[0])
	for i, v := range x {
		if k := order(v); k > top {
			best, top = i, k
		}
	}
	return best
}

// order maps numbers to integers of the same order; both zeros are equal.
func order(v float32) int32 {
	k := int32(math.Float32bits(v + 0))
	return k ^ int32(uint32(k>>31)>>1)
}
