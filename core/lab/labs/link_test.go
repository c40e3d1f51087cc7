package labs

import (
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/program"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
)

func interestingRun(t *testing.T) lab.Run {
	t.Helper()
	r := lab.Run{Config: lab.NewConfig(cluster.Lab), At: 77}
	r.Config.Seed = math.MaxUint64
	require.NoError(t, r.Config.Set("drift", 0.0125))
	require.NoError(t, r.Config.SetText("policy", "omniscient"))
	r.Changes = []lab.Change{
		{Step: 0, Op: lab.OpAct, Target: 4},
		{Step: 12, Op: lab.OpSet, Key: "noise", Value: 0.031},
		{Step: 12, Op: lab.OpInject, Target: 35, Value: 0.5},
		{Step: 1 << 40, Op: lab.OpAct, Target: 7},
	}
	return r
}

func TestLinkRoundTrip(t *testing.T) {
	r := interestingRun(t)
	got, err := All.ParseLink("#" + r.Link())
	require.NoError(t, err)
	require.True(t, got.Config.Equal(r.Config))
	require.Equal(t, r.Changes, got.Changes)
	require.Equal(t, r.At, got.At)
}

func TestEmptyLinkIsTheDefaultRun(t *testing.T) {
	for _, text := range []string{"", "#", "?"} {
		r, err := All.ParseLink(text)
		require.NoError(t, err)
		require.True(t, r.Config.Equal(lab.NewConfig(cluster.Lab)))
	}
}

// TestALinkWithoutItsSeedMeansWhatItAlwaysMeant: which seed greets a visitor is no
// part of a run that somebody has written down.
func TestALinkWithoutItsSeedMeansWhatItAlwaysMeant(t *testing.T) {
	for _, c := range All {
		bare, err := All.ParseLink("v=1&lab=" + c.Key)
		require.NoError(t, err)
		require.True(t, bare.Config.Equal(lab.FirstVisit(c)), "the door of lab %s", c.Key)
		require.Contains(t, bare.Link(), "&seed=", "what is shared names its seed")
		described, err := All.ParseLink("v=1&lab=" + c.Key + "&at=7")
		require.NoError(t, err)
		want := lab.NewConfig(c)
		want.Seed = 42
		for _, u := range c.Until {
			require.NoError(t, want.SetText(u.Key, u.Text))
		}
		require.True(t, described.Config.Equal(want), "what greets a visitor of lab %s is no default", c.Key)
	}
}

func TestLinkNeedsNoEscaping(t *testing.T) {
	const plain = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.+=&"
	require.Empty(t, strings.Trim(interestingRun(t).Link(), plain))
}

func TestBadLinksAreRefusedByName(t *testing.T) {
	for text, want := range map[string]string{
		"v=5&lab=cluster":    "newer version",
		"v=zero":             `v is "zero"`,
		"v=1&lab=moon":       `lab is "moon", want one of cluster, gardener, prophet, race`,
		"v=1&speed=3":        `unknown parameter "speed"`,
		"v=1&drift=7":        "drift is 7, want -1 to 1",
		"v=1&drift=NaN":      "drift is NaN",
		"v=1&drift=fast":     `drift is "fast"`,
		"v=1&rows=2.5":       "want a whole number",
		"v=1&policy=god":     `policy is "god", want one of you, random`,
		"v=1&seed=-1":        `seed is "-1"`,
		"v=1&at=soon":        `at is "soon"`,
		"v=1&seed=1&seed=2":  "seed is given twice",
		"v=1&seed":           `"seed" is not of the form key=value`,
		"v=1&seed=&lab=race": `"seed" has no value`,
		"v=1&log=!!A":        "damaged",
		"v=1&log=AAA":        "damaged",
		"v=1&rows=1&columns=1&log=AAIBAAAAAAAA4D8": "place 1, want 0 to 0",
		strings.Repeat("x", lab.MaxLink+1):         "want at most",
	} {
		r, err := All.ParseLink(text)
		require.ErrorContains(t, err, want, text[:min(len(text), 60)])
		require.Equal(t, lab.Run{}, r, "a refused link must leave nothing behind")
	}
}

func FuzzParseLink(f *testing.F) {
	f.Add("v=1&lab=cluster&seed=42&drift=0.01&log=AAEE")
	f.Add(interestingRunForFuzz())
	f.Add(sharedLink(f))
	f.Add("v%3D2%26lab%3Dgardener%26seed%3D1).")
	for _, e := range program.Examples() {
		f.Add("v=2&lab=cluster&seed=1&policy=program&program=" + lab.EncodeText(e.Source))
		f.Add("v=2&lab=race&seed=1&lane-2=h5&lane-3=none&lane-4=program&program=" + lab.EncodeText(e.Source))
	}
	for _, source := range []string{"while True:\n    pass\n", "def act(see, memo):\n    return act(see, memo)\n", "x = [0] * 100000000\n"} {
		f.Add("v=2&lab=cluster&seed=1&policy=program&program=" + lab.EncodeText(source))
	}
	f.Add(programRunForFuzz())
	f.Fuzz(func(t *testing.T, text string) {
		r, err := All.ParseLink(text)
		if err != nil {
			require.Equal(t, lab.Run{}, r)
			opensWhatIsReadable(t, err)
			return
		}
		again, err := All.ParseLink(r.Link())
		require.NoError(t, err)
		require.True(t, again.Config.Equal(r.Config))
		require.Equal(t, r.Link(), again.Link())
		if r.Config.Lab.Places(r.Config) > 64 || len(r.Config.Lab.Texts) == 0 {
			return // what is large takes long
		}
		s, err := lab.Replay(r)
		require.NoError(t, err)
		for range 3 { // whatever the program does, it is over soon
			if s.Advance(1) == 0 && s.Fault() != nil {
				require.NotContains(t, s.Fault().Message, "breaks the interpreter")
			}
		}
	})
}

// opensWhatIsReadable holds that the settings which a refused link offers are those of a run.
func opensWhatIsReadable(t *testing.T, err error) {
	t.Helper()
	var damage *lab.LinkError
	if errors.As(err, &damage) && damage.Settings != nil {
		again, err := All.ParseLink(lab.Run{Config: *damage.Settings}.Link())
		require.NoError(t, err)
		require.True(t, again.Config.Equal(*damage.Settings))
	}
}

func programRunForFuzz() string {
	r := lab.Run{Config: lab.NewConfig(cluster.Lab), Changes: []lab.Change{
		{Step: 3, Op: lab.OpSet, Key: "program", Text: "def act(see, memo):\n    memo['n'] = 1\n    return CLEAN\n"},
		{Step: 4, Op: lab.OpSet, Key: "policy", Value: 9},
	}}
	return r.Link()
}

func interestingRunForFuzz() string {
	r := lab.Run{Config: lab.NewConfig(cluster.Lab), Changes: []lab.Change{{Step: 3, Op: lab.OpInject, Target: 5, Value: 0.25}}}
	return r.Link()
}

func TestParseCommand(t *testing.T) {
	c, err := cluster.Lab.ParseCommand("set drift 0.02")
	require.NoError(t, err)
	require.Equal(t, lab.OpSet, c.Op)
	require.Equal(t, 0.02, c.Value)
	c, err = cluster.Lab.ParseCommand("act 5")
	require.NoError(t, err)
	require.Equal(t, lab.Change{Op: lab.OpAct, Target: 5}, c)
	c, err = cluster.Lab.ParseCommand("inject 3 0.5")
	require.NoError(t, err)
	require.Equal(t, lab.Change{Op: lab.OpInject, Target: 3, Value: 0.5}, c)
	for text, want := range map[string]string{
		"":               "command is",
		"set drift":      "command is",
		"set moon 1":     `unknown parameter "moon"`,
		"set drift much": `drift is "much"`,
		"act left":       `action is "left"`,
		"inject x 1":     `place is "x"`,
		"inject 1 x":     `amount is "x"`,
	} {
		_, err := cluster.Lab.ParseCommand(text)
		require.ErrorContains(t, err, want)
	}
}
