package site

import (
	"strconv"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// choose picks an option of a parameter's menu, as a mouse does.
func (b *browser) choose(param, option string) {
	b.t.Helper()
	eval[any](b, `(() => {
		const menu = document.getElementById('param-`+param+`');
		menu.focus();
		menu.value = '`+option+`';
		menu.dispatchEvent(new Event('change'));
	})()`)
}

// TestNobodyIsCreditedWithWhatAnotherPlayed lets the planner survive at full speed, then
// chooses Random.
func TestNobodyIsCreditedWithWhatAnotherPlayed(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#lab=cluster&policy=omniscient")
	eval[any](b, fullSpeed)
	b.wait("the planner has survived", `resonetics.shot.metrics.survived > 30`)
	require.False(t, eval[bool](b, `document.getElementById('counts-note').checkVisibility()`), "counted since the start")
	b.choose("policy", "random")
	b.wait("Random has a record of its own", `/^Random has survived [\d,]+ of [\d,]+ episodes since you chose it\.$/.test(`+told+`)`)
	require.True(t, eval[bool](b, `resonetics.shot.metrics.survived < 0.1 * resonetics.shot.metrics.finished`), "Random hardly survives")
	require.Equal(t, "Counted since you chose Random: Episodes, Survived, Mean return.", eval[string](b, `document.getElementById('counts-note').innerText`))
	b.click("Scarcity")
	b.wait("a preset begins the counts again", `document.getElementById('counts-note').innerText.startsWith('Counted since the preset Scarcity: ')`)
	b.shoot("counts")
	b.quiet()
}

// sentences notes every sentence of the line and of what is read out, with the time in ms.
const sentences = `(() => {
	globalThis.noted = { headline: [], news: [] };
	for (const id of Object.keys(noted)) {
		const target = document.getElementById(id);
		new MutationObserver(() => noted[id].push([performance.now(), target.textContent]))
			.observe(target, { childList: true, characterData: true, subtree: true });
	}
})()`

// shortest returns the shortest time between two sentences.
const shortest = `((list) => Math.min(...list.slice(1).map(([at], i) => at - list[i][0])))`

// TestASentenceStandsUntilItIsRead watches runs in which much happens: nothing is said for
// less than two and a half seconds, and nothing is read out within five.
func TestASentenceStandsUntilItIsRead(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	for name, link := range map[string]string{
		"race": "/?race", "cluster": "/?cluster#lab=cluster&policy=random&drift=0.02", "learner": "/?learner#lab=cluster&policy=pilot&rows=3&columns=3",
	} {
		b.start(link)
		eval[any](b, sentences)
		if name == "learner" {
			eval[any](b, fullSpeed)
		} else {
			b.wait("much has been read out", `noted.news.length >= 3`)
			require.Greater(t, eval[float64](b, shortest+`(noted.news)`), 4900.0, name)
			require.Regexp(t, `failed|won|draw|Collapsed|Survived|overtaken`, eval[string](b, `noted.news.at(-1)[1]`))
		}
		b.wait("much has been said", `noted.headline.length >= 4`)
		require.Greater(t, eval[float64](b, shortest+`(noted.headline)`), 2450.0, "%s: %s", name, eval[string](b, `JSON.stringify(noted.headline)`))
	}
	require.Empty(t, eval[string](b, `document.getElementById('headline').closest('[aria-live]')?.id ?? ''`), "the standing line is not read out")
	b.quiet()
}

// TestTheLineAnswersAtOnce presses pause right after a sentence has begun.
func TestTheLineAnswersAtOnce(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	b.wait("it tells what happens", told+`.startsWith('Heuristic h.3 cleans the node under it')`)
	eval[any](b, `(document.getElementById('play').click(), 1)`)
	b.wait("it says that it is paused", told+`.startsWith('Paused')`)
	eval[any](b, `(document.getElementById('play').click(), 1)`)
	b.wait("and that it goes on", `!`+told+`.startsWith('Paused')`)
}

// TestOneButtonShowsHowItFailed waits for a failure and watches it again.
func TestOneButtonShowsHowItFailed(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#lab=cluster&policy=random")
	const button = `[...document.querySelectorAll('#moments button')].find((e) => e.innerText === 'Watch how it happened')`
	require.False(t, eval[bool](b, button+`.checkVisibility()`), "nothing has failed yet")
	b.wait("it is told", told+`.startsWith('Collapsed after ')`)
	b.wait("the button is there", button+`.checkVisibility()`)
	b.shoot("failed")
	eval[any](b, `(() => {
		globalThis.steps = [];
		const look = () => { const { step } = resonetics.shot.picture; if (steps.at(-1) !== step) steps.push(step); requestAnimationFrame(look); };
		look();
		`+button+`.click();
	})()`)
	b.wait("it says what is seen", told+`.startsWith('These are the last steps before the failure')`)
	b.shoot("how-it-failed")
	b.wait("it stands at the failure", told+`.startsWith('This is where it failed')`)
	b.wait("it is drawn", `steps.at(-1) === resonetics.shot.failure`)
	require.True(t, eval[bool](b, `(() => {
		const from = steps.indexOf(Math.max(1, resonetics.shot.failure - 20));
		const seen = steps.slice(from);
		return from >= 0 && seen.length === Math.min(21, resonetics.shot.failure) && seen.every((step, i) => step === seen[0] + i);
	})()`), "step by step: %s", eval[string](b, `JSON.stringify([steps, resonetics.shot.failure])`))
	eval[any](b, `(document.getElementById('play').click(), 1)`)
	b.wait("play returns to now", `resonetics.shot.picture.step === resonetics.shot.step && resonetics.step > resonetics.shot.failure`)
	b.quiet()
}

// TestChoosingYouPutsTheArrowKeysToWork chooses it in the menu and presses an arrow key,
// on a desktop so low that focus could scroll it.
func TestChoosingYouPutsTheArrowKeysToWork(t *testing.T) {
	b := newBrowser(t, builtSite(t), screen{1024, 500, false})
	b.start(theCluster)
	b.wait("the stage is there", `resonetics.stage.ready && document.getElementById('stage').contentDocument.querySelector('canvas')`)
	eval[any](b, `(document.getElementById('param-policy').scrollIntoView(), 1)`)
	top := eval[float64](b, `scrollY`)
	b.choose("policy", "you")
	b.wait("it says that the keys work", `resonetics.values.policy === 'you' && `+told+`.startsWith('Your move: the arrow keys walk')`)
	require.InDelta(t, top, eval[float64](b, `scrollY`), 5, "nothing scrolls but by what appears")
	before := eval[int](b, `resonetics.step`)
	b.press(kb.ArrowDown)
	b.wait("the key is a move", `resonetics.step === `+strconv.Itoa(before+1))
	require.Equal(t, "you", eval[string](b, `resonetics.values.policy`))
	b.shoot("you-by-keys")

	b.start("/?race")
	b.choose("lane-1", "you")
	b.wait("in a race too", told+`.startsWith('Your move: the arrow keys walk') && resonetics.shot.waiting`)
	before = eval[int](b, `resonetics.step`)
	b.press(kb.ArrowDown)
	b.wait("the key is a move", `resonetics.step === `+strconv.Itoa(before+1))
	b.quiet()
}

// TestNumbersAreWrittenForPeople opens a run with a large number in its link.
func TestNumbersAreWrittenForPeople(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#lab=cluster&policy=pilot&schedule=1e%2B06")
	const field = `document.querySelector('#param-schedule ~ input')`
	require.Equal(t, "1000000", eval[string](b, field+`.value`))
	require.Equal(t, "1,000,000 steps", eval[string](b, `document.getElementById('param-schedule').getAttribute('aria-valuetext')`))
	eval[any](b, `(() => { `+field+`.value = '20000000000'; `+field+`.dispatchEvent(new Event('change')); })()`)
	const refusal = `document.querySelector('.param:has(#param-schedule) .error').textContent`
	b.wait("it is refused", refusal+` !== ''`)
	require.NotContains(t, eval[string](b, refusal), "e+")
	require.NotRegexp(t, `\de\+\d`, eval[string](b, `document.body.innerText`))
}

// TestTheMomentsButtonMovesNothingOnAPhone waits for a failure on the smallest screen.
func TestTheMomentsButtonMovesNothingOnAPhone(t *testing.T) {
	b := newBrowser(t, builtSite(t), screen{360, 740, true})
	b.start("/#lab=cluster&policy=random&drift=0.02")
	const top = `Math.round(document.getElementById('stage').getBoundingClientRect().top)`
	before := eval[int](b, top)
	b.wait("the button is there", `document.querySelector('#moments button').checkVisibility()`)
	b.wait("it is told", told+`.startsWith('Collapsed')`)
	b.shoot("phone-failed")
	require.Equal(t, before, eval[int](b, top))
	require.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), 360)
	b.quiet()
}

// TestTheWholeRunShowsFailuresBecomingRarer lets the planner take over from Random in the
// middle of a run: below the charts it is red on the left only.
func TestTheWholeRunShowsFailuresBecomingRarer(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#lab=cluster&policy=random")
	b.wait("the stage draws", `resonetics.stage.stats()?.drawn > 0`)
	eval[any](b, `(document.getElementById('whole').click(), `+fullSpeed+`, 1)`)
	b.wait("Random has failed often", `resonetics.shot.metrics.finished > 300`)
	b.choose("policy", "omniscient")
	b.wait("the planner has played as long", `resonetics.shot.since > 0 && resonetics.step > 2 * resonetics.shot.since`)
	eval[any](b, `(document.getElementById('play').click(), 1)`)
	b.wait("the picture stands still", `(async () => {
		const drawn = resonetics.stage.stats().drawn;
		await new Promise((done) => setTimeout(done, 300));
		return drawn === resonetics.stage.stats().drawn;
	})()`)
	b.shoot("whole-run")
	box := eval[[]int](b, `(() => { const { left, top, width, height } = document.getElementById('stage').getBoundingClientRect(); return [left, top, width, height].map(Math.round); })()`)
	seen := b.picture()
	differ := func(x, y, more, less int) bool { // of the channels red, green and blue
		r, g, b, _ := seen.At(x, y).RGBA()
		channels := [...]int{int(r >> 8), int(g >> 8), int(b >> 8)}
		return channels[more]-channels[less] > 60
	}
	var reds []int // the columns of the row of pixels with the most red: the strip
	end, foot := 0, 0
	for y := box[1] + box[3]/2; y < box[1]+box[3]-10; y++ {
		var row []int
		for x := box[0] + box[2]/2; x < box[0]+box[2]-10; x++ {
			if differ(x, y, 0, 1) {
				row = append(row, x)
			}
		}
		if len(row) > len(reds) {
			reds, foot = row, y
		}
	}
	require.Greater(t, len(reds), box[2]/16, "red while Random acted")
	for y := foot - 120; y < foot-20; y++ { // where the curve of rewards ends
		for x := reds[0]; x < box[0]+box[2]-10; x++ {
			if differ(x, y, 2, 0) {
				end = max(end, x)
			}
		}
	}
	require.Less(t, float64(reds[len(reds)-1]-reds[0]), 0.7*float64(end-reds[0]), "and no more since the planner does")
	b.quiet()
}
