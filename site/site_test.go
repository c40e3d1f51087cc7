package site

import (
	"io/fs"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/stretchr/testify/require"
)

func file(text string) *fstest.MapFile { return &fstest.MapFile{Data: []byte(text)} }

func testSite(t *testing.T) http.Handler {
	t.Helper()
	h, err := newHandler(fstest.MapFS{
		".keep":                     file(""),
		"index.html":                file("<!doctype html>"),
		"index.html.gz":             file("packed page"),
		"assets/worker.abc.wasm":    file("plain program"),
		"assets/worker.abc.wasm.br": file("brotli"),
		"assets/worker.abc.wasm.gz": file("gzip"),
		"assets/main.abc.js":        file("script"),
	})
	require.NoError(t, err)
	return h
}

func ask(h http.Handler, method, path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(method, path, nil)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	h.ServeHTTP(w, r)
	return w
}

func TestThePreferredEncodingIsChosen(t *testing.T) {
	h := testSite(t)
	for accept, want := range map[string]string{
		"":                           "plain program",
		"gzip, deflate, br":          "brotli",
		"GZIP":                       "gzip",
		"gzip;q=1.0, br;q=0":         "gzip",
		"*":                          "brotli",
		"br;q=0, *":                  "gzip",
		"identity":                   "plain program",
		"br;q=nonsense, gzip; q=0.5": "gzip",
	} {
		w := ask(h, http.MethodGet, "/assets/worker.abc.wasm", "Accept-Encoding", accept)
		require.Equal(t, http.StatusOK, w.Code)
		require.Equal(t, want, w.Body.String(), "Accept-Encoding: %s", accept)
		require.Equal(t, "application/wasm", w.Header().Get("Content-Type"))
		require.Equal(t, "Accept-Encoding", w.Header().Get("Vary"))
		coding := map[string]string{"brotli": "br", "gzip": "gzip"}[want]
		require.Equal(t, coding, w.Header().Get("Content-Encoding"))
	}
}

// TestAPackedFileIsItselfWithoutEncoding is what the fallback for static hosts
// relies on.
func TestAPackedFileIsItselfWithoutEncoding(t *testing.T) {
	w := ask(testSite(t), http.MethodGet, "/assets/worker.abc.wasm.gz", "Accept-Encoding", "gzip, br")
	require.Equal(t, "gzip", w.Body.String())
	require.Empty(t, w.Header().Get("Content-Encoding"))
}

func TestHashedNamesAreKeptAndPagesAreNot(t *testing.T) {
	h := testSite(t)
	require.Contains(t, ask(h, http.MethodGet, "/assets/main.abc.js").Header().Get("Cache-Control"), "immutable")
	require.Equal(t, "no-cache", ask(h, http.MethodGet, "/").Header().Get("Cache-Control"))
	require.Equal(t, "no-store", ask(h, http.MethodGet, "/assets/gone.js").Header().Get("Cache-Control"))
}

func TestAnUnchangedFileIsNotSentAgain(t *testing.T) {
	h := testSite(t)
	first := ask(h, http.MethodGet, "/", "Accept-Encoding", "gzip")
	etag := first.Header().Get("ETag")
	require.NotEmpty(t, etag)
	require.NotEqual(t, etag, ask(h, http.MethodGet, "/").Header().Get("ETag"), "each encoding is a representation of its own")
	for _, known := range []string{etag, "W/" + etag, `"other", ` + etag, "*"} {
		again := ask(h, http.MethodGet, "/", "Accept-Encoding", "gzip", "If-None-Match", known)
		require.Equal(t, http.StatusNotModified, again.Code, known)
		require.Empty(t, again.Body.String())
	}
	changed := ask(h, http.MethodGet, "/", "Accept-Encoding", "gzip", "If-None-Match", `"other"`)
	require.Equal(t, http.StatusOK, changed.Code)
}

func TestEveryAnswerKeepsThePageToItself(t *testing.T) {
	h := testSite(t)
	for _, path := range []string{"/", "/assets/main.abc.js", "/nothing"} {
		header := ask(h, http.MethodGet, path).Header()
		policy := header.Get("Content-Security-Policy")
		require.Contains(t, policy, "default-src 'self'")
		require.Contains(t, policy, "'wasm-unsafe-eval'")
		require.Contains(t, policy, "require-trusted-types-for 'script'")
		require.True(t, strings.HasSuffix(policy, "; frame-ancestors 'self'"), policy)
		require.NotContains(t, policy, "unsafe-inline")
		require.Equal(t, "nosniff", header.Get("X-Content-Type-Options"))
		require.Equal(t, "no-referrer", header.Get("Referrer-Policy"))
	}
}

// TestOthersMayShowTheEmbeddedPageAlone reads who may show what in a frame, and who may have
// the files that a page without origin needs.
func TestOthersMayShowTheEmbeddedPageAlone(t *testing.T) {
	files := fstest.MapFS{"index.html": file("<!doctype html>"), "embed.html": file("<p>"), "embed-stage.html": file("<p>"), "assets/main.abc.js": file("1")}
	for _, c := range []struct {
		hosts []string
		embed string // of the embedded page
	}{
		{nil, ""},
		{[]string{"*"}, ""},
		{[]string{"https://course.example.org", "http://10.0.0.1:8000"}, "frame-ancestors 'self' https://course.example.org http://10.0.0.1:8000"},
	} {
		h, err := newHandler(files, c.hosts...)
		require.NoError(t, err)
		policy := func(path string) string { return ask(h, http.MethodGet, path).Header().Get("Content-Security-Policy") }
		require.True(t, strings.HasSuffix(policy("/"), "; frame-ancestors 'self'"), policy("/"))
		require.NotContains(t, policy("/"), "worker-src", "only a page without origin starts its worker from a script of its own")
		require.Contains(t, policy("/embed.html"), "; worker-src 'self' blob:")
		require.Equal(t, c.embed != "", strings.Contains(policy("/embed.html"), "frame-ancestors"))
		require.True(t, strings.HasSuffix(policy("/embed.html"), c.embed), policy("/embed.html"))
		require.NotContains(t, policy("/embed-stage.html"), "frame-ancestors", "a page without origin shows it")
	}
	h, err := newHandler(files)
	require.NoError(t, err)
	for path, whose := range map[string][]string{"/": {"same-origin", ""}, "/embed.html": {"cross-origin", "*"}, "/assets/main.abc.js": {"cross-origin", "*"}} {
		header := ask(h, http.MethodGet, path).Header()
		require.Equal(t, whose, []string{header.Get("Cross-Origin-Resource-Policy"), header.Get("Access-Control-Allow-Origin")}, path)
	}
}

// TestAStaticHostIsAsSafe serves the files without headers: a script that is put into the
// page does not run, no text becomes one, and the page runs.
func TestAStaticHostIsAsSafe(t *testing.T) {
	builtSite(t)
	files, err := fs.Sub(dist, "dist")
	require.NoError(t, err)
	b := newBrowser(t, http.FileServerFS(files), desktop)
	b.start(theCluster)
	b.wait("the stage is drawn", `resonetics.stage.stats()?.drawn > 0`)
	refused := eval[[]string](b, `(async () => {
		const refused = [];
		for (const target of [document, document.getElementById('stage').contentDocument]) {
			const made = target.createElement('script');
			const heard = new Promise((resolve) => target.addEventListener('securitypolicyviolation', resolve, { once: true }));
			try {
				made.text = 'globalThis.foreign = true';
				target.head.append(made);
			} catch {
				refused.push('text');
			}
			refused.push((await heard).effectiveDirective);
		}
		try {
			new Worker('./elsewhere.js');
		} catch {
			refused.push('worker');
		}
		refused.push(String(globalThis.foreign));
		return refused;
	})()`)
	require.Equal(t, []string{"text", "require-trusted-types-for", "text", "require-trusted-types-for", "worker", "undefined"}, refused)
	b.click("Compare on 100 games")
	b.wait("the series opens", `document.getElementById('series-box')?.open`)
	b.fill("series-games", "10")
	b.wait("its worker plays", `document.getElementById('series-status').innerText.includes('survived') || document.getElementById('series-status').innerText.length > 30`)
}

func TestOnlyFilesOfTheSiteAreServedAndOnlyRead(t *testing.T) {
	h := testSite(t)
	for _, path := range []string{"/nothing", "/.keep", "/assets/", "/../site.go", "/index.html/"} {
		require.Equal(t, http.StatusNotFound, ask(h, http.MethodGet, path).Code, path)
	}
	w := ask(h, http.MethodPost, "/")
	require.Equal(t, http.StatusMethodNotAllowed, w.Code)
	require.Equal(t, "GET, HEAD", w.Header().Get("Allow"))
	head := ask(h, http.MethodHead, "/")
	require.Equal(t, http.StatusOK, head.Code)
	require.Equal(t, "15", head.Header().Get("Content-Length"))
	require.Empty(t, head.Body.String())
}

func TestASiteThatWasNotBuiltSaysSo(t *testing.T) {
	_, err := newHandler(fstest.MapFS{".keep": file("")})
	require.ErrorIs(t, err, ErrNotBuilt)
	require.ErrorContains(t, err, "make site")
}
