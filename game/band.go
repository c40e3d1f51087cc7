package game

import (
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// bandHeight is the height of a band in layout pixels: it lies along the foot of
// its chart.
const bandHeight = 9

// isLine reports whether a series is drawn as a line: events are marks, and
// named states are a band.
func isLine(s *lab.Series) bool { return s.Reduction != lab.Sum && s.Options == nil }

// stateOf returns the state that a point of a band is in; -1 for a gap.
func stateOf(s *lab.Series, v float32) int {
	if i := int(v); v == v && i >= 0 && i < len(s.Options) {
		return i
	}
	return -1
}

// stateColor returns the color of a state, by rising alarm. Their
// lightness differs too, for eyes that do not see the colors.
func stateColor(t *paint.Theme, s *lab.Series, state int) paint.Color {
	worst := t.Prophet
	if s.Role == lab.Alarm {
		worst = t.Alarm
	}
	switch last := len(s.Options) - 1; {
	case state == last:
		return worst
	case state == 0:
		return t.Accent.Fade(0.45)
	default:
		return t.Line.Mix(t.Prophet, 0.25+0.5*float32(state)/float32(last))
	}
}

// drawBand draws the states of a series along the foot of its chart. Neighbors in
// the same state are one rectangle.
func drawBand(p *paint.Painter, s *lab.Series, values []float32, plot paint.Rect, time *timeAxis) {
	h := paint.Round(p.Px(bandHeight))
	half := float32(time.stride / time.span / 2 * float64(time.w))
	for from := 0; from < len(values); {
		state, to := stateOf(s, values[from]), from+1
		for to < len(values) && stateOf(s, values[to]) == state {
			to++
		}
		if state >= 0 {
			left, right := time.point(from)-half, time.point(to-1)+half
			p.Rect(paint.Rect{X: left, Y: plot.Bottom() - h, W: right - left, H: h}, stateColor(p.Theme, s, state))
		}
		from = to
	}
}

// bandKey draws the color of the state that a point of a band is in.
func bandKey(p *paint.Painter, s *lab.Series, v float32, x, y float32) {
	if state := stateOf(s, v); state >= 0 {
		size := p.Px(bandHeight)
		p.Rect(paint.Rect{X: x, Y: y - size/2, W: size, H: size}, stateColor(p.Theme, s, state))
	}
}

// stateName returns the name of the state that a point of a band is in.
func stateName(s *lab.Series, v float32) string {
	if state := stateOf(s, v); state >= 0 {
		return s.Options[state]
	}
	return "–"
}
