package site

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// visible returns the words that a person meets on the page, one a line: its text, and what a
// screen reader says of it.
const visible = `(() => {
	const out = new Set();
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	const skip = 'noscript, script, style, code, kbd, textarea, pre, option[lang], .policy-scores';
	for (let n = walk.nextNode(); n; n = walk.nextNode()) {
		if (!n.parentElement.closest(skip) && n.data.trim()) out.add(n.data.trim());
	}
	for (const name of ['aria-label', 'title', 'placeholder', 'aria-valuetext']) {
		for (const one of document.querySelectorAll('body [' + name + ']')) {
			if (!one.closest(skip)) out.add(one.getAttribute(name));
		}
	}
	return [...out].filter((one) => /[a-z]{2}/.test(one)).join('\n');
})()`

// TestThePageSpeaksKorean walks through every lab in Korean, with what can be opened in all of
// them, and looks for words in English.
func TestThePageSpeaksKorean(t *testing.T) {
	b := newBrowserFor(t, 2*pageTimeout, address(t, builtSite(t)), desktop)
	for _, lab := range []string{"race", "cluster", "gardener", "prophet"} {
		b.start("/?lang=ko#lab=" + lab)
		require.Equal(t, "ko", eval[string](b, `document.documentElement.lang`))
		b.wait("the stage shows something", `document.getElementById('overlay').hidden`)
		for range 3 {
			time.Sleep(500 * time.Millisecond)
			english(t, b, lab)
		}
		b.shoot("korean-" + lab)
		for _, press := range []string{"help", "files", "share", "more", "play"} {
			eval[bool](b, fmt.Sprintf(`(document.querySelectorAll('dialog[open]').forEach((one) => one.close()), document.getElementById(%q).click(), true)`, press))
			time.Sleep(500 * time.Millisecond)
			english(t, b, lab+" "+press)
		}
	}
	b.quiet()
}

// TestAVisitLoadsOneLanguage holds that a visit in English loads nothing of another, and one in
// Korean all of it.
func TestAVisitLoadsOneLanguage(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	const other = `performance.getEntriesByType('resource').filter(({ name }) => /words-ko|glyphs-ko|translation/.test(name)).length`
	b.start("/")
	require.Equal(t, "en", eval[string](b, `document.documentElement.lang`))
	require.Zero(t, eval[int](b, other))
	b.start("/?lang=ko")
	b.wait("three files come", other+" === 3")
	b.start("/?lang=eo")
	require.Equal(t, "en", eval[string](b, `document.documentElement.lang`), "no language of the page")
	b.quiet()
}

// TestTheLanguageIsChosen by the browser at a first visit, under Help from then on, and by the
// address before all.
func TestTheLanguageIsChosen(t *testing.T) {
	b := newBrowser(t, builtSite(t), screen{360, 740, true})
	b.before(`Object.defineProperty(navigator, 'languages', { value: ['eo', 'ko-KR', 'en'] })`)
	b.start("/")
	require.Equal(t, "ko", eval[string](b, `document.documentElement.lang`))
	b.wait("the stage shows something", `document.getElementById('overlay').hidden`)
	b.shoot("korean-phone")
	english(t, b, "phone")
	eval[bool](b, `(document.getElementById('help').click(), true)`)
	b.shoot("korean-help")
	require.Equal(t, "ko", eval[string](b, `document.getElementById('language').value`))
	eval[bool](b, `(document.getElementById('language').value = 'en', document.getElementById('language').dispatchEvent(new Event('change')), true)`)
	b.wait("the page comes in English", `globalThis.resonetics?.step > 0 && document.documentElement.lang === 'en'`)
	b.start("/#lab=gardener")
	require.Equal(t, "en", eval[string](b, `document.documentElement.lang`), "as it was chosen")
	b.start("/?lang=ko")
	require.Equal(t, "ko", eval[string](b, `document.documentElement.lang`), "as the address says")
	b.quiet()
}

// address returns where a site is served.
func address(t *testing.T, h http.Handler) string {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return server.URL
}

// names are what is called the same in every language.
var names = strings.NewReplacer("Resonetics", "", "Playground", "", "Apache License", "", "WebAssembly", "", "Starlark", "", "Chrome", "", "Edge", "",
	"Firefox", "", "Safari", "", "Python", "", "Adam", "", "tanh", "", "https", "", "Ctrl", "", "Enter", "", "Shift", "", "Tab", "", "Esc", "", "memo", "", "act", "", "see", "", "throttle", "", "English", "", "time, node, cpu, memory", "", "Prometheus", "")

// build is the version that help names.
var build = regexp.MustCompile(`Resonetics Playground [\w.-]+`)

func english(t *testing.T, b *browser, where string) {
	t.Helper()
	for _, line := range strings.Split(eval[string](b, visible), "\n") {
		rest := names.Replace(build.ReplaceAllString(line, ""))
		if strings.ContainsFunc(rest, func(r rune) bool { return r >= 'a' && r <= 'z' }) && line != "" {
			t.Errorf("%s: %q", where, line)
		}
	}
}
