package desktop

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
)

func start(t *testing.T, r lab.Run, rate float64) *Driver {
	t.Helper()
	d, err := NewDriver(r, rate)
	require.NoError(t, err)
	t.Cleanup(func() { d.Close() })
	return d
}

func run() lab.Run { return lab.Run{Config: lab.NewConfig(lab.Cluster)} }

// eventually waits for a frame that satisfies ok.
func eventually(t *testing.T, d *Driver, ok func(*Frame) bool) *Frame {
	t.Helper()
	for range 5000 {
		if f := d.Frame(); ok(f) {
			return f
		}
		time.Sleep(time.Millisecond)
	}
	t.Fatal("the frame waited for never came")
	return nil
}

func TestSessionRunsWhileFramesAreTaken(t *testing.T) {
	d := start(t, run(), lab.Unlimited)
	last := uint64(0)
	for range 50 {
		f := eventually(t, d, func(f *Frame) bool { return f.Snapshot.Step > last })
		last = f.Snapshot.Step
		require.Len(t, f.Snapshot.Metrics, len(lab.Cluster.Catalog().Metrics))
	}
}

func TestNobodyHasToTakeFrames(t *testing.T) {
	d := start(t, run(), lab.Unlimited)
	for range 3 * pending {
		d.SetRate(100)
	}
	d.Play(false)
	eventually(t, d, func(f *Frame) bool { return !f.Playing && f.Rate == 100 })
}

func TestPauseAndStep(t *testing.T) {
	d := start(t, run(), 0)
	require.Zero(t, d.Frame().Snapshot.Step)
	d.Step()
	d.Step()
	f := eventually(t, d, func(f *Frame) bool { return f.Snapshot.Step == 2 })
	require.False(t, f.Playing)
}

func TestLiveParameterChangesNowAndTheOthersOnReset(t *testing.T) {
	d := start(t, run(), 0)
	d.Do("set drift 0.01")
	d.Do("set rows 9")
	f := eventually(t, d, func(f *Frame) bool { return f.Wanted.Get("rows") == 9 })
	require.Equal(t, 0.01, f.Config.Get("drift"))
	require.Equal(t, 6.0, f.Config.Get("rows"))
	require.Equal(t, 6, f.Snapshot.Cluster.Height)
	d.Reset()
	f = eventually(t, d, func(f *Frame) bool { return f.Config.Get("rows") == 9 })
	require.Equal(t, 9, f.Snapshot.Cluster.Height)
	require.Equal(t, 0.01, f.Config.Get("drift"), "a reset keeps what was set")
}

func TestRefusedCommandsAreNoticedAndChangeNothing(t *testing.T) {
	d := start(t, run(), 0)
	for _, command := range []string{"set drift 7", "set nothing 1", "inject 99999 0.5", "dance"} {
		d.Do(command)
		f := eventually(t, d, func(f *Frame) bool { return f.Notice != "" })
		require.True(t, f.Config.Equal(run().Config), command)
		d.Play(false)
		eventually(t, d, func(f *Frame) bool { return f.Notice == "" })
	}
}

func TestLinkReproducesWhatIsSeen(t *testing.T) {
	d := start(t, run(), lab.Unlimited)
	eventually(t, d, func(f *Frame) bool { return f.Snapshot.Step > 500 })
	d.Do("set drift 0.012")
	d.Do("inject 3 0.5")
	d.Step()
	f := eventually(t, d, func(f *Frame) bool { return !f.Playing })
	shared, err := lab.ParseLink(d.Link())
	require.NoError(t, err)

	again := start(t, shared, 0).Frame()
	require.Equal(t, f.Snapshot.Step, again.Snapshot.Step)
	require.Equal(t, f.Snapshot.Cluster.Mem, again.Snapshot.Cluster.Mem)
	require.Equal(t, f.Config, again.Config)
}

func TestRunsThatCannotStartAreRefused(t *testing.T) {
	bad := run()
	bad.Changes = []lab.Change{{Op: lab.OpInject, Target: 1 << 30, Value: 1}}
	_, err := NewDriver(bad, 1)
	require.ErrorContains(t, err, "place")

	d := start(t, run(), 0)
	d.Restart(bad)
	f := eventually(t, d, func(f *Frame) bool { return f.Notice != "" })
	require.True(t, f.Config.Equal(run().Config))
}

func TestLookingBackShowsThePastUntilItPlaysOn(t *testing.T) {
	d := start(t, run(), lab.Unlimited)
	eventually(t, d, func(f *Frame) bool { return f.Snapshot.Step > 100 })
	d.Play(false)
	now := eventually(t, d, func(f *Frame) bool { return !f.Playing }).Snapshot.Step
	d.SetView(lab.View{Rewind: 40})
	f := eventually(t, d, func(f *Frame) bool { return f.View.Rewind == 40 })
	require.Equal(t, now, f.Snapshot.Step)
	require.Equal(t, now-40, f.Snapshot.Cluster.Step)
	d.Step()
	f = eventually(t, d, func(f *Frame) bool { return f.View.Rewind == 0 })
	require.Equal(t, now+1, f.Snapshot.Cluster.Step)
}

func TestFocusLeavesTheRestOfTheViewAlone(t *testing.T) {
	d := start(t, lab.Run{Config: lab.NewConfig(lab.Gardener)}, 0)
	d.Step()
	d.SetView(lab.View{Whole: true})
	d.Focus(1)
	f := eventually(t, d, func(f *Frame) bool { return f.View.Focus == 1 })
	require.True(t, f.View.Whole)
	require.GreaterOrEqual(t, f.Snapshot.Gardener.Focus, 0)
	require.Len(t, f.Snapshot.Gardener.Chances, 6)
}

func TestItIsShownWhenTheSessionWaitsForAMove(t *testing.T) {
	d := start(t, playedBy(t, "you"), lab.Unlimited)
	f := eventually(t, d, func(f *Frame) bool { return f.Snapshot.Waiting })
	require.Zero(t, f.Snapshot.Step)
	d.Do("act 0")
	f = eventually(t, d, func(f *Frame) bool { return f.Snapshot.Waiting && f.Snapshot.Step == 1 })
	require.Empty(t, f.Notice)
}
