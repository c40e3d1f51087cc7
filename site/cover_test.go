package site

import (
	"io"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/stretchr/testify/require"
)

// What may happen to a file on its way.
const (
	missing = "missing" // the server has no such file
	late    = "late"    // it never answers
	another = "another" // it answers with a page, as some hosts do for what they lack
	broken  = "broken"  // the connection ends in the middle
)

// unreliable is a site whose files go wrong as long as it is told.
type unreliable struct {
	http.Handler
	mu      sync.Mutex
	faults  map[string]string // by a regular expression of the path
	policy  string            // a Content-Security-Policy in place of the site's own
	renewed bool              // the page is of another version
}

func newUnreliable(t *testing.T) *unreliable {
	return &unreliable{Handler: builtSite(t), faults: make(map[string]string)}
}

// set makes files go wrong; an empty fault heals them.
func (s *unreliable) set(path, fault string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.faults[path] = fault
}

func (s *unreliable) renew(renewed bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.renewed = renewed
}

func (s *unreliable) faultOf(path string) string {
	s.mu.Lock()
	defer s.mu.Unlock()
	for pattern, fault := range s.faults {
		if regexp.MustCompile(pattern).MatchString(path) {
			return fault
		}
	}
	return ""
}

func (s *unreliable) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch s.faultOf(r.URL.Path) {
	case missing:
		http.NotFound(w, r)
	case late:
		<-r.Context().Done()
	case another:
		w.Header().Set("Content-Type", "text/html")
		io.WriteString(w, "<!doctype html><title>Welcome</title><p>Welcome to this server</p>")
	case broken:
		w.Header().Set("Content-Length", "100000")
		io.WriteString(w, "\x00asm\x01\x00\x00\x00")
		panic(http.ErrAbortHandler)
	default:
		s.serve(w, r)
	}
}

func (s *unreliable) serve(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	renewed, policy := s.renewed, s.policy
	s.mu.Unlock()
	answer := httptest.NewRecorder()
	if renewed {
		r.Header.Del("Accept-Encoding")
	}
	s.Handler.ServeHTTP(answer, r)
	body := answer.Body.String()
	if r.URL.Path == "/" && renewed {
		body = regexp.MustCompile(`main\.\w+\.js`).ReplaceAllString(body, "main.0123456789ab.js")
	}
	for name, values := range answer.Header() {
		if name != "Content-Length" {
			w.Header()[name] = values
		}
	}
	if policy != "" {
		w.Header().Set("Content-Security-Policy", policy)
	}
	w.Header().Set("Cache-Control", "no-store") // so that every load is one that can fail
	w.WriteHeader(answer.Code)
	io.WriteString(w, body)
}

const covered = `document.getElementById('overlay')?.checkVisibility() && document.getElementById('overlay-text').innerText`

var visits int // so far, of all tests

// visit goes to a path of the site without waiting for all of it.
func (b *browser) visit(path string) {
	b.t.Helper()
	visits++
	path = strings.Replace(path, "/?", "/?"+strconv.Itoa(visits)+"-", 1) // the same address would only be scrolled in
	do(b, page.Navigate, page.NavigateParams{URL: b.url + path})
	b.wait("it is on its way", `location.href === '`+b.url+path+`'`)
}

// forgetful has every file asked for again.
func (b *browser) forgetful() {
	b.t.Helper()
	do(b, network.Enable, network.EnableParams{})
	do(b, network.SetCacheDisabled, network.SetCacheDisabledParams{CacheDisabled: true})
}

// zoom makes the stage begin again.
func (b *browser) zoom(ratio float64) {
	b.t.Helper()
	do(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: desktop.width, Height: desktop.height, DeviceScaleFactor: ratio})
}

// TestAPartThatDoesNotComeIsToldAndTriedAgain lets each part of the page go wrong in each way.
func TestAPartThatDoesNotComeIsToldAndTriedAgain(t *testing.T) {
	site := newUnreliable(t)
	b := newBrowser(t, site, desktop)
	b.before(hasty)
	b.forgetful()
	parts := map[string][]string{
		`/view\.html`:        {missing, late, another, broken},
		`/view\.\w+\.js`:     {missing, late, another, broken},
		`/view\.\w+\.wasm`:   {missing, late, another, broken},
		`/worker\.\w+\.js`:   {missing, late, another, broken},
		`/worker\.\w+\.wasm`: {missing, late, another, broken},
	}
	for part, faults := range parts {
		for _, fault := range faults {
			what := part + " is " + fault
			site.set(part, fault)
			b.visit("/?" + fault + "#lab=cluster")
			b.wait(what+": it is said", covered+`.length > 40 && !document.getElementById('overlay-text').innerText.startsWith('Loading')`)
			said := eval[string](b, `document.getElementById('overlay-text').innerText`)
			require.Regexp(t, `could not|may still come|it may still|broke off|damaged`, said, what)
			site.set(part, "")
			b.click("Try again")
			b.wait(what+": trying again helps", `globalThis.resonetics?.step > 0 && resonetics.stage.ready && !document.getElementById('overlay').checkVisibility()`)
		}
	}
}

// TestAStageIsNotReloadedIntoNothing zooms after a new deployment has taken the files away.
func TestAStageIsNotReloadedIntoNothing(t *testing.T) {
	site := newUnreliable(t)
	b := newBrowser(t, site, desktop)
	b.start(theCluster)
	site.renew(true)
	site.set(`/assets/`, missing)
	site.set(`/view\.html`, missing)
	b.zoom(2)
	b.wait("it says what has happened", covered+`.includes('newer one than this page')`)
	b.shoot("cover-renewed")
	site.renew(false)
	site.set(`/view\.html`, "")
	site.set(`/assets/`, "")
	b.click("Reload the page")
	b.wait("it runs again", `globalThis.resonetics?.step > 0 && resonetics.stage.ready && !document.getElementById('overlay').checkVisibility()`)
}

// TestBothProgramsAreTriedAgain refuses both at once.
func TestBothProgramsAreTriedAgain(t *testing.T) {
	site := newUnreliable(t)
	site.set(`/(worker|view)\.\w+\.wasm`, missing)
	b := newBrowser(t, site, desktop)
	b.open(theCluster)
	b.wait("both are named", `/view\.\w+\.wasm could not/i.test(document.getElementById('overlay-text').innerText) && /worker\.\w+\.wasm could not/i.test(document.getElementById('overlay-text').innerText)`)
	b.shoot("cover-both")
	require.Equal(t, 1, eval[int](b, `document.querySelectorAll('#overlay-buttons button').length`))
	site.set(`/(worker|view)\.\w+\.wasm`, "")
	b.click("Try again")
	b.wait("both are there", `resonetics.step > 0 && resonetics.stage.ready && !document.getElementById('overlay').checkVisibility()`)
}

// TestARefusingPolicyIsNotAFailedDownload serves the page with policies that forbid what it
// needs.
func TestARefusingPolicyIsNotAFailedDownload(t *testing.T) {
	for what, policy := range map[string]string{
		"forbids WebAssembly":             "default-src 'self'; script-src 'self'",
		"forbids its script (worker-src)": "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'none'",
		"forbids it (connect-src)":        "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'none'",
	} {
		site := newUnreliable(t)
		site.policy = policy
		b := newBrowser(t, site, desktop)
		b.open(theCluster)
		b.wait(what, covered+`.includes('`+what+`')`)
		if what == "forbids WebAssembly" {
			require.NotContains(t, eval[string](b, `document.getElementById('overlay-text').innerText`), "downloaded")
		}
		b.wait("there is a button", `document.querySelector('#overlay-buttons button')?.innerText === 'Try again'`)
	}
}

// TestARefusedLinkStaysOnTheCover lets the stage come after a link has been refused.
func TestARefusedLinkStaysOnTheCover(t *testing.T) {
	site := newUnreliable(t)
	site.set(`/view\.\w+\.wasm`, missing)
	b := newBrowser(t, site, desktop)
	b.open("/#v=1&lab=cluster&drift=7")
	b.wait("the link is refused", `document.getElementById('notices').innerText.includes('Drift is 7')`)
	b.wait("the stage is not there", covered+`.includes('could not be downloaded')`)
	site.set(`/view\.\w+\.wasm`, "")
	b.click("Try again")
	b.wait("the stage is there, and the link stays refused", `resonetics.stage.ready && `+covered+` === 'Nothing is running: the link could not be opened.'`)
	b.shoot("cover-link")
	eval[any](b, `(document.querySelector('#overlay-buttons button').click(), 1)`)
	b.wait("it runs", `resonetics.step > 0 && !document.getElementById('overlay').checkVisibility()`)
}

// TestAPageWithoutItsScriptSaysSo takes away the page's script, or a part of it, or lets it
// wait.
func TestAPageWithoutItsScriptSaysSo(t *testing.T) {
	site := newUnreliable(t)
	b := newBrowser(t, site, desktop)
	b.before(hasty)
	b.forgetful()
	for part, fault := range map[string]string{`/main\.\w+\.js`: missing, `/headline\.\w+\.js`: missing, `/run\.\w+\.js`: another, `/links\.\w+\.js`: late} {
		site.set(part, fault)
		b.visit("/?" + fault + "#lab=cluster")
		b.wait(part+": it is said", covered+`.startsWith('The `+map[bool]string{true: "script", false: "playground could not start"}[fault == late]+`')`)
		require.Equal(t, "Reload the page", eval[string](b, `[...document.querySelectorAll('button')].filter((e) => e.checkVisibility()).map((e) => e.innerText).join()`))
		b.shoot("cover-script")
		site.set(part, "")
		b.click("Reload the page")
		b.wait("it runs", `globalThis.resonetics?.step > 0`)
	}
}

// TestWithoutJavaScriptOneSentenceIsLeft switches it off.
func TestWithoutJavaScriptOneSentenceIsLeft(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	do(b, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: true})
	b.open("/")
	b.shoot("no-script")
	require.Equal(t, "The playground runs in the browser itself: it needs JavaScript, which is switched off here.",
		strings.TrimSpace(eval[string](b, `document.body.innerText`)))
}

// TestAPartForLaterIsTriedAgain opens the series and the editor without their scripts.
func TestAPartForLaterIsTriedAgain(t *testing.T) {
	site := newUnreliable(t)
	b := newBrowser(t, site, desktop)
	b.before(hasty)
	b.forgetful()
	for _, one := range []struct{ button, part, fault, says, remedy, opens string }{
		{"Compare on 100 games", `/series\.\w+\.js`, missing, "The series could not be loaded", "Try again", `#series-box`},
		{"Write your own", `/policy-panel\.\w+\.js`, another, "The editor could not be loaded", "Try again", `#policy`},
		{"Write your own", `/policy-score\.\w+\.js`, late, "The editor could not be loaded. The server has not answered", "Reload the page", ""},
	} {
		b.visit("/?" + one.fault[:4] + "#lab=cluster")
		b.wait("it runs", `globalThis.resonetics?.step > 0`)
		site.set(one.part, one.fault)
		b.click(one.button)
		b.wait(one.button+": it is said", `document.getElementById('notices').innerText.includes('`+one.says+`')`)
		site.set(one.part, "")
		b.click(one.remedy)
		if one.opens == "" {
			b.wait("it runs again", `globalThis.resonetics?.step > 0 && document.getElementById('notices').innerText === ''`)
			continue
		}
		b.wait(one.button+" opens", `document.querySelector('`+one.opens+`')?.checkVisibility()`)
	}
}
