package game

import "github.com/resonetics/playground/game/paint"

// Sizes in layout pixels.
const (
	margin      = 12
	chartHeight = 128 // of one chart where there is room
	chartLeast  = 74  // below this a chart says nothing
	stageLeast  = 170
)

// isWide reports whether an area is so wide that charts stand beside the stage: below
// it they would leave the world less height than this leaves it width.
func isWide(area paint.Rect, scale float32) bool {
	return area.W > 640*scale && area.W > 1.5*area.H
}

// arrange divides area between the stage and charts. Charts stand below the stage, or
// beside it where the area is wide and the picture is not; where there is no room for
// both, charts is empty.
func arrange(area paint.Rect, scale float32, charts int, wide bool) (stage, below paint.Rect) {
	px := func(v float32) float32 { return v * scale }
	if area.W > px(360) && area.H > px(240) {
		area = area.Inset(px(margin))
	} else {
		area = area.Inset(px(4))
	}
	if charts == 0 || area.W < px(260) {
		return area, paint.Rect{}
	}
	if !wide && isWide(area, scale) {
		if area.H < px(chartLeast) {
			return area, paint.Rect{}
		}
		stage, below = area.CutLeft(paint.Round(area.W * 0.6))
		stage.W -= px(margin)
		return stage, below
	}
	want := px(chartHeight)*float32(charts) + px(axisHeight)
	least := px(chartLeast)*float32(charts) + px(axisHeight)
	share := float32(0.42)
	if wide {
		share = 0.3
	}
	h := min(want, max(area.H*share, least))
	if area.H-h < px(stageLeast) {
		return area, paint.Rect{}
	}
	stage, below = area.CutTop(paint.Round(area.H - h))
	stage.H -= px(margin)
	return stage, below
}

// chartRoom returns how many charts leave the stage its due: half the height
// where they stand below it, and three quarters where its picture is wide.
func chartRoom(area paint.Rect, scale float32, wide bool) int {
	height, least := area.H/2, 2
	switch {
	case wide:
		height, least = area.H/4, 1
	case isWide(area, scale):
		height = area.H
	}
	return max(least, int((height-axisHeight*scale)/(chartLeast*scale)))
}
