package site

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"net/url"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/labs"
)

// press sends keys to whatever has the focus.
func (b *browser) press(keys string) {
	b.t.Helper()
	b.run(chromedp.KeyEvent(keys))
}

// TestEverySliderIsMovedByKeyboard moves each slider by one position with an
// arrow key and expects the session to run with another value.
func TestEverySliderIsMovedByKeyboard(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#v=2&lab=cluster&policy=pilot-prophet&foresight=distilled") // who learns has more of them, and what looks ahead
	b.wait("the learner's are there", `document.getElementById('param-lr').checkVisibility()`)
	eval[any](b, `document.querySelectorAll('details').forEach((fold) => { fold.open = true; })`)
	all := eval[[]string](b, `[...document.querySelectorAll('#params input[type=range]')].map((e) => e.id.slice('param-'.length))`)
	moved := b.moveSliders(all)
	for policy, first := range map[string]string{"pqn-prophet": "pqn-rate", "qtable": "qtable-lr"} { // who have others
		b.choose("policy", policy)
		b.wait("those are there", `document.getElementById('param-`+first+`').checkVisibility()`)
		moved = append(moved, b.moveSliders(slices.DeleteFunc(slices.Clone(all), func(key string) bool { return slices.Contains(moved, key) }))...)
	}
	require.ElementsMatch(t, all, moved)
	b.quiet()
}

// moveSliders moves those of the sliders that are shown, and returns which those are.
func (b *browser) moveSliders(keys []string) (moved []string) {
	b.t.Helper()
	for _, key := range keys {
		if !eval[bool](b, `document.getElementById('param-`+key+`').checkVisibility()`) {
			continue
		}
		moved = append(moved, key)
		before := eval[string](b, `resonetics.values['`+key+`']`)
		toward := eval[bool](b, `(() => {
			const slider = document.getElementById('param-`+key+`');
			slider.focus();
			return Number(slider.value) < Number(slider.max);
		})()`)
		if toward {
			b.press(kb.ArrowRight)
		} else {
			b.press(kb.ArrowLeft)
		}
		b.wait(key+" reaches the session", `resonetics.values['`+key+`'] !== '`+before+`' && resonetics.client.ready`)
		b.wait(key+": the control shows what runs", `document.querySelector('#param-`+key+` ~ input').value === String(Number(resonetics.values['`+key+`']))`)
	}
	return moved
}

// TestARefusedValueIsNamedAndTakenBack types what no world accepts.
func TestARefusedValueIsNamedAndTakenBack(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	eval[any](b, `document.querySelectorAll('details').forEach((fold) => { fold.open = true; })`)
	for key, wrong := range map[string]string{"drift": "9", "noise": "lots of", "rows": "1000&seed=1"} {
		before := eval[string](b, `resonetics.values['`+key+`']`)
		eval[any](b, `(() => {
			const field = document.querySelector('#param-`+key+` ~ input');
			field.focus();
			field.select();
		})()`)
		b.press(wrong + kb.Enter)
		b.wait("it says why", `document.querySelector('.param:has(#param-`+key+`) .error').innerText.toLowerCase().startsWith('`+key+` is')`)
		require.Equal(t, before, eval[string](b, `document.querySelector('#param-`+key+` ~ input').value`))
		require.Equal(t, before, eval[string](b, `resonetics.values['`+key+`']`))
	}
}

// TestARestartTakesAlongWhatHasJustBeenSet types a value and a seed while no picture comes.
func TestARestartTakesAlongWhatHasJustBeenSet(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	eval[any](b, `(async () => {
		const { look } = resonetics.client;
		resonetics.client.look = () => {};
		const fill = (field, text) => {
			field.value = text;
			field.dispatchEvent(new Event('change'));
		};
		fill(document.querySelector('#param-noise ~ input'), '0.031');
		await new Promise((done) => setTimeout(done, 300));
		fill(document.getElementById('seed'), '1234');
		await new Promise((done) => setTimeout(done, 300));
		resonetics.client.look = look;
	})()`)
	b.wait("it runs from the seed", `resonetics.shot.seed === 1234n && resonetics.step > 3`)
	require.Equal(t, "0.031", eval[string](b, `resonetics.values.noise`))
	b.quiet()
}

// TestAValueOutsideItsSliderIsShownAndKept opens a link with one, types another, and
// moves the slider from its end.
func TestAValueOutsideItsSliderIsShownAndKept(t *testing.T) {
	p := cluster.Lab.Params[must(cluster.Lab.Param("noise"))(t)]
	_, most := p.Field.Range()
	require.Greater(t, most, p.To, "the parameter accepts more than its slider offers")
	linked, typed := field.Number(p.To+(most-p.To)/4), field.Number(p.To+(most-p.To)/2)
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#lab=cluster&noise=" + linked)
	const slider, number, runs = `document.getElementById('param-noise')`, `document.querySelector('#param-noise ~ input')`, `resonetics.values.noise`
	shows := func(value string) {
		t.Helper()
		b.wait("the field shows "+value, number+`.value === '`+value+`' && `+runs+` === '`+value+`'`)
		require.True(t, eval[bool](b, slider+`.value === `+slider+`.max && `+slider+`.getAttribute('aria-valuetext').startsWith('`+value+` ')`))
	}
	shows(linked)
	b.wait("it goes on", `resonetics.step > 10`)
	shows(linked)
	eval[any](b, `(`+number+`.focus(), `+number+`.select(), 1)`)
	b.press(typed + kb.Enter)
	shows(typed)
	b.click("Calm")
	b.wait("a preset brings it back", slider+`.value !== `+slider+`.max`)
	require.Equal(t, "", eval[string](b, `document.querySelector('.param:has(#param-noise) .error').innerText`))
	eval[any](b, `(`+number+`.focus(), `+number+`.select(), 1)`)
	b.press(typed + kb.Enter)
	shows(typed)
	eval[any](b, `(`+slider+`.focus(), 1)`)
	b.press(kb.ArrowLeft)
	b.wait("the slider moves from its end", runs+` === '`+field.Number(p.To-p.Step)+`'`)
	b.quiet()
}

// must returns a function that fails the test on err and returns v.
func must[T any](v T, err error) func(*testing.T) T {
	return func(t *testing.T) T {
		t.Helper()
		require.NoError(t, err)
		return v
	}
}

// TestALabWithoutAFileOfItsOwnHasWhatTheCatalogDescribes takes the labs' own files away.
func TestALabWithoutAFileOfItsOwnHasWhatTheCatalogDescribes(t *testing.T) {
	site := builtSite(t)
	b := newBrowser(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !strings.HasPrefix(r.URL.Path, "/assets/labs-index.") {
			site.ServeHTTP(w, r)
			return
		}
		r.Header.Del("Accept-Encoding")
		answer := httptest.NewRecorder()
		site.ServeHTTP(answer, r)
		const list = "const labs = { cluster, gardener, prophet, race };"
		require.Contains(t, answer.Body.String(), list)
		w.Header().Set("Content-Type", "text/javascript")
		io.WriteString(w, strings.Replace(answer.Body.String(), list, "const labs = {};", 1))
	}), desktop)
	for _, key := range labs.All.Keys() {
		b.start("/?" + key + "#lab=" + key)
		b.wait("the headline describes the moment", told+` === document.getElementById('description').innerText && `+told+`.length > 20`)
		require.False(t, eval[bool](b, `document.getElementById('try').checkVisibility()`), "nothing is suggested")
		require.True(t, eval[bool](b, `document.getElementById('params').checkVisibility()`))
		b.quiet()
	}
}

// TestAVisitorPlaysFromTheKeyboard focuses the stage, acts, and leaves by Tab.
func TestAVisitorPlaysFromTheKeyboard(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	b.wait("the stage is there", `resonetics.stage.ready && document.getElementById('stage').contentDocument.querySelector('canvas')`)
	eval[any](b, `resonetics.stage.focus()`)
	b.press(kb.ArrowRight)
	b.wait("the visitor is the policy", `resonetics.values.policy === 'you'`)
	b.wait("the world waits", `document.getElementById('headline').innerText.startsWith('Your move')`)
	before := eval[int](b, `resonetics.step`)
	b.press(" ")
	b.wait("a move is one step", `resonetics.step === `+strconv.Itoa(before+1))
	b.press("n")
	b.press("p")
	b.wait("p plays", `document.getElementById('play').getAttribute('aria-label') === 'Pause'`)
	b.press("p")
	b.wait("p pauses", `document.getElementById('play').getAttribute('aria-label') === 'Play'`)
	b.press("r")
	b.wait("r starts over", `resonetics.step < `+strconv.Itoa(before))
	b.press(kb.Tab)
	b.wait("Tab leaves the stage", `document.activeElement.id !== 'stage' && document.activeElement !== document.body`)
}

// TestTabReachesEveryControl walks the page with Tab only.
func TestTabReachesEveryControl(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/")
	eval[any](b, `document.querySelectorAll('details').forEach((fold) => { fold.open = true; })`)
	const all = `[...document.querySelectorAll('a[href], button, input, select, summary, iframe')]
		.filter((e) => e.checkVisibility() && !e.closest('dialog'))`
	eval[any](b, `(() => { globalThis.reached = new Set(); document.body.focus(); })()`)
	for range 2 * eval[int](b, all+`.length`) { // the stage has stops of its own
		b.press(kb.Tab)
		eval[any](b, `(() => { reached.add(document.activeElement); })()`)
	}
	require.Empty(t, eval[string](b, all+`.filter((e) => !reached.has(e)).map((e) => e.outerHTML.slice(0, 90)).join('\n')`))
}

// TestAStaticHostWithoutCompressionServesThePackedPrograms is the fallback: the
// folder as it is, behind a server that knows nothing of it.
func TestAStaticHostWithoutCompressionServesThePackedPrograms(t *testing.T) {
	builtSite(t)
	var mu sync.Mutex
	sent := make(map[string]int)
	files := http.FileServer(http.Dir("dist"))
	b := newBrowser(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		mu.Lock()
		sent[filepath.Ext(r.URL.Path)]++
		mu.Unlock()
		files.ServeHTTP(w, r)
	}), desktop)
	b.start("/")
	b.wait("the stage draws", `resonetics.stage.stats()?.drawn > 0`)
	mu.Lock()
	defer mu.Unlock()
	require.Equal(t, 2, sent[".gz"], "both programs came packed")
}

// TestAPausedWorldIsNotDrawnAgain waits for thirty frames of the page in which the
// stage draws nothing, so that a paused page leaves a battery alone.
func TestAPausedWorldIsNotDrawnAgain(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/")
	b.wait("the stage draws", `resonetics.stage.stats()?.drawn > 0`)
	eval[any](b, `resonetics.client.play(false)`)
	eval[any](b, `(() => {
		globalThis.still = 0;
		let drawn = 0;
		(function look() {
			const now = resonetics.stage.stats().drawn;
			still = now === drawn ? still + 1 : 0;
			drawn = now;
			requestAnimationFrame(look);
		})();
	})()`)
	b.wait("the stage rests", `still > 30`)
}

// TestFullSpeedDrawsLessWhereTheProcessorDraws counts, over 60 frames of 16 ms by the
// page's clock, how often the stage asks for a picture.
func TestFullSpeedDrawsLessWhereTheProcessorDraws(t *testing.T) {
	for renderer, frames := range map[string]int{
		"ANGLE (NVIDIA, NVIDIA GeForce RTX 4060, OpenGL 4.5)":                      2,
		"llvmpipe (LLVM 15.0.7, 256 bits)":                                         6,
		"ANGLE (Google, Vulkan 1.3.0 (SwiftShader Device (Subzero)), SwiftShader)": 6,
	} {
		b := newBrowser(t, builtSite(t), desktop)
		b.before(fmt.Sprintf(`
			const ask = WebGL2RenderingContext.prototype.getParameter;
			WebGL2RenderingContext.prototype.getParameter = function (what) {
				return what === this.RENDERER ? %q : ask.call(this, what);
			};
			if (globalThis === top) {
				const next = requestAnimationFrame;
				let clock = performance.now(), last = 0;
				globalThis.frames = 0;
				globalThis.requestAnimationFrame = (f) => next((now) => {
					if (now !== last) {
						last = now;
						clock += 16;
						frames++;
					}
					f(clock);
				});
			}`, renderer))
		b.start(theCluster)
		looks := eval[int](b, `new Promise((resolve) => {
			const speed = document.getElementById('speed');
			speed.value = speed.max;
			speed.dispatchEvent(new Event('input', { bubbles: true }));
			const look = resonetics.client.look.bind(resonetics.client), from = frames;
			let looks = 0;
			resonetics.client.look = (...args) => {
				looks++;
				look(...args);
			};
			(function count() {
				if (frames < from + 60) requestAnimationFrame(count);
				else resolve(looks);
			})();
		})`)
		require.InDelta(t, 60/frames, looks, 1, renderer)
	}
}

// TestAMessageWaitsForOneSliceHoweverOftenTheRunWasChanged counts the steps between
// two answers: every change begins the worker's loop again, and none must be left over
// to take a slice of its own.
func TestAMessageWaitsForOneSliceHoweverOftenTheRunWasChanged(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	ratio := eval[float64](b, `(async () => {
		const { client } = resonetics;
		client.look = () => {}; // pictures would only take time
		const step = async () => Number(/&at=(\d+)/.exec(await client.link())[1]);
		async function between() {
			const steps = [];
			let last = await step();
			for (let i = 0; i < 41; i++) {
				const now = await step();
				steps.push(now - last);
				last = now;
			}
			return steps.sort((a, b) => a - b)[20];
		}
		client.rate('max');
		const once = await between();
		for (let i = 0; i < 20; i++) client.rate('max');
		return await between() / once;
	})()`)
	require.Greater(t, ratio, 0.0)
	require.Less(t, ratio, 5.0)
}

// TestEveryLabTellsItsSpeed watches it among the numbers of every lab, whatever the lab
// calls its own.
func TestEveryLabTellsItsSpeed(t *testing.T) {
	for _, key := range labs.All.Keys() {
		b := newBrowser(t, builtSite(t), desktop)
		b.start("/#v=1&lab=" + key)
		b.wait("the speed is told", `parseFloat(document.querySelector('[data-key=run-rate] .value').textContent) > 0`)
	}
}

// errands are the hosts that Chromium looks up for itself, whatever page is open.
var errands = regexp.MustCompile(`(^|\.)(google|googleapis|gvt1|gstatic)\.com$`)

// asked reports whether a request is the page's and not the browser's own: those
// of strangers are, and those of Chromium's hosts that a file of the site names.
func asked(t *testing.T, host string) bool {
	t.Helper()
	if !errands.MatchString(host) {
		return true
	}
	named := false
	require.NoError(t, fs.WalkDir(dist, "dist", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		b, err := dist.ReadFile(name)
		named = named || bytes.Contains(b, []byte(host))
		return err
	}))
	return named
}

// TestNothingIsAskedOfAnybodyElse puts a proxy before the browser that sees every
// request, those of the worker and the stage included.
func TestNothingIsAskedOfAnybodyElse(t *testing.T) {
	site := builtSite(t)
	const host = "playground.test"
	var mu sync.Mutex
	var strangers []string
	proxy := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodConnect && r.URL.Hostname() == host {
			site.ServeHTTP(w, r)
			return
		}
		mu.Lock()
		strangers = append(strangers, r.URL.Hostname())
		mu.Unlock()
		http.Error(w, "there is no other server", http.StatusBadGateway)
	}))
	t.Cleanup(proxy.Close)
	address, err := url.Parse(proxy.URL)
	require.NoError(t, err)
	b := newBrowserAt(t, "http://"+host, desktop, chromedp.ProxyServer(address.Host))
	b.start("/")
	eval[any](b, `document.getElementById('share').click()`)
	b.wait("the link is shown", `document.getElementById('share-link').value.includes('#v=')`)
	mu.Lock()
	defer mu.Unlock()
	for _, host := range strangers {
		require.False(t, asked(t, host), host)
	}
	require.True(t, asked(t, "stranger.example"))
}

// TestSharingWorksWithoutAClipboard refuses the clipboard and the storage, and
// expects a link that can be copied by hand.
func TestSharingWorksWithoutAClipboard(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.before(`
		Object.defineProperty(navigator, 'clipboard', { get() { return { writeText: () => Promise.reject(new Error('no')) }; } });
		Object.defineProperty(globalThis, 'localStorage', { get() { throw new Error('switched off'); } });`)
	b.start(theCluster)
	eval[any](b, `document.getElementById('theme').click()`)
	eval[any](b, `document.getElementById('share').click()`)
	b.wait("it says so", `document.getElementById('share-status').innerText.includes('by hand')`)
	b.shoot("share")
	link := eval[string](b, `document.getElementById('share-link').value`)
	require.True(t, strings.HasPrefix(link, b.url+"/#v="), link)
	require.Equal(t, link, eval[string](b, `location.href`))
	require.Equal(t, link, eval[string](b, `getSelection().toString() || document.activeElement.value`))
	b.quiet()
}
