package main

import (
	"bytes"
	"fmt"

	"github.com/resonetics/playground/site/security"
)

// forHosts returns the files that are for static hosts alone: the headers that Netlify and
// Cloudflare send, and what tells GitHub Pages to leave the files as they are. Where two rules
// fit a path, both hosts send what either says: no header stands in two of them.
func forHosts(files []file) map[string][]byte {
	var b bytes.Buffer
	rule := func(path string, headers ...security.Header) {
		fmt.Fprintln(&b, "/"+path)
		for _, h := range headers {
			fmt.Fprintf(&b, "  %s: %s\n", h.Name, h.Value)
		}
	}
	own := func(name string, more ...security.Header) []security.Header {
		policy := security.Header{Name: "Content-Security-Policy", Value: security.Framed(name)}
		return append(append([]security.Header{policy}, security.HeadersOf(name)...), more...)
	}
	rule("*", security.Headers...)
	rule(assets+"*", own(assets, security.Header{Name: "Cache-Control", Value: security.Immutable})...)
	for _, f := range files {
		switch {
		case isPage(f.path):
			for _, address := range security.Addresses(f.path) {
				rule(address, own(f.path)...)
			}
		case f.path == offlineScript:
			rule(f.path, own(f.path)...)
		}
	}
	return map[string][]byte{"_headers": b.Bytes(), ".nojekyll": nil}
}
