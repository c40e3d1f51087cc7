// Package security holds what a browser is told to refuse, once for the pages themselves and
// for the server of this program: a static host sends no headers, so every page carries it.
package security

// ContentPolicy allows the page's own files, pictures that it has drawn itself, and nothing
// else. The programs are WebAssembly, which needs a word of its own. No text becomes a
// script: the one sink that is used, the address of a worker, passes through the policy that
// site/src/own-worker.js makes.
const ContentPolicy = "default-src 'self'; img-src 'self' blob:; script-src 'self' 'wasm-unsafe-eval'; object-src 'none'; base-uri 'none'; form-action 'none'; " +
	"require-trusted-types-for 'script'; trusted-types resonetics"
