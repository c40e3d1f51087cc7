package game

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

func TestNumbersReadAsPeopleWriteThem(t *testing.T) {
	for _, c := range []struct {
		v        float64
		decimals int
		want     string
	}{
		{1234567, 0, "1,234,567"}, {999, 0, "999"}, {-1234.5, 1, "−1,234.5"}, {-0.001, 2, "0.00"}, {-0.006, 2, "−0.01"},
		{math.NaN(), 1, "–"}, {0, 0, "0"}, {math.Inf(1), 0, "∞"}, {-1e30, 0, "−∞"},
		{1e16, 0, "10,000,000,000,000,000"}, {1e6, 0, "1,000,000"},
	} {
		require.Equal(t, c.want, string(AppendNumber(nil, c.v, c.decimals)), "%v", c.v)
	}
}

func TestStepsOfAxesAreRound(t *testing.T) {
	for _, c := range []struct {
		span float64
		n    int
		want float64
	}{{100, 5, 20}, {100, 4, 50}, {1, 3, 0.5}, {0.03, 3, 0.01}, {7, 7, 1}, {0, 3, 1}, {math.Inf(1), 3, 1}} {
		require.InDelta(t, c.want, niceStep(c.span, c.n), 1e-12, "%v in %d", c.span, c.n)
	}
	require.Equal(t, []int{0, 1, 2}, []int{decimalsFor(1), decimalsFor(0.5), decimalsFor(0.05)})
}

func TestSettingsTakeTheirValuesOnly(t *testing.T) {
	var s Settings
	for name, value := range map[string]string{"theme": "light", "motion": "reduced", "touch": "on", "values": "on", "rate": "max", "measured": "5350"} {
		require.NoError(t, s.Set(name, value))
	}
	require.Equal(t, Settings{Light: true, Reduced: true, Touch: true, Values: true, Rate: math.Inf(1), Measured: 5350}, s)
	before := s
	for name, value := range map[string]string{"theme": "blue", "motion": "", "rate": "-1", "measured": "max", "speed": "1"} {
		require.ErrorContains(t, s.Set(name, value), name)
		require.Error(t, s.Set(name, value))
	}
	require.Equal(t, before, s)
}

func TestEveryNodeIsFoundWhereItIsDrawn(t *testing.T) {
	for _, size := range [][2]int{{1, 1}, {6, 6}, {3, 40}, {40, 3}, {256, 256}} {
		g := NewGrid(size[0], size[1], paint.Rect{X: 13, Y: 7, W: 500, H: 400}, 1.5)
		for node := range size[0] * size[1] {
			x, y := g.Rect(float64(node/size[1]), float64(node%size[1])).Center()
			require.Equal(t, node, g.Index(x, y), "%v", size)
		}
		require.Equal(t, -1, g.Index(g.Box.X-1, g.Box.Y+1))
		require.Equal(t, -1, g.Index(g.Box.X+1, g.Box.Bottom()+1))
	}
}

func TestGlidesTakeTheShortWayAroundTheTorus(t *testing.T) {
	var g Glide
	g.Place(6, 6, 0, 5)
	require.False(t, g.Moving())
	g.Toward(0, 0, 0.2)
	g.Advance(0.1)
	row, col := g.At()
	require.Zero(t, row)
	require.Greater(t, col, 5.0, "out on the right, not back through the grid")
	g.Advance(0.2)
	row, col = g.At()
	require.Equal(t, []float64{0, 0}, []float64{row, col})
	require.False(t, g.Moving())
	require.Equal(t, []float64{0.2, 0.12, 0.2, 0.125}, []float64{GlideTime(0), GlideTime(1000), GlideTime(1), GlideTime(8)})
}

func TestChartsReadThePointUnderThePointer(t *testing.T) {
	d := &lab.ChartData{First: 1000, Stride: 4, Points: 300}
	axis := newTimeAxis(d, paint.Rect{X: 50, W: 700})
	for i := range d.Points {
		require.Equal(t, i, axis.nearest(axis.point(i), d.Points))
	}
	require.Equal(t, 0, axis.nearest(-100, d.Points))
	require.Equal(t, d.Points-1, axis.nearest(1e6, d.Points))
}

func TestValueAxesCoverLinesAndNothingElse(t *testing.T) {
	chart := &lab.Chart{Max: 1, Series: []lab.Series{
		{Key: "line"}, {Key: "crashes", Reduction: lab.Sum}, {Key: "state", Reduction: lab.Worst, Options: []string{"a", "b"}},
	}}
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	data := [][]float32{{-3, nan, 8, inf, -90}, {0, 0, 0, 90, 1}, {70, 0, 1, 1, 1}}
	axis := newValueAxis(chart, data, 1, paint.Rect{Y: 10, H: 200}, 1)
	require.Equal(t, []float64{-4, 8}, []float64{axis.min, axis.max}, "events and states stretch no axis, nor what one step lost by an event")
	require.Equal(t, float32(10), axis.at(axis.max))
	require.Equal(t, float32(210), axis.at(axis.min))
	require.Equal(t, float32(210), axis.held(-90), "what lies beyond runs along the end")
	require.True(t, math.IsNaN(float64(axis.held(nan))), "a gap stays one")
	axis = newValueAxis(chart, data, 2, paint.Rect{Y: 10, H: 200}, 1)
	require.LessOrEqual(t, axis.min, -90.0, "a mean over steps with an event and without is a value like others")
}

// TestAxesAreNoLongerThanTheyMust holds that a low plot, with room for two numbers,
// is not mostly empty.
func TestAxesAreNoLongerThanTheyMust(t *testing.T) {
	for _, c := range []struct{ lo, hi, least, most float64 }{
		{-0.5, 1, -0.6, 1}, {-0.5, 1.3, -0.5, 1.5}, {-5, 1.2, -5, 2}, {0, 100, 0, 100}, {0, 0.5, 0, 0.5}, {0, 0.03, 0, 0.03}, {0, 60, 0, 60},
	} {
		chart := &lab.Chart{Min: c.lo, Max: c.hi}
		axis := newValueAxis(chart, nil, 1, paint.Rect{H: 45}, 1)
		require.InDeltaSlice(t, []float64{c.least, c.most}, []float64{axis.min, axis.max}, 1e-9)
	}
}

func TestALegendNamesNoLineThatIsNotThere(t *testing.T) {
	chart := &lab.Chart{Series: []lab.Series{{Key: "pilot"}, {Key: "prophet"}, {Key: "crash", Reduction: lab.Sum}}}
	nan := float32(math.NaN())
	require.Equal(t, []int{0, 2}, listed(nil, chart, [][]float32{{1, nan}, {nan, nan}, {0, 0}}))
	require.Equal(t, []int{0, 1, 2}, listed(nil, chart, [][]float32{{nan}, {nan}, {0}}), "at the beginning all may come")
}

func TestCountsHaveNoDecimals(t *testing.T) {
	var c charts
	chart := lab.Chart{Max: 20, Series: []lab.Series{{Key: "population", Whole: true}}}
	require.Equal(t, "17", c.value(&chart, &chart.Series[0], 17))
}

func TestStatesHaveColorsOfTheirOwn(t *testing.T) {
	for _, theme := range []*paint.Theme{paint.Dark(), paint.Light()} {
		for _, s := range []lab.Series{
			{Role: lab.Alarm, Options: []string{"creative", "bubble", "collapse"}},
			{Role: lab.Prophet, Options: []string{"cruise", "warning", "alert", "panic"}},
		} {
			seen := make(map[paint.Color]bool)
			for state := range s.Options {
				seen[stateColor(theme, &s, state)] = true
			}
			require.Len(t, seen, len(s.Options))
		}
		require.Equal(t, theme.Alarm, stateColor(theme, &lab.Series{Role: lab.Alarm, Options: make([]string, 3)}, 2), "red is for collapse")
		require.Equal(t, theme.Prophet, stateColor(theme, &lab.Series{Role: lab.Prophet, Options: make([]string, 4)}, 3), "a panic is the Prophet's")
	}
	s := &lab.Series{Options: []string{"a", "b"}}
	require.Equal(t, []int{-1, 0, 1, -1, -1}, []int{
		stateOf(s, float32(math.NaN())), stateOf(s, 0), stateOf(s, 1), stateOf(s, 2), stateOf(s, -1)})
}

func TestAreasAreDividedWithoutOverlap(t *testing.T) {
	for _, c := range []struct{ w, h float32 }{{1280, 800}, {390, 640}, {900, 300}, {200, 120}, {50, 30}} {
		for charts := range 6 {
			area := paint.Rect{W: c.w, H: c.h}
			stage, below := arrange(area, 1, min(charts, chartRoom(area, 1, false)), false, 0)
			require.Positive(t, stage.W*stage.H, "%v with %d charts", c, charts)
			require.LessOrEqual(t, stage.Bottom(), c.h)
			if below.W > 0 {
				apart := below.Y >= stage.Bottom() || below.X >= stage.Right()
				require.True(t, apart, "%v with %d charts: %v and %v", c, charts, stage, below)
				require.LessOrEqual(t, below.Bottom(), c.h)
			}
		}
	}
}

// canvases are the sizes that the page's canvas has, from a phone's to a wall's.
var canvases = [][2]float32{{334, 472}, {364, 538}, {454, 574}, {598, 358}, {613, 358}, {653, 358}, {677, 442}, {903, 558}, {1543, 820}, {3160, 1750}}

func TestChartsAreThereOnEveryCanvasOfThePage(t *testing.T) {
	for _, c := range canvases {
		for _, wide := range []bool{false, true} {
			area := paint.Rect{W: c[0], H: c[1]}
			scale := growth(area, 1, false)
			var stage, below paint.Rect
			for n := chartRoom(area, scale, wide); n > 0 && below.W == 0; n-- {
				stage, below = arrange(area, scale, n, wide, 2*LegendRow*scale)
			}
			require.Positive(t, below.W*below.H, "%v, wide %v", c, wide)
			require.GreaterOrEqual(t, stage.H, (stageLeast-margin)*scale, "%v, wide %v", c, wide)
			require.InDelta(t, chartWidth(area, scale, wide), below.W, 1, "%v, wide %v", c, wide)
		}
	}
}

func TestTypeCanBeReadAndGrowsOnAWall(t *testing.T) {
	for _, one := range []paint.Type{paint.Small, paint.Body, paint.Strong} {
		require.GreaterOrEqual(t, one.Size, float32(13))
	}
	require.Equal(t, float32(1), growth(paint.Rect{W: 1543, H: 820}, 1, false))
	require.Equal(t, float32(1), growth(paint.Rect{W: 3086, H: 1640}, 2, false), "the same with finer pixels")
	require.Greater(t, growth(paint.Rect{W: 3160, H: 1750}, 1, false), float32(1.9))
	for _, screen := range []paint.Rect{{W: 1880, H: 900}, {W: 3800, H: 1900}} { // of 1080 and of 2160 rows
		least := 24 * screen.W / 1880 * 0.98
		require.GreaterOrEqual(t, paint.Small.Size*growth(screen, 1, true), least, "from the back of a room: %v", screen)
	}
}

// TestALegendNamesEveryLaneHoweverNarrowItIs lets the legend of a race flow in the widths
// of phones and desktops.
func TestALegendNamesEveryLaneHoweverNarrowItIs(t *testing.T) {
	chart := &lab.Chart{Label: "Highest memory", Unit: "%"}
	for lane := range 4 {
		chart.Series = append(chart.Series, lab.Series{Label: "lane", Lane: lane + 1})
	}
	chart.Series = append(chart.Series, lab.Series{Label: "failed", Reduction: lab.Sum})
	c := charts{lanes: LaneNames{"Pilot, newborn", "Pilot at 10,000", "", "Omniscient"}, listed: []int{0, 1, 2, 3, 4}}
	require.Equal(t, "Pilot, newborn", c.lanes.of(&chart.Series[0]))
	require.Equal(t, "lane", c.lanes.of(&chart.Series[2]), "a lane without a name")
	require.Equal(t, "failed", c.lanes.of(&chart.Series[4]))
	p := paint.New()
	for _, width := range []float32{260, 328, 556, 880, 1600} {
		x := titleWidth(p, chart)
		says := c.wordingFor(p, chart, width-x, false)
		named, row, end := 0, 0, x
		rows := c.flow(p, chart, says, x, width, func(i int, at float32, n int) {
			require.Equal(t, named, i)
			if n == row {
				require.GreaterOrEqual(t, at, end, "nothing lies over what stands before it")
			}
			named, row, end = named+1, n, at-p.Px(entryGap)+c.entryWidth(p, chart, i, says)
			require.LessOrEqual(t, end, width)
		})
		require.Equal(t, 5, named)
		require.Equal(t, row+1, rows)
	}
}
