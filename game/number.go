package game

import (
	"bytes"
	"math"
	"strconv"
)

// uncountable is from where on a number says nothing more to people than that it grows
// without end.
const uncountable = 1e21

// AppendNumber appends v with the given number of decimals, thousands separated, with a
// real minus sign; a dash for NaN, ∞ for what has no name.
func AppendNumber(b []byte, v float64, decimals int) []byte {
	if math.IsNaN(v) {
		return append(b, "–"...)
	}
	if math.Abs(v) >= uncountable {
		if v < 0 {
			b = append(b, "−"...)
		}
		return append(b, "∞"...)
	}
	var scratch [40]byte
	digits := strconv.AppendFloat(scratch[:0], math.Abs(v), 'f', decimals, 64)
	if v < 0 && len(bytes.Trim(digits, "0.")) > 0 { // −0.001 with two decimals is 0.00
		b = append(b, "−"...)
	}
	whole := len(digits)
	if decimals > 0 {
		whole -= decimals + 1
	}
	for i, c := range digits {
		if i > 0 && i < whole && (whole-i)%3 == 0 {
			b = append(b, ',')
		}
		b = append(b, c)
	}
	return b
}

// Number returns v as AppendNumber writes it.
func Number(v float64, decimals int) string {
	var b [40]byte
	return string(AppendNumber(b[:0], v, decimals))
}

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
