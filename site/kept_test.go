package site

import (
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// keptList returns what the browser keeps of the cluster, the newest first:
// "policy at step, name, pinned".
const keptList = `new Promise((resolve) => {
	const open = indexedDB.open('resonetics');
	open.onsuccess = () => {
		const all = open.result.transaction('list').objectStore('list').getAll();
		all.onsuccess = () => {
			open.result.close();
			resolve(all.result.filter(({ lab }) => lab === 'cluster').sort((a, b) => b.when - a.when)
				.map(({ policy, step, name, pinned }) => [policy + ' at ' + step, name, pinned && 'pinned'].filter(Boolean).join(', ')));
		};
	};
})`

// eventually polls a promise until it resolves to true.
func (b *browser) eventually(what, script string) {
	b.t.Helper()
	require.Eventually(b.t, func() bool { return eval[bool](b, script) }, waitTimeout, 100*time.Millisecond, what)
}

// keep keeps the run at once and returns its step.
func (b *browser) keep() int {
	b.t.Helper()
	eval[any](b, `(document.getElementById('play').getAttribute('aria-label') === 'Pause' && document.getElementById('play').click(), 1)`)
	return eval[int](b, `(async () => {
		await new Promise((done) => setTimeout(done, 300));
		const error = await resonetics.autosave();
		if (error) throw new Error(error);
		return resonetics.step;
	})()`)
}

// trained opens the page, trains a network for a number of steps and keeps the run.
func (b *browser) trained(path string, steps int) {
	b.t.Helper()
	b.start(path)
	b.fill("max-steps", strconv.Itoa(steps))
	b.click("Train at full speed")
	b.wait("it is saved", `document.getElementById('notices').innerText.includes('It is saved in this browser')`)
}

// TestAnUnansweredOfferLosesNothing trains, comes back, ignores the offer and does something
// else, and comes back again; then goes on, and changes the policy.
func TestAnUnansweredOfferLosesNothing(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.trained(learner, 1500)
	b.start("/?second#lab=cluster")
	b.wait("it is offered", `document.getElementById('notices').innerText.includes('Continue at step 1,500')`)
	b.click("Calm")
	b.wait("another run goes on", `resonetics.step > 20`)
	at := b.keep()
	require.Equal(t, []string{"Heuristic h.3 at " + strconv.Itoa(at), "Pilot + Prophet at 1500"}, eval[[]string](b, keptList))

	b.start("/?third#lab=cluster")
	b.wait("both are offered", `document.getElementById('notices').innerText.includes('Continue at step `+strconv.Itoa(at)+`')`)
	b.shoot("kept-offer")
	b.click("Continue at step 1,500")
	b.wait("it goes on", `resonetics.values.policy === 'pilot-prophet' && resonetics.step >= 1500`)
	eval[any](b, `(() => { const policy = document.getElementById('param-policy'); policy.value = 'omniscient'; policy.dispatchEvent(new Event('change')); })()`)
	b.wait("another one acts", `resonetics.values.policy === 'omniscient'`)
	other := b.keep()
	require.Equal(t, []string{"Omniscient planner at " + strconv.Itoa(other), "Heuristic h.3 at " + strconv.Itoa(at), "Pilot + Prophet at 1500"}, eval[[]string](b, keptList))

	b.start("/?fourth#lab=cluster")
	b.click("Start afresh")
	b.eventually("the answer is kept", `new Promise((resolve) => {
		const open = indexedDB.open('resonetics');
		open.onsuccess = () => {
			const all = open.result.transaction('list').objectStore('list').getAll();
			all.onsuccess = () => { open.result.close(); resolve(all.result.every(({ answered }) => answered)); };
		};
	})`)
	b.start("/?fifth#lab=cluster")
	b.wait("it runs", `resonetics.step > 5`)
	require.Empty(t, eval[string](b, `document.getElementById('notices').innerText`), "an answered offer is not made again")
	require.Len(t, eval[[]string](b, keptList), 3, "and loses nothing")
	b.quiet()
}

// TestEveryRunHasAPlaceOfItsOwn restarts, loads and shares: each kind of other run that has
// taken the place of one that was kept.
func TestEveryRunHasAPlaceOfItsOwn(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.trained(learner, 1100)
	eval[any](b, `(document.getElementById('files').click(), 1)`)
	_, run := b.download("Save the run")
	eval[any](b, `(document.getElementById('files-box').close(), 1)`)
	other := func(what string, n int) {
		t.Helper()
		b.keep()
		require.Len(t, eval[[]string](b, keptList), n, what)
	}
	b.click("New seed")
	b.wait("another run", `resonetics.step < 1100`)
	eval[any](b, `(document.getElementById('step').click(), 1)`)
	b.wait("a step", `resonetics.step === 1`)
	other("a restart", 2)
	b.upload("#load-file", run)
	b.wait("the file is there", `resonetics.step >= 1100`)
	other("a file", 3)
	eval[any](b, `(resonetics.client.worker.onerror(new ErrorEvent('error', { message: 'killed by the test' })), 1)`)
	b.click("Restart")
	b.wait("the world steps again", `resonetics.client.ready && resonetics.step > 0 && resonetics.shot.generation === 1`)
	b.wait("what was kept is offered", `document.getElementById('notices').innerText.includes('Continue at step 1,1')`)
	b.wait("it comes to its limit again", `document.getElementById('notices').innerText.includes('Training has come to 1,100')`)
	eval[any](b, `(document.getElementById('step').click(), 1)`)
	other("a restart after a death", 4)
	b.quiet()
}

// TestAReloadAfterSharingOffersTheRun shares a run, and reloads the page.
func TestAReloadAfterSharingOffersTheRun(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.trained(learner, 1200)
	eval[any](b, `(document.getElementById('share').click(), 1)`)
	b.wait("the link is in the address", `location.hash.includes('at=1200')`)
	b.run(chromedp.Reload())
	b.wait("the shared run begins", `globalThis.resonetics?.step > 0 && resonetics.step < 1000`)
	b.wait("the kept one is offered too", `/Continue at step 1,200/.test(document.getElementById('notices').innerText) && /Jump to step 1,200/.test(document.getElementById('notices').innerText)`)
	b.shoot("kept-shared")
	b.click("Calm")
	at := b.keep()
	require.Equal(t, []string{"Pilot + Prophet at " + strconv.Itoa(at), "Pilot + Prophet at 1200"}, eval[[]string](b, keptList))
	b.quiet()
}

// TestAReloadOfAnOpenedLinkOffersTheRun opens somebody's link, goes on with it, and reloads
// the page; another tab that opens the link is offered nothing.
func TestAReloadOfAnOpenedLinkOffersTheRun(t *testing.T) {
	server := httptest.NewServer(builtSite(t))
	t.Cleanup(server.Close)
	b := newBrowserAt(t, server.URL, desktop)
	b.start("/#lab=cluster&drift=0.011")
	b.wait("it has stepped", `resonetics.step > 5`)
	at := strconv.Itoa(b.keep())
	b.run(chromedp.Reload())
	b.wait("the link is open", `globalThis.resonetics?.step > 0`)
	b.click("Continue at step " + at)
	b.wait("it goes on", `resonetics.step >= `+at)
	second := b.tab()
	second.start("/#lab=cluster&drift=0.011")
	second.wait("it has stepped", `resonetics.step > 5`)
	require.Empty(t, eval[string](second, `document.getElementById('notices').innerText`))
	b.quiet()
}

// TestTwoTabsDoNotWriteOneRun opens a second tab beside the one that trains.
func TestTwoTabsDoNotWriteOneRun(t *testing.T) {
	server := httptest.NewServer(builtSite(t))
	t.Cleanup(server.Close)
	b := newBrowserAt(t, server.URL, desktop)
	b.trained(learner, 1300)
	b.trained("/?again"+learner[1:], 1400) // a visit later: both are kept
	second := b.tab()
	second.start("/?second#lab=cluster")
	second.wait("what no tab writes is offered", `document.getElementById('notices').innerText.includes('Continue at step 1,300')`)
	require.NotContains(t, eval[string](second, `document.getElementById('notices').innerText`), "1,400")
	eval[any](second, `(document.getElementById('files').click(), 1)`)
	second.wait("the list names the other tab", `document.getElementById('kept-runs').innerText.includes('goes on in another tab')`)
	second.shoot("kept-list-two-tabs")
	second.click("Continue a copy")
	second.wait("a copy goes on", `resonetics.step >= 1400`)
	at := second.keep()
	runs := eval[[]string](second, keptList)
	require.Equal(t, "Pilot + Prophet at "+strconv.Itoa(at), runs[0])
	require.ElementsMatch(t, []string{"Pilot + Prophet at 1400", "Pilot + Prophet at 1300"}, runs[1:], "the first tab's is untouched")
	second.quiet()
}

// TestKeptRunsAreNamedPinnedAndDeleted uses the list under Save, and then keeps more runs
// than there is room for.
func TestKeptRunsAreNamedPinnedAndDeleted(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	b.wait("it has stepped", `resonetics.step > 5`)
	first := b.keep()
	eval[any](b, `(document.getElementById('files').click(), 1)`)
	b.click("Pin")
	b.wait("it is pinned", `document.querySelector('#kept-runs [aria-pressed=true]') === document.activeElement`)
	b.click("Rename")
	b.press("For Tuesday\r")
	b.wait("it has a name", `document.getElementById('kept-runs').innerText.includes('For Tuesday')`)
	b.shoot("kept-list")
	eval[any](b, `(document.getElementById('files-box').close(), 1)`)
	const named = ", For Tuesday, pinned"
	for i := range 15 {
		b.click("New seed")
		b.wait("a new run", `resonetics.step === 0`)
		for range i%3 + 1 {
			eval[any](b, `(document.getElementById('step').click(), 1)`)
		}
		b.wait("it has stepped", `resonetics.step === `+strconv.Itoa(i%3+1))
		b.keep()
	}
	runs := eval[[]string](b, keptList)
	require.Len(t, runs, 13, "twelve and the pinned one")
	require.Equal(t, "Heuristic h.3 at "+strconv.Itoa(first)+named, runs[12])
	eval[any](b, `(document.getElementById('files').click(), 1)`)
	b.click("Delete")
	require.Len(t, eval[[]string](b, keptList), 13, "it asks once more")
	b.click("Press again to delete")
	b.wait("it is gone", `document.querySelectorAll('#kept-runs li').length === 12`)
	eval[any](b, `([...document.querySelectorAll('#kept-runs li')].at(-1).querySelector('button').click(), 1)`)
	b.wait("the pinned one goes on", `resonetics.step >= `+strconv.Itoa(first))
	require.Contains(t, eval[string](b, `resonetics.client.save().then(({ step }) => 'at ' + step)`), "at ")
	at := b.keep()
	require.Contains(t, eval[[]string](b, keptList), "Heuristic h.3 at "+strconv.Itoa(at)+named, "under its name")
	b.quiet()
}

// TestShortVisitsDoNotPushOutALongRun keeps a run where as many are kept as there is room for: the
// one that took longest is the oldest of them, and the first that goes has few steps.
func TestShortVisitsDoNotPushOutALongRun(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	b.wait("it has stepped", `resonetics.step > 5`)
	eval[any](b, `(document.getElementById('play').click(), resonetics.autosave())`)
	eval[any](b, `new Promise((done) => {
		const open = indexedDB.open('resonetics');
		open.onsuccess = () => {
			const change = open.result.transaction('list', 'readwrite');
			const put = (policy, step, learned, minutes) => change.objectStore('list').put({ id: policy, lab: 'cluster', policy, step, learned, name: '', pinned: false, answered: true, when: Date.now() - 60000 * minutes });
			put('longest', 300, 94000, 90);
			put('old and long', 80000, 0, 80);
			for (let i = 0; i < 6; i++) put('long ' + i, 20000 + i, 0, 70 - i);
			for (let i = 0; i < 6; i++) put('short ' + i, 200 + i, 0, 10 - i);
			change.oncomplete = () => { open.result.close(); done(); };
		};
	})`)
	at := eval[int](b, `(document.getElementById('step').click(), new Promise((done) => setTimeout(() => done(resonetics.step), 500)))`)
	require.Empty(t, eval[string](b, `resonetics.autosave()`))
	require.Equal(t, []string{
		"Heuristic h.3 at " + strconv.Itoa(at), "short 5 at 205", "short 4 at 204", "short 3 at 203", "long 5 at 20005", "long 4 at 20004", "long 3 at 20003",
		"long 2 at 20002", "long 1 at 20001", "long 0 at 20000", "old and long at 80000", "longest at 300",
	}, eval[[]string](b, keptList))
	b.quiet()
}

// TestARunOfTheFirstVersionIsOffered puts a record where version 1 of the storage had it.
func TestARunOfTheFirstVersionIsOffered(t *testing.T) {
	server := httptest.NewServer(builtSite(t))
	t.Cleanup(server.Close)
	b := newBrowserAt(t, server.URL, desktop)
	b.start(theCluster)
	b.wait("it has stepped", `resonetics.step > 5`)
	eval[any](b, `(async () => {
		const { buffer, rows } = await resonetics.client.save();
		await new Promise((done) => { indexedDB.deleteDatabase('resonetics').onsuccess = done; });
		await new Promise((done) => {
			const open = indexedDB.open('resonetics', 1);
			open.onupgradeneeded = () => open.result.createObjectStore('runs');
			open.onsuccess = () => {
				const change = open.result.transaction('runs', 'readwrite');
				change.objectStore('runs').put({ buffer, rows, step: 77, policy: 'Heuristic h.5', when: Date.now() - 200000 }, 'cluster');
				change.objectStore('runs').put([{ world: 'w', policy: '', source: '# mine', when: 1, survived: 1, steps: 1, return: 1 }], ' attempts');
				change.oncomplete = () => { open.result.close(); done(); };
			};
		});
		resonetics.autosave = () => {};
	})()`)
	b.start("/?later#lab=cluster")
	b.wait("it is offered", `document.getElementById('notices').innerText.includes('Heuristic h.5, 3 minutes ago')`)
	b.click("Continue at step 77")
	b.wait("it goes on", `!document.getElementById('notices').innerText.includes('77') && resonetics.step > 5`)
	b.eventually("the high scores are kept", `new Promise((resolve) => {
		const open = indexedDB.open('resonetics');
		open.onsuccess = () => {
			const get = open.result.transaction('runs').objectStore('runs').get(' attempts');
			get.onsuccess = () => { open.result.close(); resolve(get.result.length === 1); };
		};
	})`)
	b.quiet()
}
