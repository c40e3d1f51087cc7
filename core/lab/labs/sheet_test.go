package labs

import (
	"fmt"
	"hash/fnv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/runner"
)

// classRun is a run that a teacher has prepared.
func classRun(t testing.TB, shown, locked []string) lab.Run {
	t.Helper()
	r := lab.Run{Config: lab.NewConfig(cluster.Lab)}
	require.NoError(t, r.Config.Set("drift", 0.0125))
	require.NoError(t, r.SetSheet(&lab.Sheet{Name: "붉은 여왕 👩‍🏫", Note: "Which policy lasts longest? Predict first.", By: "Ms. Kim", Shown: shown, Locked: locked, Paused: true}))
	return r
}

func TestASheetTravelsInTheLink(t *testing.T) {
	r := classRun(t, []string{"policy", "seed"}, []string{"drift", "seed", "act"})
	for _, text := range []string{r.Link(), "https://example.org/a/#" + r.Link(), strings.ReplaceAll(r.Link(), "&", "&amp;")} {
		got, err := All.ParseLink(text)
		require.NoError(t, err)
		require.Equal(t, r.Config.Sheet(), got.Config.Sheet())
		require.True(t, got.Config.Equal(r.Config))
	}
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.+=&"
	require.Empty(t, strings.Trim(r.Link(), plain), "no program that shows it escapes any of it")
}

// TestALinkWithASheetIsTakenAsItWasMadeOrNotAtAll: neither what it locks nor the sheet
// itself is edited away in it.
func TestALinkWithASheetIsTakenAsItWasMadeOrNotAtAll(t *testing.T) {
	link := classRun(t, nil, []string{"drift"}).Link()
	edited := map[string]string{
		"another value":           strings.Replace(link, "drift=0.0125", "drift=0.5", 1),
		"another lock":            strings.Replace(link, "-locked=drift", "-locked=noise", 1),
		"no lock":                 strings.Replace(link, "&sheet-locked=drift", "", 1),
		"no check":                link[:strings.Index(link, "&check=")],
		"neither version nor end": strings.Replace(link[:strings.Index(link, "&check=")], "v=4&", "", 1),
		"cut":                     link[:len(link)-3],
	}
	for what, text := range edited {
		_, err := All.ParseLink(text)
		require.Error(t, err, what)
		require.Regexp(t, "it was (changed on its way|cut off)", err.Error(), what)
		require.Nil(t, lab.ReadableOf(err), "%s: its settings are not offered without their locks", what)
	}
}

// checked ends a link as Run.Link does.
func checked(link string) string {
	h := fnv.New32a()
	h.Write([]byte(link))
	return fmt.Sprintf("%s&check=%08x", link, h.Sum32())
}

func TestASheetSaysWhatIsWrongWithIt(t *testing.T) {
	long := strings.Repeat("가", 501)
	for want, s := range map[string]lab.Sheet{
		"sheet: it has no name":                                                      {By: "Ms. Kim"},
		"sheet: its name has 501 characters, want at most 80":                        {Name: long},
		"sheet: its note has 501 characters, want at most 500":                       {Name: "A", Note: long},
		"sheet: the name of who made it has 501 characters, want at most 80":         {Name: "A", By: long},
		`sheet: its name is "\x1b[2J", want letters that can be shown, in one line`:  {Name: "\x1b[2J"},
		`sheet: its note is "a\nb", want letters that can be shown, in one line`:     {Name: "A", Note: "a\nb"},
		`sheet: shown is "all", want a control; `:                                    {Name: "A", Shown: []string{"all"}},
		`sheet: locked is "drfit", want a control; did you mean drift?`:              {Name: "A", Locked: []string{"drfit"}},
		"sheet: locked names drift twice":                                            {Name: "A", Locked: []string{"drift", "drift"}},
		`sheet: locked is "all", want a control; `:                                   {Name: "A", Locked: []string{"all", "drift"}},
		`sheet: its name is "\xff", want letters that can be shown, in one line`:     {Name: "\xff"},
		`sheet: its name is "a\u202eb", want letters that can be shown, in one line`: {Name: "a\u202eb"},
	} {
		r := lab.Run{Config: lab.NewConfig(cluster.Lab)}
		require.ErrorContains(t, r.SetSheet(&s), want)
		require.Nil(t, r.Config.Sheet())
		_, err := All.ParseLink(checked("v=4&lab=cluster&" + lab.SpellSheet(&s)))
		require.ErrorContains(t, err, want)
	}
}

func TestAnUnknownPartOfASheetIsRefused(t *testing.T) {
	for text, want := range map[string]string{
		"sheet=QQ&sheet-color=red":         `unknown part "sheet-color" of a sheet`,
		"sheet=QQ&sheet-start=soon":        `sheet-start is "soon", want paused`,
		"sheet=Q":                          "sheet is damaged, want a text in base64 without padding",
		"sheet=QQ&sheet-by=QQ&sheet-by=QQ": "sheet-by is given twice",
	} {
		_, err := All.ParseLink(checked("v=4&lab=cluster&" + text))
		require.ErrorContains(t, err, want)
	}
}

// TestNoControlIsCalledLikeWhatASheetLocksBesideThem: a sheet names both in one list.
func TestNoControlIsCalledLikeWhatASheetLocksBesideThem(t *testing.T) {
	for _, l := range All {
		seen := map[string]bool{lab.LockAll: true, lab.ShowNone: true}
		for _, key := range l.Controls() {
			require.False(t, seen[key], "%s of lab %s", key, l.Key)
			require.NotContains(t, key, ".", "keys stand in one list")
			require.False(t, strings.HasPrefix(key, "sheet"), "links say so of a sheet")
			seen[key] = true
		}
	}
}

func TestTheSessionRefusesWhatIsLocked(t *testing.T) {
	s, err := lab.Replay(classRun(t, nil, []string{"drift", "program", "seed", "act", "inject"}))
	require.NoError(t, err)
	before := s.Digest()
	for text, want := range map[string]string{
		"set drift 0": "drift is locked by Ms. Kim",
		"set program " + lab.EncodeText("def act(see, memo):\n    return CLEAN\n"): "program is locked by Ms. Kim",
		"act 1":        "acting yourself is locked by Ms. Kim",
		"inject 3 0.5": "disturbing the world is locked by Ms. Kim",
	} {
		c, err := s.Lab().ParseCommand(text)
		if err == nil {
			err = s.Apply(c)
		}
		require.EqualError(t, err, want, text)
	}
	require.Equal(t, before, s.Digest())
	require.Empty(t, s.Run().Changes)
	require.NoError(t, s.Apply(lab.Change{Op: lab.OpSet, Key: "noise", Value: 0.5}), "what is not locked moves")
	require.NoError(t, s.Apply(lab.Change{Op: lab.OpSet, Key: "drift", Value: 0.0125}), "it has that value")
}

func TestEverythingIsLockedAtOnce(t *testing.T) {
	s, err := lab.Replay(classRun(t, nil, []string{lab.LockAll}))
	require.NoError(t, err)
	for _, key := range s.Lab().Controls() {
		require.Error(t, s.Config().Locked(key), key)
	}
	require.EqualError(t, s.Apply(lab.Change{Op: lab.OpSet, Key: "stage", Value: 1}), "stage is locked by Ms. Kim")
}

// TestALogCannotMoveWhatIsLocked holds a link to it that was made by hand, with a check that fits.
func TestALogCannotMoveWhatIsLocked(t *testing.T) {
	r := classRun(t, nil, []string{"drift"})
	r.Changes = []lab.Change{{Op: lab.OpSet, Key: "drift", Value: 0.5}}
	_, err := All.ParseLink(r.Link())
	require.EqualError(t, err, "link: recorded change 1: drift is locked by Ms. Kim")
}

func TestARestartKeepsTheSheet(t *testing.T) {
	r := runner.New(func() float64 { return 0 })
	prepared := classRun(t, []string{"noise"}, []string{"drift", "program", "seed"})
	require.NoError(t, r.Open(prepared))
	again := func(change func(*lab.Config)) error {
		c := lab.NewConfig(cluster.Lab)
		require.NoError(t, c.Set("drift", 0.0125))
		change(&c)
		return r.Again(lab.Run{Config: c})
	}
	require.NoError(t, again(func(c *lab.Config) { require.NoError(t, c.Set("noise", 0.5)) }))
	now := r.Session().Config()
	require.Equal(t, prepared.Config.Sheet(), now.Sheet())
	require.Equal(t, 0.5, now.Get("noise"))
	require.EqualError(t, again(func(c *lab.Config) { require.NoError(t, c.Set("drift", 0)) }), "drift is locked by Ms. Kim")
	require.EqualError(t, again(func(c *lab.Config) { c.Seed++ }), "the seed is locked by Ms. Kim")
	require.EqualError(t, again(func(c *lab.Config) {
		require.NoError(t, c.WriteText("program", "def act(see, memo):\n    return CLEAN\n"))
	}), "program is locked by Ms. Kim")
	require.Equal(t, 0.5, r.Session().Config().Get("noise"), "the run that there was goes on")
	require.NoError(t, r.Open(lab.Run{Config: lab.NewConfig(cluster.Lab)}))
	require.Nil(t, r.Session().Config().Sheet(), "another link ends it")
}

func TestASavedRunKeepsTheSheet(t *testing.T) {
	prepared := classRun(t, []string{"noise"}, []string{"drift"})
	s, err := lab.Replay(prepared)
	require.NoError(t, err)
	require.NoError(t, s.Apply(lab.Change{Op: lab.OpSet, Key: "noise", Value: 0.5}))
	s.Advance(20)
	again, err := All.Restore(s.Save(nil))
	require.NoError(t, err)
	require.Equal(t, prepared.Config.Sheet(), again.Config().Sheet())
	require.EqualError(t, again.Apply(lab.Change{Op: lab.OpSet, Key: "drift", Value: 0}), "drift is locked by Ms. Kim")
	shared, err := All.ParseLink(again.Share("").Link())
	require.NoError(t, err)
	require.Equal(t, prepared.Config.Sheet(), shared.Config.Sheet())
}

// TestASheetIsNoPartOfWhatIsComputed: a class sees the bits that everybody sees.
func TestASheetIsNoPartOfWhatIsComputed(t *testing.T) {
	r := classRun(t, []string{"noise"}, []string{"drift"})
	with, err := lab.Replay(r)
	require.NoError(t, err)
	require.NoError(t, r.SetSheet(nil))
	without, err := lab.Replay(r)
	require.NoError(t, err)
	with.Advance(100)
	without.Advance(100)
	require.Equal(t, without.Digest(), with.Digest())
}

func TestANetworkIsNotLoadedWhereWhoActsIsLocked(t *testing.T) {
	r := classRun(t, nil, []string{"policy"})
	require.NoError(t, r.SetSheet(nil))
	require.NoError(t, r.Config.SetText("policy", "pilot"))
	free, err := lab.Replay(r)
	require.NoError(t, err)
	mind, err := free.AppendMind(nil)
	require.NoError(t, err)
	require.NoError(t, r.SetSheet(&lab.Sheet{Name: "A", Locked: []string{"policy"}}))
	s, err := lab.Replay(r)
	require.NoError(t, err)
	require.EqualError(t, s.LoadMind(mind), "policy is locked by the preset A")
}

func TestAPresetCannotMoveWhatIsLocked(t *testing.T) {
	flood := cluster.Lab.Preset("crisis")
	require.NotNil(t, flood)
	require.NoError(t, classRun(t, nil, []string{"seed"}).Config.LockedPreset(flood))
	require.EqualError(t, classRun(t, nil, []string{"drift"}).Config.LockedPreset(flood), "drift is locked by Ms. Kim")
	require.EqualError(t, classRun(t, nil, []string{"presets"}).Config.LockedPreset(flood), "the choice of presets is locked by Ms. Kim")
}

// FuzzSheet holds that a sheet is refused, or comes back as it is.
func FuzzSheet(f *testing.F) {
	f.Add(lab.SpellSheet(classRun(f, []string{"policy"}, []string{"drift", "seed"}).Config.Sheet()))
	f.Add("sheet=QQ&sheet-locked=all&sheet-start=paused")
	f.Add("sheet=QQ&sheet-start=soon")
	f.Add("sheet=QQ&sheet-shown=.&sheet-locked=drift.drift")
	f.Add("sheet=____&sheet-note=&sheet-by=QQ==")
	f.Fuzz(func(t *testing.T, text string) {
		s, err := lab.ParseSheet(text)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		r := lab.Run{Config: lab.NewConfig(cluster.Lab)}
		if r.SetSheet(s) != nil {
			return
		}
		again, err := lab.ParseSheet(lab.SpellSheet(s))
		require.NoError(t, err)
		require.Equal(t, s, again)
		linkRepeats(t, r)
	})
}
