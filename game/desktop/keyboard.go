package desktop

import (
	"slices"
	"unicode"
	"unicode/utf8"

	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"github.com/resonetics/playground/core/lab"
)

// namedKeys are the keys of the web's keyboardEvent.key that type no character.
var namedKeys = map[string]ebiten.Key{
	"ArrowUp":    ebiten.KeyArrowUp,
	"ArrowDown":  ebiten.KeyArrowDown,
	"ArrowLeft":  ebiten.KeyArrowLeft,
	"ArrowRight": ebiten.KeyArrowRight,
}

// keyboard reads a lab's keys; in the browser the page does.
// Characters are taken as typed, so that every keyboard layout works.
type keyboard struct {
	typed []rune
	keys  []ebiten.Key
}

// commands appends the commands of the lab's keys that were pressed in this
// frame. Call it once per frame.
func (k *keyboard) commands(dst []string, l *lab.Lab) []string {
	k.typed = ebiten.AppendInputChars(k.typed[:0])
	k.keys = inpututil.AppendJustPressedKeys(k.keys[:0])
	if len(k.keys) == 0 { // what a held key repeats is not a new command
		return dst
	}
	for _, key := range l.Keys {
		if k.pressed(key.Key) {
			dst = append(dst, key.Command)
		}
	}
	return dst
}

func (k *keyboard) pressed(name string) bool {
	if key, ok := namedKeys[name]; ok {
		return inpututil.IsKeyJustPressed(key)
	}
	want, _ := utf8.DecodeRuneInString(name)
	return slices.ContainsFunc(k.typed, func(r rune) bool { return unicode.ToLower(r) == want })
}
