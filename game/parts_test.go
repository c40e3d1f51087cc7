package game

import (
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/game/paint"
)

// TestAParagraphIsWrittenWholeOrNotAtAll gives one room for as many lines as it has, and for
// one less.
func TestAParagraphIsWrittenWholeOrNotAtAll(t *testing.T) {
	p := paint.New()
	p.Scale, p.Theme = 1, paint.Dark()
	p.Begin(ebiten.NewImage(200, 200))
	const words = "Point at a creature to see what it sees and thinks."
	lines := Lines(p, paint.Body, 120, words)
	require.Greater(t, lines, 1)
	for room, whole := range map[int]bool{lines: true, lines - 1: false, 0: false} {
		area := paint.Rect{W: 120, H: float32(room) * p.LineHeight(paint.Body)}
		require.Equal(t, whole, WholeParagraph(p, paint.Body, area, p.Theme.Text, words), "%d lines", room)
	}
}
