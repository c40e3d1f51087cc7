package site

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/internal/labtest"
)

const notices = `document.getElementById('notices').innerText`

// sharedRun returns the link of a run as the terminal would share it.
func sharedRun(t *testing.T, steps int) lab.Run {
	t.Helper()
	s := labtest.New(t, cluster.Lab, "drift", "0.0125", "policy", "omniscient", "noise", "0.03")
	s.Advance(steps)
	labtest.Apply(t, s, "inject 7 0.4")
	return s.Share("v0")
}

// TestASharedRunSaysWhetherItGivesTheSameBits opens links of one program in the other, of
// which one says another digest than it should.
func TestASharedRunSaysWhetherItGivesTheSameBits(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	run := sharedRun(t, 77)
	b.open("/#" + run.Link())
	b.click("Jump to step 77, where it was shared")
	b.wait("it is the same run", notices+`.includes('Step 77, where this run was shared. The same bits as when it was shared (digest `+lab.DigestText(run.Shared.Digest)+`)')`)
	b.shoot("link-same")
	require.Equal(t, lab.DigestText(run.Shared.Digest), eval[string](b, `resonetics.client.digest()`))
	eval[any](b, `(document.getElementById('reset').click(), 1)`)
	b.wait("another run says nothing of it", `!`+notices+`.includes('same bits')`)

	run.Shared.Digest++
	b.open("/?other#" + run.Link())
	b.click("Jump to step 77, where it was shared")
	b.wait("it is another", notices+`.includes('Not the same bits as when it was shared: the digest was `+lab.DigestText(run.Shared.Digest)+`')`)
	b.wait("it says why", notices+`.includes('Another build of the program')`)
	b.shoot("link-different")
	b.quiet()
}

// TestALinkByHandIsReadAsTheSessionReadsIt: a step with an exponent.
func TestALinkByHandIsReadAsTheSessionReadsIt(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.open("/#lab=cluster&seed=1e5&at=2e3")
	b.click("Jump to step 2,000, where it was shared")
	b.wait("it is there", `resonetics.step === 2000`)
	require.Equal(t, "100000", eval[string](b, `document.getElementById('seed').value`))
	b.quiet()
}

// TestAVerdictOutlivesItsWorker lets the worker with the language take over before a shared run
// has come to its step, and goes on with a run that was kept before.
func TestAVerdictOutlivesItsWorker(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	run := sharedRun(t, 77)
	b.open("/#" + run.Link())
	b.wait("it runs", `globalThis.resonetics?.step > 0`)
	eval[any](b, `resonetics.client.play(false)`)
	require.Less(t, eval[int](b, `resonetics.step`), 70)
	require.Empty(t, eval[string](b, `resonetics.client.learn()`))
	require.Equal(t, "ready", eval[string](b, `resonetics.client.language`))
	kept := eval[bool](b, `resonetics.client.save().then(({ buffer }) => { globalThis.kept = buffer; return buffer.byteLength > 0; })`)
	require.True(t, kept)
	b.click("Jump to step 77, where it was shared")
	const same = `.includes('Step 77, where this run was shared. The same bits as when it was shared')`
	b.wait("it is the same run", notices+same)
	eval[any](b, `document.getElementById('load-file').files = (() => {
		const chosen = new DataTransfer();
		chosen.items.add(new File([kept], 'kept.safetensors'));
		return chosen.files;
	})()`)
	eval[any](b, `(document.getElementById('load-file').dispatchEvent(new Event('change')), 1)`)
	b.wait("the file goes on", `resonetics.step < 77 && !`+notices+same)
	b.wait("and is compared", notices+same)
	b.quiet()
}

// TestWhatThePageSharesIsTheSameInTheTerminal shares a run of the page and repeats it here.
func TestWhatThePageSharesIsTheSameInTheTerminal(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	require.Empty(t, eval[string](b, `resonetics.client.command('inject 7 0.4')`))
	b.wait("it goes on", `resonetics.step > 10`)
	link := eval[string](b, `resonetics.client.share().then(({ text }) => text)`)
	run, err := lab.List{cluster.Lab}.ParseLink(link)
	require.NoError(t, err)
	require.NotNil(t, run.Shared)
	s, err := lab.Replay(run)
	require.NoError(t, err)
	s.Advance(int(run.At))
	require.Equal(t, lab.Same, s.Verdict())
	b.quiet()
}

// TestADamagedLinkOffersWhatCanBeRead cuts links, and changes one.
func TestADamagedLinkOffersWhatCanBeRead(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	link := sharedRun(t, 40).Link()
	for name, damaged := range map[string]string{
		"cut off": link[:len(link)-30], "changed": strings.Replace(link, "0.4", "0.5", 1)[:len(link)-1] + "x",
	} {
		b.open("/?" + name[:3] + "#" + damaged)
		b.wait("it says what has happened", notices+`.includes('This link cannot be opened. It was `+name+`')`)
		b.wait("and what can be read", notices+`.includes('Its settings can be read: seed 42, Policy Omniscient planner, Drift 0.0125, Noise 0.03.')`)
		require.Zero(t, eval[int](b, `resonetics.step`), "nothing runs that was not asked for")
		b.shoot("link-" + name[:3])
		b.click("Open these settings")
		b.wait("they run", `resonetics.step > 0 && resonetics.values.drift === '0.0125' && resonetics.values.policy === 'omniscient'`)
		require.NotContains(t, eval[string](b, `resonetics.client.link()`), "log=")
		require.Equal(t, "", eval[string](b, notices))
	}
	b.quiet()
}

// TestLinksThatProgramsHaveEscapedOpenTheirLab opens links of another lab than the first, as
// chats and mail pass them on.
func TestLinksThatProgramsHaveEscapedOpenTheirLab(t *testing.T) {
	s := labtest.New(t, gardener.Lab, "growth", "0.011")
	s.Advance(3)
	link := s.Share("").Link()
	escaped := strings.NewReplacer("=", "%3D", "&", "%26").Replace(link)
	b := newBrowser(t, builtSite(t), desktop)
	for name, text := range map[string]string{
		"escaped": escaped, "twice": strings.ReplaceAll(escaped, "%", "%25"), "html": strings.ReplaceAll(link, "&", "&amp;"),
		"sentence": link + ").", "old": "v%3D1%26lab%3Dgardener%26growth%3D0.011%26seed%3D42", "stop": "lab=gardener&growth=0.011.",
	} {
		b.start("/?" + name + "#" + text)
		require.True(t, eval[bool](b, `resonetics.values.growth === '0.011' && document.querySelector('#labs [aria-current]').innerText === 'Gardener'`), name)
		require.NotContains(t, eval[string](b, notices), "cannot", name)
	}
	b.start("/?lab#lab=gardener.")
	require.Equal(t, "Gardener", eval[string](b, `document.querySelector('#labs [aria-current]').innerText`))
	b.quiet()
}

// TestASeedIsAnsweredAsItWasTyped types what is no seed.
func TestASeedIsAnsweredAsItWasTyped(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#lab=cluster&seed=7")
	eval[any](b, `(() => { const seed = document.getElementById('seed'); seed.value = '1,2x34&drift=1'; seed.dispatchEvent(new Event('change')); })()`)
	b.wait("it says so", notices+`.includes('1,2x34&drift=1')`)
	require.Equal(t, "7", eval[string](b, `document.getElementById('seed').value`))
	b.open("/?typed#lab=cluster&seed=1%2C2x34")
	b.wait("it says so", notices+`.includes('Seed is "1,2x34", want a whole number')`)
	b.quiet()
}

// TestASliderThatIsDraggedMakesOneChange drags one on and on while the world runs, and many times
// while it stands.
func TestASliderThatIsDraggedMakesOneChange(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	eval[any](b, `(() => {
		const slider = document.getElementById('param-drift');
		for (let i = 0; i < 40; i++) {
			slider.value = String(0.0005 * (i % 20));
			slider.dispatchEvent(new Event('input'));
		}
		slider.dispatchEvent(new Event('change'));
	})()`)
	b.wait("the world has what was chosen", `resonetics.values.drift === '0.0095'`)
	require.Len(t, changesOf(t, b), 1)
	require.Empty(t, eval[string](b, `(async () => {
		const { client } = resonetics;
		client.play(false);
		for (let i = 0; i < 5000; i++) client.command('set noise ' + (i % 97) / 1000);
		return client.command('set noise 0.033');
	})()`))
	require.LessOrEqual(t, len(changesOf(t, b)), 3)
	require.Less(t, len(eval[string](b, `resonetics.client.link()`)), 200)
	b.quiet()
}

func changesOf(t *testing.T, b *browser) []lab.Change {
	t.Helper()
	run, err := lab.List{cluster.Lab}.ParseLink(eval[string](b, `resonetics.client.link()`))
	require.NoError(t, err)
	return run.Changes
}

// TestALongRunOffersItsSettings makes so many changes that many programs would cut the link.
func TestALongRunOffersItsSettings(t *testing.T) {
	server := httptest.NewServer(builtSite(t))
	t.Cleanup(server.Close)
	b := newBrowserAt(t, server.URL, screen{1024, 768, false})
	b.start("/#lab=cluster&policy=h5")
	eval[any](b, `(async () => {
		const { client } = resonetics;
		client.play(false);
		for (let i = 0; i < 200; i++) {
			await client.command('inject ' + i % 36 + ' 0.01');
			client.step();
		}
		await client.command('set drift 0.011');
	})()`)
	b.wait("the controls have it", `resonetics.values.drift === '0.011'`)
	eval[any](b, `(document.getElementById('share').click(), 1)`)
	b.wait("it is told", `/This link has [\d,]+ characters/.test(document.getElementById('share-status').innerText)`)
	b.shoot("share-long")
	eval[any](b, `(document.getElementById('share-settings').click(), 1)`)
	b.wait("a short link is there", `document.getElementById('share-status').innerText.includes('without what was done')`)
	b.shoot("share-settings")
	link := eval[string](b, `document.getElementById('share-link').value`)
	run, err := lab.List{cluster.Lab}.ParseLink(link)
	require.NoError(t, err)
	require.Empty(t, run.Changes)
	require.Equal(t, 0.011, run.Config.Get("drift"))
	require.Equal(t, "h5", run.Config.Choice("policy"))
	require.Less(t, len(link), 200)
	require.True(t, eval[bool](b, `document.getElementById('share-file').checkVisibility()`))
	b.quiet()
}
