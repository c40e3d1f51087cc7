package lab

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
