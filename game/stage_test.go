package game

import (
	"image"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/game/paint"
)

// labSession returns a session of a lab after so many steps.
func labSession(t *testing.T, l lab.Lab, steps int) *lab.Session {
	t.Helper()
	s, err := lab.NewSession(lab.NewConfig(l))
	require.NoError(t, err)
	s.Advance(steps)
	return s
}

// near requires that a pixel has a color, up to what rounding does.
func near(t *testing.T, picture *image.RGBA, x, y float32, want paint.Color, say string) {
	t.Helper()
	got := picture.RGBAAt(int(x), int(y))
	b := want.Bytes()
	for i, v := range []uint8{got.R, got.G, got.B} {
		require.InDelta(t, b[i], v, 3, "%s at %v, %v: %v, want %v", say, x, y, got, b)
	}
}

// TestEveryLabIsDrawnInBothThemesAtEverySize holds that no lab, theme or size
// leaves the stage empty, and keeps the pictures to be looked at.
func TestEveryLabIsDrawnInBothThemesAtEverySize(t *testing.T) {
	for _, l := range []lab.Lab{lab.Cluster, lab.Gardener, lab.ProphetLab} {
		session := labSession(t, l, 300)
		for _, c := range []struct {
			name  string
			w, h  int
			scale float64
			light bool
		}{{"wide-dark", 1280, 800, 1, false}, {"page-light", 860, 700, 1, true}, {"phone-dark", 390, 640, 1, false}, {"phone-light", 780, 1280, 2, true}, {"tiny", 200, 120, 1, false}} {
			st := newStage(t, c.w, c.h, c.scale)
			st.screen.Settings.Light = c.light
			picture := st.show(session, lab.View{}, Input{})
			keep(t, l.Catalog().Key+"-"+c.name, picture)
			near(t, picture, 1, float32(c.h)-2, st.screen.Settings.Theme().Surface, "the margin")
			colors := make(map[[4]uint8]bool)
			for i := 0; i < len(picture.Pix); i += 4 * 37 {
				colors[[4]uint8(picture.Pix[i:])] = true
			}
			require.Greater(t, len(colors), 20, "%s %s", l.Catalog().Key, c.name)
		}
	}
}

// clusterStage is a stage that shows a cluster, with its scene.
func clusterStage(t *testing.T, s *lab.Session) (*stage, *clusterScene, *image.RGBA) {
	t.Helper()
	st := newStage(t, 860, 700, 1)
	picture := st.show(s, lab.View{}, Input{})
	return st, st.screen.scene.(*clusterScene), picture
}

func TestTilesShowMemory(t *testing.T) {
	s := session(t)
	s.Advance(20)
	st, scene, picture := clusterStage(t, s)
	v := &st.screen.frame.Snapshot.Cluster
	row, col := v.Agent/v.Width, v.Agent%v.Width
	for node, mem := range v.Mem {
		dr, dc := (node/v.Width-row+v.Height+1)%v.Height, (node%v.Width-col+v.Width+1)%v.Width
		if dr < 3 && dc < 3 {
			continue // the agent and what it sees are drawn over these
		}
		x, y := scene.grid.tile(node).Center()
		near(t, picture, x, y, paint.Ramp(mem), "node")
	}
}

func TestANodeOutOfMemoryIsRed(t *testing.T) {
	s := session(t)
	s.Advance(1)
	v := look(t, s)
	node := (v.Agent + len(v.Mem)/2) % len(v.Mem)
	change, err := lab.ParseCommand(lab.Cluster, "inject "+string(appendNumber(nil, float64(node), 0))+" 1")
	require.NoError(t, err)
	require.NoError(t, s.Apply(change))
	_, scene, picture := clusterStage(t, s)
	r := scene.grid.tile(node)
	near(t, picture, r.X+r.W/2, r.Y+r.H*0.25, paint.Dark().Alarm, "the node")
}

func look(t *testing.T, s *lab.Session) *lab.ClusterView {
	t.Helper()
	var shot lab.Snapshot
	require.NoError(t, shot.Decode(s.Snapshot(nil, lab.View{})))
	return &shot.Cluster
}

func TestPointingTellsAndClickingInjects(t *testing.T) {
	s := session(t)
	s.Advance(5)
	st, scene, _ := clusterStage(t, s)
	told, place, amount := "", -1, 0.0
	st.screen.Events = Events{
		Place:  func(_ int, text string) { told = text },
		Inject: func(p int, a float64) { place, amount = p, a },
	}
	x, y := scene.grid.tile(8).Center()
	st.frame(Input{X: x, Y: y, Present: true})
	require.Contains(t, told, "Node in row 2, column 3: memory ")
	require.Equal(t, -1, place, "pointing changes nothing")
	st.frame(Input{X: x, Y: y, Present: true, Clicked: true})
	require.Equal(t, 8, place)
	require.Equal(t, injection, amount)
	st.frame(Input{X: 3, Y: 3, Present: true, Clicked: true})
	require.Equal(t, 8, place, "beside the grid there is no node")
	require.Empty(t, told)
}

func TestAFingerAsksBeforeItBreaks(t *testing.T) {
	s := session(t)
	s.Advance(5)
	st, scene, _ := clusterStage(t, s)
	told, broken := "", 0
	st.screen.Events = Events{Place: func(_ int, text string) { told = text }, Inject: func(int, float64) { broken++ }}
	require.NoError(t, st.screen.Settings.Set("touch", "on"))
	tap := func(node int) {
		x, y := scene.grid.tile(node).Center()
		st.frame(Input{X: x, Y: y, Present: true})
		st.frame(Input{X: x, Y: y, Present: true, Clicked: true})
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
		s := session(t, "policy", "random")
		st, scene, _ := clusterStage(t, s)
		st.screen.Settings.Reduced, st.screen.Settings.Rate = reduced, 5
		glided := false
		for range 30 {
			s.Advance(1)
			require.NoError(t, st.screen.Load(s.Snapshot(nil, lab.View{})))
			st.screen.Update(Input{Elapsed: 1.0 / 60})
			glided = glided || scene.agent.moving()
			for range 30 {
				st.screen.Update(Input{Elapsed: 1.0 / 60})
			}
			require.False(t, scene.agent.moving(), "a glide ends")
		}
		require.Equal(t, !reduced, glided)
	}
}

func TestAClickOnTheCurveChangesTheRegime(t *testing.T) {
	st := newStage(t, 860, 700, 1)
	s := labSession(t, lab.ProphetLab, 50)
	var changes []string
	st.screen.Events.Inject = func(place int, amount float64) {
		changes = append(changes, string(appendNumber(appendNumber(nil, float64(place), 0), amount, 0)))
	}
	st.show(s, lab.View{}, Input{})
	scene := st.screen.scene.(*prophetScene)
	x, y := scene.plot.Center()
	st.frame(Input{X: x, Y: y, Present: true, Clicked: true})
	require.Equal(t, []string{"01"}, changes)
	x, y = scene.side.Center()
	st.frame(Input{X: x, Y: y, Present: true, Clicked: true})
	require.Len(t, changes, 1, "the gauges are no button")
}

func TestAModeIsABandInItsChart(t *testing.T) {
	st := newStage(t, 860, 900, 1)
	s := labSession(t, lab.ProphetLab, 1200)
	picture := st.show(s, lab.View{}, Input{})
	catalog := lab.ProphetLab.Catalog()
	for k, i := range st.screen.charts.shown {
		if catalog.Charts[i].Key != "rate" {
			continue
		}
		plot := st.screen.charts.plots[k]
		series := &catalog.Charts[i].Series[1]
		values := st.screen.frame.Snapshot.Chart.Series[firstSeries(catalog, i)+1]
		axis := newTimeAxis(&st.screen.frame.Snapshot.Chart, st.screen.charts.plots[0])
		checked := make(map[int]bool)
		for n := 1; n+1 < len(values); n++ {
			if values[n-1] == values[n] && values[n] == values[n+1] && axis.point(n+1)-axis.point(n-1) > 1 {
				state := stateOf(series, values[n])
				x := axis.point(n)
				got := picture.RGBAAt(int(x), int(plot.Bottom())-bandHeight/2)
				want := paint.Dark().Panel.Mix(stateColor(paint.Dark(), series, state), 1)
				if state > 0 { // cruise is translucent
					require.InDelta(t, want.Bytes()[0], got.R, 12, "step %d, %s", n, series.Options[state])
				}
				checked[state] = true
			}
		}
		require.Greater(t, len(checked), 1, "a run meets more than one mode")
		return
	}
	t.Fatal("the chart of the learning rate is not shown")
}

// TestScenesMoveWithoutAllocating holds the Go side of a frame to its word: what
// it draws, it draws from what it already has.
func TestScenesMoveWithoutAllocating(t *testing.T) {
	for _, l := range []lab.Lab{lab.Cluster, lab.Gardener, lab.ProphetLab} {
		st := newStage(t, 860, 700, 1)
		s := labSession(t, l, 100)
		turn := 0
		snapshots := [][]byte{s.Snapshot(nil, lab.View{}), labSession(t, l, 101).Snapshot(nil, lab.View{})}
		load := func() error {
			turn++
			return st.screen.Load(snapshots[turn%2])
		}
		for range 10 {
			require.NoError(t, load())
			st.screen.Update(Input{Elapsed: 1.0 / 60})
		}
		require.Zero(t, testing.AllocsPerRun(50, func() {
			if load() != nil {
				panic("a snapshot was refused")
			}
			st.screen.Update(Input{Elapsed: 1.0 / 60})
		}), l.Catalog().Key)
	}
}

// TestTheSameSnapshotIsNotDrawnTwice holds that a page that shows a paused world
// frame after frame draws it once, and that what the visitor does to it shows.
func TestTheSameSnapshotIsNotDrawnTwice(t *testing.T) {
	s := session(t)
	st, _, _ := clusterStage(t, s)
	s.Advance(3)
	st.show(s, lab.View{}, Input{})
	for range 60 {
		st.show(s, lab.View{}, Input{})
	}
	require.NoError(t, st.screen.Load(s.Snapshot(nil, lab.View{})))
	st.screen.Update(Input{Elapsed: 1.0 / 60})
	require.False(t, st.screen.Stale())
	require.NoError(t, s.Apply(lab.Change{Op: lab.OpInject, Target: 2, Value: 0.5}))
	require.NoError(t, st.screen.Load(s.Snapshot(nil, lab.View{})))
	st.screen.Update(Input{Elapsed: 1.0 / 60})
	require.True(t, st.screen.Stale())
}

// TestAPictureIsDrawnAnewOnlyWhenItChanges holds that a screen at rest costs
// nothing, at full speed too, and that the sign of fast forward goes away.
func TestAPictureIsDrawnAnewOnlyWhenItChanges(t *testing.T) {
	s := session(t)
	st, scene, _ := clusterStage(t, s)
	st.screen.Settings.Rate = math.Inf(1)
	s.Advance(1000)
	st.show(s, lab.View{}, Input{})
	s.Advance(1000)
	st.show(s, lab.View{}, Input{})
	require.True(t, st.screen.frame.Fast)
	require.False(t, scene.Moving())
	require.False(t, st.screen.Stale(), "it has just been drawn")
	st.screen.Update(Input{Elapsed: 1.0 / 60})
	require.False(t, st.screen.Stale(), "nothing is new")
	st.screen.Update(Input{Elapsed: 1})
	require.False(t, st.screen.frame.Fast)
	require.True(t, st.screen.Stale(), "the sign of fast forward must go")
}

// TestThePaceCountsLongFramesInFull: a frame that took a second moves the picture by
// a tenth, but all of its steps took that second.
func TestThePaceCountsLongFramesInFull(t *testing.T) {
	s := session(t)
	st, _, _ := clusterStage(t, s)
	for range 4 {
		s.Advance(100)
		st.show(s, lab.View{}, Input{Elapsed: 1})
	}
	require.Equal(t, 0.1, st.screen.frame.Elapsed)
	require.InDelta(t, 100, st.screen.frame.Pace, 1e-9)
}
