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

// legend names the chart, its unit and its series, each with its value. Where there is no room for both, the names stay; or the values,
// while the pointer reads the chart.
func (c *charts) legend(p *paint.Painter, chart *lab.Chart, series [][]float32, plot paint.Rect, values []float32, reading bool) {
	y := plot.Y - p.Px(LegendRow*0.6) // clear of the number at the top of the axis
	base := p.Middle(paint.Body, y)
	x := p.Text(paint.Strong, plot.X-p.Px(gutter), base, p.Theme.Text, chart.Label)
	if chart.Unit != "" {
		x = p.Text(paint.Body, x, base, p.Theme.Label, " (")
		x = p.Text(paint.Body, x, base, p.Theme.Label, chart.Unit)
		x = p.Text(paint.Body, x, base, p.Theme.Label, ")")
	}
	end := plot.Right() + p.Px(plotPadding)
	c.listed = listed(c.listed[:0], chart, series)
	says := wordingFor(p, chart, c.listed, end-x, reading)
	for _, i := range c.listed {
		next := x + entryWidth(p, chart, i, says)
		if next > end {
			return
		}
		c.entry(p, chart, i, says, values[i], x+p.Px(entryGap), y)
		x = next
	}
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

// wordingFor returns what the entries of a chart that are listed tell in so much room.
func wordingFor(p *paint.Painter, chart *lab.Chart, listed []int, room float32, reading bool) wording {
	everything := wording{names: true, values: true}
	for _, i := range listed {
		room -= entryWidth(p, chart, i, everything)
	}
	if room >= 0 {
		return everything
	}
	return wording{names: !reading, values: reading}
}

// entryWidth returns the room that the entry of a series takes with the gap before
// it: enough for the longest value, so that nothing beside it trembles.
func entryWidth(p *paint.Painter, chart *lab.Chart, i int, says wording) float32 {
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
		width += p.TextWidth(paint.Body, s.Label) + p.Px(valueGap)
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
		x = p.Text(paint.Body, x, base, p.Theme.Label, s.Label) + p.Px(valueGap)
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
