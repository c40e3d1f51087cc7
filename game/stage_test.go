package game

import (
	"image"
	"math"
	"testing"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/prophet"
	"github.com/resonetics/playground/game/paint"
	"github.com/resonetics/playground/internal/gametest"
	"github.com/resonetics/playground/internal/labtest"
)

func TestMain(m *testing.M) { gametest.Main(m) }

// blank is a scene that draws nothing.
type blank struct{}

func (blank) Complete(p lab.Picture) bool { return p != nil }
func (blank) Update(*Frame)               {}
func (blank) Draw(*paint.Painter, *Frame) {}
func (blank) Moving() bool                { return false }

func newBlank() Scene { return blank{} }

// shown is a stage on an image of its own.
type shown struct {
	*Stage
	t     *testing.T
	image *ebiten.Image
}

func newShown(t *testing.T, w, h int) *shown {
	s := &shown{NewStage(Scenes{"cluster": newBlank, "prophet": newBlank}), t, gametest.Image(t, w, h)}
	s.Arrange(paint.Rect{W: float32(w), H: float32(h)}, 1)
	return s
}

// show draws one frame with what the session shows now.
func (s *shown) show(session *lab.Session, in Input) *image.RGBA {
	require.NoError(s.t, s.Show(labtest.Look(session, lab.View{})))
	if in.Elapsed == 0 {
		in.Elapsed = 1.0 / 60
	}
	s.Update(in)
	s.Draw(s.image)
	s.EndFrame(true)
	return gametest.Read(s.image)
}

func TestALabWithoutASceneIsNamed(t *testing.T) {
	stage := NewStage(Scenes{})
	shot := labtest.Look(labtest.New(t, cluster.Lab), lab.View{})
	require.PanicsWithValue(t, "game: lab cluster has no scene", func() { stage.Show(shot) })
}

func TestAnIncompleteSnapshotLeavesThePictureAsItWas(t *testing.T) {
	stage := NewStage(Scenes{"cluster": newBlank})
	shot := labtest.Look(labtest.New(t, cluster.Lab), lab.View{})
	require.NoError(t, stage.Show(shot))
	require.Error(t, stage.Show(&lab.Snapshot{Lab: cluster.Lab}))
	require.Same(t, shot, stage.frame.Snapshot)
}

func TestAModeIsABandInItsChart(t *testing.T) {
	st := newShown(t, 860, 900)
	s := labtest.New(t, prophet.Lab)
	s.Advance(1200)
	picture := st.show(s, Input{})
	l := prophet.Lab
	for k, i := range st.charts.shown {
		if l.Charts[i].Key != "rate" {
			continue
		}
		plot := st.charts.plots[k]
		series := &l.Charts[i].Series[1]
		values := st.frame.Snapshot.Chart.Series[firstSeries(l, i)+1]
		axis := newTimeAxis(&st.frame.Snapshot.Chart, st.charts.plots[0])
		checked := make(map[int]bool)
		for n := 1; n+1 < len(values); n++ {
			if values[n-1] == values[n] && values[n] == values[n+1] && axis.point(n+1)-axis.point(n-1) > 1 {
				state := stateOf(series, values[n])
				x := axis.point(n)
				got := picture.RGBAAt(int(x), int(plot.Bottom())-bandHeight/2)
				want := paint.Dark().Surface.Mix(stateColor(paint.Dark(), series, state), 1)
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

// TestAPictureIsDrawnAgainOnlyWhenItChanges holds that a stage at rest costs
// nothing, at full speed too, and that the sign of fast forward goes away.
func TestAPictureIsDrawnAgainOnlyWhenItChanges(t *testing.T) {
	s := labtest.New(t, cluster.Lab)
	st := newShown(t, 860, 700)
	st.show(s, Input{})
	st.Settings.Rate = math.Inf(1)
	s.Advance(1000)
	st.show(s, Input{})
	s.Advance(1000)
	st.show(s, Input{})
	require.True(t, st.frame.Fast)
	require.False(t, st.Stale(), "it has just been drawn")
	st.Update(Input{Elapsed: 1.0 / 60})
	require.False(t, st.Stale(), "nothing is new")
	st.Update(Input{Elapsed: 1})
	require.False(t, st.frame.Fast)
	require.True(t, st.Stale(), "the sign of fast forward must go")
}

// TestThePaceCountsLongFramesInFull: a frame that took a second moves the picture by
// a tenth, but all of its steps took that second.
func TestThePaceCountsLongFramesInFull(t *testing.T) {
	s := labtest.New(t, cluster.Lab)
	st := newShown(t, 860, 700)
	for range 4 {
		s.Advance(100)
		st.show(s, Input{Elapsed: 1})
	}
	require.Equal(t, 0.1, st.frame.Elapsed)
	require.InDelta(t, 100, st.frame.Pace, 1e-9)
}
