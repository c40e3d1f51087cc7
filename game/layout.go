package game

import "github.com/resonetics/playground/game/paint"

// Sizes in layout pixels.
const (
	margin      = 12
	chartHeight = 128 // of one chart where there is room
	chartLeast  = 74  // below this a chart says nothing
	stageLeast  = 170
	phoneLeast  = 240 // of a stage on a phone, where a finger has to find what it shows
	phoneWidth  = 480 // below it a stage is a phone's
	lowHeight   = 480 // below it charts take no more than they need
)

// A stage of this size in layout pixels is seen whole from where its words can be read.
const (
	readWidth  = 1600
	readHeight = 900
)

// far is how many times as large as at a desk everything is drawn for the back of a room,
// where type of 24 pixels is the least on a screen of 1080.
const far = 1.9

// growth returns by how much everything on a larger stage than that is drawn larger than
// the pixel ratio asks; for the back of a room on a smaller one too.
func growth(area paint.Rect, ratio float32, large bool) float32 {
	fits := min(area.W/(readWidth*ratio), area.H/(readHeight*ratio))
	if large {
		fits *= far
	}
	return max(1, fits)
}

// isBeside reports whether charts stand beside the stage: in an area so wide that below it
// they would leave the world less height than this leaves it width. A wide picture needs
// the width itself.
func isBeside(area paint.Rect, scale float32, wide bool) bool {
	return !wide && area.W > 640*scale && area.W > 1.5*area.H
}

// arrange divides area between the stage and charts, whose legends take the height extra
// beyond a row each; where there is no room for both, charts is empty.
func arrange(area paint.Rect, scale float32, charts int, wide bool, extra float32) (stage, below paint.Rect) {
	px := func(v float32) float32 { return v * scale }
	beside := isBeside(area, scale, wide)
	area = inside(area, scale)
	least := px(chartLeast)*float32(charts) + px(axisHeight) + extra
	if charts == 0 || area.W < px(260) || beside && area.H < least {
		return area, paint.Rect{}
	}
	if beside {
		stage, below = area.CutLeft(paint.Round(area.W * besideShare))
		stage.W -= px(margin)
		return stage, below
	}
	want := px(chartHeight)*float32(charts) + px(axisHeight) + extra
	share := float32(0.42)
	if wide || area.H < px(lowHeight) {
		share = 0.3
	}
	h := min(want, max(area.H*share, least))
	due := px(stageLeast)
	if area.W < px(phoneWidth) {
		due = px(phoneLeast)
	}
	if area.H-h < due {
		return area, paint.Rect{}
	}
	stage, below = area.CutTop(paint.Round(area.H - h))
	stage.H -= px(margin)
	return stage, below
}

// besideShare is the part of the width that charts beside a stage leave it.
const besideShare = 0.6

// inside returns the area without its margin.
func inside(area paint.Rect, scale float32) paint.Rect {
	if area.W > 360*scale && area.H > 240*scale {
		return area.Inset(margin * scale)
	}
	return area.Inset(4 * scale)
}

// chartWidth returns how wide charts are that share an area with a stage.
func chartWidth(area paint.Rect, scale float32, wide bool) float32 {
	width := inside(area, scale).W
	if isBeside(area, scale, wide) {
		width -= paint.Round(width * besideShare)
	}
	return width
}

// chartRoom returns how many charts leave the stage its due, one at least: half the height
// where they stand below it, three quarters where its picture is wide, and most of a
// phone's.
func chartRoom(area paint.Rect, scale float32, wide bool) int {
	height := area.H / 2
	switch {
	case isBeside(area, scale, wide):
		height = area.H
	case wide:
		height = area.H / 4
	case area.W < phoneWidth*scale:
		height = area.H * 0.3
	}
	return max(1, int((height-axisHeight*scale)/(chartLeast*scale)))
}

// place gives the charts as much of area as leaves the scene its due, and returns the
// scene's part.
func (c *charts) place(p *paint.Painter, area paint.Rect, f *Frame) (stage paint.Rect) {
	l := f.Snapshot.Lab
	c.lanes = f.Lanes
	n := c.choose(f.Snapshot, chartRoom(area, p.Scale, l.Wide))
	extra := c.breakLegends(p, f.Snapshot, chartWidth(area, p.Scale, l.Wide))
	var below paint.Rect
	for ; ; n-- {
		stage, below = arrange(area, p.Scale, n, l.Wide, extra)
		if below.W > 0 || n <= 0 {
			break
		}
		extra -= p.Px(LegendRow) * float32(c.rows[n-1]-1)
	}
	c.shown = c.shown[:n]
	c.arrange(p, below)
	return stage
}

// arrange divides area among the shown charts.
func (c *charts) arrange(p *paint.Painter, area paint.Rect) {
	c.area = area
	c.plots = c.plots[:0]
	if area.W <= 0 || len(c.shown) == 0 {
		return
	}
	rest := area
	rest.H -= p.Px(axisHeight)
	rows := 0
	for _, n := range c.rows[:len(c.shown)] {
		rows += n
	}
	each := (rest.H - p.Px(LegendRow)*float32(rows)) / float32(len(c.shown))
	for k := range c.shown {
		var plot paint.Rect
		legend := p.Px(LegendRow) * float32(c.rows[k])
		plot, rest = rest.CutTop(each + legend)
		_, plot = plot.CutTop(legend)
		_, plot = plot.CutLeft(p.Px(gutter))
		plot.H -= p.Px(plotPadding)
		plot.W -= p.Px(plotPadding)
		plot.X, plot.Y, plot.W, plot.H = paint.Round(plot.X), paint.Round(plot.Y), paint.Round(plot.W), paint.Round(plot.H)
		c.plots = append(c.plots, plot)
	}
}
