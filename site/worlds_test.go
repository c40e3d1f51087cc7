package site

import (
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/stretchr/testify/require"
)

// pointed is what the stage says of the place under the pointer.
const pointed = `document.getElementById('stage').title`

// onStage returns the place in the window that is at a part of the stage's width and height.
func (b *browser) onStage(x, y float64) (left, top float64) {
	b.t.Helper()
	at := eval[[]float64](b, `(() => {
		const box = document.getElementById('stage').getBoundingClientRect();
		return [box.left, box.top, box.width, box.height];
	})()`)
	return at[0] + x*at[2], at[1] + y*at[3]
}

// pointAt moves the mouse there, and tapAt a finger.
func (b *browser) pointAt(x, y float64) {
	b.t.Helper()
	x, y = b.onStage(x, y)
	do(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseMoved, X: x, Y: y})
}

func (b *browser) tapAt(x, y float64) {
	b.t.Helper()
	b.tap(b.onStage(x, y))
}

// TestManyClustersAreShownWhileTheyLearn trains the Squadron at full speed on screens of
// several sizes.
func TestManyClustersAreShownWhileTheyLearn(t *testing.T) {
	for name, size := range map[string]screen{"desktop": desktop, "small": {1024, 768, false}, "phone": {360, 740, true}} {
		t.Run(name, func(t *testing.T) {
			b := newBrowser(t, builtSite(t), size)
			b.start("/#v=2&lab=cluster&policy=pqn")
			b.wait("one cluster is shown", `resonetics.stage.stats()?.drawn > 3`)
			b.shoot("squadron-one-" + name)
			b.click("Train at full speed")
			b.wait("all learn", `document.getElementById('description').innerText.startsWith('64 clusters learn at once. Of their first ')`)
			b.shoot("squadron-begins-" + name)
			b.wait("they have learned", `resonetics.step > 12000`)
			if size.phone {
				b.tapAt(0.5, 0.25)
			} else {
				b.pointAt(0.27, 0.3)
			}
			b.wait("a tile tells its numbers", pointed+`.startsWith('Cluster ')`)
			b.shoot("squadron-learned-" + name)
			b.quiet()
		})
	}
}

// TestWhatTheStageShowsIsNoPartOfTheRun changes the choice of a run and finds the same
// digest, and the choice in the link.
func TestWhatTheStageShowsIsNoPartOfTheRun(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#v=2&lab=cluster&policy=pqn")
	before := b.shared()
	require.NotContains(t, before[0], "stage=")
	b.choose("stage", "all")
	b.wait("it is told to the session", `resonetics.values.stage === 'all'`)
	after := b.shared()
	require.Equal(t, before[1], after[1])
	require.Contains(t, after[0], "&stage=all")
	require.NotContains(t, after[0], "log=")
	b.frames()
	b.pointAt(0.25, 0.3)
	b.frames()
	b.shoot("squadron-pointed")
	b.wait("a tile tells its numbers", pointed+`.startsWith('Cluster ')`)
	require.Regexp(t, `^Cluster \d+ of 64: alive for \d+ steps?, fullest node \d+ %`, eval[string](b, pointed))
	b.choose("stage", "one")
	b.pointAt(0.25, 0.31)
	b.wait("a node tells its numbers", pointed+`.startsWith('Node in row ')`)

	const choice = `document.getElementById('param-stage').checkVisibility()`
	require.True(t, eval[bool](b, choice))
	b.choose("policy", "pilot")
	b.wait("of one cluster there is nothing to choose", `!`+choice)
	b.quiet()
}
