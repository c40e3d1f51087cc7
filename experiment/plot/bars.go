package plot

import (
	"image/color"
	"slices"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// bars are vertical bars from low to high, with a cap at both ends.
type bars struct {
	low, high plotter.XYs
	color     color.Color
}

// capWidth is the width of a bar's ends.
const capWidth = vg.Length(5)

// style returns how a bar is drawn.
func (b bars) style() draw.LineStyle { return draw.LineStyle{Color: b.color, Width: vg.Points(0.75)} }

// Plot implements plot.Plotter.
func (b bars) Plot(c draw.Canvas, p *plot.Plot) {
	toX, toY := p.Transforms(&c)
	for i, low := range b.low {
		x, from, to := toX(low.X), toY(low.Y), toY(b.high[i].Y)
		c.StrokeLine2(b.style(), x, from, x, to)
		for _, y := range []vg.Length{from, to} {
			c.StrokeLine2(b.style(), x-capWidth/2, y, x+capWidth/2, y)
		}
	}
}

// Thumbnail implements plot.Thumbnailer.
func (b bars) Thumbnail(c *draw.Canvas) {
	x := c.Center().X
	c.StrokeLine2(b.style(), x, c.Min.Y, x, c.Max.Y)
}

// DataRange implements plot.DataRanger.
func (b bars) DataRange() (xmin, xmax, ymin, ymax float64) {
	return plotter.XYRange(slices.Concat(b.low, b.high))
}
