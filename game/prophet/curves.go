package prophet

import (
	"github.com/resonetics/playground/core/lab/prophet"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
)

// The lines of the plot, in the order of its legend.
const (
	lineTarget = iota
	lineAnswers
	lineGap
	lineElsewhere
	curveLineCount
)

// curveLine is how a line looks and what the legend calls it.
type curveLine struct {
	name  string
	color paint.Color
	width float32 // layout pixels
}

// entry is what the legend of the curves says of one of them: a line, or in a race that
// of a lane.
type entry struct {
	curveLine
	lane int
}

// entries are what the curves' legend names.
func (s *scene) entries(t *paint.Theme, v *prophet.Picture) []entry {
	lines := curveLines(t)
	s.named = s.named[:0]
	if len(v.Lanes) < 2 {
		for _, l := range lines {
			s.named = append(s.named, entry{l, 0})
		}
		return s.named
	}
	s.named = append(s.named, entry{lines[lineTarget], 0})
	for i := range v.Lanes {
		s.named = append(s.named, entry{curveLine{name: v.Lanes[i].Label()}, v.Lanes[i].Number()})
	}
	return s.named
}

func curveLines(t *paint.Theme) [curveLineCount]curveLine {
	return [...]curveLine{
		lineTarget:    {"drifting target", t.Plain, 2},
		lineAnswers:   {"the worker's answers", t.Accent, 3},
		lineGap:       {"gap now", t.Text, 5},
		lineElsewhere: {"answers elsewhere", t.Accent.Fade(0.5), 1.5},
	}
}

// layLegend finds a place for every entry of a legend in as many rows as area is narrow,
// and returns how many rows there are.
func layLegend(p *paint.Painter, area paint.Rect, list []entry, place func(i int, x, y float32)) int {
	return game.Flow(p, area, len(list), func(i int) float32 {
		return p.Px(keyRoom) + p.TextWidth(paint.Body, list[i].name)
	}, place)
}

// keyRoom is the room of an entry's piece of a line and the gap after it, in layout
// pixels.
const keyRoom = 24

// draw draws an entry of the legend at (x, y).
func (l *entry) draw(p *paint.Painter, x, y float32) {
	if l.lane > 0 {
		game.LaneKey(p, l.lane, x, y)
	} else {
		p.Line(x, y, x+p.Px(18), y, p.Px(l.width), l.color)
	}
	p.Text(paint.Body, x+p.Px(keyRoom), p.Middle(paint.Body, y), p.Theme.Label, l.name)
}

// leastCurves is the height, in layout pixels, below which a legend is left out: on a
// postage stamp curves say more.
const leastCurves = 40

// drawCurves draws the target and what follows it: of a race the last steps, else the
// whole run.
func (s *scene) drawCurves(p *paint.Painter, v *prophet.Picture) {
	p.RoundRect(s.plot, p.Px(6), p.Theme.Surface)
	area := s.plot.Inset(p.Px(10))
	list := s.entries(p.Theme, v)
	if _, rest := area.CutTop(p.Px(game.LegendRow) * float32(layLegend(p, area, list, nil))); rest.H >= p.Px(leastCurves) {
		layLegend(p, area, list, func(i int, x, y float32) { list[i].draw(p, x, y) })
		area = rest
	}
	if len(v.Lanes) > 1 {
		s.drawRecent(p, v, area)
	} else {
		s.drawWhole(p, v, area)
	}
	if s.restart > 0 {
		glow := p.Theme.Prophet.Fade(float32(s.restart / restartShows))
		p.Border(s.plot, p.Px(6), p.Px(4), glow)
	}
}

// drawWhole draws target and output over the whole run.
func (s *scene) drawWhole(p *paint.Painter, v *prophet.Picture, area paint.Rect) {
	lo, hi := reach(v)
	at := func(i int, value float32) paint.Point {
		return paint.Point{X: area.X + area.W*float32(i)/float32(prophet.CurvePoints-1), Y: area.Y + area.H*(hi-value)/(hi-lo)}
	}
	p.Clipped(area.Inset(-p.Px(6)).Image(), func() { // a gap's end may lie on the edge
		s.drawLines(p, v, area, at)
	})
}

// drawLines draws everything that the legend names.
func (s *scene) drawLines(p *paint.Painter, v *prophet.Picture, area paint.Rect, at func(int, float32) paint.Point) {
	zero := paint.Round(at(0, 0).Y)
	p.Rect(paint.Rect{X: area.X, Y: zero, W: area.W, H: p.Hair()}, p.Theme.Line)
	drawRegimes(p, area)
	now := paint.Round(area.X + area.W*v.Progress)
	p.Rect(paint.Rect{X: now, Y: area.Y, W: p.Hair(), H: area.H}, p.Theme.Label)
	lines := curveLines(p.Theme)
	s.curve(p, v.Truth, at, lines[lineTarget])
	s.curve(p, v.Curve, at, lines[lineElsewhere])
	s.curve(p, v.Lanes[0].Answers, at, lines[lineAnswers])
	s.drawGap(p, v, now, at, lines[lineGap])
}

func (s *scene) curve(p *paint.Painter, values []float32, at func(int, float32) paint.Point, l curveLine) {
	p.Polyline(s.pointsOf(values, at), p.Px(l.width), l.color)
}

// pointsOf returns where values are drawn, until it is called again.
func (s *scene) pointsOf(values []float32, at func(int, float32) paint.Point) []paint.Point {
	s.points = s.points[:0]
	for i, v := range values {
		s.points = append(s.points, at(i, v))
	}
	return s.points
}

// drawGap joins the target of this step and the worker's answer.
func (s *scene) drawGap(p *paint.Painter, v *prophet.Picture, x float32, at func(int, float32) paint.Point, l curveLine) {
	target, output := at(0, v.Target).Y, at(0, v.Output).Y
	if output-output != 0 { // it has diverged
		return
	}
	p.Line(x, target, x, output, p.Px(l.width), l.color)
	p.Disc(x, target, p.Px(6), p.Theme.Plain)
	p.Disc(x, output, p.Px(6), p.Theme.Accent)
}

// outlier is how far beyond the target's own range the plot follows the worker, as a
// part of that range: an answer that has gone astray leaves the plot instead of making
// the target a flat line.
const outlier = 1

// reach returns the values that the plot covers, with a margin, at least [-1, 1].
func reach(v *prophet.Picture) (lo, hi float32) {
	lo, hi = cover(-1, 1, v.Target)
	lo, hi = cover(lo, hi, v.Truth...)
	least, most := lo-outlier*(hi-lo), hi+outlier*(hi-lo)
	lo, hi = cover(lo, hi, v.Output)
	lo, hi = cover(lo, hi, v.Curve...)
	lo, hi = cover(lo, hi, v.Lanes[0].Answers...)
	lo, hi = max(lo, least), min(hi, most)
	margin := (hi - lo) * 0.06
	return lo - margin, hi + margin
}

// cover extends [lo, hi] to the finite values among those given.
func cover(lo, hi float32, values ...float32) (float32, float32) {
	for _, x := range values {
		if x-x == 0 {
			lo, hi = min(lo, x), max(hi, x)
		}
	}
	return lo, hi
}
