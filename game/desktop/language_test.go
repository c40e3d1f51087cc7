package desktop

import (
	"image"
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/ebitenui/ebitenui/widget"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/internal/words/korean"
)

// TestThePanelSpeaksKorean holds that nothing of it is left in English, in any lab.
func TestThePanelSpeaksKorean(t *testing.T) {
	s, err := newStyle(1, false, korean.Table())
	require.NoError(t, err)
	for _, l := range labs.All {
		p := newPanel(s, l, actions{}, nil)
		p.bar.fit(800, 2)
		p.bar.toggleHelp()
		said := 0
		for _, text := range append(textsOf(p.ui.Container), textsOf(p.bar.help)...) {
			said++
			require.NotRegexp(t, inEnglish, notWords.ReplaceAllString(text, ""), l.Key)
		}
		require.Greater(t, said, 15)
	}
}

// inEnglish is what English words look like, and notWords the names that are the same in
// Korean: of files, keys and algorithms.
var (
	inEnglish = regexp.MustCompile(`[a-z]{2,}`)
	notWords  = regexp.MustCompile(`\.star|Esc|throttle|\bh\.[357]|v\d\.\d|Adam|memo|act\(see, \)|Python|Starlark`)
)

// textsOf returns what the widgets of a container say.
func textsOf(c widget.Containerer) (list []string) {
	for _, child := range c.Children() {
		switch child := child.(type) {
		case widget.Containerer:
			list = append(list, textsOf(child)...)
		case *widget.Text:
			list = append(list, child.Label)
		case *widget.Button:
			if words := child.Text(); words != nil {
				list = append(list, words.Label)
			}
		}
	}
	return list
}

// TestTheWindowIsDrawnInKorean looks at both: another language is another picture, with as
// many colors.
func TestTheWindowIsDrawnInKorean(t *testing.T) {
	path := filepath.Join(t.TempDir(), "korean.png")
	if keep := os.Getenv("RESONETICS_KEEP_PICTURE"); keep != "" {
		path = keep + ".ko.png"
	}
	english, other := pictureIn(t, "en", filepath.Join(t.TempDir(), "english.png")), pictureIn(t, "ko", path)
	tabs := image.Rect(0, 0, 400, 40) // whose words are the same in every run
	require.NotEqual(t, inked(english, tabs), inked(other, tabs))
	require.Greater(t, inked(other, tabs), 100)
}

// inked counts the pixels of a part of a picture that are not of the color of its corner.
func inked(picture image.Image, part image.Rectangle) (n int) {
	ground := picture.At(part.Min.X, part.Min.Y)
	for y := part.Min.Y; y < part.Max.Y; y++ {
		for x := part.Min.X; x < part.Max.X; x++ {
			if picture.At(x, y) != ground {
				n++
			}
		}
	}
	return n
}
