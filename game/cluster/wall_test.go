package cluster

import (
	"fmt"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/paint"
	"github.com/resonetics/playground/internal/gametest"
	"github.com/resonetics/playground/internal/labtest"
)

// squadron is a session in which 64 clusters of that size learn.
func squadron(t *testing.T, rows, columns int, steps int) *lab.Session {
	t.Helper()
	s := labtest.New(t, cluster.Lab, "policy", "pqn", "stage", "all", "rows", strconv.Itoa(rows), "columns", strconv.Itoa(columns))
	s.Advance(steps)
	return s
}

// showAt is show on a stage of that size.
func showAt(t *testing.T, s *lab.Session, w, h int, light bool) (*shown, *scene) {
	t.Helper()
	scene := New().(*scene)
	st := &shown{game.NewStage(game.Scenes{"cluster": func() game.Scene { return scene }}), gametest.Image(t, w, h)}
	st.Settings.Light = light
	st.Arrange(paint.Rect{W: float32(w), H: float32(h)}, 1)
	require.NoError(t, st.Show(labtest.Look(s, lab.View{})))
	return st, scene
}

// stages are a desktop's, a phone's, a low one, a large one, a wall's and the window's.
var stages = [][2]int{{905, 433}, {366, 520}, {640, 330}, {1545, 713}, {3600, 1800}, {940, 800}}

// TestTilesFindTheirPlaces arranges grids of several shapes on stages of several sizes, and
// points at every tile.
func TestTilesFindTheirPlaces(t *testing.T) {
	for _, grid := range [][2]int{{6, 6}, {2, 2}, {12, 12}, {3, 12}, {1, 1}, {32, 32}} {
		s := squadron(t, grid[0], grid[1], 2)
		for _, size := range stages {
			f, scene := sceneAt(t, s, float32(size[0]), float32(size[1]), false)
			w, say := &scene.wall, fmt.Sprint(grid, " on ", size)
			require.Equal(t, 64, w.columns*w.rows, say)
			last := paint.Rect{}
			for i := range 64 {
				r := w.tile(i)
				require.GreaterOrEqual(t, r.X, f.Area.X, say)
				require.LessOrEqual(t, r.Right(), f.Area.Right(), say)
				require.LessOrEqual(t, r.Bottom(), f.Area.Bottom(), say)
				if i%w.columns > 0 {
					require.Greater(t, r.X, last.Right()+1, "%s: frames have room", say)
				}
				last = r
				x, y := r.Center()
				tile, node := w.at(x, y)
				require.Equal(t, i, tile, say)
				require.Equal(t, grid[0]/2*grid[1]+grid[1]/2, node, say)
			}
			tile, _ := w.at(w.box.X-2, w.box.Y-2)
			require.Equal(t, -1, tile, say)
		}
	}
}

func TestTilesAreLargeEnoughToBeRead(t *testing.T) {
	s := squadron(t, 6, 6, 2)
	for i, least := range []float32{30, 18, 12, 60, 120, 36} {
		_, scene := sceneAt(t, s, float32(stages[i][0]), float32(stages[i][1]), false)
		require.GreaterOrEqual(t, scene.wall.tileWidth(), least, "%v", stages[i])
		require.Equal(t, [2]int{8, 8}, [2]int{scene.wall.columns, scene.wall.rows}, "%v", stages[i])
	}
}

func TestATileShowsItsClusterAndItsFailure(t *testing.T) {
	for _, light := range []bool{false, true} {
		s := squadron(t, 6, 6, 90)
		st, scene := showAt(t, s, 905, 433, light)
		picture := st.frame(game.Input{})
		v, theme := labtest.Look(s, lab.View{}).Picture.(*cluster.Picture), st.Settings.Theme()
		shows := func(i, node int) {
			r := scene.wall.tile(i)
			x, y := r.X+(float32(node%6)+0.5)*scene.wall.node, r.Y+(float32(node/6)+0.5)*scene.wall.node
			if near(node, v.Tiles.Each[i].Agent) {
				return
			}
			gametest.Near(t, picture, x, y, paint.Ramp(float32(v.Tiles.Levels[i*36+node])/256), "tile "+strconv.Itoa(i))
		}
		for i := range 64 {
			shows(i, 14)
			shows(i, 33)
		}
		yours := scene.wall.tile(0)
		gametest.Near(t, picture, yours.X+yours.W/2, yours.Y-scene.wall.gap/2, theme.Text, "the frame of the visitor's")

		before := v.Tiles.Each
		failed := -1
		for failed < 1 {
			s.Advance(1)
			require.NoError(t, st.Show(labtest.Look(s, lab.View{})))
			picture = st.frame(game.Input{})
			for i, tile := range labtest.Look(s, lab.View{}).Picture.(*cluster.Picture).Tiles.Each {
				if tile.Failures != before[i].Failures {
					failed = i
				}
			}
		}
		r := scene.wall.tile(failed)
		gametest.Near(t, picture, r.X+r.W/2, r.Y-1, theme.Alarm, "its frame")
		require.True(t, scene.Moving())
		for range 60 {
			st.Update(game.Input{Elapsed: 1.0 / 60})
		}
		require.False(t, scene.Moving(), "the frame fades")
		gametest.Keep(t, "wall-"+map[bool]string{false: "dark", true: "light"}[light], picture)
	}
}

// near reports whether two nodes of a 6×6 grid are so close that an agent's dot on one may
// show on the other.
func near(a, b int) bool {
	return max(a/6-b/6, b/6-a/6) < 2 && max(a%6-b%6, b%6-a%6) < 2
}

// TestAtFullSpeedTilesDoNotFlicker shows moments that have nothing in common.
func TestAtFullSpeedTilesDoNotFlicker(t *testing.T) {
	var w wall
	f := &game.Frame{Snapshot: &lab.Snapshot{}}
	tiles := &cluster.Tiles{Levels: []uint8{0, 0}, Each: make([]cluster.Tile, 2)}
	w.take(f, tiles)
	f.Fast = true
	for i := range 100 {
		tiles.Levels[0], tiles.Levels[1] = uint8(200*(i%2)), 200
		before := w.levels[0]
		w.advance(1.0 / 30)
		w.take(f, tiles)
		require.Less(t, max(w.levels[0]-before, before-w.levels[0]), float32(25))
	}
	require.InDelta(t, 100, w.levels[0], 15)
	require.InDelta(t, 200, w.levels[1], 5)
	require.Zero(t, testing.AllocsPerRun(20, func() { w.take(f, tiles) }))
	f.Fast = false
	tiles.Levels[0] = 17
	w.take(f, tiles)
	require.EqualValues(t, 17, w.levels[0], "where an eye can follow it is as it is")
}

// TestAnotherRunIsNoFailure: counts of failures of two runs do not compare.
func TestAnotherRunIsNoFailure(t *testing.T) {
	var w wall
	f := &game.Frame{Snapshot: &lab.Snapshot{Generation: 1}}
	tiles := &cluster.Tiles{Levels: []uint8{0, 0}, Each: []cluster.Tile{{Failures: 9}, {}}}
	w.take(f, tiles)
	require.False(t, w.moving())
	f.Snapshot.Generation, tiles.Each[0].Failures = 2, 0
	w.take(f, tiles)
	require.False(t, w.moving())
	tiles.Each[1].Failures = 255
	w.take(f, tiles)
	require.Equal(t, []float64{0, markTime}, []float64{w.shown[0].marked, w.shown[1].marked})
}

func TestOnlyTheVisitorsTileIsBroken(t *testing.T) {
	s := squadron(t, 6, 6, 20)
	st, scene := showAt(t, s, 905, 433, false)
	st.frame(game.Input{})
	told, broken := "", []int(nil)
	st.Events = game.Events{Place: func(_ int, text string) { told = text }, Inject: func(node int, _ float64) { broken = append(broken, node) }}
	click := func(tile, node int) {
		r := scene.wall.tile(tile)
		in := game.Input{X: r.X + (float32(node%6)+0.5)*scene.wall.node, Y: r.Y + (float32(node/6)+0.5)*scene.wall.node, Present: true}
		st.frame(in)
		in.Clicked = true
		st.frame(in)
	}
	click(9, 8)
	require.Regexp(t, `^Cluster 10 of 64: alive for \d+ steps, fullest node \d+ %$`, told)
	require.Empty(t, broken)
	click(0, 8)
	require.Contains(t, told, "Cluster 1 of 64")
	require.Equal(t, []int{8}, broken)
	require.NoError(t, st.Settings.Set("touch", "on"))
	click(5, 1)
	click(0, 9)
	require.Equal(t, []int{8}, broken, "a finger asks first")
	click(0, 9)
	require.Equal(t, []int{8, 9}, broken)

	labtest.Apply(t, s, "set stage one")
	require.NoError(t, st.Show(labtest.Look(s, lab.View{})))
	x, y := scene.wall.tile(9).Center()
	st.frame(game.Input{X: x, Y: y, Present: true})
	require.NotContains(t, told, "Cluster", "a tile is no node")
}
