package cluster

import (
	"image"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
	"github.com/resonetics/playground/internal/gametest"
	"github.com/resonetics/playground/internal/labtest"
)

func TestMain(m *testing.M) { gametest.Main(m) }

// shown is a stage on an image of its own.
type shown struct {
	*game.Stage
	image *ebiten.Image
}

// show returns a stage that shows the session, with its scene and the picture.
func show(t *testing.T, s *lab.Session) (*shown, *scene, *image.RGBA) {
	t.Helper()
	scene := New().(*scene)
	st := &shown{game.NewStage(game.Scenes{"cluster": func() game.Scene { return scene }}), gametest.Image(t, 860, 700)}
	st.Arrange(paint.Rect{W: 860, H: 700}, 1)
	require.NoError(t, st.Show(labtest.Look(s, lab.View{})))
	return st, scene, st.frame(game.Input{})
}

func (s *shown) frame(in game.Input) *image.RGBA {
	in.Elapsed = 1.0 / 60
	s.Update(in)
	s.Draw(s.image)
	return gametest.Read(s.image)
}

func look(s *lab.Session) *cluster.Picture {
	return labtest.Look(s, lab.View{}).Picture.(*cluster.Picture)
}

func TestTilesShowMemory(t *testing.T) {
	s := labtest.New(t, cluster.Lab)
	s.Advance(20)
	_, scene, picture := show(t, s)
	v := look(s)
	row, col := v.Agent/v.Width, v.Agent%v.Width
	for node, mem := range v.Mem {
		dr, dc := (node/v.Width-row+v.Height+1)%v.Height, (node%v.Width-col+v.Width+1)%v.Width
		if dr < 3 && dc < 3 {
			continue // the agent and what it sees are drawn over these
		}
		x, y := scene.Grid.Tile(node).Center()
		gametest.Near(t, picture, x, y, paint.Ramp(mem), "node")
	}
}

func TestANodeOutOfMemoryIsRed(t *testing.T) {
	s := labtest.New(t, cluster.Lab)
	s.Advance(1)
	v := look(s)
	node := (v.Agent + len(v.Mem)/2) % len(v.Mem)
	require.NoError(t, s.Apply(lab.Change{Op: lab.OpInject, Target: uint32(node), Value: 1}))
	_, scene, picture := show(t, s)
	r := scene.Grid.Tile(node)
	gametest.Near(t, picture, r.X+r.W/2, r.Y+r.H*0.25, paint.Dark().Alarm, "the node")
}

func TestPointingTellsAndClickingInjects(t *testing.T) {
	s := labtest.New(t, cluster.Lab)
	s.Advance(5)
	st, scene, _ := show(t, s)
	told, place, amount := "", -1, 0.0
	st.Events = game.Events{
		Place:  func(_ int, text string) { told = text },
		Inject: func(p int, a float64) { place, amount = p, a },
	}
	x, y := scene.Grid.Tile(8).Center()
	st.frame(game.Input{X: x, Y: y, Present: true})
	require.Contains(t, told, "Node in row 2, column 3: memory ")
	require.Equal(t, -1, place, "pointing changes nothing")
	st.frame(game.Input{X: x, Y: y, Present: true, Clicked: true})
	require.Equal(t, 8, place)
	require.Equal(t, cluster.Lab.Click, amount)
	st.frame(game.Input{X: 3, Y: 3, Present: true, Clicked: true})
	require.Equal(t, 8, place, "beside the grid there is no node")
	require.Empty(t, told)
}

func TestAFingerAsksBeforeItBreaks(t *testing.T) {
	s := labtest.New(t, cluster.Lab)
	s.Advance(5)
	st, scene, _ := show(t, s)
	told, broken := "", 0
	st.Events = game.Events{Place: func(_ int, text string) { told = text }, Inject: func(int, float64) { broken++ }}
	require.NoError(t, st.Settings.Set("touch", "on"))
	tap := func(node int) {
		x, y := scene.Grid.Tile(node).Center()
		st.frame(game.Input{X: x, Y: y, Present: true})
		st.frame(game.Input{X: x, Y: y, Present: true, Clicked: true})
	}
	tap(8)
	require.Contains(t, told, "Node in row 2, column 3: memory ")
	require.Zero(t, broken, "the first tap asks for the numbers")
	tap(9)
	require.Zero(t, broken, "and so does one on another node")
	tap(9)
	require.Equal(t, 1, broken)
}

func TestTheAgentGlidesUnlessMotionIsReduced(t *testing.T) {
	for _, reduced := range []bool{false, true} {
		s := labtest.New(t, cluster.Lab, "policy", "random")
		st, scene, _ := show(t, s)
		st.Settings.Reduced, st.Settings.Rate = reduced, 5
		glided := false
		for range 30 {
			s.Advance(1)
			require.NoError(t, st.Show(labtest.Look(s, lab.View{})))
			st.Update(game.Input{Elapsed: 1.0 / 60})
			glided = glided || scene.agent.Moving()
			for range 30 {
				st.Update(game.Input{Elapsed: 1.0 / 60})
			}
			require.False(t, scene.agent.Moving(), "a glide ends")
		}
		require.Equal(t, !reduced, glided)
	}
}

func TestEndingsSayWhy(t *testing.T) {
	v := &cluster.Picture{Height: 2, Width: 3}
	for want, e := range map[string]ending{
		"Survived 300 steps":                      {over: true, steps: 300},
		"Out of memory at row 2, column 1":        {over: true, crashed: true, node: 3},
		"Collapsed: the average load is too high": {over: true, crashed: true, node: -1},
	} {
		require.Equal(t, want, e.text(v))
	}
}
