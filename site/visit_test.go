package site

import (
	"encoding/json"
	"image/color"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/internal/recorded"
)

// TestALinkRepeatsARunInAFreshProfile disturbs a run by hand, shares it, and
// opens the link in another browser: the same bits at the same step.
func TestALinkRepeatsARunInAFreshProfile(t *testing.T) {
	server := httptest.NewServer(builtSite(t))
	t.Cleanup(server.Close)
	first := newBrowserAt(t, server.URL, desktop)
	first.start(theCluster)
	for _, command := range []string{"set drift 0.012", "inject 7 0.4", "set policy omniscient"} {
		require.Empty(t, eval[string](first, `resonetics.client.command('`+command+`')`))
	}
	first.wait("it goes on", `resonetics.step > 30`)
	shared := first.shared()
	require.Contains(t, shared[0], "log=")

	second := newBrowserAt(t, server.URL, desktop)
	second.open("/#" + shared[0])
	require.Equal(t, shared, second.repeated(shared[0]))
}

// TestLinksOfEarlierReleasesOpenForEver opens what was recorded of every lab, and
// compares the run at every recorded step.
func TestLinksOfEarlierReleasesOpenForEver(t *testing.T) {
	recordings, err := recorded.Recordings(recorded.Link)
	require.NoError(t, err)
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	eval[any](b, `(() => {
		document.getElementById('play').click();
		globalThis.repeat = async (link, steps) => {
			const { client } = resonetics;
			client.look = () => {}; // pictures would only take time
			const error = await client.open(link);
			if (error) return [error];
			client.play(false);
			const digests = [];
			for (const step of steps) {
				const there = new Promise((resolve) => { client.on.arrived = resolve; });
				client.jump(step);
				await there;
				const at = Number(new URLSearchParams(await client.link()).get('at'));
				digests.push(at === step ? await client.digest() : 'it came to step ' + at);
			}
			return digests;
		};
	})()`)
	seen := make(map[string]bool)
	for _, r := range recordings {
		var want []string
		var steps []int
		for _, c := range r.Checks {
			want, steps = append(want, c.Digest), append(steps, c.After)
		}
		arguments, err := json.Marshal([]any{r.Link, steps})
		require.NoError(t, err)
		require.Equal(t, want, eval[[]string](b, `repeat(...`+string(arguments)+`)`), r.Name)
		run, err := labs.All.ParseLink(r.Link)
		require.NoError(t, err)
		seen[run.Config.Lab.Key] = seen[run.Config.Lab.Key] || strings.Contains(r.Link, "log=")
	}
	for _, key := range []string{"cluster", "gardener", "prophet", "race"} {
		require.True(t, seen[key], "a link of %s with changes was opened", key)
	}
	b.quiet()
}

// TestABadLinkIsNamedAndNotHalfApplied opens links that no session accepts.
func TestABadLinkIsNamedAndNotHalfApplied(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	for link, says := range map[string]string{
		"v=1&lab=cluster&drift=7":   "Drift is 7",
		"v=1&lab=cluster&sparkle=1": "sparkle",
		"v=9&lab=cluster":           "newer version",
	} {
		b.open("/?" + says[:2] + "#" + link)
		b.wait("it says what is wrong", `document.getElementById('notices').innerText.includes('`+says+`')`)
		require.Zero(t, eval[int](b, `resonetics.step`), "nothing runs that was not asked for")
		b.wait("the headline says so", `document.getElementById('headline').innerText.startsWith('Nothing is running')`)
		require.Equal(t, "Play", eval[string](b, `document.getElementById('play').getAttribute('aria-label')`))
	}
}

// TestPhoneLayout has nothing to scroll sideways and every control at hand.
func TestPhoneLayout(t *testing.T) {
	b := newBrowser(t, builtSite(t), phone)
	b.start("/")
	require.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), int(phone.width))
	b.shoot("phone")
	top := eval[int](b, `Math.ceil(document.getElementById('stage').getBoundingClientRect().top)`)
	left := eval[int](b, `Math.ceil(document.getElementById('stage').getBoundingClientRect().left) + 4`)
	seen := b.picture()
	for y := top + 20; y < seen.Bounds().Max.Y-100; y++ {
		require.NotEqual(t, color.RGBA{A: 255}, color.RGBAModel.Convert(seen.At(left, y)), "nothing is drawn at %d, %d", left, y)
	}
}

// TestTheStageFollowsThePixelRatio moves the page to a finer screen.
func TestTheStageFollowsThePixelRatio(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/")
	const canvas = `document.getElementById('stage').contentDocument.querySelector('canvas')`
	const fits = `resonetics.stage.stats()?.drawn > 0 && Math.abs(` + canvas + `.width - devicePixelRatio * ` + canvas + `.clientWidth) <= devicePixelRatio`
	b.wait("it has the screen's pixels", fits)
	do(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: desktop.width, Height: desktop.height, DeviceScaleFactor: 2})
	b.wait("it has the other screen's", `devicePixelRatio === 2 && `+fits)
	b.quiet()
}

// TestNoNumberIsCutOff measures the numbers of every lab on a small desktop.
func TestNoNumberIsCutOff(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	for lab, link := range map[string]string{"cluster": learner, "gardener": "/#v=1&lab=gardener", "prophet": "/#v=1&lab=prophet"} {
		b.start("/?" + lab + link[1:])
		b.wait("it has stepped for a while", `resonetics.step > 30`)
		eval[any](b, `(() => { const speed = document.getElementById('speed'); speed.value = speed.max; speed.dispatchEvent(new Event('input')); })()`)
		eval[any](b, `(document.getElementById('more').click(), 1)`)
		b.wait("numbers have become long", `parseInt(document.querySelector('[data-key=run-rate] .value').textContent.replaceAll(',', '')) > 999`)
		require.Empty(t, eval[string](b, `[...document.querySelectorAll('.metric .term, .metric dd')]
			.filter((e) => e.checkVisibility() && e.scrollWidth > e.clientWidth).map((e) => e.textContent).join('\n')`))
	}
}

// TestTargetsAreLargeEnoughForAFinger measures every control of the phone layout.
func TestTargetsAreLargeEnoughForAFinger(t *testing.T) {
	b := newBrowser(t, builtSite(t), phone)
	b.start(learner)
	b.wait("the panel is there", `document.querySelector('.learning').checkVisibility()`)
	require.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), int(phone.width))
	eval[any](b, `document.querySelectorAll('details').forEach((fold) => { fold.open = true; })`)
	// A switch has its label's height, or reaches beyond its own picture.
	require.Empty(t, eval[string](b, `[...document.querySelectorAll('button, select, summary, .switch, input:not([role=switch]), nav a')]
		.filter((e) => e.checkVisibility() && !e.matches('.unseen') && e.getBoundingClientRect().height < 44)
		.map((e) => e.outerHTML.slice(0, 90)).join('\n')`))
	require.Empty(t, eval[string](b, `[...document.querySelectorAll('[role=switch]')].filter((e) => e.checkVisibility())
		.filter((e) => e.getBoundingClientRect().height - parseFloat(getComputedStyle(e, '::before').top) - parseFloat(getComputedStyle(e, '::before').bottom) < 44)
		.map((e) => e.outerHTML.slice(0, 90)).join('\n')`))
	b.shoot("phone-learning-top")
	for _, part := range []string{".learning", ".results", ".calibration", ".limits"} {
		eval[any](b, `(document.querySelector('`+part+`').scrollIntoView(), 1)`)
		b.shoot("phone" + part)
	}
}

// TestControlsHaveNames asks what a screen reader would.
func TestControlsHaveNames(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/")
	require.Empty(t, eval[string](b, `[...document.querySelectorAll('button, input, select, a[href]')]
		.filter((e) => !(e.textContent.trim() || e.getAttribute('aria-label') || e.labels?.length || e.getAttribute('aria-labelledby')))
		.map((e) => e.outerHTML.slice(0, 80)).join('\n')`))
}

func TestMissingWebAssemblyIsSaid(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.before(`delete globalThis.WebAssembly`)
	b.open("/")
	b.wait("it says so", `document.getElementById('overlay-text').innerText.includes('WebAssembly')`)
}

func TestMissingWebGLIsSaid(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.before(`HTMLCanvasElement.prototype.getContext = () => null`)
	b.open("/")
	b.wait("it says so", `document.getElementById('overlay-text').innerText.includes('WebGL')`)
	b.wait("the world goes on", `resonetics.step > 0`)
}

// TestAFailedDownloadIsNamed refuses the thinking program.
func TestAFailedDownloadIsNamed(t *testing.T) {
	site := builtSite(t)
	b := newBrowser(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if isWorker(r.URL.Path) {
			http.Error(w, "gone", http.StatusServiceUnavailable)
			return
		}
		site.ServeHTTP(w, r)
	}), desktop)
	b.open("/")
	b.wait("it names the file", `/worker\.[0-9a-f]+\.wasm could not be downloaded: the server answered 503/i.test(document.getElementById('overlay-text').innerText)`)
}

// TestADeadWorkerCanBeRestarted kills it and expects the settings to survive.
func TestADeadWorkerCanBeRestarted(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#v=2&lab=cluster&drift=0.011&guidance=withdrawn")
	require.Empty(t, eval[string](b, `resonetics.autosave()`))
	eval[any](b, `(resonetics.client.worker.onerror(new ErrorEvent('error', { message: 'killed by the test' })), 1)`)
	b.wait("it says so", `document.getElementById('notices').innerText.includes('illed by the test')`)
	b.wait("nothing runs", `document.getElementById('headline').innerText.startsWith('Nothing is running')`)
	eval[any](b, `(() => {
		const field = document.querySelector('#param-noise ~ input');
		field.value = '0.03';
		field.dispatchEvent(new Event('change'));
	})()`)
	b.wait("the control is taken", `resonetics.values.noise === '0.03'`)
	eval[any](b, `(document.getElementById('share').click(), 1)`)
	b.wait("a link promises no more than it keeps", `document.getElementById('share-status').innerText.endsWith(
		'Nothing is running: the simulation has stopped. It starts a run with these settings, and repeats nothing.')`)
	require.Equal(t, "Share these settings", eval[string](b, `document.getElementById('share-title').innerText`))
	require.True(t, eval[bool](b, `document.getElementById('share-link').value.endsWith('#lab=cluster&seed=42&drift=0.011&noise=0.03')`))
	b.shoot("share-dead")
	eval[any](b, `(document.getElementById('share-box').close(), 1)`)
	b.click("Restart")
	b.wait("the world steps again", `resonetics.client.ready && resonetics.values.drift === '0.011' && resonetics.values.noise === '0.03'`)
	b.wait("what was kept is offered", `document.getElementById('notices').innerText.includes('Continue at step')`)
}

// isWorker recognizes the thinking program in all its encodings.
func isWorker(path string) bool {
	return strings.Contains(path, "/worker.") && strings.Contains(path, ".wasm")
}

// TestEveryLabTellsWhatHappens reads the line above the stage.
func TestEveryLabTellsWhatHappens(t *testing.T) {
	b := newBrowser(t, builtSite(t), phone)
	for lab, says := range map[string]string{"gardener": "creatures live", "prophet": "Three networks"} {
		b.start("/?" + lab + "#v=1&lab=" + lab)
		b.wait("it tells", `document.getElementById('headline').innerText.includes('`+says+`')`)
		require.False(t, eval[bool](b, `document.getElementById('headline').innerText.includes('undefined')`))
		require.True(t, eval[bool](b, `document.getElementById('rewind').checkVisibility()`), "one can look back")
		b.shoot("phone-" + lab)
	}
	b.quiet()
}
