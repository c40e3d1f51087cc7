package game

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

func TestEveryLineOfTheProphetIsNamed(t *testing.T) {
	p := paint.New()
	p.Theme = paint.Dark()
	p.Scale = 1
	for width := float32(180); width < 1000; width += 20 {
		area := paint.Rect{X: 10, Y: 20, W: width, H: 300}
		named, last := 0, float32(0)
		rows := layLegend(p, area, func(p *paint.Painter, l curveLine, x, y float32) {
			named++
			require.LessOrEqual(t, x+p.Px(24)+p.TextWidth(paint.Body, l.name), area.Right(), "%s in %v", l.name, width)
			last = y
		})
		require.Equal(t, int(curveLineCount), named)
		require.Less(t, last, area.Y+legendRow*float32(rows))
	}
}

// TestThePlotFollowsTheWorkerButNotEverywhere: what it has answered is in the plot,
// unless it has gone so far astray that the target would become a flat line.
func TestThePlotFollowsTheWorkerButNotEverywhere(t *testing.T) {
	s := prophetScene{trail: trail{at: -1}}
	v := &lab.ProphetView{Truth: []float32{-1, 1}, Curve: []float32{0, float32(math.NaN())}}
	s.trail.add(0, 0.5, 2.5)
	_, hi := s.reach(v)
	require.Greater(t, hi, float32(2.5))
	s.trail.add(0, 0.6, 1e6)
	lo, hi := s.reach(v)
	require.Less(t, hi, float32(4))
	require.Less(t, lo, float32(-1))
	v.Output = float32(math.Inf(-1))
	least, _ := s.reach(v)
	require.Equal(t, lo, least, "a diverged answer has no place")
}
