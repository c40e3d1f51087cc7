package cluster

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
	"github.com/resonetics/playground/internal/gametest"
	"github.com/resonetics/playground/internal/labtest"
)

// overrule puts a vision into a picture: cleaning fails in four of six futures, moving left
// in none. All walk downward afterwards, the failing ones after two steps to the right.
func overrule(v *cluster.Picture) {
	v.Agent = 2*v.Width + 2
	v.Vision = cluster.Vision{Looked: true, Overruled: true, Proposed: 4, Taken: 2, Futures: 6, Steps: 20, Failed: [8]int{1, 5, 0, 5, 4, 2, 4, 4}}
	at := func(down, right int) uint16 {
		return uint16((v.Agent/v.Width+down+v.Height)%v.Height*v.Width + (v.Agent%v.Width+right+v.Width)%v.Width)
	}
	for i := range cluster.MaxWays {
		way := cluster.Way{Action: 4, Failed: i < 4, Filled: -1, Nodes: []uint16{at(0, 0), at(0, 0), at(0, 1), at(0, 2), at(1, 2)}}
		switch {
		case way.Failed:
			way.Filled = int(at(2, 3))
		case i >= 6:
			way.Action, way.Nodes = 2, []uint16{at(0, 0), at(0, -1), at(0, -1)}
			for down := range 10 {
				way.Nodes = append(way.Nodes, at(down, -1))
			}
		}
		v.Vision.Ways = append(v.Vision.Ways, way)
	}
}

// imagining is a session, and the snapshot of its moment with a vision in it.
func imagining(t *testing.T, side string) (*lab.Session, *lab.Snapshot) {
	t.Helper()
	s := labtest.New(t, cluster.Lab, "rows", side, "columns", side)
	s.Advance(40)
	shot := labtest.Look(s, lab.View{})
	overrule(shot.Picture.(*cluster.Picture))
	return s, shot
}

func TestGhostsShowWhereImaginedWaysLead(t *testing.T) {
	for _, light := range []bool{false, true} {
		s, shot := imagining(t, "6")
		st, scene := showAt(t, s, 1100, 900, light)
		require.NoError(t, st.Show(shot))
		picture := st.frame(game.Input{})
		v := shot.Picture.(*cluster.Picture)
		grid := &scene.Grid
		first, last := spread(paint.New(), grid.Cell, 2, 0, cluster.MaxWays), spread(paint.New(), grid.Cell, 2, 11, cluster.MaxWays)
		x, y := grid.Middle(int(v.Vision.Ways[0].Nodes[4]))
		gametest.Near(t, picture, x+first, y+first, paint.Doomed, "the cross at which a way ends")
		x, y = grid.Middle(int(v.Vision.Ways[11].Nodes[1]))
		gametest.Near(t, picture, x+last+grid.Cell/5, y+last, paint.Foreseen, "a way out")
		box := grid.Tile(v.Vision.Ways[0].Filled)
		gametest.Near(t, picture, box.X, box.Y-1, paint.Doomed, "the box around the node that fills")
		agent := grid.Rect(2, 2)
		gametest.Near(t, picture, agent.X+agent.W/2, agent.Y-5, paint.Foreseen, "around the agent that was overruled")
		gametest.Keep(t, fmt.Sprint("ghosts-light-", light), picture)
	}
}

func TestAWayLeavesTheTorusOnOneSideAndEntersOnTheOther(t *testing.T) {
	for _, c := range []struct {
		step      int
		direction float32
		wraps     bool
	}{{0, 0, false}, {1, 1, false}, {-1, -1, false}, {5, -1, true}, {-5, 1, true}} {
		direction, wraps := around(c.step)
		require.Equal(t, c.direction, direction, c.step)
		require.Equal(t, c.wraps, wraps, c.step)
	}
}

// TestGhostsStandWithTheirMomentAndFadeAfterIt goes on from a moment with a vision to one
// without.
func TestGhostsStandWithTheirMomentAndFadeAfterIt(t *testing.T) {
	s, shot := imagining(t, "6")
	after := func(settings ...string) (*game.Stage, *scene) {
		f, scene := sceneAt(t, s, 905, 433, false)
		stage := game.NewStage(game.Scenes{"cluster": func() game.Scene { return scene }})
		for i := 0; i < len(settings); i += 2 {
			require.NoError(t, stage.Settings.Set(settings[i], settings[i+1]))
		}
		stage.Arrange(f.Area, 1)
		require.NoError(t, stage.Show(shot))
		return stage, scene
	}
	frames := func(stage *game.Stage, n int) {
		for range n {
			stage.Update(game.Input{Elapsed: 1.0 / 60})
		}
	}
	stage, scene := after()
	frames(stage, 120)
	require.Equal(t, float32(1), scene.ghosts.strength(), "a pause")
	require.False(t, scene.Moving())

	next := labtest.Look(s, lab.View{})
	next.Step++
	next.Picture.(*cluster.Picture).Step++
	require.NoError(t, stage.Show(next))
	frames(stage, 13)
	require.InDelta(t, 0.5, scene.ghosts.strength(), 0.01)
	require.True(t, scene.Moving())
	require.NoError(t, stage.Show(next))
	frames(stage, 13)
	require.Zero(t, scene.ghosts.left, "400 ms")
	require.False(t, scene.ghosts.fading())

	stage, scene = after("motion", "reduced")
	frames(stage, 1)
	require.Equal(t, float32(1), scene.ghosts.strength())
	require.NoError(t, stage.Show(next))
	frames(stage, 1)
	require.Zero(t, scene.ghosts.left, "motion is reduced")

	stage, scene = after()
	frames(stage, 1)
	next.Step += 100
	next.Picture.(*cluster.Picture).Step += 100
	require.NoError(t, stage.Show(next))
	frames(stage, 1)
	require.Zero(t, scene.ghosts.left, "at full speed")
}

func TestALookBackShowsTheGhostsOfItsMomentAlone(t *testing.T) {
	var g ghosts
	v := labtest.Look(labtest.New(t, cluster.Lab), lab.View{}).Picture.(*cluster.Picture)
	v.Agent = 14
	f := &game.Frame{Steps: 1}
	overrule(v)
	g.take(f, v)
	require.Equal(t, float32(1), g.strength())
	v.Vision.Forget()
	f.Steps, f.Past = 0, 3
	g.take(f, v)
	require.Zero(t, g.left)
	overrule(v)
	g.take(f, v)
	require.Equal(t, float32(1), g.strength())
	v.Vision.Forget()
	f.Past, v.Step = 0, 500 // of another run
	g.take(f, v)
	require.Zero(t, g.left)
}

// TestGhostsCostNoMemory draws frame after frame of them.
func TestGhostsCostNoMemory(t *testing.T) {
	for _, side := range []string{"6", "16"} {
		s, shot := imagining(t, side)
		st, scene := showAt(t, s, 905, 433, false)
		require.NoError(t, st.Show(shot))
		st.frame(game.Input{})
		v := shot.Picture.(*cluster.Picture)
		f, p := &game.Frame{Snapshot: shot, Steps: 1}, paint.New()
		draw := func() {
			p.Begin(st.image)
			scene.ghosts.take(f, v)
			scene.ghosts.draw(p, &scene.Grid)
		}
		draw()
		require.Zero(t, testing.AllocsPerRun(20, draw), side)
	}
}

// BenchmarkGhosts draws twelve ways of twenty steps each, which no agent would take.
func BenchmarkGhosts(b *testing.B) {
	v := &cluster.Picture{Width: 6, Height: 6, Mem: make([]float32, 36)}
	overrule(v)
	for i := range v.Vision.Ways {
		way := &v.Vision.Ways[i]
		for k := range 20 {
			way.Nodes = append(way.Nodes, uint16((6*k+i+k/6)%36))
		}
	}
	var g ghosts
	g.take(&game.Frame{Steps: 1}, v)
	p, grid := paint.New(), game.NewGrid(6, 6, paint.Rect{W: 792, H: 792}, 1)
	for b.Loop() {
		p.Begin(nil)
		g.draw(p, &grid)
	}
}

func TestALegendSaysWhatGhostsAre(t *testing.T) {
	for _, foresight := range []string{"none", "imagine"} {
		s := labtest.New(t, cluster.Lab, "foresight", foresight)
		s.Advance(3)
		for _, c := range canvases {
			_, scene := sceneAt(t, s, c.w, c.h, false)
			labels := []string{}
			for _, n := range scene.notes.list {
				if n.kind >= noteFails {
					labels = append(labels, n.label)
				}
			}
			switch {
			case foresight == "none":
				require.Empty(t, labels)
			case c.phone:
				require.Equal(t, []string{"imagined: fails", "imagined: survives"}, labels)
			default:
				require.Equal(t, []string{"imagined future that fails", "imagined future that survives", "node that fills in it"}, labels)
			}
		}
	}
}
