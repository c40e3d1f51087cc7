package catalog

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/resonetics/playground/core/agent/program"
)

// What the editor of a visitor's policy offers, as the page's scripts read it.
type (
	exampleJSON struct {
		Key    string `json:"key"`
		Label  string `json:"label"`
		Help   string `json:"help"`
		Source string `json:"source"`
	}
	sectionJSON struct {
		Title string     `json:"title"`
		Lines []lineJSON `json:"lines"`
	}
	lineJSON struct {
		Write string `json:"write"`
		Get   string `json:"get"`
	}
)

// PolicyScript returns the module with the programs to start from and what a program can
// use. The page loads it with the editor.
func PolicyScript() ([]byte, error) {
	var examples []exampleJSON
	for _, e := range program.Examples() {
		examples = append(examples, exampleJSON{e.Key, e.Label, e.Help, e.Source})
	}
	var guide []sectionJSON
	for _, s := range program.Guide() {
		section := sectionJSON{Title: s.Title}
		for _, l := range s.Lines {
			section.Lines = append(section.Lines, lineJSON{l.Write, l.Get})
		}
		guide = append(guide, section)
	}
	var b bytes.Buffer
	fmt.Fprintf(&b, "export const maxSource = %d;\n", program.MaxSource)
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	b.WriteString("export const examples = ")
	if err := e.Encode(examples); err != nil {
		return nil, err
	}
	b.WriteString("export const guide = ")
	err := e.Encode(guide)
	return b.Bytes(), err
}
