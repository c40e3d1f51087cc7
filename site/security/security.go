// Package security holds what a browser is told to refuse, once for the pages themselves and
// for the servers: a static host may send no headers, so every page carries its policy too.
package security

import (
	"path"
	"slices"
	"strings"
)

// ContentPolicy allows the page's own files, pictures that it has drawn itself, and nothing
// else. The programs are WebAssembly, which needs a word of its own. No text becomes a
// script: the one sink that is used, the address of a worker, passes through the policy that
// site/src/own-worker.js makes.
const ContentPolicy = "default-src 'self'; img-src 'self' blob:; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'none'; " +
	"require-trusted-types-for 'script'; trusted-types resonetics"

// Assets is the folder of the files that are no pages; see [Immutable].
const Assets = "assets/"

// Immutable is how long a file may be kept whose name carries a hash of it: for ever.
const Immutable = "public, max-age=31536000, immutable"

// EmbedPage and EmbedStage are the pages that other sites may show in a frame: the embedded
// page, and the document of its stage.
const (
	EmbedPage  = "embed.html"
	EmbedStage = "embed-stage.html"
)

// Embeds reports whether other sites may show a page in a frame.
func Embeds(name string) bool { return name == EmbedPage || name == EmbedStage }

// PolicyOf returns the policy that the page of that name carries. In the sandbox of another
// site's frame an embedded page has no origin, and starts its worker from a script of its own.
func PolicyOf(name string) string {
	if name == EmbedPage {
		return ContentPolicy + "; worker-src 'self' blob:"
	}
	return ContentPolicy
}

// Framed returns the policy of the page of that name as a server sends it: it also says who
// may show the page in a frame, which a page itself cannot. hosts are the origins that may
// show an embedded page, all where there are none or one is *. Its stage stands in a frame of it, which
// has no origin in a sandbox: no list, not even *, would allow that.
func Framed(name string, hosts ...string) string {
	if name == EmbedStage || name == EmbedPage && (len(hosts) == 0 || slices.Contains(hosts, "*")) {
		return PolicyOf(name)
	}
	ancestors := "; frame-ancestors 'self'"
	if name == EmbedPage {
		ancestors += " " + strings.Join(hosts, " ")
	}
	return PolicyOf(name) + ancestors
}

// Header is one header of an answer.
type Header struct{ Name, Value string }

// Headers are what every answer carries beside its policy.
var Headers = []Header{
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "no-referrer"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
}

// shared are what an embedded page needs of its files where its frame has no origin: they are
// public, and the same for everyone.
var shared = []Header{
	{"Cross-Origin-Resource-Policy", "cross-origin"},
	{"Access-Control-Allow-Origin", "*"},
}

var private = []Header{{"Cross-Origin-Resource-Policy", "same-origin"}}

// HeadersOf returns what the answer with the file of that name carries beside its policy and
// [Headers].
func HeadersOf(name string) []Header {
	if Embeds(name) || strings.HasPrefix(name, Assets) {
		return slices.Clip(shared)
	}
	return slices.Clip(private)
}

// Addresses returns the addresses of a page below its folder: hosts also answer without its
// ending.
func Addresses(name string) []string {
	list := []string{name, strings.TrimSuffix(name, path.Ext(name))}
	if name == "index.html" {
		return append(list, "")
	}
	return list
}
