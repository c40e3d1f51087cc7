package game

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/game/paint"
	"github.com/resonetics/playground/internal/gametest"
	"github.com/resonetics/playground/internal/labtest"
)

func TestTheStripIsPalerWhereEventsAreRarer(t *testing.T) {
	last := float32(2)
	for _, steps := range []float64{50, 100, 300, 3000, 30_000} {
		d := density(1, steps)
		require.Less(t, d, last)
		require.Greater(t, d, float32(0.03), "one event is still seen")
		last = d
	}
	require.EqualValues(t, 1, density(40, 50))
	require.Zero(t, density(0, 50))
	require.Equal(t, density(1, 100), density(10, 1000))
}

func TestFewEventsAreLinesAndMoreAStrip(t *testing.T) {
	p := &paint.Painter{Scale: 1}
	axis := newTimeAxis(&lab.ChartData{Stride: 1, Points: 512}, paint.Rect{W: 512})
	events := make([]float32, 512)
	for i := range 25 {
		events[20*i] = 1
	}
	for i := range mostClose {
		events[1+20*i] = 1
	}
	require.False(t, crowded(p, events, &axis))
	events[305] = 1
	require.True(t, crowded(p, events, &axis))
	require.True(t, crowded(p, []float32{0, mostClose + 2}, &axis), "in one point")
}

// wholeRun shows the whole run of a policy that fails all the time and then of one that
// never does.
func wholeRun(t *testing.T) (*shown, *lab.Session) {
	st := newShown(t, 860, 700)
	s := labtest.New(t, cluster.Lab, "policy", "random")
	s.Advance(8000)
	labtest.Apply(t, s, "set policy omniscient")
	s.Advance(8000)
	return st, s
}

func (s *shown) look(session *lab.Session, v lab.View, in Input) {
	require.NoError(s.t, s.Show(labtest.Look(session, v)))
	in.Elapsed = 1.0 / 60
	s.Update(in)
	s.Draw(s.image)
}

// TestCrowdedFailuresNeverHideTheCurves: no line is drawn, and the strip at the axis is
// red where the policy failed and is not where it did not.
func TestCrowdedFailuresNeverHideTheCurves(t *testing.T) {
	st, s := wholeRun(t)
	st.look(s, lab.View{Whole: true}, Input{})
	picture := gametest.Read(st.image)
	gametest.Keep(t, "whole-run", picture)
	axis := newTimeAxis(&st.frame.Snapshot.Chart, st.charts.plots[0])
	foot := st.charts.plots[len(st.charts.plots)-1].Bottom()
	red := func(step float64) int {
		c := picture.RGBAAt(int(axis.at(step)), int(foot)+stripHeight/2)
		return int(c.R) - int(c.B)
	}
	require.Greater(t, red(4000), 50)
	require.Less(t, red(12_500), 20)
	for _, plot := range st.charts.plots {
		for x := int(plot.X) + 1; x < int(plot.Right())-1; x++ {
			c := picture.RGBAAt(x, int(plot.Y)+2) // where lines begin
			require.Less(t, int(c.R)-int(c.B), 60, "a line at %d", x)
		}
	}
}

// TestAChangeIsToldAtItsTick points at the tick, and elsewhere.
func TestAChangeIsToldAtItsTick(t *testing.T) {
	st, s := wholeRun(t)
	st.look(s, lab.View{Whole: true}, Input{})
	axis := newTimeAxis(&st.frame.Snapshot.Chart, st.charts.plots[0])
	foot := st.charts.plots[len(st.charts.plots)-1]
	at := func(x float32) string {
		st.look(s, lab.View{Whole: true}, Input{X: x, Y: foot.Bottom() + 3, Present: true})
		text, _ := st.charts.changes(st.painter, &st.frame, foot, &axis)
		return text
	}
	require.Equal(t, "Policy Random → Omniscient planner", at(axis.at(8000)+tickReach/2))
	gametest.Keep(t, "change-told", gametest.Read(st.image))
	require.Empty(t, at(axis.at(5000)))
}

// past is a scene that looks back.
type past struct{ blank }

func (past) Update(f *Frame) { f.Past = 7 }

// TestLookingBackReadsTheMomentNotItsPoint compares the legends of the whole run with
// those of the last steps at the same moment.
func TestLookingBackReadsTheMomentNotItsPoint(t *testing.T) {
	st, s := wholeRun(t)
	st.scenes["cluster"] = func() Scene { return past{} }
	read := func(whole bool) reading {
		st.look(s, lab.View{Whole: whole, Rewind: 7}, Input{})
		axis := newTimeAxis(&st.frame.Snapshot.Chart, st.charts.plots[0])
		return st.charts.reading(&st.frame, &axis)
	}
	recent, whole := read(false), read(true)
	require.Greater(t, st.frame.Snapshot.Chart.Stride, uint64(16))
	require.Equal(t, recent.values[:4], whole.values[:4])
	require.EqualValues(t, 16_000-7, whole.first)
	require.Equal(t, whole.first, whole.last)
	require.True(t, whole.marked)
	st.look(s, lab.View{Whole: true}, Input{X: st.charts.plots[0].X + 50, Y: st.charts.plots[0].Y + 5, Present: true})
	axis := newTimeAxis(&st.frame.Snapshot.Chart, st.charts.plots[0])
	pointed := st.charts.reading(&st.frame, &axis)
	require.EqualValues(t, axis.stride-1, pointed.last-pointed.first, "a point of the whole run stands for many steps, and says so")
}
