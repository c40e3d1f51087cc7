package prophet

import (
	"math"

	"github.com/resonetics/playground/core/lab/prophet"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

// What a race draws in two plots: the part of the answers' among both, and the height,
// in layout pixels, below which there is one.
const (
	answersShare = 0.55
	leastRace    = 150
)

// collectRace adds how every strategy stands: the shorter its bar, the better.
func (s *scene) collectRace(f *game.Frame, v *prophet.Picture) {
	least, most := errorRange(v)
	for i := range v.Lanes {
		l := &v.Lanes[i]
		s.gauges = append(s.gauges, gauge{
			name: l.Label(), means: standing(v, i, least), value: l.Error, decimals: 3, part: l.Error / most,
			mark: float32(math.NaN()), color: game.LaneColor(f.Painter.Theme, l.Number()), mode: -1, lane: l.Number(),
		})
	}
}

// standing says in a few words how lane i stands, given the leader's error.
func standing(v *prophet.Picture, i int, least float32) string {
	l := &v.Lanes[i]
	words := ""
	switch {
	case l.Error != l.Error:
		return ""
	case v.Leads(i):
		words = "leads"
	default:
		words = game.Number(float64(l.Error/least), 1) + " times the leader's error"
	}
	if l.Won > 0 {
		words += ", has won " + game.Number(float64(l.Won), 0)
	}
	return words
}

// errorRange returns the least and the largest error of a race now.
func errorRange(v *prophet.Picture) (least, most float32) {
	least = float32(math.Inf(1))
	for i := range v.Lanes {
		if e := v.Lanes[i].Error; e-e == 0 {
			least, most = min(least, e), max(most, e)
		}
	}
	return least, most
}

// drawLanes draws what of returns of every lane, in its color and its pattern. What lies
// in front is the chosen strategy's.
func (s *scene) drawLanes(p *paint.Painter, v *prophet.Picture, at func(int, float32) paint.Point, of func(*prophet.Lane) []float32) {
	for i := range v.Lanes {
		if l := &v.Lanes[i]; i != v.Own {
			game.LaneLine(p, l.Number(), s.pointsOf(of(l), at))
		}
	}
	own := &v.Lanes[v.Own]
	game.LaneLine(p, own.Number(), s.pointsOf(of(own), at))
}

// recentReaches are how far the plot of the last steps may go from zero: few, so that it
// does not tremble, and beyond the target's range, so that one sees who overshoots.
var recentReaches = [...]float32{0.8, 1.7}

// recentReach returns how far the plot goes for a target of those values.
func recentReach(target []float32) float32 {
	for _, reach := range recentReaches {
		if lo, hi := cover(0, 0, target...); max(hi, -lo) < 0.8*reach {
			return reach
		}
	}
	return recentReaches[len(recentReaches)-1]
}

// drawRecent draws the target in the last steps of a race and what was answered.
func (s *scene) drawRecent(p *paint.Painter, v *prophet.Picture, area paint.Rect) {
	reach := recentReach(v.Recent)
	at := func(i int, value float32) paint.Point {
		value = min(max(value, -reach), reach) // it has gone astray
		return paint.Point{X: area.X + area.W*float32(i)/float32(prophet.RecentPoints-1), Y: area.Y + area.H*(reach-value)/(2*reach)}
	}
	zero := paint.Round(at(0, 0).Y)
	p.Rect(paint.Rect{X: area.X, Y: zero, W: area.W, H: p.Hair()}, p.Theme.Line)
	p.Clipped(area.Inset(-p.Px(6)).Image(), func() {
		target := curveLines(p.Theme)[lineTarget]
		target.width, target.color = recentTarget, target.color.Fade(0.55)
		s.curve(p, v.Recent, at, target)
		s.drawLanes(p, v, at, func(l *prophet.Lane) []float32 { return l.Recent })
		last := min(int(v.Step), prophet.RecentPoints) - 1
		for i := range v.Lanes {
			if l := &v.Lanes[i]; last >= 0 && l.Output == l.Output {
				end := at(last, l.Output)
				p.Disc(end.X, end.Y, p.Px(5), game.LaneColor(p.Theme, l.Number()))
			}
		}
	})
}

// recentTarget is the width of the target's line in layout pixels: broad, so that those
// who follow it closely do not hide it; faint, so that they are seen on it.
const recentTarget = 6

// drawErrors draws the mean error of every strategy up to every point of the run.
func (s *scene) drawErrors(p *paint.Painter, v *prophet.Picture) {
	if s.errors.H <= 0 {
		return
	}
	p.RoundRect(s.errors, p.Px(6), p.Theme.Surface)
	title, area := s.errors.Inset(p.Px(10)).CutTop(p.Px(game.LegendRow))
	text, _ := p.Fit(paint.Body, "Mean error in this run: the lowest line leads", title.W)
	p.Text(paint.Body, title.X, p.Middle(paint.Body, title.Y+title.H/2), p.Theme.Label, text)
	_, area = area.CutLeft(p.Px(axisRoom))
	top := largestError(v)
	p.TextRight(paint.Body, area.X-p.Px(8), area.Y+p.CapHeight(paint.Body), p.Theme.Label, game.Number(float64(top), 1))
	p.TextRight(paint.Body, area.X-p.Px(8), area.Bottom(), p.Theme.Label, "0")
	p.Rect(paint.Rect{X: area.X, Y: area.Bottom(), W: area.W, H: p.Hair()}, p.Theme.Line)
	drawRegimes(p, area)
	at := func(i int, value float32) paint.Point {
		return paint.Point{X: area.X + area.W*float32(i)/float32(prophet.CurvePoints-1), Y: area.Bottom() - area.H*value/top}
	}
	p.Clipped(area.Inset(-p.Px(4)).Image(), func() {
		s.drawLanes(p, v, at, func(l *prophet.Lane) []float32 { return l.Errors })
	})
}

// axisRoom is the room of the numbers left of the errors' plot, in layout pixels.
const axisRoom = 34

// leastError is the least range of the errors' plot, so that a good start is not a steep
// one.
const leastError = 0.1

// largestError returns the end of the errors' axis.
func largestError(v *prophet.Picture) float32 {
	top := float32(leastError)
	for i := range v.Lanes {
		_, top = cover(0, top, v.Lanes[i].Errors...)
	}
	return float32(math.Ceil(float64(top)*10)) / 10
}

// drawRegimes rules where the target becomes one of another kind.
func drawRegimes(p *paint.Painter, area paint.Rect) {
	for i := 1; i < prophet.Regimes; i++ {
		x := paint.Round(area.X + area.W*float32(i)/prophet.Regimes)
		p.Rect(paint.Rect{X: x, Y: area.Y, W: p.Hair(), H: area.H}, p.Theme.Line)
	}
}
