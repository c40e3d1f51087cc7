// View is the drawing program of the page. It runs in a document of its own
// inside the page, because Ebitengine takes over the whole body, and knows
// nothing of sessions: it draws the snapshots it is given.
//
// JavaScript finds it as globalThis.resonetics: frame(bytes) shows a snapshot,
// set(name, value) changes a setting, speak(messages, letters) the language, stats(since) says how long frames take. What
// it has to tell goes to globalThis.resoneticsEvent(name, ...).
package main

import (
	"bytes"
	"fmt"
	"syscall/js"
	"time"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/game"
	"github.com/resonetics/playground/game/scenes"
	"github.com/resonetics/playground/internal/words"
	"github.com/resonetics/playground/wasm/wire"
)

func main() {
	g := game.NewGame(scenes.All)
	g.Events = game.Events{
		Inject: func(place int, amount float64) { tell("inject", place, amount) },
		Place:  func(index int, text string) { tell("place", index, text) },
		Focus:  func(focus int) { tell("focus", focus) },
		Ready:  func() { tell("ready") },
	}
	v := &view{game: g}
	js.Global().Set("resonetics", js.ValueOf(map[string]any{
		"frame": js.FuncOf(v.frame),
		"set":   js.FuncOf(v.set),
		"speak": js.FuncOf(v.speak),
		"stats": js.FuncOf(v.stats),
	}))
	defer func() {
		if r := recover(); r != nil {
			tell("error", fmt.Sprint(r))
			panic(r) // the console keeps the trace
		}
	}()
	if err := g.Run(); err != nil {
		tell("error", err.Error())
	}
}

// tell passes an event on to the page.
func tell(args ...any) { js.Global().Call("resoneticsEvent", args...) }

var uint8Array = js.Global().Get("Uint8Array")

// view answers JavaScript.
type view struct {
	game   *game.Game
	bytes  []byte          // the snapshot on its way in
	loaded []byte          // what is shown
	shots  [2]lab.Snapshot // one is shown, the other is filled next
	next   int
}

// frame shows the snapshot in the Uint8Array args[0]. It returns what was wrong with it, or
// an empty string; the picture then stays as it was.
func (v *view) frame(_ js.Value, args []js.Value) any {
	start := time.Now()
	defer func() { v.game.Count(time.Since(start)) }()
	v.bytes = copied(v.bytes, args[0])
	return text(v.load())
}

// copied returns the content of a Uint8Array, in dst where that has room. The array comes from
// the page around this document, whose Uint8Array is another class than the one
// js.CopyBytesToGo accepts.
func copied(dst []byte, from js.Value) []byte {
	array := uint8Array.New(from.Get("buffer"), from.Get("byteOffset"), from.Get("length"))
	dst = lab.Grow(dst, array.Length())
	js.CopyBytesToGo(dst, array)
	return dst
}

// load shows the snapshot in v.bytes, unless it is shown already: a world that stands still
// is not drawn again and again.
func (v *view) load() error {
	if bytes.Equal(v.bytes, v.loaded) {
		return nil
	}
	shot := &v.shots[v.next]
	if err := wire.Read(v.bytes, labs.All, shot); err != nil {
		return err
	}
	if err := v.game.Show(shot); err != nil {
		return err
	}
	v.bytes, v.loaded = v.loaded, v.bytes
	v.next = 1 - v.next
	return nil
}

// set changes the setting args[0] to args[1]; see game.Settings.Set.
func (v *view) set(_ js.Value, args []js.Value) any {
	return text(v.game.Settings.Set(args[0].String(), args[1].String()))
}

// speak has the picture written with the messages args[0], as words.Parse reads them, and the
// letters in the Uint8Array args[1]; see game.Stage.Speak.
func (v *view) speak(_ js.Value, args []js.Value) any {
	return text(v.game.Speak(words.Parse(args[0].String()), copied(nil, args[1])))
}

// stats returns game.FrameStats as an object, of the frames after the first args[0], and
// how many charts the picture has.
func (v *view) stats(_ js.Value, args []js.Value) any {
	s := v.game.FrameStats(uint64(args[0].Int()))
	return map[string]any{"frames": s.Frames, "drawn": s.Drawn, "goMsP50": s.P50, "goMsP99": s.P99, "charts": v.game.Charts()}
}

func text(err error) string {
	if err != nil {
		return err.Error()
	}
	return ""
}
