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
	for lanes, lines := range map[int]int{1: curveLineCount, 3: 4} {
		s, v := new(scene), &prophet.Picture{Lanes: make([]prophet.Lane, lanes)}
		for width := float32(180); width < 1000; width += 20 {
			area := paint.Rect{X: 10, Y: 20, W: width, H: 300}
			named, last := 0, float32(0)
			list := s.entries(p.Theme, v)
			rows := layLegend(p, area, list, func(i int, x, y float32) {
				named++
				require.LessOrEqual(t, x+p.Px(keyRoom)+p.TextWidth(paint.Body, list[i].name), area.Right(), "%s in %v", list[i].name, width)
				last = y
			})
			require.Equal(t, lines, named)
			require.Less(t, last, area.Y+game.LegendRow*float32(rows))
		}
	}
}

// TestThePlotFollowsTheWorkerButNotEverywhere: what it has answered is in the plot,
// unless it has gone so far astray that the target would become a flat line.
func TestThePlotFollowsTheWorkerButNotEverywhere(t *testing.T) {
	v := &prophet.Picture{Truth: []float32{-1, 1}, Curve: []float32{0, float32(math.NaN())}, Lanes: []prophet.Lane{{Answers: []float32{2.5}}}}
	_, hi := reach(v)
	require.Greater(t, hi, float32(2.5))
	v.Lanes[0].Answers[0] = 1e6
	lo, hi := reach(v)
	require.Less(t, hi, float32(4))
	require.Less(t, lo, float32(-1))
	v.Output = float32(math.Inf(-1))
	least, _ := reach(v)
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

// TestARaceHasAPlotOfItsErrors: a run alone has the terms of its loss in their place.
func TestARaceHasAPlotOfItsErrors(t *testing.T) {
	for rivals, names := range map[string][]string{
		"on":  {"Foresight", "Reference", "Fixed rate", "Learning rate", "Prophet: risk"},
		"off": {"Reality gap", "Flow", "Structure", "Tension", "Learning rate", "Prophet: risk"},
	} {
		session := labtest.New(t, prophet.Lab, prophet.KeyRivals, rivals)
		session.Advance(300)
		for _, size := range [][2]float32{{1200, 700}, {344, 600}} {
			scene := New().(*scene)
			stage := game.NewStage(game.Scenes{"prophet": func() game.Scene { return scene }})
			stage.Arrange(paint.Rect{W: size[0], H: size[1]}, 1)
			require.NoError(t, stage.Show(labtest.Look(session, lab.View{})))
			stage.Update(game.Input{Elapsed: 1.0 / 60})
			require.Equal(t, rivals == "on", scene.errors.H > 0, "%v", size)
			want := len(names)
			if rivals == "on" && !scene.beside {
				want = 3 // on a phone the strategies matter more
			}
			require.Len(t, scene.gauges, want)
			for i, g := range scene.gauges {
				require.Equal(t, names[i], g.name)
			}
		}
	}
}

// TestTheLastStepsHaveAScaleThatStands: it follows the target's range, not every answer.
func TestTheLastStepsHaveAScaleThatStands(t *testing.T) {
	gap := float32(math.NaN())
	require.Equal(t, float32(0.8), recentReach([]float32{0.3, -0.5, gap}))
	require.Equal(t, float32(1.7), recentReach([]float32{1, -1, gap}))
	require.Equal(t, float32(1.7), recentReach([]float32{9, gap}))
}
