package cluster

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
	"github.com/resonetics/playground/internal/labtest"
)

// watched is a scene that keeps the frame it is given.
type watched struct {
	*scene
	frame *game.Frame
}

func (w *watched) Update(f *game.Frame) {
	w.frame = f
	w.scene.Update(f)
}

// sceneAt returns the scene of a cluster on a canvas of that size. Nothing is drawn, so
// that no display is needed.
func sceneAt(t *testing.T, s *lab.Session, w, h float32, values bool) (*game.Frame, *scene) {
	t.Helper()
	scene := &watched{scene: New().(*scene)}
	stage := game.NewStage(game.Scenes{"cluster": func() game.Scene { return scene }})
	stage.Settings.Values = values
	stage.Arrange(paint.Rect{W: w, H: h}, 1)
	require.NoError(t, stage.Show(labtest.Look(s, lab.View{})))
	stage.Update(game.Input{Elapsed: 1.0 / 60})
	return scene.frame, scene.scene
}

func learner(t *testing.T) *lab.Session {
	t.Helper()
	s := labtest.New(t, cluster.Lab, "policy", "pilot-prophet")
	s.Advance(100)
	return s
}

// canvases are the sizes that the page's canvas has in windows of 1280×800 and
// 1920×1080, and on a phone.
var canvases = []struct {
	w, h  float32
	phone bool
}{{905, 433, false}, {1545, 713, false}, {1100, 900, false}, {366, 520, true}}

func TestTheTableOfEstimatesFindsRoomWhereItIsAskedFor(t *testing.T) {
	s := learner(t)
	for _, c := range canvases {
		f, scene := sceneAt(t, s, c.w, c.h, true)
		for i := range scene.notes.list {
			n := &scene.notes.list[i]
			if n.kind == noteEstimates && !c.phone {
				require.Positive(t, n.at.W, "%v", c)
				require.LessOrEqual(t, scene.side.Y+n.at.Bottom(), f.Area.Bottom(), "%v", c)
			}
		}
		_, without := sceneAt(t, s, c.w, c.h, false)
		require.GreaterOrEqual(t, scene.Grid.Cell, tableCost*without.Grid.Cell, "%v: the nodes pay too much for it", c)
	}
}

func TestGaugesHaveRoomForTheirLongestValue(t *testing.T) {
	s := learner(t)
	for _, c := range canvases {
		f, scene := sceneAt(t, s, c.w, c.h, false)
		p := f.Painter
		for i := range scene.notes.list {
			n := &scene.notes.list[i]
			longest := map[noteKind]string{noteBudget: "100.0 of 100", noteAction: "clean memory", noteRisk: "100 %"}[n.kind]
			if longest != "" {
				require.Greater(t, n.at.W, p.TextWidth(paint.Body, n.label)+p.TextWidth(paint.Strong, longest), "%s on %v", n.label, c)
			}
		}
	}
}

func TestTooltipsStayClearOfTheNotes(t *testing.T) {
	f, scene := sceneAt(t, learner(t), 905, 433, false)
	require.True(t, scene.beside)
	for node := range 36 {
		box := game.TooltipBox(f.Painter, f.Clear(scene.side, true), scene.Grid.Tile(node), 176, 120)
		require.LessOrEqual(t, box.Right(), scene.side.X, "node %d", node)
		require.GreaterOrEqual(t, box.X, f.Area.X, "node %d", node)
	}
}

func TestAnEndingIsToldAboveTheGrid(t *testing.T) {
	s := labtest.New(t, cluster.Lab, "policy", "random", "drift", "0.03")
	s.AdvanceEpisode(10_000)
	for _, c := range canvases {
		f, scene := sceneAt(t, s, c.w, c.h, false)
		require.True(t, scene.ending.crashed)
		p := f.Painter
		require.LessOrEqual(t, p.LineHeight(paint.Strong)+p.Px(endingPadding), scene.status.H, "%v", c)
		require.LessOrEqual(t, scene.status.Bottom(), scene.Grid.Box.Y, "%v", c)
	}
}
