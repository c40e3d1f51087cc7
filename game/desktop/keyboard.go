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
// Characters are taken as typed, so that every Latin layout works. A layout of another
// script has no such letters: there the key counts that has the letter on an English one.
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
	return types(k.typed, want) || isForeign(k.typed) && !isShortcut() && inpututil.IsKeyJustPressed(letterKey(want))
}

func types(typed []rune, want rune) bool {
	return slices.ContainsFunc(typed, func(r rune) bool { return unicode.ToLower(r) == want })
}

// isForeign reports whether what was typed is of another script, or was taken by an input
// method.
func isForeign(typed []rune) bool {
	return !slices.ContainsFunc(typed, func(r rune) bool { return r <= unicode.MaxASCII })
}

func isShortcut() bool {
	return slices.ContainsFunc([]ebiten.Key{ebiten.KeyControl, ebiten.KeyAlt, ebiten.KeyMeta}, ebiten.IsKeyPressed)
}

// letterKey returns the key that has a letter on an English keyboard; -1 where there is none.
func letterKey(letter rune) ebiten.Key {
	if letter < 'a' || letter > 'z' {
		return -1
	}
	return ebiten.KeyA + ebiten.Key(letter-'a')
}
