package site

import (
	"fmt"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// strike presses a key of a keyboard layout on the stage.
func (b *browser) strike(key, code string) {
	b.t.Helper()
	eval[any](b, fmt.Sprintf(`(document.getElementById('stage').contentWindow.dispatchEvent(new KeyboardEvent('keydown', { key: '%s', code: '%s', bubbles: true, cancelable: true })), 1)`, key, code))
}

// TestLettersWorkOnEveryLayout presses the keys of S, M and T where they type letters of other
// scripts, and those of a Latin layout that has them elsewhere.
func TestLettersWorkOnEveryLayout(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.open("/#v=1&lab=cluster&policy=you")
	b.wait("it is the visitor's move", `document.getElementById('moves')?.checkVisibility() && resonetics.shot`)
	eval[any](b, `(() => {
		globalThis.commands = [];
		const { client } = resonetics;
		const command = client.command.bind(client);
		client.command = (text) => { commands.push(text); return command(text); };
	})()`)
	for _, layout := range []struct{ key, code, command string }{
		{"ы", "KeyS", "act 5"}, {"ь", "KeyM", "act 6"}, {"е", "KeyT", "act 7"}, // Cyrillic
		{"σ", "KeyS", "act 5"}, {"ד", "KeyS", "act 5"}, {"ㄴ", "KeyS", "act 5"}, {"Process", "KeyS", "act 5"}, {"س", "KeyS", "act 5"},
		{"s", "Semicolon", "act 5"}, {"S", "KeyS", "act 5"}, // Dvorak has it there
	} {
		at := eval[int](b, `resonetics.step`)
		eval[any](b, `(commands.length = 0, 1)`)
		b.strike(layout.key, layout.code)
		b.wait(layout.key+" acts", `commands.length > 0`)
		require.Equal(t, layout.command, eval[string](b, `commands[0]`), layout.key)
		b.wait("the world has moved", fmt.Sprintf(`resonetics.step > %d || resonetics.shot.ended`, at))
	}
	eval[any](b, `(commands.length = 0, 1)`)
	b.strike("o", "KeyS") // what the key types on a Dvorak layout
	eval[any](b, `(document.getElementById('stage').contentWindow.dispatchEvent(new KeyboardEvent('keydown', { key: 'ы', code: 'KeyS', ctrlKey: true })), 1)`)
	require.Zero(t, eval[int](b, `commands.length`))
	b.quiet()
}

// TestArrowKeysMoveOnAMoveButton presses them while a button of a move has the focus, on a page
// that could scroll.
func TestArrowKeysMoveOnAMoveButton(t *testing.T) {
	b := newBrowser(t, builtSite(t), screen{900, 500, false})
	b.open("/#v=1&lab=cluster&policy=you")
	b.wait("it is the visitor's move", `document.getElementById('moves')?.checkVisibility() && resonetics.shot && document.documentElement.scrollHeight > innerHeight`)
	eval[any](b, `(document.querySelector('#moves button').focus(), scrollTo(0, 20), 1)`)
	before := eval[[]int](b, `[scrollY, resonetics.step]`)
	b.press(kb.ArrowDown)
	b.wait("it moves", fmt.Sprintf(`resonetics.step === %d`, before[1]+1))
	require.Equal(t, before[0], eval[int](b, `new Promise((done) => setTimeout(() => done(scrollY), 300))`))
	require.True(t, eval[bool](b, `document.activeElement.closest('#moves') !== null`))
}
