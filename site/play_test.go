package site

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/labs"
)

// moves are the buttons for the visitor's moves that are seen whole.
const moves = `[...document.querySelectorAll('#moves button')].filter((e) => {
	const box = e.getBoundingClientRect();
	return e.checkVisibility() && box.top >= 0 && box.bottom <= innerHeight;
})`

// TestAVisitorPlaysByTouch taps what the rules allow, with the stage in sight.
func TestAVisitorPlaysByTouch(t *testing.T) {
	b := newBrowser(t, builtSite(t), phone)
	b.start(theCluster)
	require.Zero(t, eval[int](b, moves+`.length`), "another policy acts")
	require.Contains(t, eval[string](b, told), "Tap a node")
	b.open("/?you#v=1&lab=cluster&policy=you")
	b.wait("eight buttons are in sight", moves+`.length === 8`)
	require.True(t, eval[bool](b, moves+`.every((e) => e.getBoundingClientRect().height >= 44 && e.scrollWidth <= e.clientWidth)`))
	b.wait("it says what to do", told+`.startsWith('Your move') && `+told+`.includes('tap')`)
	b.shoot("phone-you")
	eval[any](b, `(`+moves+`[4].click(), 1)`)
	b.wait("a move is one step", `resonetics.step === 1`)
	b.open("/?old#v=1&lab=cluster&policy=you&rules=v4.5")
	b.wait("the old rules know six", moves+`.length === 6`)
	b.quiet()
}

// TestMovesAreOfferedWithTheirKeys looks at the row on a desktop.
func TestMovesAreOfferedWithTheirKeys(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.open("/#v=1&lab=cluster&policy=you")
	b.wait("the buttons are in sight", moves+`.length === 8`)
	require.Equal(t, "Scale S", eval[string](b, moves+`[5].innerText.replace(/\s+/g, ' ')`))
	b.wait("the stage draws", `resonetics.stage.stats()?.drawn > 0`)
	b.shoot("desktop-you")
	b.quiet()
}

const told = `document.getElementById('headline').innerText`

// TestTheFirstThingOfferedIsFelt breaks a node and lets a network learn, from a run
// in which training is off.
func TestTheFirstThingOfferedIsFelt(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#v=1&lab=cluster&train=off")
	b.click("Break a node")
	b.wait("it says which, and how full it is", `/^Row \d, column \d is at (9\d|100)\s%/.test(`+told+`)`)
	b.shoot("broken")
	b.click("Let a network learn it")
	b.wait("it learns", `resonetics.values.train === 'on' && resonetics.values.policy === 'pilot-prophet' && document.getElementById('speed-text').innerText === 'max'`)
}

func TestTheCalmSpeedIsOnTheSlider(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#v=1&lab=gardener")
	for _, label := range []string{"Fast-forward evolution", "Flood the field", "Back to calm"} {
		b.click(label)
	}
	b.wait("it is calm", `document.getElementById('speed-text').innerText === '240 steps/s'`)
	require.Equal(t, "10", eval[string](b, `document.getElementById('speed').value`))
}

func TestHelpOpensInEveryLab(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	for _, lab := range labs.All.Keys() {
		b.start("/?" + lab + "#v=1&lab=" + lab)
		b.click("Help")
		b.wait("it opens", `document.getElementById('help-box').open`)
		require.Contains(t, eval[string](b, `document.getElementById('help-text').innerText`), "Start over")
		b.shoot("help-" + lab)
	}
	b.quiet()
}

// TestALabIsLeftAndFoundAgain clicks the tab of the lab one is in, then others.
func TestALabIsLeftAndFoundAgain(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	b.wait("it has stepped for a while", `resonetics.step > 20`)
	tab := func(label string) {
		eval[any](b, `([...document.querySelectorAll('#labs a')].find((e) => e.innerText === '`+label+`').click(), 1)`)
	}
	tab("Cluster")
	eval[any](b, `(document.getElementById('play').click(), 1)`)
	at := eval[int](b, `new Promise((done) => setTimeout(() => done(resonetics.step), 500))`)
	require.Greater(t, at, 20, "nothing happens in the lab one is in")
	tab("Gardener")
	b.wait("the other lab is there", `globalThis.resonetics?.step > 0 && 'growth' in resonetics.values`)
	tab("Cluster")
	b.click("Continue at step " + strconv.Itoa(at))
	b.wait("the run goes on", `resonetics.step > `+strconv.Itoa(at))
	b.quiet()
}

// TestWhatIsPausedAndSharedStaysSo presses New seed, looks back, and shares.
func TestWhatIsPausedAndSharedStaysSo(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	b.wait("it has stepped for a while", `resonetics.step > 20`)
	eval[any](b, `(() => {
		const rewind = document.getElementById('rewind');
		rewind.value = 5;
		rewind.dispatchEvent(new Event('input'));
	})()`)
	b.wait("the numbers say of when they are", `document.getElementById('metrics-note').checkVisibility()`)
	b.shoot("looking-back")
	eval[any](b, `(document.getElementById('share').click(), 1)`)
	b.wait("the title names the link's step", `(() => {
		const at = /&at=(\d+)/.exec(document.getElementById('share-link').value)?.[1];
		return at && document.getElementById('share-title').innerText.endsWith('step ' + at);
	})()`)
	b.click("Close")
	b.click("New seed")
	b.wait("it is another run", `resonetics.step === 0 && resonetics.values`)
	require.Equal(t, "Play", eval[string](b, `document.getElementById('play').getAttribute('aria-label')`))
	b.quiet()
}

// TestNoJumpToTheEndOfTimeIsOffered opens links that were shared at impossible steps.
func TestNoJumpToTheEndOfTimeIsOffered(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#v=1&lab=cluster&at=99999999999")
	b.wait("it is not offered", `document.getElementById('notices').innerText.includes('would take too long')`)
	b.start("/?far#v=1&lab=cluster&at=900000000")
	b.wait("it is offered", `document.querySelectorAll('#notices button').length === 2`)
	eval[any](b, `document.querySelector('#notices button').focus()`)
	b.press(kb.Enter)
	b.wait("the time it takes is told", `/step [\d,]+ of 900,000,000, about [\d,]+ \w+ to go/.test(`+told+`)`)
	require.Equal(t, "try", eval[string](b, `document.activeElement.id`), "the focus is not lost")
	eval[any](b, `(document.getElementById('play').click(), 1)`)
	b.wait("it can be stopped", `!`+told+`.includes('to go')`)
}
