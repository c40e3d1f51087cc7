package site

import (
	"compress/gzip"
	"io/fs"
	"net/http"
	"path"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// below is the folder that every host of these tests serves the site under.
const below = "/class/playground/"

// hosts serve the written files as docs/hosting.md says, each with its habits.
var hosts = map[string]func(files fs.FS) http.Handler{
	"GitHub Pages": func(files fs.FS) http.Handler {
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Cache-Control", "max-age=600")
			w.Header().Set("Access-Control-Allow-Origin", "*")
			zipped := &zipping{ResponseWriter: w}
			if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") && r.Header.Get("Range") == "" {
				zipped.z = gzip.NewWriter(w)
				defer zipped.z.Close()
			}
			http.FileServerFS(files).ServeHTTP(zipped, r)
		})
	},
	"Netlify": func(files fs.FS) http.Handler { return withHeadersFile(files, http.FileServerFS(files)) },
	"Cloudflare": func(files fs.FS) http.Handler { // leaves the ending of a page out
		plain := http.FileServerFS(files)
		return withHeadersFile(files, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if name, page := strings.CutSuffix(r.URL.Path, ".html"); page {
				w.Header().Set("Location", path.Base(name))
				w.WriteHeader(http.StatusPermanentRedirect)
				return
			}
			if r.URL.Path != "/" && path.Ext(r.URL.Path) == "" {
				r.URL.Path += ".html"
			}
			plain.ServeHTTP(w, r)
		}))
	},
	"nginx": func(files fs.FS) http.Handler { // gzip_static, and a list of types that knows no WebAssembly
		plain := http.FileServerFS(files)
		return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			if strings.HasPrefix(r.URL.Path, "/assets/") {
				w.Header().Set("Access-Control-Allow-Origin", "*")
			}
			switch ext := path.Ext(r.URL.Path); ext {
			case ".wasm", ".webmanifest":
				w.Header().Set("Content-Type", "application/octet-stream")
			case "":
			default:
				w.Header().Set("Content-Type", contentType(r.URL.Path))
			}
			if _, err := fs.Stat(files, strings.TrimPrefix(r.URL.Path, "/")+".gz"); err == nil && r.URL.Path != "/" {
				w.Header().Set("Content-Encoding", "gzip")
				r.URL.Path += ".gz"
			}
			plain.ServeHTTP(w, r)
		})
	},
}

// zipping packs what is sent.
type zipping struct {
	http.ResponseWriter
	z *gzip.Writer
}

func (w *zipping) WriteHeader(code int) {
	if w.z != nil {
		w.Header().Set("Content-Encoding", "gzip")
		w.Header().Del("Content-Length")
	}
	w.ResponseWriter.WriteHeader(code)
}

func (w *zipping) Write(b []byte) (int, error) {
	if w.z == nil {
		return w.ResponseWriter.Write(b)
	}
	return w.z.Write(b)
}

// withHeadersFile sends the headers that the file _headers gives for a path, those of every rule
// that fits.
func withHeadersFile(files fs.FS, next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		text, err := fs.ReadFile(files, "_headers")
		if err != nil {
			http.Error(w, err.Error(), http.StatusInternalServerError)
			return
		}
		applies := false
		for line := range strings.Lines(string(text)) {
			line = strings.TrimRight(line, "\n")
			if header, indented := strings.CutPrefix(line, "  "); !indented {
				prefix, all := strings.CutSuffix(line, "*")
				applies = line == r.URL.Path || all && strings.HasPrefix(r.URL.Path, prefix)
			} else if applies {
				name, value, _ := strings.Cut(header, ": ")
				w.Header().Add(name, value)
			}
		}
		next.ServeHTTP(w, r)
	})
}

// TestThePageRunsOnEveryHost opens it below a folder of each: the world steps, the stage is
// drawn, nothing is complained of.
func TestThePageRunsOnEveryHost(t *testing.T) {
	builtSite(t)
	files, err := fs.Sub(dist, "dist")
	require.NoError(t, err)
	for name, host := range hosts {
		t.Run(name, func(t *testing.T) {
			served := http.StripPrefix(strings.TrimSuffix(below, "/"), host(files))
			b := newBrowser(t, served, desktop)
			b.start(below + theCluster[1:])
			b.wait("the stage is drawn", `resonetics.stage.stats()?.drawn > 0`)
			require.Empty(t, eval[string](b, `resonetics.client.command('set policy program')`))
			b.quiet()
		})
	}
}

// TestStaticHostsAreToldTheHeaders reads the file that Netlify and Cloudflare do.
func TestStaticHostsAreToldTheHeaders(t *testing.T) {
	builtSite(t)
	files, err := fs.Sub(dist, "dist")
	require.NoError(t, err)
	h := withHeadersFile(files, http.FileServerFS(files))
	own := builtSite(t)
	scripts, err := fs.Glob(files, "assets/main.*.js")
	require.NoError(t, err)
	require.Len(t, scripts, 1)
	for _, path := range []string{"/", "/view.html", "/embed.html", "/embed-stage.html", "/offline-worker.js", "/" + scripts[0]} {
		sent, wanted := ask(h, http.MethodGet, path).Header(), ask(own, http.MethodGet, path).Header()
		for _, name := range []string{"Content-Security-Policy", "X-Content-Type-Options", "Referrer-Policy", "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy", "Access-Control-Allow-Origin"} {
			require.Equal(t, wanted[name], sent[name], "as the program's own server, and once: %s of %s", name, path)
		}
	}
	page := ask(h, http.MethodGet, "/").Header()
	for _, header := range []string{"Content-Security-Policy", "Cross-Origin-Resource-Policy"} {
		require.NotEmpty(t, page.Get(header))
	}
	require.Empty(t, page.Get("Cache-Control"))
	require.Contains(t, ask(h, http.MethodGet, "/"+scripts[0]).Header().Get("Cache-Control"), "immutable")
}
