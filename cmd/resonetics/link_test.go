package main

import (
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/internal/labtest"
)

// sharedOf returns the link of a run that has taken some steps, and its digest.
func sharedOf(t *testing.T, l *lab.Lab, settings ...string) (run lab.Run, digest string) {
	t.Helper()
	s := labtest.New(t, l, settings...)
	s.Advance(20)
	return s.Share(""), lab.DigestText(s.Digest())
}

// TestEveryCommandThatOpensALinkComparesIt opens links with the digest that they should have and
// with another.
func TestEveryCommandThatOpensALinkComparesIt(t *testing.T) {
	for command, l := range map[string]*lab.Lab{
		"link": cluster.Lab, "cluster run --link": cluster.Lab, "cluster run --format csv --link": cluster.Lab, "gardener --out - --link": gardener.Lab,
	} {
		run, digest := sharedOf(t, l)
		r := call(t, append(strings.Fields(command), run.Link())...)
		require.Zero(t, r.code, r.errOut)
		require.Contains(t, r.out+r.errOut, "The same bits as when it was shared (digest "+digest+").\n", command)
		run.Shared.Digest++
		r = call(t, append(strings.Fields(command), run.Link())...)
		require.Equal(t, 1, r.code, command)
		require.Contains(t, r.errOut, "step 20: Not the same bits as when it was shared: the digest was "+lab.DigestText(run.Shared.Digest)+" and is "+digest+" here.", command)
	}
}

// TestLinkMakesLinksOfOlderOnes repeats a run that says no digest, farther than it was shared.
func TestLinkMakesLinksOfOlderOnes(t *testing.T) {
	out := succeed(t, "link", "https://example.org/#v=1&lab=cluster&seed=42&policy=h5&at=300.", "--to", "310")
	require.Regexp(t, `(?m)^lab:    Cluster\nseed:   42\nstep:   310\ndigest: [0-9a-f]{16}\nlink:   #v=4&lab=cluster&seed=42&policy=h5&guidance=handover&at=310&digest=`, out)
	require.NotContains(t, out, "bits")
	link := regexp.MustCompile(`#\S+`).FindString(out)
	require.Contains(t, succeed(t, "link", link), "The same bits")
	example := regexp.MustCompile(`'(#v=\S+)'`).FindStringSubmatch(newLinkCommand().Example)[1]
	require.Contains(t, succeed(t, "link", example), "The same bits")
}

// TestADamagedLinkSaysWhatCanBeReadOfIt cuts a link.
func TestADamagedLinkSaysWhatCanBeReadOfIt(t *testing.T) {
	run, _ := sharedOf(t, cluster.Lab, "policy", "h5")
	for _, command := range []string{"link", "cluster run --link"} {
		r := call(t, append(strings.Fields(command), run.Link()[:len(run.Link())-9])...)
		require.Equal(t, 2, r.code)
		require.Contains(t, r.errOut, "it was cut off: its end is missing; what can be read of its settings is '#v=4&lab=cluster&seed=42&policy=h5&check=", command)
	}
	require.Equal(t, 2, call(t, "link").code)
}

// TestLinkPrintsWhatATeacherHasMade of a run, and other commands refuse to move what is locked.
func TestLinkPrintsWhatATeacherHasMade(t *testing.T) {
	run := lab.Run{Config: lab.NewConfig(cluster.Lab)}
	require.NoError(t, run.SetSheet(&lab.Sheet{Name: "The Red Queen", By: "Ms. Kim", Note: "Guess first.", Shown: []string{"policy", "noise"}, Locked: []string{"drift", "seed"}, Paused: true}))
	out := succeed(t, "link", run.Link())
	require.Contains(t, out, "\npreset: The Red Queen\nby:     Ms. Kim\nnote:   Guess first.\nshown:  policy noise\nlocked: drift seed\nstart:  paused\n")
	require.Contains(t, out, "&sheet-locked=drift.seed&", "the link that it prints has them too")
	r := call(t, "link", strings.Replace(run.Link(), "drift.seed", "noise.seed", 1))
	require.Equal(t, 2, r.code)
	require.Contains(t, r.errOut, "it was changed on its way")
	require.NotContains(t, r.errOut, "what can be read of its settings")
}
