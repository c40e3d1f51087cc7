//go:build js

// Empty is the drawing program that draws nothing: what Ebitengine itself takes
// in this browser. It answers the page like the real one.
package main

import (
	"syscall/js"

	"github.com/hajimehoshi/ebiten/v2"
)

type empty struct{}

func (empty) Update() error { return nil }

func (empty) Draw(*ebiten.Image) {}

func (empty) Layout(width, height int) (int, int) { return width, height }

func main() {
	answer := func(value any) js.Func {
		return js.FuncOf(func(js.Value, []js.Value) any { return value })
	}
	js.Global().Set("resonetics", map[string]any{"frame": answer(""), "set": answer(""), "stats": answer(nil)})
	js.Global().Call("resoneticsEvent", "ready")
	if err := ebiten.RunGameWithOptions(empty{}, &ebiten.RunGameOptions{InitUnfocused: true}); err != nil {
		panic(err)
	}
}
