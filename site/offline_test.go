package site

import (
	"bytes"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"path"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/fstest"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// pulled is a server whose cable can be pulled out, and whose site can be exchanged.
type pulled struct {
	off  atomic.Bool
	site atomic.Pointer[http.Handler]
}

func (p *pulled) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if p.off.Load() {
		panic(http.ErrAbortHandler) // the connection breaks off
	}
	(*p.site.Load()).ServeHTTP(w, r)
}

func (p *pulled) serve(h http.Handler) { p.site.Store(&h) }

const keptOffline = `document.documentElement.dataset.offline === 'ready' && navigator.serviceWorker.controller`

// TestOfflineEverythingWorksAfterOneVisit pulls the cable out after one visit: every lab, a
// lesson, a series, the language for programs and the help are there.
func TestOfflineEverythingWorksAfterOneVisit(t *testing.T) {
	p := new(pulled)
	p.serve(builtSite(t))
	b := newBrowser(t, p, desktop)
	b.start("/")
	b.wait("the page is kept", keptOffline)
	p.off.Store(true)
	for _, lab := range []string{"race", "cluster", "gardener", "prophet"} {
		b.start("/?" + lab + "#lab=" + lab)
		b.wait("the stage of "+lab+" is drawn", `resonetics.stage.stats()?.drawn > 0`)
	}
	b.open("/?lesson#lesson=scarcity")
	b.wait("a lesson is open, and runs", `document.querySelector('.lesson-place')?.innerText === 'Step 1 of 6' && resonetics.step > 0`)
	eval[any](b, `(document.getElementById('lesson-next').click(), 1)`)
	b.wait("it goes on", `document.querySelector('.lesson-place').innerText === 'Step 2 of 6'`)
	b.start("/?again" + theCluster[1:])
	b.click("Compare on 100 games")
	b.wait("the series opens", `document.getElementById('series-box')?.open`)
	eval[any](b, `(document.getElementById('series-box').close(), 1)`)
	require.Empty(t, eval[string](b, `resonetics.client.command('set policy program')`))
	b.wait("the program acts", `resonetics.values.policy !== undefined && resonetics.step > 200`)
	eval[any](b, `(document.getElementById('help').click(), 1)`)
	require.Contains(t, eval[string](b, `document.getElementById('help-text').innerText`), "also works without a network")
}

// renewedSite is the built site as a later version of it.
func renewedSite(t *testing.T, note string) fstest.MapFS {
	t.Helper()
	builtSite(t)
	files, err := fs.Sub(dist, "dist")
	require.NoError(t, err)
	later := fstest.MapFS{}
	require.NoError(t, fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(files, name)
		later[name] = &fstest.MapFile{Data: data}
		return err
	}))
	for _, name := range []string{"index.html", offlineScript} {
		delete(later, name+".br")
		delete(later, name+".gz")
	}
	page := later["index.html"]
	page.Data = bytes.Replace(page.Data, []byte("<h1>Resonetics</h1>"), []byte("<h1>Resonetics "+note+"</h1>"), 1)
	script := later[offlineScript]
	_, version, found := bytes.Cut(script.Data, []byte(`"version":"`))
	require.True(t, found)
	script.Data = bytes.Replace(script.Data, version[:len(note)], []byte(note), 1)
	return later
}

const offlineScript = "offline-worker.js"

func handlerOf(t *testing.T, files fstest.MapFS) http.Handler {
	t.Helper()
	h, err := newHandler(files)
	require.NoError(t, err)
	return h
}

const title = `document.querySelector('h1')?.textContent`

// TestOfflineANewerVersionIsTakenWhenItsVisitorAgrees exchanges the site under a run. A
// server that is being changed, half of one version and half of another, changes nothing.
func TestOfflineANewerVersionIsTakenWhenItsVisitorAgrees(t *testing.T) {
	p := new(pulled)
	p.serve(builtSite(t))
	b := newBrowser(t, p, desktop)
	b.start(theCluster)
	b.wait("the page is kept", keptOffline)

	broken := renewedSite(t, "broken")
	broken["index.html"].Data = bytes.ReplaceAll(broken["index.html"].Data, []byte("assets/main."), []byte("assets/none."))
	p.serve(handlerOf(t, broken))
	require.Equal(t, "refused", eval[string](b, `navigator.serviceWorker.getRegistration().then(async (registration) => {
		await registration.update();
		const coming = registration.installing;
		if (coming.state !== 'redundant') await new Promise((done) => coming.addEventListener('statechange', done, { once: true }));
		return coming.state === 'redundant' && !registration.waiting ? 'refused' : coming.state;
	})`))

	p.serve(handlerOf(t, renewedSite(t, "later")))
	eval[any](b, `navigator.serviceWorker.getRegistration().then((registration) => registration.update())`)
	b.wait("the newer one is announced", `document.getElementById('notices').innerText.includes('A newer playground is ready')`)
	step := eval[int](b, `resonetics.step`)
	b.wait("the run goes on", `resonetics.step > `+itoa(step))
	b.start("/?reloaded" + theCluster[1:])
	require.Equal(t, "Resonetics", eval[string](b, title), "it is the earlier one until its visitor agrees")
	b.wait("it is offered again", `document.getElementById('notices').innerText.includes('A newer playground is ready')`)
	b.shoot("offline-update")
	b.click("Take it now")
	b.wait("the newer one runs", title+` === 'Resonetics later' && globalThis.resonetics?.step > 0`)
	b.wait("with its stage", `resonetics.stage.stats()?.drawn > 0`)
	p.off.Store(true)
	b.start("/?offline" + theCluster[1:])
	require.Equal(t, "Resonetics later", eval[string](b, title))
}

// TestOfflineAServerThatPacksNothing visits a static host: the packed programs are fetched
// and kept unpacked.
func TestOfflineAServerThatPacksNothing(t *testing.T) {
	builtSite(t)
	files, err := fs.Sub(dist, "dist")
	require.NoError(t, err)
	plain := http.StripPrefix("/class/", http.FileServerFS(files))
	var asked sync.Map
	p := new(pulled)
	p.serve(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if name := path.Base(r.URL.Path); r.Method == http.MethodGet && strings.HasPrefix(name, "language.") {
			asked.Store(path.Ext(name), true)
		}
		plain.ServeHTTP(w, r)
	}))
	b := newBrowser(t, p, desktop)
	b.start("/class/" + theCluster[1:])
	b.wait("the page is kept", keptOffline)
	_, packed := asked.Load(".gz")
	_, raw := asked.Load(".wasm")
	require.Equal(t, []bool{true, false}, []bool{packed, raw}, "the packed copy was fetched, and not the other")
	p.off.Store(true)
	b.start("/class/?again" + theCluster[1:])
	b.wait("the stage is drawn", `resonetics.stage.stats()?.drawn > 0`)
	require.Empty(t, eval[string](b, `resonetics.client.command('set policy program')`))
	b.wait("the program acts", `resonetics.step > 200`)
}

// TestOfflineAnAddressWithoutHttps is a class on the network of a school: nothing is kept for
// later, the page says so, and everything else runs.
func TestOfflineAnAddressWithoutHttps(t *testing.T) {
	server := httptest.NewServer(builtSite(t))
	t.Cleanup(server.Close)
	_, port, _ := strings.Cut(strings.TrimPrefix(server.URL, "http://"), ":")
	b := newBrowserAt(t, "http://class.test:"+port, desktop, hostRule("MAP class.test 127.0.0.1"))
	b.start(theCluster)
	require.False(t, eval[bool](b, `isSecureContext`))
	b.wait("the stage is drawn", `resonetics.stage.stats()?.drawn > 0`)
	eval[any](b, `(document.getElementById('help').click(), 1)`)
	require.Contains(t, eval[string](b, `document.getElementById('help-text').innerText`), "needs the network at every visit")
	eval[any](b, `(document.getElementById('help-box').close(), 1)`)
	require.Empty(t, eval[string](b, `resonetics.client.command('set policy pilot')`))
	b.wait("it learns", `resonetics.step > 200`)
	b.wait("it is kept", `resonetics.autosave().then((error) => error === '')`)
	b.quiet()
}

func itoa(n int) string { return strconv.Itoa(n) }

func hostRule(rule string) chromedp.ExecAllocatorOption {
	return chromedp.Flag("host-resolver-rules", rule)
}
