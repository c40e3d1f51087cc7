package desktop

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/core/lab/race"
)

func start(t *testing.T, r lab.Run, rate float64) *Driver {
	t.Helper()
	d, err := NewDriver(r, rate)
	require.NoError(t, err)
	t.Cleanup(func() { d.Close() })
	return d
}

func run() lab.Run { return lab.Run{Config: lab.NewConfig(cluster.Lab)} }

// do carries out a command as a key does.
func do(t *testing.T, d *Driver, command string) {
	t.Helper()
	c, err := d.Moment().Snapshot.Lab.ParseCommand(command)
	require.NoError(t, err)
	d.Apply(c)
}

func picture(m *Moment) *cluster.Picture { return m.Snapshot.Picture.(*cluster.Picture) }

// eventually waits for a moment that satisfies ok.
func eventually(t *testing.T, d *Driver, ok func(*Moment) bool) *Moment {
	t.Helper()
	for range 5000 {
		if f := d.Moment(); ok(f) {
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
		f := eventually(t, d, func(f *Moment) bool { return f.Snapshot.Step > last })
		last = f.Snapshot.Step
		require.Len(t, f.Snapshot.Metrics, len(cluster.Lab.Metrics))
	}
}

func TestNobodyHasToTakeFrames(t *testing.T) {
	d := start(t, run(), lab.Unlimited)
	for range 3 * pending {
		d.SetRate(100)
	}
	d.Play(false)
	eventually(t, d, func(f *Moment) bool { return !f.Playing && f.Rate == 100 })
}

func TestPauseAndStep(t *testing.T) {
	d := start(t, run(), 0)
	require.Zero(t, d.Moment().Snapshot.Step)
	d.Step()
	d.Step()
	f := eventually(t, d, func(f *Moment) bool { return f.Snapshot.Step == 2 })
	require.False(t, f.Playing)
}

func TestLiveParameterChangesNowAndTheOthersOnReset(t *testing.T) {
	d := start(t, run(), 0)
	do(t, d, "set drift 0.01")
	do(t, d, "set rows 9")
	f := eventually(t, d, func(f *Moment) bool { return f.Wanted.Get("rows") == 9 })
	require.Equal(t, 0.01, f.Config.Get("drift"))
	require.Equal(t, 6.0, f.Config.Get("rows"))
	require.Equal(t, 6, picture(f).Height)
	d.Reset()
	f = eventually(t, d, func(f *Moment) bool { return f.Config.Get("rows") == 9 })
	require.Equal(t, 9, picture(f).Height)
	require.Equal(t, 0.01, f.Config.Get("drift"), "a reset keeps what was set")
}

func TestRefusedChangesAreNoticedAndChangeNothing(t *testing.T) {
	d := start(t, run(), 0)
	for _, c := range []lab.Change{
		{Op: lab.OpSet, Key: "drift", Value: 7}, {Op: lab.OpSet, Key: "nothing", Value: 1}, {Op: lab.OpInject, Target: 99_999, Value: 0.5},
	} {
		d.Apply(c)
		f := eventually(t, d, func(f *Moment) bool { return f.Notice != "" })
		require.True(t, f.Config.Equal(run().Config), c)
		d.Play(false)
		eventually(t, d, func(f *Moment) bool { return f.Notice == "" })
	}
}

func TestLinkReproducesWhatIsSeen(t *testing.T) {
	d := start(t, run(), lab.Unlimited)
	eventually(t, d, func(f *Moment) bool { return f.Snapshot.Step > 500 })
	do(t, d, "set drift 0.012")
	do(t, d, "inject 3 0.5")
	d.Step()
	f := eventually(t, d, func(f *Moment) bool { return !f.Playing })
	shared, err := labs.All.ParseLink(d.Link())
	require.NoError(t, err)

	again := start(t, shared, 0).Moment()
	require.Equal(t, f.Snapshot.Step, again.Snapshot.Step)
	require.Equal(t, picture(f).Mem, picture(again).Mem)
	require.Equal(t, f.Config, again.Config)
}

func TestRunsThatCannotStartAreRefused(t *testing.T) {
	bad := run()
	bad.Changes = []lab.Change{{Op: lab.OpInject, Target: 1 << 30, Value: 1}}
	_, err := NewDriver(bad, 1)
	require.ErrorContains(t, err, "place")

	d := start(t, run(), 0)
	d.Restart(bad)
	f := eventually(t, d, func(f *Moment) bool { return f.Notice != "" })
	require.True(t, f.Config.Equal(run().Config))
}

func TestLookingBackShowsThePastUntilItPlaysOn(t *testing.T) {
	d := start(t, run(), lab.Unlimited)
	eventually(t, d, func(f *Moment) bool { return f.Snapshot.Step > 100 })
	d.Play(false)
	now := eventually(t, d, func(f *Moment) bool { return !f.Playing }).Snapshot.Step
	d.SetView(lab.View{Rewind: 40})
	f := eventually(t, d, func(f *Moment) bool { return f.View.Rewind == 40 })
	require.Equal(t, now, f.Snapshot.Step)
	require.Equal(t, now-40, picture(f).Step)
	d.Step()
	f = eventually(t, d, func(f *Moment) bool { return f.View.Rewind == 0 })
	require.Equal(t, now+1, picture(f).Step)
}

func TestFocusLeavesTheRestOfTheViewAlone(t *testing.T) {
	d := start(t, lab.Run{Config: lab.NewConfig(gardener.Lab)}, 0)
	d.Step()
	d.SetView(lab.View{Whole: true})
	d.Focus(1)
	f := eventually(t, d, func(f *Moment) bool { return f.View.Focus == 1 })
	require.True(t, f.View.Whole)
	require.GreaterOrEqual(t, f.Snapshot.Picture.(*gardener.Picture).Focus, 0)
	require.Len(t, f.Snapshot.Picture.(*gardener.Picture).Chances, 6)
}

func TestItIsShownWhenTheSessionWaitsForAMove(t *testing.T) {
	d := start(t, playedBy(t, "you"), lab.Unlimited)
	f := eventually(t, d, func(f *Moment) bool { return f.Snapshot.Waiting })
	require.Zero(t, f.Snapshot.Step)
	do(t, d, "act 0")
	f = eventually(t, d, func(f *Moment) bool { return f.Snapshot.Waiting && f.Snapshot.Step == 1 })
	require.Empty(t, f.Notice)
}

func TestAVisitorRacesInTheWindowToo(t *testing.T) {
	config := lab.NewConfig(race.Lab)
	require.NoError(t, config.SetText("lane-4", "you"))
	require.NoError(t, config.SetText("teach", "1"))
	d := start(t, lab.Run{Config: config}, lab.Unlimited)
	eventually(t, d, func(f *Moment) bool { return f.Snapshot.Waiting })
	do(t, d, "act 3")
	f := eventually(t, d, func(f *Moment) bool { return f.Snapshot.Waiting && f.Snapshot.Step == 1 })
	require.Equal(t, 3, f.Snapshot.Picture.(*race.Picture).Lanes[3].Action)
	do(t, d, "inject 5 0.5")
	f = eventually(t, d, func(f *Moment) bool { return f.Snapshot.Picture.(*race.Picture).Lanes[3].Mem[5] > 0.5 })
	for _, l := range f.Snapshot.Picture.(*race.Picture).Lanes {
		require.Greater(t, l.Mem[5], float32(0.5))
	}
}

func TestAPresetChangesTheRunningSessionWhereItMay(t *testing.T) {
	d := start(t, run(), 0)
	d.Step()
	generation := eventually(t, d, func(m *Moment) bool { return m.Snapshot.Step == 1 }).Snapshot.Generation
	d.UsePreset("crisis")
	values := cluster.Lab.Preset("crisis")
	m := eventually(t, d, func(m *Moment) bool { return m.Wanted.Get("drift") == values["drift"] })
	require.Equal(t, generation, m.Snapshot.Generation, "every number that differs may change while it runs")
	for key, v := range values {
		require.Equal(t, v, m.Config.Get(key), key)
	}

	do(t, d, "set width 32") // waits for a reset
	d.UsePreset("calm")
	m = eventually(t, d, func(m *Moment) bool { return m.Wanted.Get("drift") != values["drift"] })
	require.Equal(t, generation, m.Snapshot.Generation)
	require.Equal(t, 32.0, m.Wanted.Get("width"))
	require.NotEqual(t, 32.0, m.Config.Get("width"))
}

func TestAPresetStartsOverWhereItMust(t *testing.T) {
	d := start(t, lab.Run{Config: lab.NewConfig(gardener.Lab)}, 0)
	d.Step()
	generation := eventually(t, d, func(m *Moment) bool { return m.Snapshot.Step == 1 }).Snapshot.Generation
	d.UsePreset("continent")
	m := eventually(t, d, func(m *Moment) bool { return m.Snapshot.Generation != generation })
	require.Equal(t, 512.0, m.Config.Get("size"))
	require.Zero(t, m.Snapshot.Step)
	require.Equal(t, gardener.Lab.Seed, m.Snapshot.Seed)
	d.UsePreset("paradise")
	require.Contains(t, eventually(t, d, func(m *Moment) bool { return m.Notice != "" }).Notice, "paradise")
}

// TestWhatIfOpensARaceFromTheMomentOnTheStage takes along what was learned, and the panel
// of the other lab can be made.
func TestWhatIfOpensARaceFromTheMomentOnTheStage(t *testing.T) {
	r := run()
	require.NoError(t, r.Config.SetText("policy", "pilot"))
	d := start(t, r, 0)
	for range 60 {
		d.Step()
	}
	was := eventually(t, d, func(m *Moment) bool { return m.Snapshot.Step == 60 })
	steps := was.Snapshot.Metric("episode_step")
	d.SetView(lab.View{Rewind: 10})
	d.WhatIf()
	m := eventually(t, d, func(m *Moment) bool { return m.Snapshot.Lab == race.Lab })
	require.Empty(t, m.Notice)
	require.True(t, m.Snapshot.Adopted)
	require.EqualValues(t, 60, m.Snapshot.Metric("learned"))
	require.Equal(t, "recorded", m.Snapshot.Picture.(*race.Picture).Lanes[0].Key())
	require.EqualValues(t, steps-10, m.Snapshot.Metric("race_step"))
	require.Zero(t, m.View.Rewind)
	s, err := newStyle(1, false, nil)
	require.NoError(t, err)
	newPanel(s, m.Snapshot.Lab, actions{}, nil).update(m)

	d = start(t, lab.Run{Config: lab.NewConfig(gardener.Lab)}, 0)
	d.WhatIf()
	eventually(t, d, func(m *Moment) bool { return m.Notice == "what if: the lab Gardener has no what if" })
}

// TestAllClustersAreShownAtFullSpeed, and one where an eye can follow.
func TestAllClustersAreShownAtFullSpeed(t *testing.T) {
	r := run()
	require.NoError(t, r.Config.SetText("policy", "pqn"))
	d := start(t, r, lab.Unlimited)
	eventually(t, d, func(m *Moment) bool { return len(picture(m).Tiles.Each) == 64 })
	d.Play(false)
	eventually(t, d, func(m *Moment) bool { return !m.Playing && len(picture(m).Tiles.Each) == 64 })
	d.SetRate(12)
	eventually(t, d, func(m *Moment) bool { return len(picture(m).Tiles.Each) == 0 })
	do(t, d, "set stage all")
	eventually(t, d, func(m *Moment) bool { return len(picture(m).Tiles.Each) == 64 })
}
