package prophet

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/prophet"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
	"github.com/resonetics/playground/internal/gametest"
	"github.com/resonetics/playground/internal/labtest"
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
		require.Less(t, last, area.Y+game.LegendRow*float32(rows))
	}
}

// TestThePlotFollowsTheWorkerButNotEverywhere: what it has answered is in the plot,
// unless it has gone so far astray that the target would become a flat line.
func TestThePlotFollowsTheWorkerButNotEverywhere(t *testing.T) {
	s := scene{trail: trail{at: -1}}
	v := &prophet.Picture{Truth: []float32{-1, 1}, Curve: []float32{0, float32(math.NaN())}}
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

func TestMain(m *testing.M) { gametest.Main(m) }

func TestAClickOnTheCurveChangesTheRegime(t *testing.T) {
	s := labtest.New(t, prophet.Lab)
	s.Advance(50)
	scene := New().(*scene)
	stage := game.NewStage(game.Scenes{"prophet": func() game.Scene { return scene }})
	var changes []string
	stage.Events.Inject = func(place int, amount float64) { changes = append(changes, fmt.Sprint(place, amount)) }
	stage.Arrange(paint.Rect{W: 860, H: 700}, 1)
	require.NoError(t, stage.Show(labtest.Look(s, lab.View{})))
	stage.Update(game.Input{Elapsed: 1.0 / 60})
	x, y := scene.plot.Center()
	stage.Update(game.Input{X: x, Y: y, Present: true, Clicked: true})
	require.Equal(t, []string{"0 1"}, changes)
	x, y = scene.side.Center()
	stage.Update(game.Input{X: x, Y: y, Present: true, Clicked: true})
	require.Len(t, changes, 1, "the gauges are no button")
}

func TestTheTrailFollowsOneRun(t *testing.T) {
	tr := trail{at: -1}
	tr.add(0, 0.5, 1)
	require.Equal(t, float32(1), tr.values[prophet.CurvePoints/2])
	require.True(t, math.IsNaN(float64(tr.values[0])), "what was not seen is a gap")
	tr.add(0, 0.5+4.0/prophet.CurvePoints, 3)
	require.InDelta(t, 2, tr.values[prophet.CurvePoints/2+2], 1e-6, "steps that were not shown are bridged")
	tr.add(0, 0.75, 5)
	require.Equal(t, float32(5), tr.values[prophet.CurvePoints*3/4])
	for i := prophet.CurvePoints/2 + 5; i < prophet.CurvePoints*3/4; i++ {
		require.True(t, math.IsNaN(float64(tr.values[i])), "a long way that was not seen is a gap")
	}
	tr.add(1, 0, -1)
	require.Equal(t, float32(-1), tr.values[0])
	require.True(t, math.IsNaN(float64(tr.values[prophet.CurvePoints/2])), "a new run begins afresh")
	tr.add(1, 2, 5)
	require.Equal(t, float32(5), tr.values[prophet.CurvePoints-1])
}
