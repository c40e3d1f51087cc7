package game

import (
	"math"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// Sizes of what stands on the time axis, in layout pixels.
const (
	stripHeight = 8  // of the row for strip and ticks
	cellWidth   = 16 // of a cell of the strip
	crowd       = 12 // room between two lines; where several have less, all become a strip
	tickReach   = 10 // within which a tick is pointed at
)

// oftenest is after how many steps the next event comes where the strip is as strong as
// it gets: a policy that acts at random fails about so often.
const oftenest = 50

// mostClose is how many events may follow each other closely and still be lines.
const mostClose = 5

// crowded reports whether so many events follow each other closely that lines would cover
// the curves.
func crowded(p *paint.Painter, events []float32, time *timeAxis) bool {
	last, close := float32(math.Inf(-1)), float32(0)
	for k, v := range events {
		if !(v > 0) {
			continue
		}
		x := time.point(k)
		if close += v - 1; x-last < p.Px(crowd) {
			close++
		}
		last = x
	}
	return close > mostClose
}

// density returns how strong the strip is where n events fell into that many steps. The
// scale is that of every run, so that two of them can be compared, and a root, so that
// events that are rare are seen.
func density(n, steps float64) float32 {
	return float32(math.Sqrt(min(1, n*oftenest/max(steps, 1))))
}

// drawEvents draws the events of a lab into a plot: a line each, or where they are
// crowded nothing, since the strip at the time axis tells how often they came.
func (c *charts) drawEvents(p *paint.Painter, f *Frame, plot paint.Rect, time *timeAxis) {
	n := 0
	for i := range f.Snapshot.Lab.Charts {
		for _, s := range f.Snapshot.Lab.Charts[i].Series {
			if events := f.Snapshot.Chart.Series[n]; s.Reduction == lab.Sum && !crowded(p, events, time) {
				c.lines(p, events, plot, time, roleColor(p.Theme, s.Role))
			}
			n++
		}
	}
}

// lines draws a vertical line where events fell. Lines closer than their width are drawn
// once.
func (c *charts) lines(p *paint.Painter, events []float32, plot paint.Rect, time *timeAxis, color paint.Color) {
	w := max(1, paint.Round(p.Px(2)))
	last := float32(math.Inf(-1))
	for k, v := range events {
		x := paint.Round(time.point(k))
		if !(v > 0) || x-last < w {
			continue
		}
		last = x
		p.Rect(paint.Rect{X: x - w/2, Y: plot.Y, W: w, H: plot.H}, color)
		r := p.Px(3.5)
		p.Triangle(x-r, plot.Y, x+r, plot.Y, x, plot.Y+1.6*r, color)
	}
}

// strip draws how often events came below the last plot: the paler, the rarer. It returns
// the series that it tells of, -1 for none.
func (c *charts) strip(p *paint.Painter, f *Frame, time *timeAxis) int {
	told, n, plot := -1, 0, c.plots[len(c.plots)-1]
	for i := range f.Snapshot.Lab.Charts {
		for _, s := range f.Snapshot.Lab.Charts[i].Series {
			if events := f.Snapshot.Chart.Series[n]; told < 0 && s.Reduction == lab.Sum && crowded(p, events, time) {
				told = n
				c.cells(p, events, plot, time, roleColor(p.Theme, s.Role))
			}
			n++
		}
	}
	return told
}

// cells draws the cells of the strip: so many points each that single events do not
// flicker.
func (c *charts) cells(p *paint.Painter, events []float32, plot paint.Rect, time *timeAxis, color paint.Color) {
	each := max(1, int(float64(p.Px(cellWidth)/time.w)*time.span/time.stride))
	for from := 0; from < len(events); from += each {
		to, sum := min(from+each, len(events)), 0.0
		for _, v := range events[from:to] {
			sum += float64(v)
		}
		left, right := time.at(time.first+float64(from)*time.stride), time.at(time.first+float64(to)*time.stride)
		cell := paint.Rect{X: left, Y: plot.Bottom() + p.Hair(), W: right - left, H: p.Px(stripHeight)}
		p.Rect(cell, p.Theme.Surface.Mix(color, density(sum, float64(to-from)*time.stride)))
	}
}

// changes draws a tick on the time axis for every change, and returns what the one under
// the pointer changed and where that is; empty for none.
func (c *charts) changes(p *paint.Painter, f *Frame, plot paint.Rect, time *timeAxis) (text string, x float32) {
	nearest := p.Px(tickReach)
	for _, m := range f.Snapshot.Marks {
		at := paint.Round(time.at(float64(m.Step)))
		if d := abs(f.X - at); f.Over(c.area) && d <= nearest {
			nearest, text, x = d, m.Text, at
		}
	}
	for _, m := range f.Snapshot.Marks {
		at, color := paint.Round(time.at(float64(m.Step))), p.Theme.Text
		if text != "" && at == x {
			color = p.Theme.Accent
		}
		top, r := plot.Bottom()-p.Px(3), p.Px(4)
		p.Rect(paint.Rect{X: at, Y: top, W: p.Hair(), H: p.Px(6)}, color)
		p.Triangle(at-r, top+p.Px(6)+1.5*r, at+r, top+p.Px(6)+1.5*r, at, top+p.Px(4), color)
	}
	return text, x
}

func abs(v float32) float32 { return max(v, -v) }

// axisWords writes the second line below the time axis: what the change under the pointer
// changed, and else what the axis counts and what the strip means.
func (c *charts) axisWords(p *paint.Painter, f *Frame, plot paint.Rect, base float32, strip int, change string, x float32) {
	if change != "" {
		w := p.TextWidth(paint.Strong, change)
		p.Text(paint.Strong, max(plot.X, min(x-w/2, plot.Right()-w)), base, p.Theme.Text, change)
		return
	}
	const counts = "steps since the start"
	p.TextRight(paint.Small, plot.Right(), base, p.Theme.Label, counts)
	if strip < 0 {
		return
	}
	s := seriesAt(f.Snapshot.Lab, strip)
	words := s.Label + ": the paler, the rarer"
	key := paint.Rect{X: plot.X, Y: base - p.Px(stripHeight), W: p.Px(3 * stripHeight), H: p.Px(stripHeight)}
	if key.Right()+p.Px(valueGap)+p.TextWidth(paint.Small, words+counts) > plot.Right()-p.Px(entryGap) {
		return
	}
	p.Gradient(key, roleColor(p.Theme, s.Role), p.Theme.Surface)
	p.Text(paint.Small, key.Right()+p.Px(valueGap), base, p.Theme.Label, words)
}

// seriesAt returns the series with that index among all of a lab.
func seriesAt(l *lab.Lab, i int) *lab.Series {
	for k := range l.Charts {
		if series := l.Charts[k].Series; i < len(series) {
			return &series[i]
		} else {
			i -= len(series)
		}
	}
	panic("game: the lab has fewer series")
}
