package main

import (
	"bytes"
	"fmt"

	"github.com/resonetics/playground/site/security"
)

// change is what a page has once, and what another that is made of it has in its place.
type change struct{ from, to string }

// embedded are the pages that other sites may show: made of those of the playground, so that
// what is added there is here too.
var embedded = []struct {
	name, of string
	changes  []change
}{
	{security.EmbedPage, "index.html", []change{
		{`<html lang="en">`, `<html lang="en" class="embedded">`},
		{`href="./layout.css"`, `href="./embed/embed.css"`},
		{`src="./main.js"`, `src="./embed.js"`},
		{`src="./view.html"`, `src="./` + security.EmbedStage + `"`},
		{"<link rel=\"manifest\" href=\"./app.webmanifest\">\n", ""},
	}},
	{security.EmbedStage, "view.html", []change{
		{`<html lang="en">`, `<html lang="en" class="embedded">`},
		{`src="./view.js"`, `src="./embed-stage.js"`},
	}},
}

// addEmbedded adds the pages that other sites may show.
func addEmbedded(sources map[string][]byte) error {
	for _, page := range embedded {
		if _, ok := sources[page.name]; ok {
			return fmt.Errorf("site/src/%s is made of %s and must not exist", page.name, page.of)
		}
		data := sources[page.of]
		for _, c := range page.changes {
			if bytes.Count(data, []byte(c.from)) != 1 {
				return fmt.Errorf("%s, of which %s is made, needs %q once", page.of, page.name, c.from)
			}
			data = bytes.Replace(data, []byte(c.from), []byte(c.to), 1)
		}
		sources[page.name] = data
	}
	return nil
}
