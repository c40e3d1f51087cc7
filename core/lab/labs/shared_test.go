package labs

import (
	"bytes"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/safetensors"
	"github.com/resonetics/playground/internal/labtest"
)

// sharedLink returns the link of a run that a person has changed.
func sharedLink(t testing.TB) string {
	t.Helper()
	s := labtest.New(t, cluster.Lab, "drift", "0.0125", "policy", "omniscient")
	s.Advance(12)
	labtest.Apply(t, s, "set noise 0.031")
	labtest.Apply(t, s, "inject 35 0.5")
	s.Advance(65)
	return s.Share("v1.2.3").Link()
}

func opened(t testing.TB, link string) *lab.Session {
	t.Helper()
	run, err := All.ParseLink(link)
	require.NoError(t, err)
	s, err := lab.Replay(run)
	require.NoError(t, err)
	return s
}

// told returns what refuses a link.
func told(t testing.TB, link string) *lab.LinkError {
	t.Helper()
	run, err := All.ParseLink(link)
	var damage *lab.LinkError
	require.ErrorAs(t, err, &damage, link)
	require.Equal(t, lab.Run{}, run)
	return damage
}

// TestEveryBeginningOfALinkIsTold cuts links of a run and of settings at every place.
func TestEveryBeginningOfALinkIsTold(t *testing.T) {
	for _, link := range []string{sharedLink(t), lab.Run{Config: lab.NewConfig(cluster.Lab)}.Link()} {
		for n := 1; n < len(link); n++ {
			require.ErrorContains(t, told(t, link[:n]), "it was cut off", link[:n])
			_, err := All.ParseLink(link[n:]) // its end
			require.Error(t, err, link[n:])
		}
	}
}

// TestEveryEditOfALinkIsTold changes, leaves out and puts in each character. What a link
// says is then refused, or is the same run.
func TestEveryEditOfALinkIsTold(t *testing.T) {
	link := sharedLink(t)
	want, err := All.ParseLink(link)
	require.NoError(t, err)
	refused := 0
	for i := range link {
		edits := []string{link[:i] + link[i+1:]}
		for _, c := range "0a9Z-_.=&%# v" {
			edits = append(edits, link[:i]+string(c)+link[i+1:], link[:i]+string(c)+link[i:])
		}
		for _, edit := range edits {
			run, err := All.ParseLink(edit)
			if err != nil {
				refused++
				continue
			}
			require.True(t, run.Config.Equal(want.Config), edit)
			require.Equal(t, want.Changes, run.Changes, edit)
			require.Equal(t, want.At, run.At, edit)
			require.Equal(t, want.Shared, run.Shared, edit)
		}
	}
	require.Greater(t, refused, 20*len(link))
}

// TestLinksSurviveWhatProgramsDoToThem opens links as mail, chats and web pages pass them on.
func TestLinksSurviveWhatProgramsDoToThem(t *testing.T) {
	link := sharedLink(t)
	require.Regexp(t, `[0-9a-f]$`, link)
	escaped := strings.NewReplacer("=", "%3D", "&", "%26").Replace(link)
	html := strings.ReplaceAll(link, "&", "&amp;")
	for _, text := range []string{
		"#" + link, "https://example.org/playground/#" + link, escaped, "#" + escaped,
		strings.ReplaceAll(escaped, "%", "%25"), strings.ReplaceAll(link, "&", "%26"), html, strings.ReplaceAll(html, "&", "%26"),
		link + ".", link + ",", link + ")", "(" + link + ").", "<" + link + ">", `"` + link + `"`, "“" + link + "”", "**" + link + "**", "_" + "https://a.b/#" + link + "_",
		link[:30] + "\r\n" + link[30:60] + " \n" + link[60:], link + " ", link + "\u00a0", link + "and",
	} {
		run, err := All.ParseLink(text)
		require.NoError(t, err, text)
		require.Equal(t, link, run.Link(), text)
	}
	for _, old := range []string{"v=1&lab=cluster&policy=h5.", "v%3D1%26lab%3Dcluster%26policy%3Dh5", "v=2&amp;lab=cluster&amp;policy=h5)"} {
		run, err := All.ParseLink(old)
		require.NoError(t, err, old)
		require.Equal(t, "h5", run.Config.Choice("policy"))
	}
}

// TestWhatIsReadableOfALinkIsOffered damages links of every version.
func TestWhatIsReadableOfALinkIsOffered(t *testing.T) {
	settings := func(link string) string {
		c := told(t, link).Settings
		if c == nil {
			return ""
		}
		return fmt.Sprintf("%s seed %d policy %s drift %g", c.Lab.Key, c.Seed, c.Choice("policy"), c.Get("drift"))
	}
	link := sharedLink(t)
	at := strings.Index(link, "&at=")
	require.Equal(t, "cluster seed 42 policy omniscient drift 0.0125", settings(link[:at+6]))
	require.Equal(t, "cluster seed 42 policy omniscient drift 0.0125", settings(link[:len(link)-1]))
	drift := strings.Index(link, "drift=") + len("drift=0.01")
	require.Equal(t, "cluster seed 42 policy omniscient drift 0.007", settings(link[:drift]), "how the last number went on is not known")
	require.Empty(t, settings(link[:strings.Index(link, "&seed=")+4]))
	require.Equal(t, "cluster seed 7 policy h5 drift 0.007", settings("v=1&lab=cluster&seed=7&policy=h5&log=AAA"))
	require.Equal(t, "cluster seed 7 policy h5 drift 0.007", settings("v=2&lab=cluster&seed=7&policy=h5&at=x"))
	require.Equal(t, "cluster seed 7 policy h5 drift 0.007", settings("v=2&lab=cluster&seed=7&policy=h5&sparkle=1&log="))
	require.Empty(t, settings("v=2&lab=moon&seed=7"))
	require.Empty(t, settings("v=9&lab=cluster&seed=7"))
}

func TestMessagesOfLinksAreShort(t *testing.T) {
	for link, want := range map[string]string{
		"lab=cluster&sparkle=1":                           `link: unknown parameter "sparkle" of lab cluster; there are \d+, such as \S+, \S+, \S+`,
		"lab=cluster&drfit=1":                             `link: unknown parameter "drfit" of lab cluster; did you mean drift\?`,
		"lab=cluster&epsilons=1":                          `link: unknown parameter "epsilons" of lab cluster; did you mean epsilon( or [a-z-]+)*\?`,
		"lab=cluster&seed=1,234":                          `link: seed is "1,234", want a whole number from 0 to 18446744073709551615`,
		"lab=cluster&rows=9%26seed%3D1&at=1":              `link: rows is "9&seed=1", want 1 to 256`,
		"lab=cluster&seed=1%2C2":                          `link: seed is "1,2", want a whole number from 0 to 18446744073709551615`,
		"lab=cluster&drift=" + strings.Repeat("7", 1000):  `link: drift is .{1,60}, want -1 to 1`,
		strings.Repeat("x", 1000):                         `link: "x{40}…" is not of the form key=value`,
		"lab=cluster&" + strings.Repeat("x", 1000) + "=1": `link: unknown parameter "x{40}…" of lab cluster; there are .*`,
	} {
		require.Regexp(t, "^"+want+"$", told(t, link).Error())
	}
}

// TestASharedRunIsComparedWhereItWasShared repeats a run in sessions that do and do not give
// the same bits.
func TestASharedRunIsComparedWhereItWasShared(t *testing.T) {
	link := sharedLink(t)
	s := opened(t, link)
	s.Advance(76)
	require.Equal(t, lab.Pending, s.Verdict())
	require.Empty(t, s.Repeated(""))
	s.Advance(1)
	require.Equal(t, lab.Same, s.Verdict())
	require.Equal(t, "The same bits as when it was shared (digest "+lab.DigestText(s.Digest())+").", s.Repeated(""))
	s.Advance(30)
	require.Equal(t, lab.Same, s.Verdict(), "it stays said")

	for by, why := range map[string]string{
		"v2":     "Another build of the program shared it: v1.2.3, and this is v2.",
		"v1.2.3": "The program is the same: please report this link as a fault.",
		"":       "Another build of the program may have shared it.",
	} {
		run, err := All.ParseLink(link)
		require.NoError(t, err)
		run.Shared.Digest++
		other := opened(t, run.Link())
		other.Advance(77)
		require.Equal(t, lab.Different, other.Verdict())
		require.Contains(t, other.Repeated(by), "Not the same bits as when it was shared: the digest was "+lab.DigestText(run.Shared.Digest)+" and is "+lab.DigestText(other.Digest())+" here. "+why)
		run.Shared.Rules++
		other = opened(t, run.Link())
		other.Advance(77)
		require.Contains(t, other.Repeated(by), fmt.Sprintf("The rules have changed since: they had version %d then and have version %d here.", lab.RulesVersion+1, lab.RulesVersion))
	}
}

// TestARunOfItsOwnIsNotCompared leaves a shared run before it has come to its step.
func TestARunOfItsOwnIsNotCompared(t *testing.T) {
	s := opened(t, sharedLink(t))
	s.Advance(50)
	labtest.Apply(t, s, "set drift 0.02")
	s.Advance(50)
	require.Equal(t, lab.Pending, s.Verdict())

	learned := labtest.New(t, cluster.Lab, "policy", "qtable")
	learned.Advance(10)
	require.NotNil(t, learned.Share("").Shared)
	mind, err := learned.AppendMind(nil)
	require.NoError(t, err)
	require.NoError(t, learned.LoadMind(mind))
	require.Nil(t, learned.Share("").Shared, "a link does not describe what was loaded")
}

// TestARunIsComparedBeforeItsFirstStep shares a change that was made at once.
func TestARunIsComparedBeforeItsFirstStep(t *testing.T) {
	s := labtest.New(t, cluster.Lab)
	labtest.Apply(t, s, "inject 3 0.5")
	require.Equal(t, lab.Same, opened(t, s.Share("").Link()).Verdict())
}

// TestASavedRunIsStillCompared saves a run on its way to the step at which it was shared, as a page
// does whose other worker takes over, and lets files tell what cannot be.
func TestASavedRunIsStillCompared(t *testing.T) {
	s := opened(t, sharedLink(t))
	s.Advance(50)
	again := restored(t, s)
	require.EqualValues(t, 77, again.SharedAt())
	again.Advance(27)
	require.Equal(t, lab.Same, again.Verdict())
	require.Equal(t, lab.Pending, restored(t, again).Verdict(), "what has come of it was told")

	for text, says := range map[string]string{
		"50.0123456789abcdef.1.v2": "compared at step 50, and has taken 50", "x.0123456789abcdef.1": "shared at", "77.12.1": "digest", "": "shared at",
	} {
		_, err := All.Restore(forge(t, s, func(w *safetensors.Writer, x safetensors.Tensor) bool {
			if x.Name == "session.shared" {
				w.Bytes(x.Name, []byte(text))
			}
			return x.Name == "session.shared"
		}))
		require.ErrorContains(t, err, says, text)
	}
	other, err := All.Restore(forge(t, s, func(w *safetensors.Writer, x safetensors.Tensor) bool {
		if x.Name == "session.shared" {
			w.Bytes(x.Name, []byte("77.0123456789abcdef.1.v2"))
		}
		return x.Name == "session.shared"
	}))
	require.NoError(t, err)
	other.Advance(27)
	require.Equal(t, lab.Different, other.Verdict())
	require.Contains(t, other.Repeated("v3"), "the digest was 0123456789abcdef")
}

func TestBadDigestsAreRefused(t *testing.T) {
	for _, text := range []string{"", "12", "0123456789abcdef", "0123456789ABCDEF.1", "0123456789abcdef.0", "x.1", "0123456789abcdef.1." + strings.Repeat("9", 65)} {
		require.ErrorContains(t, told(t, "lab=cluster&at=3&digest="+text), "digest", text)
	}
}

// TestASliderThatIsDraggedIsOneChange moves every number of every lab that may change
// while the world runs, between two steps of it. The log holds two changes at most, and
// repeats the run bit for bit.
func TestASliderThatIsDraggedIsOneChange(t *testing.T) {
	for _, link := range []string{
		"lab=cluster&policy=pilot-prophet&rows=3&columns=3&steps=60&batch=8&width=8",
		"lab=cluster&policy=qtable&rows=3&columns=3&steps=60", "lab=cluster&policy=pqn&rows=3&columns=3&steps=60",
		"lab=gardener&size=16", "lab=prophet&length=200", "lab=race&rows=3&columns=3&teach=3&steps=60",
	} {
		first := opened(t, link)
		for i := range first.Lab().Params {
			p := &first.Lab().Params[i]
			if p.Live() && !p.Lasts && (p.Kind() == field.Float || p.Kind() == field.Int) {
				t.Run(first.Lab().Key+"/"+p.Key, func(t *testing.T) { dragged(t, link, p) })
			}
		}
	}
}

func dragged(t *testing.T, link string, p *lab.Param) {
	random := rand.New(rand.NewPCG(1, uint64(len(p.Key))))
	s, to := opened(t, link), p.To
	if p.Key == "teach" {
		to = 10 // many lessons take long
	}
	for _, back := range []bool{false, true} {
		s.Advance(10 + random.IntN(20))
		before, held := s.Config().Get(p.Key), len(s.Run().Changes)
		values := make([]float64, 40)
		for i := range values {
			values[i] = p.From + (to-p.From)*random.Float64()
			if p.Kind() == field.Int {
				values[i] = float64(int(values[i]))
			}
		}
		values[0], values[1], values[30] = p.From, to, before
		if back {
			values[len(values)-1] = before
		}
		for _, v := range values {
			_ = s.Apply(lab.Change{Op: lab.OpSet, Key: p.Key, Value: v}) // two numbers may contradict each other
		}
		require.LessOrEqual(t, len(s.Run().Changes)-held, 2)
		repeats(t, s)
	}
	s.Advance(30)
	again := repeats(t, s)
	require.Equal(t, labtest.Look(s, lab.View{Whole: true}).Marks, labtest.Look(again, lab.View{Whole: true}).Marks)
	again.Advance(20)
	s.Advance(20)
	require.Equal(t, s.Digest(), again.Digest())
}

// repeats returns a session that repeats the link of s, after having compared the two.
func repeats(t *testing.T, s *lab.Session) *lab.Session {
	t.Helper()
	again := opened(t, s.Share("").Link())
	again.Advance(int(s.Step()))
	require.Equal(t, lab.Same, again.Verdict())
	require.Equal(t, s.Run(), again.Run())
	if s.Learner() != nil {
		mind, err := s.AppendMind(nil)
		require.NoError(t, err)
		repeated, err := again.AppendMind(nil)
		require.NoError(t, err)
		require.True(t, bytes.Equal(mind, repeated), "what it has learned is the same")
	}
	return again
}

// TestOtherChangesAreKeptApart holds that only what no step has seen is written down once.
func TestOtherChangesAreKeptApart(t *testing.T) {
	s := labtest.New(t, cluster.Lab, "policy", "qtable")
	for _, command := range []string{
		"set drift 0.01", "set noise 0.02", "set drift 0.02", "inject 3 0.1", "set drift 0.03", "set train off", "set train on", "set policy h3", "set policy qtable",
	} {
		labtest.Apply(t, s, command)
	}
	require.Len(t, s.Run().Changes, 9)
	labtest.Apply(t, s, "set drift 0.04")
	s.Advance(1)
	labtest.Apply(t, s, "set drift 0.05")
	require.Len(t, s.Run().Changes, 11)
	for _, command := range []string{"set budget 50", "set budget 10", "set budget 100"} {
		labtest.Apply(t, s, command)
	}
	require.Len(t, s.Run().Changes, 14, "what was saved up above the lowest of them is gone")
	repeats(t, s)
}

func TestALinkErrorLeadsToItsReason(t *testing.T) {
	err := error(told(t, "lab=cluster&drift=7"))
	require.EqualError(t, errors.Unwrap(err), "drift is 7, want -1 to 1")
}
