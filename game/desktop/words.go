package desktop

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"github.com/hajimehoshi/ebiten/v2/text/v2"

	"github.com/resonetics/playground/core/lab"
)

// full is from how many percent on something is out, as the worlds count it.
const full = 99

// number writes v for people, as the page does: thousands separated, with a real
// minus sign, which zero has not.
func number(v float64, decimals int) string {
	digits := strconv.FormatFloat(math.Abs(v), 'f', decimals, 64)
	whole, rest, _ := strings.Cut(digits, ".")
	if math.IsInf(v, 0) || len(whole) > 15 {
		return strconv.FormatFloat(v, 'g', 3, 64)
	}
	for at := len(whole) - 3; at > 0; at -= 3 {
		whole = whole[:at] + "," + whole[at:]
	}
	if decimals > 0 {
		whole += "." + rest
	}
	if v < 0 && strings.Trim(digits, "0.") != "" {
		return "−" + whole
	}
	return whole
}

// fold breaks words that are wider than a line, as the names of files can be: a
// text itself breaks only between words.
func fold(words string, face text.Face, width int) string {
	var b strings.Builder
	used := 0.0 // of the word so far
	for _, r := range words {
		advance := text.Advance(string(r), face)
		switch {
		case unicode.IsSpace(r):
			used, advance = 0, 0
		case used+advance >= float64(width):
			b.WriteByte('\n')
			used = 0
		}
		used += advance
		b.WriteRune(r)
	}
	return b.String()
}

// valueText writes the value of a metric, by its name where it has one.
func valueText(m *lab.Metric, v float64) string {
	if i := int(v); i >= 0 && i < len(m.Options) {
		return m.Options[i]
	}
	text := number(v, m.Decimals)
	if m.Unit != "" {
		text += " " + m.Unit
	}
	return text
}

// alarming reports whether what a metric counts has happened: a share is full, or
// there is any of the rest.
func alarming(m *lab.Metric, v float64) bool {
	if m.Unit == "%" {
		return v >= full
	}
	return v > 0
}
