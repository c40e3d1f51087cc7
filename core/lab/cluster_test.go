package lab

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func newSession(t *testing.T, settings ...string) *Session {
	t.Helper()
	c := NewConfig(Cluster)
	for i := 0; i < len(settings); i += 2 {
		require.NoError(t, c.SetText(settings[i], settings[i+1]))
	}
	s, err := NewSession(c)
	require.NoError(t, err)
	return s
}

func apply(t *testing.T, s *Session, command string) {
	t.Helper()
	c, err := ParseCommand(Cluster, command)
	require.NoError(t, err)
	require.NoError(t, s.Apply(c))
}

func look(t *testing.T, s *Session, v View) *Snapshot {
	t.Helper()
	var shot Snapshot
	require.NoError(t, shot.Decode(s.Snapshot(nil, v)))
	return &shot
}

func TestSameRunSameBits(t *testing.T) {
	a, b, other := newSession(t), newSession(t), newSession(t, "drift", "0.0071")
	require.Equal(t, 3000, a.Advance(3000))
	for range 300 {
		b.Advance(10)
		b.Snapshot(nil, View{}) // looking changes nothing
	}
	other.Advance(3000)
	require.Equal(t, a.Digest(), b.Digest())
	require.NotEqual(t, a.Digest(), other.Digest())
}

// TestInteractiveRunIsReplayedFromItsLink plays by hand, moves a slider and
// breaks a node, and expects the link to bring back the very same bits.
func TestInteractiveRunIsReplayedFromItsLink(t *testing.T) {
	s := newSession(t, keyPolicy, "you")
	for i := range 60 {
		apply(t, s, []string{"act 4", "act 3", "act 6", "act 1"}[i%4])
		require.Equal(t, 1, s.Advance(5), "the world waits for the next move")
		if i == 20 {
			apply(t, s, "set drift 0.013")
		}
		if i == 30 {
			apply(t, s, "inject 7 0.3")
		}
	}
	apply(t, s, "set policy h5")
	s.Advance(500)

	run, err := ParseLink(s.Run().Link())
	require.NoError(t, err)
	again, err := Replay(run)
	require.NoError(t, err)
	require.True(t, look(t, again, View{}).Replaying)
	require.EqualValues(t, s.Step(), again.Advance(int(run.At)))
	require.Equal(t, s.Digest(), again.Digest())
	require.True(t, again.Config().Equal(s.Config()))
	require.False(t, look(t, again, View{}).Replaying)
}

func TestAChangeByHandEndsTheRepetition(t *testing.T) {
	s := newSession(t)
	s.Advance(10)
	apply(t, s, "set drift 0.02")
	s.Advance(10)
	again, err := Replay(s.Run())
	require.NoError(t, err)
	again.Advance(5)
	apply(t, again, "set noise 0.05")
	again.Advance(20)
	require.Equal(t, 0.007, again.Config().Get("drift"), "the recorded change must no longer happen")
	require.Len(t, again.Run().Changes, 1)
}

func TestLiveParametersReachTheWorld(t *testing.T) {
	for _, p := range worldParams {
		if !p.Live || p.Kind == Choice {
			continue
		}
		scarce := []string{"budget", "20", "recovery", "0.05"}
		still, moved := newSession(t, scarce...), newSession(t, scarce...)
		apply(t, moved, "set "+p.Key+" "+number(p.Max))
		still.Advance(400)
		moved.Advance(400)
		// h.3 rarely scales, and never throttles or empties memory only; a visitor does.
		for _, s := range []*Session{still, moved} {
			apply(t, s, "set policy you")
			for node := range 6 {
				apply(t, s, "inject "+number(float64(node))+" 0.85")
			}
			for _, action := range []string{"5", "6", "7"} {
				apply(t, s, "act "+action)
			}
			s.Advance(3)
		}
		require.NotEqual(t, still.Digest(), moved.Digest(), "%s has no effect", p.Key)
	}
}

func TestRefusedChangesChangeNothing(t *testing.T) {
	s := newSession(t, keyRules, "v4.5")
	before := s.Digest()
	for _, c := range []Change{
		{Op: OpSet, Target: 9999},
		{Op: OpSet, Target: 1, Value: math.NaN()},
		{Op: OpAct, Target: 6}, // v4.5 has six actions
		{Op: OpInject, Target: 36, Value: 0.1},
		{Op: OpInject, Target: 0, Value: math.Inf(1)},
		{Op: ops},
	} {
		require.Error(t, s.Apply(c), "%+v", c)
	}
	rows, err := Cluster.Catalog().Param("rows")
	require.NoError(t, err)
	require.ErrorContains(t, s.Apply(Change{Op: OpSet, Target: uint32(rows), Value: 4}), "takes effect on reset")
	require.Equal(t, before, s.Digest())
	require.Empty(t, s.Run().Changes)
}

func TestSnapshotShowsTheWorld(t *testing.T) {
	s := newSession(t, "rows", "5", "columns", "7")
	s.Advance(40)
	shot := look(t, s, View{Text: true})
	require.EqualValues(t, 40, shot.Step)
	require.Equal(t, 5, shot.Cluster.Height)
	require.Equal(t, 7, shot.Cluster.Width)
	require.Len(t, shot.Cluster.Mem, 35)
	require.Equal(t, 40, shot.Chart.Points)
	require.Contains(t, shot.Text, "5 by 7 nodes")
	sum := float32(0)
	for i := range shot.Cluster.Mem {
		sum += shot.Cluster.Mem[i] + shot.Cluster.CPU[i]
	}
	require.InDelta(t, shot.Metric("load"), 100*sum/70, 1e-3)
}

func TestEpisodesFollowOneAnother(t *testing.T) {
	s := newSession(t, keyPolicy, "random")
	taken := s.AdvanceEpisode(100_000)
	require.True(t, s.Ended())
	shot := look(t, s, View{})
	require.True(t, shot.Ended)
	require.EqualValues(t, taken, shot.Metric("episode_step"))
	require.EqualValues(t, 1, shot.Metric("finished"))
	s.Advance(1)
	shot = look(t, s, View{})
	require.False(t, shot.Ended)
	require.EqualValues(t, 1, shot.Episode)
	require.EqualValues(t, 1, shot.Metric("episode_step"))
}

func TestRewindShowsThePast(t *testing.T) {
	s := newSession(t)
	s.Advance(50)
	then := look(t, s, View{})
	s.Advance(30)
	back := look(t, s, View{Rewind: 30})
	require.True(t, math.IsNaN(float64(back.Cluster.Risk)), "nobody forecasts")
	then.Cluster.Risk, back.Cluster.Risk = 0, 0
	require.Equal(t, then.Cluster, back.Cluster)
	require.EqualValues(t, 80, back.Step)
	oldest := look(t, s, View{Rewind: 1_000_000})
	require.EqualValues(t, 1, oldest.Cluster.Step)
}

func TestSteppingASessionAllocatesNothing(t *testing.T) {
	s := newSession(t)
	s.Advance(1000)
	require.Zero(t, testing.AllocsPerRun(2000, func() { s.Advance(1) }))
	buffer := s.Snapshot(nil, View{})
	require.Zero(t, testing.AllocsPerRun(100, func() { buffer = s.Snapshot(buffer[:0], View{}) }))
}

func TestRestartReallyStartsOver(t *testing.T) {
	s, fresh := newSession(t), newSession(t)
	s.Advance(700)
	require.NoError(t, s.Restart(Run{Config: s.Config()}))
	s.Advance(100)
	fresh.Advance(100)
	require.Equal(t, fresh.Digest(), s.Digest())
	require.EqualValues(t, 2, look(t, s, View{}).Generation)
}

func FuzzSnapshotDecode(f *testing.F) {
	s, err := NewSession(NewConfig(Cluster))
	require.NoError(f, err)
	s.Advance(20)
	f.Add(s.Snapshot(nil, View{Text: true}))
	f.Add([]byte(snapshotMagic))
	f.Fuzz(func(t *testing.T, b []byte) {
		var shot Snapshot
		if err := shot.Decode(b); err != nil {
			require.ErrorContains(t, err, "snapshot: ")
		}
	})
}

// TestARunSharedRightAfterAChangeShowsIt breaks a node and shares the run
// without another step, at the beginning and later.
func TestARunSharedRightAfterAChangeShowsIt(t *testing.T) {
	for _, steps := range []int{0, 30} {
		s := newSession(t)
		s.Advance(steps)
		apply(t, s, "inject 3 0.6")
		apply(t, s, "set noise 0.05")
		again, err := Replay(s.Run())
		require.NoError(t, err)
		again.Advance(steps)
		require.Equal(t, s.Digest(), again.Digest())
		require.True(t, again.Config().Equal(s.Config()))
	}
}
