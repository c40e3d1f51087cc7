package site

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// pageTimeout is how long one browser test may take before it is given up.
const pageTimeout = 2 * time.Minute

// waitTimeout is how long a condition of the page may take to come true.
const waitTimeout = 30 * time.Second

var browserNames = []string{"chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}

// builtSite returns the embedded site, or skips the test.
func builtSite(t testing.TB) http.Handler {
	t.Helper()
	h, err := Handler()
	if errors.Is(err, ErrNotBuilt) {
		t.Skip("the site was not built: run make site first")
	}
	require.NoError(t, err)
	return h
}

// browser is one Chromium with a fresh profile and one page in it.
type browser struct {
	t   testing.TB
	ctx context.Context
	url string

	mu         sync.Mutex
	complaints []string
}

// browserPath returns where Chromium is installed, or skips the test.
func browserPath(t testing.TB) string {
	t.Helper()
	for _, name := range browserNames {
		if found, err := exec.LookPath(name); err == nil {
			return found
		}
	}
	t.Skipf("no browser: none of %v is installed", browserNames)
	return ""
}

// theCluster is the address of the Cluster lab; an empty one opens the race.
const theCluster = "/#lab=cluster"

type screen struct {
	width, height int64
	phone         bool
}

var (
	desktop = screen{1280, 800, false}
	phone   = screen{390, 844, true}
)

// newBrowser starts Chromium on h, or skips the test where there is none.
func newBrowser(t testing.TB, h http.Handler, s screen, flags ...chromedp.ExecAllocatorOption) *browser {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return newBrowserAt(t, server.URL, s, flags...)
}

func newBrowserAt(t testing.TB, url string, s screen, flags ...chromedp.ExecAllocatorOption) *browser {
	t.Helper()
	return newBrowserFor(t, pageTimeout, url, s, flags...)
}

// newBrowserFor is newBrowserAt for a test that is given up after that time.
func newBrowserFor(t testing.TB, timeout time.Duration, url string, s screen, flags ...chromedp.ExecAllocatorOption) *browser {
	t.Helper()
	options := append([]chromedp.ExecAllocatorOption{
		chromedp.ExecPath(browserPath(t)), chromedp.NoSandbox, chromedp.NoFirstRun, chromedp.Headless,
		chromedp.Flag("disable-quic", true),
		chromedp.Flag("disable-background-networking", true),
		chromedp.Flag("disable-component-update", true),
		chromedp.Flag("disable-sync", true),
		chromedp.Flag("hide-scrollbars", true),
		chromedp.Flag("enable-unsafe-swiftshader", true),
		chromedp.WindowSize(int(s.width), int(s.height)),
	}, flags...)
	ctx, cancel := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(cancel)
	ctx, cancel = chromedp.NewContext(ctx)
	t.Cleanup(cancel)
	ctx, cancel = context.WithTimeout(ctx, timeout)
	t.Cleanup(cancel)
	b := &browser{t: t, ctx: ctx, url: url}
	require.NoError(t, chromedp.Listen(ctx, b.hear))
	do(b, runtime.Enable, cdp.Empty{})
	do(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: s.width, Height: s.height, DeviceScaleFactor: 1, Mobile: s.phone,
	})
	do(b, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: s.phone})
	if !keepsOffline(t) {
		b.before(`Object.defineProperty(navigator, 'serviceWorker', { value: undefined })`)
	}
	return b
}

// keepsOffline reports whether the page of a test may keep itself for a time without network.
// Elsewhere what it keeps would hide what a test takes away from the server.
func keepsOffline(t testing.TB) bool { return strings.Contains(t.Name(), "Offline") }

// tab opens a second page in the same profile.
func (b *browser) tab() *browser {
	b.t.Helper()
	ctx, cancel := chromedp.NewContext(b.ctx)
	b.t.Cleanup(cancel)
	other := &browser{t: b.t, ctx: ctx, url: b.url}
	require.NoError(b.t, chromedp.Listen(ctx, other.hear))
	do(other, runtime.Enable, cdp.Empty{})
	return other
}

// do carries out one command of the browser's protocol.
func do[P, R any](b *browser, command cdp.Command[P, R], params P) R {
	b.t.Helper()
	result, err := chromedp.Call(b.ctx, command, params)
	require.NoError(b.t, err)
	return result
}

// hear keeps what the page complains about.
func (b *browser) hear(event any) {
	b.mu.Lock()
	defer b.mu.Unlock()
	switch e := event.(type) {
	case *runtime.EventExceptionThrown:
		text := e.ExceptionDetails.Text
		if e.ExceptionDetails.Exception != nil {
			text += ": " + e.ExceptionDetails.Exception.Description
		}
		b.complaints = append(b.complaints, text)
	case *runtime.EventConsoleAPICalled:
		if e.Type == runtime.ConsoleAPICalledTypeError {
			for _, arg := range e.Args {
				b.complaints = append(b.complaints, string(arg.Value)+arg.Description)
			}
		}
	}
}

// quiet fails the test when the page complained.
func (b *browser) quiet() {
	b.t.Helper()
	b.mu.Lock()
	defer b.mu.Unlock()
	require.Empty(b.t, b.complaints)
}

func (b *browser) run(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	require.NoError(b.t, chromedp.Do(b.ctx, actions...))
}

// open navigates to a path of the site.
func (b *browser) open(path string) {
	b.t.Helper()
	b.run(chromedp.Navigate(b.url + path))
}

// start opens the page and waits until its world steps.
func (b *browser) start(path string) {
	b.t.Helper()
	b.open(path)
	b.wait("the world steps", `globalThis.resonetics?.step > 0`)
}

// eval returns the value of a script, awaited.
func eval[T any](b *browser, script string) T {
	b.t.Helper()
	out, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	require.NoError(b.t, err, script)
	return out
}

// wait polls until the script is true, if need be in the page that comes next.
func (b *browser) wait(what, script string) {
	b.t.Helper()
	deadline := time.Now().Add(waitTimeout)
	for {
		met, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("Promise.resolve("+script+").then(Boolean)", chromedp.EvalAwaitPromise))
		if met {
			return
		}
		if err != nil && !strings.Contains(err.Error(), "navigated") {
			require.NoError(b.t, err, script)
		}
		if time.Now().After(deadline) {
			said := eval[string](b, "document.body.innerText")
			b.mu.Lock()
			defer b.mu.Unlock()
			require.Failf(b.t, "waited in vain", "%s; the page says %q and complains %q", what, said, b.complaints)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// before runs a script in every document before its own scripts.
func (b *browser) before(script string) {
	b.t.Helper()
	do(b, page.AddScriptToEvaluateOnNewDocument, page.AddScriptToEvaluateOnNewDocumentParams{Source: script})
}

// shoot writes a picture into the folder that RESONETICS_SCREENSHOTS names.
func (b *browser) shoot(name string) {
	b.t.Helper()
	dir := os.Getenv("RESONETICS_SCREENSHOTS")
	if dir == "" {
		return
	}
	require.NoError(b.t, os.WriteFile(dir+"/"+name+".png", b.png(), 0o644))
}

func (b *browser) png() []byte {
	b.t.Helper()
	picture, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	require.NoError(b.t, err)
	return picture
}

// picture returns what is on the screen.
func (b *browser) picture() image.Image {
	b.t.Helper()
	p, err := png.Decode(bytes.NewReader(b.png()))
	require.NoError(b.t, err)
	return p
}

// shared pauses the run and returns its link and its digest.
func (b *browser) shared() []string {
	b.t.Helper()
	return eval[[]string](b, `(async () => {
		const { client } = resonetics;
		client.play(false);
		await new Promise((done) => setTimeout(done, 300));
		return [await client.link(), await client.digest()];
	})()`)
}

// repeated opens a link once more in the page that shows it, jumps to where it was shared,
// and returns the link and the digest of that moment.
func (b *browser) repeated(link string) []string {
	b.t.Helper()
	b.wait("the run is open", `globalThis.resonetics?.client.ready && resonetics.step > 0`)
	return eval[[]string](b, "(async (link) => {"+`
		const { client } = resonetics;
		client.play(false);
		const error = await client.open(link);
		client.play(false);
		const at = new URLSearchParams(link).get('at');
		client.jump(Number(at));
		const here = async () => new URLSearchParams(await client.link()).get('at');
		while (error === '' && await here() !== at) await new Promise((done) => setTimeout(done, 100));
		return [error || await client.link(), await client.digest()];
	`+"})(`"+link+"`)")
}
