package site

import (
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// frames are the attributes of the frames that another site may show the page in: a plain one,
// and one that is allowed scripts alone, in which a page has no origin.
var embedFrames = map[string]string{"frame": "", "sandbox": `sandbox="allow-scripts"`}

// hostPage is a page of another site, higher than any window, that shows an embedded page,
// keeps what it is told, and makes the frame as high as it is asked to.
const hostPage = `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>A course</title>
<style>body { margin: 0; height: 5000px } #frame { display: block; width: 100%%; border: 0 }</style>
<script>
	globalThis.heard = [];
	addEventListener('message', ({ source, origin, data }) => {
		if (source !== frame.contentWindow) return;
		heard.push({ origin, ...data });
		if (data.type === 'height') frame.style.height = data.height + 'px';
	});
	globalThis.said = (type) => heard.filter((one) => one.type === type);
	globalThis.tell = (type, fields) => (frame.contentWindow.postMessage({ resonetics: 1, type, ...fields }, '*'), 1);
</script>
<p>Before the playground.</p>
%s
<p>After it.</p>`

// serveHost serves a page of another site that shows a frame, and returns where.
func serveHost(t *testing.T, frame string) string {
	t.Helper()
	host := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, hostPage, strings.Replace(frame, "<iframe", `<iframe id="frame"`, 1))
	}))
	t.Cleanup(host.Close)
	return strings.Replace(host.URL, "127.0.0.1", "localhost", 1)
}

// frameOf writes a frame with attributes that shows an address.
func frameOf(attributes, address string) string {
	return fmt.Sprintf(`<iframe title="Resonetics Playground" %s src="%s"></iframe>`, attributes, address)
}

// embedded opens a page of another site that shows the path of h in a frame.
func embedded(t *testing.T, h http.Handler, s screen, attributes, path string) *browser {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	b := newBrowserAt(t, serveHost(t, frameOf(attributes, server.URL+path)), s)
	b.open("/")
	return b
}

// heardLast returns the last message of a type that the host was told.
func heardLast[T any](b *browser, kind string) (message T) {
	b.t.Helper()
	require.NoError(b.t, json.Unmarshal([]byte(eval[string](b, `JSON.stringify(said('`+kind+`').at(-1))`)), &message))
	return message
}

// framed returns the place of the frame in the window.
func (b *browser) framed() image.Rectangle {
	b.t.Helper()
	at := eval[[]int](b, `(() => { const { left, top, right, bottom } = frame.getBoundingClientRect(); return [left, top, right, bottom].map(Math.round); })()`)
	return image.Rect(at[0], at[1], at[2], at[3])
}

// pictured waits until the upper half of the frame, which is a part of its stage, shows a
// picture: areas of more colors than a cover has.
func (b *browser) pictured() {
	b.t.Helper()
	for range 80 {
		box := b.framed()
		box.Max.Y = (box.Min.Y + box.Max.Y) / 2
		if areasIn(b.picture(), box) > 5 {
			return
		}
		eval[any](b, `new Promise((done) => setTimeout(done, 250))`)
	}
	b.shoot("never")
	require.Fail(b.t, "the stage shows no picture")
}

// areasIn counts the colors in a box that more than three of a thousand pixels have.
func areasIn(p image.Image, box image.Rectangle) (areas int) {
	box = box.Intersect(p.Bounds())
	counts, all := make(map[color.Color]int), 0
	for y := box.Min.Y; y < box.Max.Y; y += 3 {
		for x := box.Min.X; x < box.Max.X; x += 3 {
			counts[p.At(x, y)]++
			all++
		}
	}
	for _, n := range counts {
		if 1000*n > 3*all {
			areas++
		}
	}
	return areas
}

// TestOtherSitesShowTheEmbeddedPage talks to it as a host does: whatever docs/embedding.md
// says is true in both frames.
func TestOtherSitesShowTheEmbeddedPage(t *testing.T) {
	for name, attributes := range embedFrames {
		t.Run(name, func(t *testing.T) {
			b := embedded(t, builtSite(t), desktop, attributes, "/embed.html?controls=policy,drift&theme=dark#v=1&lab=cluster&policy=h5&steps=40&seed=7")
			b.wait("it is ready", `said('ready').length === 1`)
			ready := heardLast[struct {
				Lab, Seed string
				Values    map[string]string
				Metrics   map[string]*float64
			}](b, "ready")
			require.Equal(t, "cluster", ready.Lab)
			require.Equal(t, "7", ready.Seed)
			require.Equal(t, "h5", ready.Values["policy"])
			require.Contains(t, ready.Metrics, "load")

			b.wait("the frame is as high as it asks", `said('height').length > 0 && frame.clientHeight === said('height').at(-1).height`)
			b.pictured()
			b.shoot("embed-" + name)
			b.wait("an episode ends", `said('ended').length > 0`)
			require.GreaterOrEqual(t, heardLast[struct{ Episodes int }](b, "ended").Episodes, 1)

			eval[int](b, `tell('metrics', { every: 100 })`)
			b.wait("the numbers come", `said('metrics').length > 2 && said('metrics').at(-1).step > said('metrics')[0].step`)
			eval[int](b, `tell('pause')`)
			b.wait("nothing moves", `(async () => {
				const [one, two] = [said('metrics').at(-1), (await new Promise((done) => setTimeout(done, 500)), said('metrics').at(-1))];
				return one !== two && one.step === two.step;
			})()`)
			eval[int](b, `(globalThis.at = said('metrics').at(-1).step, tell('play'))`)
			b.wait("it goes on", `said('metrics').at(-1).step > at`)
			eval[int](b, `tell('metrics', { every: 0 })`)

			eval[int](b, `tell('set', { key: 'drift', value: 0.02 })`)
			eval[int](b, `tell('set', { key: 'budget', value: 77 })`)
			eval[int](b, `tell('open', { link: '#v=1&lab=cluster&policy=h3&seed=8' })`)
			b.wait("the other run is told", `said('ready').length === 2`)
			require.Equal(t, "8", heardLast[struct{ Seed string }](b, "ready").Seed)
			require.Zero(t, eval[int](b, `said('error').length`))

			for request, words := range map[string]string{
				`'set', { key: 'speed', value: 1 }`:       `key "speed" is not one of policy`,
				`'set', { key: 'drift', value: 'much' }`:  `much`,
				`'open', { link: 'lab=cluster&drift=9' }`: "drift",
				`'open', {}`:                 "link is undefined",
				`'metrics', { every: 5 }`:    "every is 5, want 100 to 60000 milliseconds",
				`'reset', {}`:                `type "reset" is not one of open, play, pause, set, metrics`,
				`'constructor', {}`:          `type "constructor" is not one of`,
				`'set', { key: 'toString' }`: `key "toString"`,
			} {
				eval[int](b, `(heard.length = 0, tell(`+request+`))`)
				b.wait(request, `said('error').length === 1`)
				require.Contains(t, heardLast[struct{ Text string }](b, "error").Text, words, request)
			}

			eval[int](b, `(heard.length = 0, tell('open', { link: 'lab=race' }))`)
			b.wait("another lab is ready", `said('ready').length === 1 && said('ready')[0].lab === 'race'`)
			b.pictured()
			b.quiet()
		})
	}
}

// TestAnEmbeddedPageHearsItsHostAlone has strangers speak to it: another frame of the same
// page, and a host that is not the one that the address names.
func TestAnEmbeddedPageHearsItsHostAlone(t *testing.T) {
	h := builtSite(t)
	b := embedded(t, h, desktop, embedFrames["sandbox"], "/embed.html#lab=cluster")
	b.wait("it is ready", `said('ready').length === 1`)
	stranger := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprint(w, `<script>for (const type of ['pause', 'nonsense']) parent.frames[0].postMessage({ resonetics: 1, type }, '*'); parent.postMessage('spoken', '*')</script>`)
	}))
	t.Cleanup(stranger.Close)
	eval[any](b, `new Promise((done) => {
		addEventListener('message', ({ data }) => { if (data === 'spoken') done(1); });
		const other = document.createElement('iframe');
		other.src = '`+stranger.URL+`';
		document.body.append(other);
	})`)
	eval[int](b, `tell('metrics', { every: 100 })`)
	b.wait("it still moves", `said('metrics').length > 2 && said('metrics').at(-1).step > said('metrics')[0].step`)
	require.Zero(t, eval[int](b, `said('error').length`))

	b = embedded(t, h, desktop, "", "/embed.html?host=https://course.example.org#lab=cluster")
	b.pictured()
	eval[int](b, `tell('nonsense')`)
	eval[any](b, `new Promise((done) => setTimeout(done, 500))`)
	require.Zero(t, eval[int](b, `heard.length`), "what another origin is told is not for this one")
}

// focusStage clicks beside the nodes of an embedded stage until it takes keys, and returns where. A browser under a
// test hands the first clicks in a frame that is new to it to the page around.
func (b *browser) focusStage() (x, y float64) {
	b.t.Helper()
	box := b.framed()
	x, y = float64(box.Max.X-40), float64(box.Min.Y+box.Dy()/3)
	for range 6 {
		for _, kind := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMouseMoved, input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
			do(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: kind, X: x, Y: y, Button: input.MouseButtonLeft, ClickCount: 1})
		}
		eval[any](b, `new Promise((done) => setTimeout(done, 1000))`)
		b.press(kb.ArrowUp)
		if eval[bool](b, `new Promise((done) => setTimeout(() => done(said('metrics').at(-1).step > 0), 1000))`) {
			return x, y
		}
		eval[any](b, `(scrollTo(0, 0), 1)`)
	}
	require.Fail(b.t, "the stage takes no keys")
	return 0, 0
}

// TestAStageInAPageScrollsNothing presses keys on an embedded stage: they act, and the page
// around it stays where it is. The wheel moves that page.
func TestAStageInAPageScrollsNothing(t *testing.T) {
	for name, attributes := range embedFrames {
		t.Run(name, func(t *testing.T) {
			b := embedded(t, builtSite(t), desktop, attributes, "/embed.html#v=1&lab=cluster&policy=you")
			b.wait("it is ready", `said('ready').length === 1 && frame.clientHeight === said('height').at(-1)?.height`)
			b.pictured()
			eval[int](b, `tell('metrics', { every: 100 })`)
			x, y := b.focusStage()
			eval[any](b, `(scrollTo(0, 40), 1)`)
			for _, key := range []string{kb.ArrowDown, kb.ArrowRight, " ", kb.ArrowUp} {
				eval[any](b, `(globalThis.at = said('metrics').at(-1).step, 1)`)
				b.press(key)
				b.wait("it acts", `said('metrics').at(-1).step > at`)
			}
			require.Equal(t, 40, eval[int](b, `new Promise((done) => setTimeout(() => done(scrollY), 300))`))
			do(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseWheel, X: x, Y: y, DeltaX: 1, DeltaY: 120})
			b.wait("the page scrolls", `scrollY > 90`)
			b.quiet()
		})
	}
}

// TestAPageWithoutOriginRuns opens the embedded page as a sandbox has it, with no frame around
// it to hide what it says.
func TestAPageWithoutOriginRuns(t *testing.T) {
	h := builtSite(t)
	b := newBrowser(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h.ServeHTTP(sandboxing{w}, r)
	}), screen{360, 740, true})
	b.open("/embed.html?controls=drift#v=2&lab=cluster&policy=program&program=ZGVmIGFjdChzZWUsIG1lbW8pOgogICAgcmV0dXJuIENMRUFOCg")
	b.wait("the world steps", `self.origin === 'null' && resonetics.step > 0`)
	require.Equal(t, "Nothing is kept here.", eval[string](b, `document.querySelector('.transport p').innerText`))
	require.Equal(t, []string{"policy"}, eval[[]string](b, `[...document.querySelectorAll('.chosen .param')].map((row) => row.querySelector('input').id.replace('param-drift', 'policy'))`))
	require.False(t, eval[bool](b, `document.querySelector('.top').checkVisibility() || document.querySelector('.panel').checkVisibility() || document.querySelector('.numbers').checkVisibility()`))
	require.Equal(t, []int{360, 0, 0}, eval[[]int](b, `(() => { const { width, left, top } = document.getElementById('stage').getBoundingClientRect(); return [width, left, top]; })()`))
	require.Empty(t, eval[string](b, `resonetics.autosave().then((error) => error.replace('nothing is kept here', ''))`))
	b.wait("the stage draws", `resonetics.stage.ready && document.getElementById('overlay').hidden`)
	b.shoot("embed-phone")
	b.quiet()
}

// sandboxing adds what gives a page of its own the origin that a frame in a sandbox has.
type sandboxing struct{ http.ResponseWriter }

func (w sandboxing) WriteHeader(code int) {
	w.Header().Add("Content-Security-Policy", "sandbox allow-scripts")
	w.ResponseWriter.WriteHeader(code)
}

// TestOtherSitesShowTheEmbeddedPageOfEveryHost embeds it from below a folder of each, in a
// sandbox, where the host's headers count.
func TestOtherSitesShowTheEmbeddedPageOfEveryHost(t *testing.T) {
	builtSite(t)
	files, err := fs.Sub(dist, "dist")
	require.NoError(t, err)
	for name, host := range hosts {
		t.Run(name, func(t *testing.T) {
			b := embedded(t, http.StripPrefix(strings.TrimSuffix(below, "/"), host(files)), desktop, embedFrames["sandbox"], below+"embed.html#lab=cluster")
			b.wait("it is ready", `said('ready').length === 1`)
			b.pictured()
			b.quiet()
		})
	}
}

// TestOtherPagesRefuseToBeFramed shows them on another site, from a server that sends no
// headers: nothing of them runs, and the embedded page comes in their place.
func TestOtherPagesRefuseToBeFramed(t *testing.T) {
	builtSite(t)
	files, err := fs.Sub(dist, "dist")
	require.NoError(t, err)
	for _, path := range []string{"/#v=1&lab=cluster&seed=5", "/view.html"} {
		server := httptest.NewServer(http.FileServerFS(files))
		t.Cleanup(server.Close)
		// The same machine under another port is another origin, whose documents can still be looked into from here.
		b := newBrowserAt(t, strings.Replace(serveHost(t, frameOf("", server.URL+path)), "localhost", "127.0.0.1", 1), desktop)
		b.before(`if (self !== top) setInterval(() => top.postMessage({ type: 'runs', here: location.pathname, runs: 'resonetics' in globalThis }, '*'), 10)`)
		b.open("/")
		b.wait("the embedded page is ready", `said('ready').length === 1`)
		require.Equal(t, []string{"/embed.html"}, eval[[]string](b, `[...new Set(said('runs').filter(({ runs }) => runs).map(({ here }) => here))]`))
		if strings.Contains(path, "seed=5") {
			require.Equal(t, "5", heardLast[struct{ Seed string }](b, "ready").Seed)
		}
		b.quiet()
	}
}

// TestOnlyNamedSitesShowTheEmbeddedPage has a server that names them.
func TestOnlyNamedSitesShowTheEmbeddedPage(t *testing.T) {
	built, err := Handler("https://course.example.org")
	if err != nil {
		t.Skip(err)
	}
	b := embedded(t, built, desktop, "", "/embed.html#lab=cluster")
	eval[any](b, `new Promise((done) => { if (document.readyState === 'complete') done(1); else addEventListener('load', () => done(1)); })`)
	eval[any](b, `new Promise((done) => setTimeout(done, 1500))`)
	require.Zero(t, eval[int](b, `heard.length`))
}

// TestShareWritesTheCodeForAnotherSite copies it from the dialog, whose preview runs, and has
// another site show it.
func TestShareWritesTheCodeForAnotherSite(t *testing.T) {
	for name, s := range map[string]screen{"desktop": desktop, "phone": {360, 740, true}} {
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, builtSite(t), s)
			b.start("/#v=2&lab=cluster&seed=9&policy=h5")
			eval[any](b, `(document.getElementById('share').click(), document.getElementById('share-embed').click(), 1)`)
			b.wait("the preview says how high it is", `Number(document.querySelector('.embed-preview iframe')?.height) > 350 && document.querySelector('.embed-preview iframe').height !== '480'`)
			eval[any](b, `(() => {
				document.querySelectorAll('.embed-choices input').forEach((box) => { if (box.parentElement.innerText === 'Drift') box.click(); });
				const theme = document.getElementById('embed-theme');
				theme.value = 'dark';
				theme.dispatchEvent(new Event('change'));
			})()`)
			b.wait("the code says so", `/controls=policy,drift&amp;theme=dark#/.test(document.getElementById('embed-code').value)`)
			require.False(t, eval[bool](b, `document.documentElement.scrollWidth > innerWidth`))
			b.shoot("embed-dialog-" + name)
			code := eval[string](b, `document.getElementById('embed-code').value`)
			require.Contains(t, code, `title="Resonetics Playground: Cluster" sandbox="allow-scripts"`)
			step := eval[int](b, `resonetics.step`)
			eval[any](b, `document.getElementById('embed-box').close()`)
			b.wait("the run goes on", fmt.Sprintf(`!document.querySelector('.embed-preview iframe') && resonetics.step > %d`, step))
			b.quiet()

			host := newBrowserAt(t, serveHost(t, code), s)
			host.open("/")
			host.wait("it is ready there", `said('ready').length === 1`)
			ready := heardLast[struct {
				Seed   string
				Values map[string]string
			}](host, "ready")
			require.Equal(t, []string{"9", "h5"}, []string{ready.Seed, ready.Values["policy"]})
			host.pictured()
			host.shoot("embed-host-" + name)
		})
	}
}
