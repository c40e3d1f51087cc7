package game

import (
	"math"

	"github.com/resonetics/playground/core/lab"
)

// AppendNumber is [lab.AppendNumber].
func AppendNumber(b []byte, v float64, decimals int) []byte {
	return lab.AppendNumber(b, v, decimals)
}

// Number is [lab.Number].
func Number(v float64, decimals int) string { return lab.Number(v, decimals) }

// niceStep returns the smallest of 1, 2, 5 times a power of ten with which span
// is covered in at most n steps.
func niceStep(span float64, n int) float64 {
	if !(span > 0) || math.IsInf(span, 0) {
		return 1
	}
	power := math.Pow(10, math.Floor(math.Log10(span/float64(n))))
	for _, f := range [...]float64{1, 2, 5} {
		if span <= f*power*float64(n)*(1+1e-9) {
			return f * power
		}
	}
	return 10 * power
}

// decimalsFor returns how many decimals tell neighboring multiples of step
// apart.
func decimalsFor(step float64) int {
	d := 0
	for ; d < 6 && step < 0.9999; d++ {
		step *= 10
	}
	return d
}
