package paint

import (
	"errors"

	"github.com/resonetics/playground/internal/words"
)

// Speak has the painter write in another language: texts are looked up in t, and outlines, as
// package glyphs packs them, has the letters that the painter's own faces lack. They serve
// for every weight. The nil table is English.
func (p *Painter) Speak(t *words.Table, outlines []byte) (err error) {
	defer func() {
		if recover() != nil {
			err = errors.New("the letters of the language are damaged")
		}
	}()
	if len(outlines) > 0 {
		more := (&outlineReader{outlines}).face()
		for i := range p.faces {
			for r, o := range more.glyphs {
				if _, ok := p.faces[i].glyphs[r]; !ok {
					p.faces[i].glyphs[r] = o
				}
			}
		}
	}
	p.words = t
	p.atlas.full = true // begun afresh: it may hold signs for letters that were missing
	return nil
}

// Say returns what a text is in the painter's language.
func (p *Painter) Say(text string) string { return p.words.Say(text) }
