package desktop

import (
	"strings"
	"unicode"

	"github.com/hajimehoshi/ebiten/v2/text/v2"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game"
)

// fold breaks words that are wider than a line, as the names of files can be: a
// text itself breaks only between words.
func fold(words string, face text.Face, width int) string {
	var b strings.Builder
	letters := []rune(words)
	piece := 0 // where what stands together begins
	for i, r := range letters {
		if unicode.IsSpace(r) {
			piece = i + 1
		} else if w, _ := text.Measure(string(letters[piece:i+1]), face, 0); w >= float64(width) && i > piece {
			b.WriteByte('\n')
			piece = i
		}
		b.WriteRune(r)
	}
	return b.String()
}

// valueText writes the value of a metric, by its name where it has one.
func valueText(m *lab.Metric, v float64) string {
	if i := int(v); i >= 0 && i < len(m.Options) {
		return m.Options[i]
	}
	text := game.Number(v, m.Decimals)
	if m.Unit != "" {
		text += " " + m.Unit
	}
	return text
}
