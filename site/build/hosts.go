package main

import (
	"bytes"
	"fmt"

	"github.com/resonetics/playground/site/security"
)

// forHosts returns the files that are for static hosts alone: the headers that Netlify and
// Cloudflare send, and what tells GitHub Pages to leave the files as they are.
func forHosts() map[string][]byte {
	var b bytes.Buffer
	rule := func(path string, headers ...security.Header) {
		fmt.Fprintln(&b, path)
		for _, h := range headers {
			fmt.Fprintf(&b, "  %s: %s\n", h.Name, h.Value)
		}
	}
	rule("/*", append([]security.Header{{Name: "Content-Security-Policy", Value: security.Framed()}}, security.Headers...)...)
	rule("/"+assets+"*", security.Header{Name: "Cache-Control", Value: security.Immutable})
	return map[string][]byte{"_headers": b.Bytes(), ".nojekyll": nil}
}
