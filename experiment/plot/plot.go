// Package plot draws learning curves and comparisons as SVG or PNG, with
// gonum/plot. It is for the terminal: the programs in a browser draw their own
// charts and do not link it.
package plot

import (
	"errors"
	"fmt"
	"image/color"
	"io"
	"math"
	"path/filepath"
	"slices"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/font"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Size of a figure.
const (
	width  = 18 * font.Centimeter
	height = 11 * font.Centimeter
)

// Style is how a series is drawn.
type Style uint8

// The styles.
const (
	Line  Style = iota // points joined in their order
	Dots               // points alone
	Level              // a dashed line at the height of the first point, across the figure
	Faint              // as Line, thin and pale
	Band               // the area between Y and High, pale
	Named              // points with the label beside them, in place of the legend
	Bars               // a vertical bar from Y to High at each point
)

// Series is one set of points with its name in the legend. Series without a label are not
// in the legend and have the color of the next one that is.
type Series struct {
	Label string
	Style Style
	X, Y  []float64 // of the same length; points that are not finite are left out
	High  []float64 // of a Band or of Bars, as long as Y
}

// Height returns a Level at y.
func Height(label string, y float64) Series {
	return Series{Label: label, Style: Level, X: []float64{0}, Y: []float64{y}}
}

// Figure is a picture of several series over the same axes.
type Figure struct {
	Title, X, Y string // axes with their units
	Series      []Series
	Below       *Figure // another one, drawn below it in the same file; may be nil
}

// colors tell series apart for every kind of color vision (Okabe and Ito, 2008).
var colors = []color.Color{
	color.RGBA{R: 0, G: 114, B: 178, A: 255}, color.RGBA{R: 213, G: 94, B: 0, A: 255},
	color.RGBA{R: 0, G: 158, B: 115, A: 255}, color.RGBA{R: 204, G: 121, B: 167, A: 255},
	color.RGBA{R: 86, G: 180, B: 233, A: 255}, color.RGBA{R: 230, G: 159, B: 0, A: 255},
}

// Format returns the format of a file by its name: "svg" or "png". The error
// names any other ending.
func Format(path string) (string, error) {
	switch ending := strings.ToLower(filepath.Ext(path)); ending {
	case ".svg", ".png":
		return ending[1:], nil
	}
	return "", fmt.Errorf("%s ends in %q, want .svg or .png", path, filepath.Ext(path))
}

// ErrEmpty is returned for a figure without a single finite point.
var ErrEmpty = errors.New("there is nothing to plot yet")

// Write draws the figure, and those below it, in a format that Format returned.
func (f Figure) Write(w io.Writer, format string) error {
	var plots []*plot.Plot // from top to bottom
	for one := &f; one != nil; one = one.Below {
		p, err := one.plot()
		if err != nil {
			return err
		}
		plots = append(plots, p)
	}
	c, err := draw.NewFormattedCanvas(width, height*vg.Length(len(plots)), format)
	if err != nil {
		return fmt.Errorf("plot: %w", err)
	}
	for i, p := range plots {
		bottom, top := vg.Length(len(plots)-1-i), vg.Length(i)
		p.Draw(draw.Crop(draw.New(c), 0, 0, bottom*height, -top*height-vg.Points(3)))
	}
	_, err = c.WriteTo(w)
	return err
}

// plot returns the figure alone.
func (f *Figure) plot() (*plot.Plot, error) {
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = f.Title, f.X, f.Y
	p.Legend.Top = true
	p.Legend.Left = true
	p.Add(plotter.NewGrid())
	drawn, labels := false, 0
	for _, s := range f.Series {
		ok, err := s.add(p, colors[labels%len(colors)])
		if err != nil {
			return nil, fmt.Errorf("plot: %s: %w", s.Label, err)
		}
		drawn = drawn || ok
		if s.Label != "" && s.Style != Named {
			labels++
		}
	}
	if !drawn {
		return nil, ErrEmpty
	}
	widen(&p.X)
	widen(&p.Y)
	p.Y.Max += (p.Y.Max - p.Y.Min) * 0.05 * float64(labels) // room for the legend
	return p, nil
}

// widen gives an axis on which everything is at one place some length.
func widen(a *plot.Axis) {
	if a.Min == a.Max {
		a.Min, a.Max = a.Min-1, a.Max+1
	}
}

// add adds the series to p and reports whether it had a point.
func (s Series) add(p *plot.Plot, c color.Color) (bool, error) {
	points := s.finite(s.Y)
	if len(points) == 0 {
		return false, nil
	}
	if s.Style == Named {
		p.Add(named{points, s.Label, c})
		return true, nil
	}
	drawn, err := s.shape(points, c)
	if err != nil {
		return false, err
	}
	if s.Style == Level { // a function does not claim room
		p.Y.Min, p.Y.Max = min(p.Y.Min, points[0].Y), max(p.Y.Max, points[0].Y)
	}
	p.Add(drawn)
	if s.Label != "" {
		p.Legend.Add(s.Label, drawn)
	}
	return true, nil
}

// drawing is what plotters draw, in the figure and in its legend.
type drawing interface {
	plot.Plotter
	plot.Thumbnailer
}

// shape returns the series as its style says.
func (s Series) shape(points plotter.XYs, c color.Color) (drawing, error) {
	switch s.Style {
	case Dots:
		dots, err := plotter.NewScatter(points)
		if err != nil {
			return nil, err
		}
		dots.GlyphStyle = draw.GlyphStyle{Color: faint(c, 110), Radius: vg.Points(1.5), Shape: draw.CircleGlyph{}}
		return dots, nil
	case Level:
		level := plotter.NewFunction(func(float64) float64 { return points[0].Y })
		level.Samples = 2
		level.LineStyle = draw.LineStyle{Color: c, Width: vg.Points(1), Dashes: []vg.Length{vg.Points(4), vg.Points(3)}}
		return level, nil
	case Band:
		high := s.finite(s.High)
		slices.Reverse(high)
		area, err := plotter.NewPolygon(append(points, high...))
		if err != nil {
			return nil, err
		}
		area.Color, area.LineStyle.Width = faint(c, 60), 0
		return area, nil
	case Bars:
		return bars{points, s.finite(s.High), c}, nil
	}
	line, err := plotter.NewLine(points)
	if err != nil {
		return nil, err
	}
	line.LineStyle = draw.LineStyle{Color: c, Width: vg.Points(1.5)}
	if s.Style == Faint {
		line.LineStyle = draw.LineStyle{Color: faint(c, 110), Width: vg.Points(0.75)}
	}
	return line, nil
}

func faint(c color.Color, alpha uint8) color.Color {
	r, g, b, _ := c.RGBA()
	return color.NRGBA{R: uint8(r >> 8), G: uint8(g >> 8), B: uint8(b >> 8), A: alpha}
}

// finite returns the points with the given heights that are finite.
func (s Series) finite(heights []float64) plotter.XYs {
	var points plotter.XYs
	for i := range s.X {
		if x, y := s.X[i], heights[i]; !math.IsNaN(x-x) && !math.IsNaN(y-y) {
			points = append(points, plotter.XY{X: x, Y: y})
		}
	}
	return points
}
