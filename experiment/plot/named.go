package plot

import (
	"image/color"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/text"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// named are points with their name beside them, which keep it clear of the frame.
type named struct {
	points plotter.XYs
	name   string
	color  color.Color
}

// Plot implements plot.Plotter.
func (n named) Plot(c draw.Canvas, p *plot.Plot) {
	x, y := p.Transforms(&c)
	glyph := draw.GlyphStyle{Color: n.color, Radius: vg.Points(2.5), Shape: draw.CircleGlyph{}}
	style := text.Style{Color: n.color, Font: p.Legend.TextStyle.Font, Handler: p.TextHandler, YAlign: text.YCenter}
	style.Font.Size = vg.Points(8)
	for _, point := range n.points {
		at := vg.Point{X: x(point.X), Y: y(point.Y)}
		c.DrawGlyph(glyph, at)
		beside := vg.Point{X: at.X + vg.Points(5), Y: at.Y}
		if beside.X+style.Width(n.name) > c.Max.X {
			beside.X -= vg.Points(10) + style.Width(n.name)
		}
		c.FillText(style, beside, n.name)
	}
}

// DataRange implements plot.DataRanger.
func (n named) DataRange() (xmin, xmax, ymin, ymax float64) { return plotter.XYRange(n.points) }
