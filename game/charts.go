package game

import (
	"math"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// Sizes in layout pixels.
const (
	axisHeight  = 42 // of the common time axis, what stands on it, and its label
	gutter      = 46 // of the numbers left of the plots
	LegendRow   = 24 // of a line of a legend
	plotPadding = 6
)

// charts draws all charts of a lab above one time axis. Every chart is one
// DrawTriangles.
type charts struct {
	area   paint.Rect
	shown  []int        // charts with something to show, as indices into the catalog
	plots  []paint.Rect // one per shown chart
	rows   []int        // of the legend of each
	lanes  LaneNames
	points []paint.Point
	values []float32 // of what is read
	told   bool      // events are told by the strip, not by lines
	listed []int     // series of the chart being drawn that its legend names
	text   []byte
}

// choose finds the charts that have something to show: those of a learner stay
// away while no policy learns. Before the first step all might. Where there is no
// room for all, the last ones are left out.
func (c *charts) choose(s *lab.Snapshot, room int) int {
	c.shown = c.shown[:0]
	first := 0
	for i := range s.Lab.Charts {
		series := s.Lab.Charts[i].Series
		if s.Chart.Points == 0 || anyNumber(series, s.Chart.Series[first:]) {
			c.shown = append(c.shown, i)
		}
		first += len(series)
	}
	c.shown = c.shown[:min(len(c.shown), room)]
	return len(c.shown)
}

// anyNumber reports whether a line among the series has a point.
func anyNumber(series []lab.Series, values [][]float32) bool {
	for i := range series {
		if series[i].Reduction == lab.Sum {
			continue
		}
		for _, v := range values[i] {
			if v == v {
				return true
			}
		}
	}
	return false
}

// timeAxis maps steps to positions. It covers more steps than there are until
// the window is full, so that lines grow before they scroll.
type timeAxis struct {
	first  float64 // step at the left edge
	span   float64 // steps
	stride float64
	x, w   float32
}

// leastPoints is for how many points the axis has room at the beginning.
const leastPoints = 64

func newTimeAxis(d *lab.ChartData, plot paint.Rect) timeAxis {
	room := leastPoints
	for room < d.Points {
		room *= 2
	}
	stride := float64(max(d.Stride, 1))
	return timeAxis{first: float64(d.First), span: float64(room) * stride, stride: stride, x: plot.X, w: plot.W}
}

func (a *timeAxis) at(step float64) float32 {
	return a.x + a.w*float32((step-a.first)/a.span)
}

// point returns the x position of a point: the middle of its steps.
func (a *timeAxis) point(i int) float32 { return a.at(a.first + (float64(i)+0.5)*a.stride) }

// nearest returns the point at x, in [0, points).
func (a *timeAxis) nearest(x float32, points int) int {
	i := int(float64((x-a.x)/a.w) * a.span / a.stride)
	return min(max(i, 0), points-1)
}

// valueAxis maps values to positions.
type valueAxis struct {
	min, max, step float64 // step is that of the labels between the ends
	decimals       int     // of its labels
	y, h           float32 // upper edge and height
}

// newValueAxis covers the chart's own range and everything in the data, but for the
// values of single steps at which an event fell: one crash would flatten all that led
// to it, and its mark is there.
func newValueAxis(chart *lab.Chart, series [][]float32, stride uint64, plot paint.Rect, scale float32) valueAxis {
	lo, hi := chart.Min, chart.Max
	events := eventsOf(chart, series)
	for i := range chart.Series {
		if !isLine(&chart.Series[i]) {
			continue
		}
		for k, v := range series[i] {
			if events != nil && stride == 1 && events[k] > 0 {
				continue
			}
			if v == v && !math.IsInf(float64(v), 0) {
				lo, hi = min(lo, float64(v)), max(hi, float64(v))
			}
		}
	}
	if hi <= lo {
		hi = lo + 1
	}
	fine := niceStep(hi-lo, axisParts)
	lo, hi = math.Floor(lo/fine+1e-9)*fine, math.Ceil(hi/fine-1e-9)*fine
	return valueAxis{
		min: lo, max: hi, step: niceStep(hi-lo, max(1, int(plot.H/(26*scale)))),
		decimals: decimalsFor(fine), y: plot.Y, h: plot.H,
	}
}

// axisParts is of how many round parts an axis is made at most: the fewer, the more of
// the plot may be empty.
const axisParts = 8

// eventsOf returns the marks that stand in a chart itself; nil for none.
func eventsOf(chart *lab.Chart, series [][]float32) []float32 {
	for i := range chart.Series {
		if chart.Series[i].Reduction == lab.Sum {
			return series[i]
		}
	}
	return nil
}

func (a *valueAxis) at(v float64) float32 {
	return a.y + a.h*float32((a.max-v)/(a.max-a.min))
}

// held returns where a line is drawn at v: what lies beyond the axis runs along its end.
func (a *valueAxis) held(v float32) float32 {
	if v != v {
		return v
	}
	return a.at(min(max(float64(v), a.min), a.max))
}

func (c *charts) draw(p *paint.Painter, f *Frame) {
	d := &f.Snapshot.Chart
	if len(c.plots) == 0 || d.Stride == 0 {
		return
	}
	l := f.Snapshot.Lab
	time := newTimeAxis(d, c.plots[0])
	read := c.reading(f, &time)
	strip := c.strip(p, f, &time)
	c.told = strip >= 0
	for k, i := range c.shown {
		chart, plot := &l.Charts[i], c.plots[k]
		first := firstSeries(l, i)
		series := d.Series[first:][:len(chart.Series)]
		c.drawChart(p, chart, series, d.Stride, plot, &time)
		c.drawEvents(p, f, plot, &time)
		if read.marked {
			p.Rect(paint.Rect{X: paint.Round(read.x), Y: plot.Y, W: p.Hair(), H: plot.H}, p.Theme.Text)
		}
		c.legend(p, chart, series, plot, c.rows[k], read.values[first:], read.marked)
		p.Flush()
	}
	c.drawAxis(p, f, &time, &read, strip)
}

// firstSeries returns the index of a chart's first series among all of them.
func firstSeries(l *lab.Lab, chart int) int {
	n := 0
	for i := range chart {
		n += len(l.Charts[i].Series)
	}
	return n
}

// reading is what the legends quote: the steps from the first to the last, counted from
// 1, and the value of every series of the lab.
type reading struct {
	marked      bool // a line at x marks them
	x           float32
	first, last float64
	values      []float32
}

// reading returns what is under the pointer, else the moment that the stage shows when
// that is a past one, else the last point.
func (c *charts) reading(f *Frame, time *timeAxis) reading {
	d := &f.Snapshot.Chart
	past := float64(f.Snapshot.Step) - float64(f.Past)
	switch {
	case d.Points == 0:
		return c.point(d, time, -1, false)
	case f.Over(c.area) && f.X >= c.plots[0].X:
		return c.point(d, time, time.nearest(f.X, d.Points), true)
	case f.Past == 0 || past-0.5 < time.first:
		return c.point(d, time, d.Points-1, false)
	case len(f.Snapshot.Moment) == len(d.Series): // of that very step, not of the point that it is in
		return reading{true, time.at(past - 0.5), past, past, f.Snapshot.Moment}
	}
	return c.point(d, time, time.nearest(time.at(past-0.5), d.Points), true)
}

// point reads a point of the chart; none for -1.
func (c *charts) point(d *lab.ChartData, time *timeAxis, point int, marked bool) reading {
	c.values = c.values[:0]
	for _, series := range d.Series {
		v := float32(math.NaN())
		if point >= 0 {
			v = series[point]
		}
		c.values = append(c.values, v)
	}
	first := time.first + float64(point)*time.stride + 1
	return reading{marked, time.point(point), first, first + time.stride - 1, c.values}
}

func (c *charts) drawChart(p *paint.Painter, chart *lab.Chart, series [][]float32, stride uint64, plot paint.Rect, time *timeAxis) {
	p.RoundRect(plot, p.Px(3), p.Theme.Surface)
	axis := newValueAxis(chart, series, stride, plot, p.Scale)
	c.valueLabels(p, &axis, plot)
	for i := range chart.Series {
		if chart.Series[i].Options != nil {
			drawBand(p, &chart.Series[i], series[i], plot, time)
		}
		if !isLine(&chart.Series[i]) {
			continue
		}
		c.points = c.points[:0]
		for k, v := range series[i] {
			c.points = append(c.points, paint.Point{X: time.point(k), Y: axis.held(v)})
		}
		drawLine(p, &chart.Series[i], c.points)
	}
}

// valueLabels rules the ends of an axis and zero, and where both ends are multiples of
// its step the others between them, with their numbers where they do not run into those
// of the ends.
func (c *charts) valueLabels(p *paint.Painter, axis *valueAxis, plot paint.Rect) {
	c.valueLabel(p, axis, plot, axis.min)
	c.valueLabel(p, axis, plot, axis.max)
	first, last := axis.min/axis.step, axis.max/axis.step
	even := isWhole(first) && isWhole(last)
	apart := p.LineHeight(paint.Small)
	for n := math.Ceil(first); n < last; n++ {
		y := axis.at(n * axis.step)
		if (even || n == 0) && y-plot.Y >= apart && plot.Bottom()-y >= apart {
			c.valueLabel(p, axis, plot, n*axis.step)
		}
	}
}

// isWhole reports whether v is a whole number up to what rounding does.
func isWhole(v float64) bool { return math.Abs(v-math.Round(v)) < 1e-6 }

func (c *charts) valueLabel(p *paint.Painter, axis *valueAxis, plot paint.Rect, v float64) {
	y := paint.Round(axis.at(v))
	p.Rect(paint.Rect{X: plot.X, Y: min(y, plot.Bottom()-p.Hair()), W: plot.W, H: p.Hair()}, p.Theme.Line)
	c.text = AppendNumber(c.text[:0], v, axis.decimals)
	p.TextRight(paint.Small, plot.X-p.Px(8), p.Middle(paint.Small, y), p.Theme.Label, string(c.text))
}

// drawLine draws the line of a series. Roles are told apart by their width, and lanes by
// their pattern, for eyes that do not see the colors.
func drawLine(p *paint.Painter, s *lab.Series, points []paint.Point) {
	if s.Lane > 0 {
		LaneLine(p, s.Lane, points)
		return
	}
	width := float32(2.5)
	if s.Role == lab.Plain {
		width = 1.5
	}
	p.Polyline(points, p.Px(width), roleColor(p.Theme, s.Role))
}

// lanePatterns are the strokes and gaps of the lines of every lane, in layout pixels; the
// third is unbroken.
var lanePatterns = [...][]float32{{9, 4}, {2.5, 3.5}, {}, {10, 3, 2.5, 3}}

// LaneColor returns the color of a lane, counted from 1.
func LaneColor(t *paint.Theme, lane int) paint.Color { return t.Lanes[(lane-1)%len(t.Lanes)] }

// LaneLine draws a line in the color and the pattern of a lane, counted from 1.
func LaneLine(p *paint.Painter, lane int, points []paint.Point) {
	p.Dashed(points, p.Px(2), lanePatterns[(lane-1)%len(lanePatterns)], LaneColor(p.Theme, lane))
}

// LaneKey draws a piece of the line of a lane, as wide as a legend's.
func LaneKey(p *paint.Painter, lane int, x, y float32) (width float32) {
	ends := [...]paint.Point{{X: x, Y: y}, {X: x + p.Px(lineKey-valueGap), Y: y}}
	LaneLine(p, lane, ends[:])
	return p.Px(lineKey)
}

func roleColor(t *paint.Theme, r lab.Role) paint.Color {
	switch r {
	case lab.Accent:
		return t.Accent
	case lab.Alarm:
		return t.Alarm
	case lab.Prophet:
		return t.Prophet
	}
	return t.Plain
}

// drawAxis draws the common axis below the last chart: what was changed when, steps, and
// what they count. strip is the series that the strip tells of, -1 for none.
func (c *charts) drawAxis(p *paint.Painter, f *Frame, time *timeAxis, read *reading, strip int) {
	plot := c.plots[len(c.plots)-1]
	change, at := c.changes(p, f, plot, time)
	base := plot.Bottom() + p.Px(stripHeight+5) + p.CapHeight(paint.Small) + p.Px(3)
	c.timeLabels(p, time, read, plot, base)
	c.axisWords(p, f, plot, base+p.LineHeight(paint.Small), strip, change, at)
}

// timeLabels writes the steps on the axis.
func (c *charts) timeLabels(p *paint.Painter, time *timeAxis, read *reading, plot paint.Rect, base float32) {
	step := niceStep(time.span, max(1, int(plot.W/p.Px(110))))
	from, to := plot.X, float32(math.Inf(1)) // where labels must not stand
	if read.marked {
		from, to = c.readLabel(p, read, plot, base)
	}
	for s := math.Ceil(time.first/step) * step; s <= time.first+time.span; s += step {
		x := time.at(s)
		c.text = AppendNumber(c.text[:0], s, 0)
		w := p.TextWidth(paint.Small, string(c.text))
		left := min(max(x-w/2, plot.X), plot.Right()-w)
		p.Rect(paint.Rect{X: paint.Round(x), Y: plot.Bottom(), W: p.Hair(), H: p.Px(4)}, p.Theme.Line)
		if read.marked && left < to && left+w > from {
			continue
		}
		p.Text(paint.Small, left, base, p.Theme.Label, string(c.text))
	}
}

// readLabel writes the steps that are being read and returns the room that takes.
func (c *charts) readLabel(p *paint.Painter, read *reading, plot paint.Rect, base float32) (from, to float32) {
	c.text = append(c.text[:0], "step "...)
	if read.last > read.first {
		c.text = append(AppendNumber(append(c.text[:0], "steps "...), read.first, 0), "–"...)
	}
	c.text = AppendNumber(c.text, read.last, 0)
	w := p.TextWidth(paint.Strong, string(c.text))
	left := min(max(read.x-w/2, plot.X), plot.Right()-w)
	p.Text(paint.Strong, left, base, p.Theme.Text, string(c.text))
	return left - p.Px(8), left + w + p.Px(8)
}
