package main

import (
	"bytes"
	"fmt"
	"path"
	"regexp"
	"slices"
)

// How a page names its module, and modules the ones they cannot do without.
var (
	pageModule = regexp.MustCompile(`<script type="module" src="\./([\w.-]+)">`)
	// The same in a page whose references have got their hashes.
	linkedModule = regexp.MustCompile(`<script type="module" src="\./([\w./-]+)">`)
	imported     = regexp.MustCompile(`(?m)^(?:import|export)\b[^'"=]*['"](\.\.?/[\w./-]+\.js)['"]`)
)

// askAhead has every page ask for all its modules at once. Otherwise a browser
// learns of each only from the one that imports it, a trip to the server later.
func askAhead(sources map[string][]byte) {
	for name, data := range sources {
		found := pageModule.FindSubmatchIndex(data)
		if !isPage(name) || found == nil {
			continue
		}
		var links bytes.Buffer
		for _, module := range graph(sources, string(data[found[2]:found[3]])) {
			fmt.Fprintf(&links, "<link rel=\"modulepreload\" href=\"./%s\">\n", module)
		}
		sources[name] = slices.Insert(slices.Clone(data), found[0], links.Bytes()...)
	}
}

// graph returns what a module imports, directly or not, in the order of discovery.
func graph(sources map[string][]byte, module string) []string {
	list := []string{module}
	for i := 0; i < len(list); i++ {
		for _, match := range imported.FindAllSubmatch(sources[list[i]], -1) {
			if other := path.Join(path.Dir(list[i]), string(match[1])); !slices.Contains(list, other) {
				list = append(list, other)
			}
		}
	}
	return list[1:]
}
