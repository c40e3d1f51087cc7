package main

import (
	"bytes"
	"fmt"

	"github.com/resonetics/playground/site/security"
)

var charset = []byte("<meta charset=\"utf-8\">\n")

// secure has every page carry its security policy, before anything that is loaded: a static
// host sends no headers of its own.
func secure(sources map[string][]byte) error {
	for name, data := range sources {
		if !isPage(name) {
			continue
		}
		if bytes.Count(data, charset) != 1 {
			return fmt.Errorf("%s needs one line %s, after which its security policy stands", name, charset)
		}
		meta := fmt.Appendf(nil, "%s<meta http-equiv=\"Content-Security-Policy\" content=\"%s\">\n", charset, security.PolicyOf(name))
		sources[name] = bytes.Replace(data, charset, meta, 1)
	}
	return nil
}
