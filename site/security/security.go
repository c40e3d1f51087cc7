// Package security holds what a browser is told to refuse, once for the pages themselves and
// for the server of this program: a static host sends no headers, so every page carries it.
package security

import "strings"

// ContentPolicy allows the page's own files, pictures that it has drawn itself, and nothing
// else. The programs are WebAssembly, which needs a word of its own. No text becomes a
// script: the one sink that is used, the address of a worker, passes through the policy that
// site/src/own-worker.js makes.
const ContentPolicy = "default-src 'self'; img-src 'self' blob:; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'none'; " +
	"require-trusted-types-for 'script'; trusted-types resonetics"

// Immutable is how long a file may be kept whose name carries a hash of it: for ever.
const Immutable = "public, max-age=31536000, immutable"

// Header is one header of an answer.
type Header struct{ Name, Value string }

// Framed returns the policy of a page that only the given origins may show in a frame, beside
// its own; a page itself cannot say so.
func Framed(origins ...string) string {
	return ContentPolicy + "; frame-ancestors " + strings.Join(append([]string{"'self'"}, origins...), " ")
}

// Headers are what every answer carries beside its policy.
var Headers = []Header{
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "no-referrer"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
	{"Cross-Origin-Resource-Policy", "same-origin"},
}
