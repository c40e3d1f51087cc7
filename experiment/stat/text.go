package stat

import "fmt"

// PlusMinus writes the mean times scale, at least width characters wide, and, where there is
// an interval, half of what lies between its ends.
func (e Estimate) PlusMinus(scale float64, width, decimals int) string {
	text := fmt.Sprintf("%*.*f", width, decimals, scale*float64(e.Mean))
	if e.Low == e.Low { // not a NaN
		text += fmt.Sprintf(" ± %.*f", decimals, scale*float64(e.Mean-e.Low))
	}
	return text
}
