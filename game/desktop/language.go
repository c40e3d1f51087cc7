package desktop

import (
	"bytes"

	"github.com/hajimehoshi/ebiten/v2/text/v2"

	"github.com/resonetics/playground/internal/glyphs"
	"github.com/resonetics/playground/internal/words/korean"
)

// Languages are those that a window can be written in.
var Languages = []string{"en", "ko"}

// speak has the window written in a language, before its panel is made.
func (w *window) speak(language string) error {
	if language != "ko" {
		return nil
	}
	letters, err := glyphs.Pack(korean.Font, korean.Runes())
	if err != nil {
		return err
	}
	w.words = korean.Table()
	return w.stage.Speak(w.words, letters)
}

// say returns what a text of the window is in its language.
func (s *style) say(english string) string { return s.words.Say(english) }

func newFace(font []byte, size float64) (text.Face, error) {
	source, err := text.NewGoTextFaceSource(bytes.NewReader(font))
	if err != nil {
		return nil, err
	}
	return &text.GoTextFace{Source: source, Size: size}, nil
}

// withKorean returns a face with Korean letters beside its own.
func withKorean(face text.Face, size float64) (text.Face, error) {
	more, err := newFace(korean.Font, size)
	if err != nil {
		return nil, err
	}
	return text.NewMultiFace(face, more)
}
