// Package site is the page as one http.Handler: the static files that
// site/build has written, embedded, served compressed and with the headers that
// keep a page to itself.
package site

import (
	"bytes"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"mime"
	"net/http"
	"path"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/resonetics/playground/site/security"
)

//go:embed all:dist
var dist embed.FS

// ErrNotBuilt says that the program was compiled before the site was built.
var ErrNotBuilt = errors.New("the site was not built into this program: run `make site`, then build it again")

// encodings lists the precompressed copies in the order in which they are
// preferred, and the suffix of their files.
var encodings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

var types = map[string]string{
	".html":        "text/html; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".json":        "application/json",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".wasm":        "application/wasm",
	".webmanifest": "application/manifest+json",
}

// Handler serves the site that is part of this program. hosts are the origins that may show
// its embed.html in a frame, all where there are none. It fails with ErrNotBuilt when there is
// no site.
func Handler(hosts ...string) (http.Handler, error) {
	files, err := fs.Sub(dist, "dist")
	if err != nil {
		return nil, err
	}
	return newHandler(files, hosts...)
}

// newHandler serves a folder that site/build has written.
func newHandler(files fs.FS, hosts ...string) (http.Handler, error) {
	h := handler{files: make(map[string]*resource), hosts: hosts}
	err := fs.WalkDir(files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || strings.HasPrefix(d.Name(), ".") {
			return err
		}
		return h.add(files, name)
	})
	if err != nil {
		return nil, fmt.Errorf("reading the site: %w", err)
	}
	if h.files["index.html"] == nil {
		return nil, ErrNotBuilt
	}
	return h, nil
}

type handler struct {
	files map[string]*resource // by their path below the root
	hosts []string             // origins that may show embed.html; none: all
}

// resource is one file and its precompressed copies.
type resource struct {
	mime      string
	immutable bool
	etag      string
	body      []byte
	packed    map[string][]byte // by content coding
}

func (h handler) add(files fs.FS, name string) error {
	body, err := fs.ReadFile(files, name)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(body)
	r := &resource{
		mime:      contentType(name),
		immutable: strings.HasPrefix(name, security.Assets),
		etag:      hex.EncodeToString(sum[:8]),
		body:      body,
		packed:    make(map[string][]byte),
	}
	for _, e := range encodings {
		b, err := fs.ReadFile(files, name+e.suffix)
		if err == nil {
			r.packed[e.name] = b
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	h.files[name] = r
	return nil
}

func contentType(name string) string {
	ext := path.Ext(name)
	if t := types[ext]; t != "" {
		return t
	}
	if t := mime.TypeByExtension(ext); t != "" {
		return t
	}
	return "application/octet-stream"
}

// ServeHTTP answers GET and HEAD.
func (h handler) ServeHTTP(w http.ResponseWriter, req *http.Request) {
	name := strings.TrimPrefix(req.URL.Path, "/")
	if name == "" {
		name = "index.html"
	}
	header := w.Header()
	header.Set("Content-Security-Policy", security.Framed(name, h.hosts...))
	for _, h := range slices.Concat(security.Headers, security.HeadersOf(name)) {
		header.Set(h.Name, h.Value)
	}
	if req.Method != http.MethodGet && req.Method != http.MethodHead {
		header.Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD are answered here", http.StatusMethodNotAllowed)
		return
	}
	r := h.files[name]
	if r == nil {
		header.Set("Cache-Control", "no-store")
		http.Error(w, "there is no such file", http.StatusNotFound)
		return
	}
	r.serve(w, req)
}

func (r *resource) serve(w http.ResponseWriter, req *http.Request) {
	header := w.Header()
	body, etag := r.body, r.etag
	if coding := r.choose(req.Header.Get("Accept-Encoding")); coding != "" {
		header.Set("Content-Encoding", coding)
		body, etag = r.packed[coding], etag+"-"+coding
	}
	etag = `"` + etag + `"`
	header.Set("ETag", etag)
	header.Set("Vary", "Accept-Encoding")
	header.Set("Cache-Control", "no-cache")
	if r.immutable {
		header.Set("Cache-Control", security.Immutable)
	}
	header.Set("Content-Type", r.mime)
	header.Set("Content-Length", strconv.Itoa(len(body)))
	http.ServeContent(w, req, "", time.Time{}, bytes.NewReader(body)) // 304, where the visitor has it
}

// choose returns the best content coding there is a copy in; empty for none.
func (r *resource) choose(accept string) string {
	for _, e := range encodings {
		if r.packed[e.name] != nil && accepts(accept, e.name) {
			return e.name
		}
	}
	return ""
}

// accepts reports whether an Accept-Encoding header allows a coding.
func accepts(header, coding string) bool {
	any := false
	for item := range strings.SplitSeq(header, ",") {
		name, params, _ := strings.Cut(item, ";")
		name = strings.ToLower(strings.TrimSpace(name))
		if name != coding && name != "*" {
			continue
		}
		allowed := quality(params) > 0
		if name == coding {
			return allowed
		}
		any = allowed
	}
	return any
}

// quality returns the weight of q=…; 1 when there is none, 0 when it is no
// number.
func quality(params string) float64 {
	for p := range strings.SplitSeq(params, ";") {
		key, value, ok := strings.Cut(strings.TrimSpace(p), "=")
		if !ok || strings.ToLower(key) != "q" {
			continue
		}
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		if err != nil {
			return 0
		}
		return q
	}
	return 1
}
