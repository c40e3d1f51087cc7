package game

import (
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// Sizes of a legend's entry in layout pixels.
const (
	entryGap = 18 // before it
	lineKey  = 22 // the piece of a line and the gap after it
	markKey  = 14 // of a mark
	valueGap = 6
)

// wording says what the entries of a legend tell.
type wording struct{ names, values bool }

// legend names the chart, its unit and its series, each with its value. Where one row has no room for both, the names stay, in as many rows as they
// take; or the values, while the pointer reads the chart.
func (c *charts) legend(p *paint.Painter, chart *lab.Chart, series [][]float32, plot paint.Rect, rows int, values []float32, reading bool) {
	row := p.Px(LegendRow)
	y := plot.Y - row*(float32(rows)-0.4) // clear of the number at the top of the axis
	base := p.Middle(paint.Body, y)
	left, end := plot.X-p.Px(gutter), plot.Right()+p.Px(plotPadding)
	x := p.Text(paint.Strong, left, base, p.Theme.Text, chart.Label)
	if chart.Unit != "" {
		x = p.Text(paint.Body, x, base, p.Theme.Label, " (")
		x = p.Text(paint.Body, x, base, p.Theme.Label, chart.Unit)
		x = p.Text(paint.Body, x, base, p.Theme.Label, ")")
	}
	c.listed = listed(c.listed[:0], chart, series)
	says := c.wordingFor(p, chart, end-x, reading)
	c.flow(p, chart, says, x-left, end-left, func(i int, x float32, n int) {
		c.entry(p, chart, i, says, values[i], left+x, y+row*float32(n))
	})
}

// breakLegends notes into how many rows the legend of every shown chart is broken in a
// width, and returns the height of those beyond the first of each.
func (c *charts) breakLegends(p *paint.Painter, s *lab.Snapshot, width float32) (extra float32) {
	c.rows = c.rows[:0]
	for _, i := range c.shown {
		chart := &s.Lab.Charts[i]
		c.listed = listed(c.listed[:0], chart, s.Chart.Series[firstSeries(s.Lab, i):])
		x := titleWidth(p, chart)
		n := c.flow(p, chart, c.wordingFor(p, chart, width-x, false), x, width, func(int, float32, int) {})
		c.rows = append(c.rows, n)
		extra += p.Px(LegendRow) * float32(n-1)
	}
	return extra
}

// titleWidth returns the room that name and unit of a chart take.
func titleWidth(p *paint.Painter, chart *lab.Chart) float32 {
	width := p.TextWidth(paint.Strong, chart.Label)
	if chart.Unit != "" {
		width += p.TextWidth(paint.Body, " ()") + p.TextWidth(paint.Body, chart.Unit)
	}
	return width
}

// flow goes through the listed entries of a legend in rows of a width, the first of which
// is taken up to x by the title, calls at with the place and the row of each, and returns
// the number of rows.
func (c *charts) flow(p *paint.Painter, chart *lab.Chart, says wording, x, width float32, at func(i int, x float32, row int)) (rows int) {
	gap := p.Px(entryGap)
	for _, i := range c.listed {
		w := c.entryWidth(p, chart, i, says)
		if x > 0 && x+w > width {
			x = -gap
			rows++
		}
		at(i, x+gap, rows)
		x += w
	}
	return rows + 1
}

// listed appends to dst the series that a legend names: lines without a point are of
// something that is not there, such as the Prophet of a plain Pilot, unless nothing is
// there yet.
func listed(dst []int, chart *lab.Chart, series [][]float32) []int {
	empty := !anyNumber(chart.Series, series)
	for i := range chart.Series {
		if empty || chart.Series[i].Reduction == lab.Sum || anyNumber(chart.Series[i:i+1], series[i:i+1]) {
			dst = append(dst, i)
		}
	}
	return dst
}

// wordingFor returns what the listed entries of a chart tell in so much room.
func (c *charts) wordingFor(p *paint.Painter, chart *lab.Chart, room float32, reading bool) wording {
	everything := wording{names: true, values: true}
	for _, i := range c.listed {
		room -= c.entryWidth(p, chart, i, everything)
	}
	if room >= 0 {
		return everything
	}
	return wording{names: !reading, values: reading}
}

// entryWidth returns the room that the entry of a series takes with the gap before
// it: enough for the longest value, so that nothing beside it trembles.
func (c *charts) entryWidth(p *paint.Painter, chart *lab.Chart, i int, says wording) float32 {
	s := &chart.Series[i]
	width, value := p.Px(entryGap), "−0.00"
	switch {
	case s.Reduction == lab.Sum: // a mark is its name
		return width + p.Px(markKey) + p.TextWidth(paint.Body, s.Label)
	case s.Options != nil:
		width += p.Px(bandHeight + valueGap)
		value = s.Options[len(s.Options)-1]
	default:
		width += p.Px(lineKey)
		if chart.Unit == "%" {
			value = "100 %"
		}
	}
	if says.names {
		width += p.TextWidth(paint.Body, c.lanes.of(s)) + p.Px(valueGap)
	}
	if says.values {
		width += p.TextWidth(paint.Strong, value)
	}
	return width
}

// entry draws the sign of a series at (x, y), its name and its value.
func (c *charts) entry(p *paint.Painter, chart *lab.Chart, i int, says wording, value float32, x, y float32) {
	s := &chart.Series[i]
	base := p.Middle(paint.Body, y)
	switch {
	case s.Reduction == lab.Sum:
		w, h := max(1, paint.Round(p.Px(2))), p.Px(14)
		if c.told { // by the strip
			w, h = p.Px(stripHeight), p.Px(stripHeight)
		}
		p.Rect(paint.Rect{X: paint.Round(x + p.Px(2)), Y: y - h/2, W: w, H: h}, roleColor(p.Theme, s.Role))
		p.Text(paint.Body, x+p.Px(markKey), base, p.Theme.Label, s.Label)
		return
	case s.Options != nil:
		bandKey(p, s, value, x, y)
		x += p.Px(bandHeight + valueGap)
	default:
		ends := [...]paint.Point{{X: x, Y: y}, {X: x + p.Px(lineKey-valueGap), Y: y}}
		drawLine(p, s, ends[:])
		x += p.Px(lineKey)
	}
	if says.names {
		x = p.Text(paint.Body, x, base, p.Theme.Label, c.lanes.of(s)) + p.Px(valueGap)
	}
	if says.values {
		p.Text(paint.Strong, x, base, p.Theme.Text, c.value(chart, s, value))
	}
}

// value writes a value of a series with its unit.
func (c *charts) value(chart *lab.Chart, s *lab.Series, v float32) string {
	if s.Options != nil {
		return stateName(s, v)
	}
	decimals := decimalsFor((chart.Max - chart.Min) / 100)
	if s.Whole {
		decimals = 0
	}
	c.text = AppendNumber(c.text[:0], float64(v), decimals)
	if chart.Unit == "%" && v == v {
		c.text = append(c.text, " %"...)
	}
	return string(c.text)
}
