package plot

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"image/png"
	"io"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var figure = Figure{Title: "Learning", X: "steps", Y: "return", Series: []Series{
	{Label: "episodes", Style: Dots, X: []float64{1, 2, 3}, Y: []float64{4, math.NaN(), 6}},
	{Label: "held-out", X: []float64{1, 3}, Y: []float64{4, 9}},
	{Label: "h3", Style: Level, X: []float64{0}, Y: []float64{20}},
}}

func TestSVGIsWellFormedAndNamesEverySeries(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, figure.Write(&b, "svg"))
	for _, word := range []string{"<svg", "Learning", "steps", "return", "episodes", "held-out", "h3"} {
		require.Contains(t, b.String(), word)
	}
	for d := xml.NewDecoder(&b); ; {
		if _, err := d.Token(); err == io.EOF {
			break
		} else {
			require.NoError(t, err)
		}
	}
}

// TestSeriesWithoutALabelBelongToTheNextThatHasOne looks for the colors of three of them,
// and for a second figure below the first.
func TestSeriesWithoutALabelBelongToTheNextThatHasOne(t *testing.T) {
	x := []float64{1, 2, 3}
	seeds := Figure{Title: "Failures", Series: []Series{
		{Style: Band, X: x, Y: []float64{1, 2, math.NaN()}, High: []float64{3, 4, math.NaN()}},
		{Style: Faint, X: x, Y: []float64{1, 2, 3}},
		{Label: "middle", X: x, Y: []float64{2, 3, 4}},
		Height("h3", 9),
	}}
	seeds.Below = &figure
	var b bytes.Buffer
	require.NoError(t, seeds.Write(&b, "png"))
	two, err := png.Decode(&b)
	require.NoError(t, err)
	require.NoError(t, figure.Write(&b, "png"))
	one, err := png.Decode(&b)
	require.NoError(t, err)
	require.InDelta(t, 2*one.Bounds().Dy(), two.Bounds().Dy(), 1)
	require.NoError(t, seeds.Write(&b, "svg"))
	for _, word := range []string{"Failures", "middle", "h3", "Learning", "held-out"} {
		require.Contains(t, b.String(), word)
	}
	above, _, _ := strings.Cut(b.String(), "Learning")
	for color, n := range map[string]int{"fill:#0071B1": 1, "stroke:#0071B1": 1, "stroke:#0072B2": 2} { // a pale color is rounded
		require.Equal(t, n, strings.Count(above, color), color)
	}
	require.ErrorIs(t, Figure{Below: &figure}.Write(new(bytes.Buffer), "svg"), ErrEmpty)
}

// TestANamedPointIsNotInTheLegend: its name stands once, beside it, and left of it where there
// is no room on the right.
func TestANamedPointIsNotInTheLegend(t *testing.T) {
	f := Figure{Series: []Series{
		{Label: "left", Style: Named, X: []float64{0}, Y: []float64{1}},
		{Label: "a long name", Style: Named, X: []float64{10}, Y: []float64{1}},
	}}
	var b bytes.Buffer
	require.NoError(t, f.Write(&b, "svg"))
	place := func(name string) (x float64) {
		t.Helper()
		before, _, ok := strings.Cut(b.String(), ">"+name+"<")
		require.True(t, ok)
		_, err := fmt.Sscanf(before[strings.LastIndex(before, "<text x=\"")+len("<text x=\""):], "%f", &x)
		require.NoError(t, err)
		return x
	}
	require.Equal(t, 1, strings.Count(b.String(), ">left<"))
	require.Less(t, place("a long name"), float64(width)-40)
	require.Greater(t, place("a long name"), place("left"))
}

func TestPNGIsAPicture(t *testing.T) {
	var b bytes.Buffer
	require.NoError(t, figure.Write(&b, "png"))
	picture, err := png.Decode(&b)
	require.NoError(t, err)
	require.Greater(t, picture.Bounds().Dx(), picture.Bounds().Dy())
}

func TestSamePointsMakeTheSameFile(t *testing.T) {
	var a, b bytes.Buffer
	require.NoError(t, figure.Write(&a, "svg"))
	require.NoError(t, figure.Write(&b, "svg"))
	require.Equal(t, a.Bytes(), b.Bytes())
}

func TestFewPointsAreStillAFigure(t *testing.T) {
	one := Figure{Series: []Series{{Label: "one", X: []float64{5}, Y: []float64{5}}}}
	require.NoError(t, one.Write(new(bytes.Buffer), "svg"))
	level := Figure{Series: []Series{{Label: "level", Style: Level, X: []float64{5}, Y: []float64{5}}}}
	require.NoError(t, level.Write(new(bytes.Buffer), "svg"))
	none := Figure{Series: []Series{{Label: "none", X: []float64{1, math.Inf(1)}, Y: []float64{math.NaN(), 1}}}}
	require.ErrorIs(t, none.Write(new(bytes.Buffer), "svg"), ErrEmpty)
}

func TestFormatFollowsTheName(t *testing.T) {
	for path, want := range map[string]string{"a.svg": "svg", "b/c.PNG": "png"} {
		got, err := Format(path)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	for _, path := range []string{"a.jpg", "svg", ""} {
		_, err := Format(path)
		require.ErrorContains(t, err, ".svg or .png")
	}
}

// TestBarsReachFromLowToHigh: the axes cover both ends, and the file has a line for each bar.
func TestBarsReachFromLowToHigh(t *testing.T) {
	f := Figure{Series: []Series{{Style: Bars, X: []float64{1, 2}, Y: []float64{-3, 1}, High: []float64{5, 7}}}}
	p, err := f.plot()
	require.NoError(t, err)
	require.LessOrEqual(t, p.Y.Min, -3.0)
	require.GreaterOrEqual(t, p.Y.Max, 7.0)
	var empty, drawn bytes.Buffer
	require.NoError(t, Figure{Series: []Series{Height("", 1)}}.Write(&empty, "svg"))
	require.NoError(t, f.Write(&drawn, "svg"))
	require.Contains(t, drawn.String(), "<path")
}
