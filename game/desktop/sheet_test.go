package desktop

import (
	"slices"
	"testing"

	"github.com/ebitenui/ebitenui/widget"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/gardener"
)

// classRun is a run that a teacher has set up.
func classRun(t *testing.T, shown, locked []string) lab.Run {
	t.Helper()
	r := run()
	require.NoError(t, r.SetSheet(&lab.Sheet{Name: "The Red Queen", Note: "Guess first.", By: "Ms. Kim", Shown: shown, Locked: locked}))
	return r
}

// TestTheWindowRefusesWhatIsLocked by slider, key, click, preset, seed and training.
func TestTheWindowRefusesWhatIsLocked(t *testing.T) {
	r := classRun(t, nil, []string{"drift", "rows", "seed", "act", "inject", "train"})
	d := start(t, r, 0)
	refused := func(why string, ask func()) {
		t.Helper()
		ask()
		f := eventually(t, d, func(f *Moment) bool { return f.Notice != "" })
		require.Equal(t, why, f.Notice)
		d.Play(false) // which is allowed, and takes the notice away
		eventually(t, d, func(f *Moment) bool { return f.Notice == "" })
	}
	refused("drift is locked by Ms. Kim", func() { do(t, d, "set drift 0.01") })
	refused("rows is locked by Ms. Kim", func() { do(t, d, "set rows 9") })
	refused("acting yourself is locked by Ms. Kim", func() { do(t, d, "act 1") })
	refused("disturbing the world is locked by Ms. Kim", func() { do(t, d, "inject 3 0.5") })
	refused("drift is locked by Ms. Kim", func() { d.UsePreset("crisis") })
	refused("train is locked by Ms. Kim", func() { d.Train(false) })
	other := r
	other.Config.Seed++
	refused("the seed is locked by Ms. Kim", func() { d.Restart(other) })

	do(t, d, "set columns 7")
	d.Reset()
	f := eventually(t, d, func(f *Moment) bool { return f.Config.Get("columns") == 7 })
	require.Equal(t, r.Config.Sheet(), f.Config.Sheet(), "a reset keeps it")
	require.Equal(t, r.Config.Seed, f.Snapshot.Seed)
}

// TestTheWindowWaitsForTheClass where its teacher has set it up to.
func TestTheWindowWaitsForTheClass(t *testing.T) {
	r := run()
	require.NoError(t, r.SetSheet(&lab.Sheet{Name: "A", Paused: true}))
	d := start(t, r, 60)
	require.False(t, d.Moment().Playing)
	d.Play(true)
	eventually(t, d, func(f *Moment) bool { return f.Snapshot.Step > 2 })
	d.Reset()
	require.True(t, eventually(t, d, func(f *Moment) bool { return f.Snapshot.Generation > 1 }).Playing, "it waits once")
}

// TestTheWindowOpensTheFileOfAPreset, of another lab too, and says what is wrong with another.
func TestTheWindowOpensTheFileOfAPreset(t *testing.T) {
	r := lab.Run{Config: lab.NewConfig(gardener.Lab)}
	require.NoError(t, r.SetSheet(&lab.Sheet{Name: "A", By: "Ms. Kim", Locked: []string{lab.LockAll}, Paused: true}))
	d := start(t, run(), 0)
	for content, want := range map[string]string{
		`{}`: `a.json: it is not the file of a preset, whose format is "resonetics preset"`,
		`{"format": "resonetics preset", "version": 2}`:                                      "a.json: its version is 2, want 1: a newer playground has written it",
		`{"format": "resonetics preset", "version": 1, "link": "v=4&lab=gardener&sheet=QQ"}`: "a.json: link: it was cut off: its end is missing",
	} {
		d.Load("a.json", []byte(content))
		eventually(t, d, func(f *Moment) bool { return f.Notice == want })
	}
	d.Load("a.json", []byte(`{"format": "resonetics preset", "version": 1, "link": "`+r.Link()+`"}`))
	f := eventually(t, d, func(f *Moment) bool { return f.Snapshot.Lab == gardener.Lab })
	require.Equal(t, r.Config.Sheet(), f.Config.Sheet())
	require.False(t, f.Playing)
}

// TestThePanelShowsWhatATeacherShows, and all again in another run.
func TestThePanelShowsWhatATeacherShows(t *testing.T) {
	m := makePanel(t, cluster.Lab)
	f := frame(t, classRun(t, []string{"policy", "drift"}, []string{"drift", "seed"}))
	m.arranged(t, f)
	shown := func(w widget.PreferredSizeLocateableWidget) bool { return slices.Contains(m.content.Children(), w) }
	control := func(key string) *control { return m.controls[mustParam(t, key)] }
	require.True(t, shown(m.sheet))
	require.Equal(t, "The Red Queen. This window was set up by Ms. Kim.\nGuess first.", m.sheet.Label)
	require.True(t, shown(control("drift").box) && shown(control("policy").box))
	require.False(t, shown(control("noise").box))
	require.True(t, control("drift").moved.Disabled)
	require.Contains(t, control("drift").value.Label, "locked")
	require.False(t, control("policy").moved.Disabled)
	require.True(t, m.presets[2].GetWidget().Disabled, "Crisis would move the drift")
	require.True(t, m.transport.seed.GetWidget().Disabled && m.transport.fresh.GetWidget().Disabled)
	require.Equal(t, widget.Visibility_Hide, m.transport.seeds.GetWidget().Visibility)

	m.arranged(t, frame(t, run()))
	require.False(t, shown(m.sheet))
	require.True(t, shown(control("noise").box))
	require.False(t, control("drift").moved.Disabled || m.presets[2].GetWidget().Disabled || m.transport.seed.GetWidget().Disabled)
	require.Equal(t, widget.Visibility_Show, m.transport.seeds.GetWidget().Visibility)
}
