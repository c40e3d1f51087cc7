package site

import (
	"fmt"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// TestTheFirstVisitOpensTheRace opens an empty address in a fresh profile: within moments
// something moves and the headline says what, and after a race's length of steps or two
// it says that the network has overtaken the heuristic. How fast that is on a clock is
// measured by internal/bench.
func TestTheFirstVisitOpensTheRace(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.before(hearsay)
	b.open("/")
	b.wait("the first picture", `performance.getEntriesByName('first-frame').length > 0`)
	require.Equal(t, "Race", eval[string](b, `document.querySelector('#labs [aria-current]').innerText`))
	b.wait("it moves", `resonetics.step > 0`)
	require.Equal(t, "Pause", eval[string](b, `document.getElementById('play').getAttribute('aria-label')`), "it plays")
	b.shoot("race-first")
	b.wait("it has overtaken", told+`.startsWith('The network has overtaken the heuristic: ')`)
	require.True(t, eval[bool](b, `said.some((words) => words.startsWith('One fate: the same nodes leak in every lane'))`), "what is to be seen was explained before")
	require.Regexp(t, `^The network has overtaken the heuristic: \d+\.\d against \d+\.\d on games it never learned from\.( Here its fullest node is at \d+\x{a0}%, that of h\.3 at \d+\x{a0}%\.)?$`, eval[string](b, told))
	t.Logf("overtaken %.1f s after the first frame, at step %d", eval[float64](b, `(performance.now() - performance.getEntriesByName('first-frame')[0].startTime) / 1000`), eval[int](b, `resonetics.step`))
	b.shoot("race-overtaken")
	b.wait("after a race it says who won, and why", `resonetics.shot.metrics.races > 0 && /Pilot, now won: it survived with return [\d.]+\. h\.3 failed at step 117 when the node at row \d, column \d was full\. In the \d+ steps since that node passed 80 %/.test(said.join('\n'))`)
	b.shoot("race-won")
	b.quiet()
}

// hearsay keeps every headline in said: what is told for a moment is not missed, however
// busy the machine.
const hearsay = `globalThis.said = [];
addEventListener('DOMContentLoaded', () => {
	const headline = document.getElementById('headline');
	if (headline) new MutationObserver(() => said.push(headline.innerText)).observe(headline, { childList: true, characterData: true, subtree: true });
});`

// TestASharedRaceRepeatsBitForBit disturbs a race by hand, shares it, and opens the link
// in another browser.
func TestASharedRaceRepeatsBitForBit(t *testing.T) {
	server := httptest.NewServer(builtSite(t))
	t.Cleanup(server.Close)
	first := newBrowserAt(t, server.URL, desktop)
	first.start("/")
	for _, command := range []string{"set drift 0.009", "inject 7 0.4", "set teach 40"} {
		require.Empty(t, eval[string](first, `resonetics.client.command('`+command+`')`))
	}
	first.wait("it goes on", `resonetics.step > 30`)
	shared := first.shared()
	require.Contains(t, shared[0], "log=")
	second := newBrowserAt(t, server.URL, desktop)
	second.open("/#" + shared[0])
	require.Equal(t, shared, second.repeated(shared[0]))
}

// TestAVisitorRacesToo breaks a node, takes a lane, moves in it, and lets a mind race its
// younger selves.
func TestAVisitorRacesToo(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.before(hearsay)
	b.start("/")
	b.wait("the stage is there", `resonetics.stage.ready && document.getElementById('stage').contentDocument.querySelector('canvas')`)
	require.Zero(t, eval[int](b, moves+`.length`), "no lane is the visitor's")
	b.click("Break a node")
	b.wait("it says where", `said.some((words) => /^Row \d, column \d broke in every lane/.test(words))`)
	b.click("Race with and without imagination")
	b.wait("two lanes look ahead", `resonetics.shot.picture.lanes.length === 4 && resonetics.shot.metrics.race_step > 60`)
	require.Equal(t, []string{"h.3", "h.3 + imagination", "Pilot, now", "Pilot, now + imagination"}, eval[[]string](b, `resonetics.shot.picture.lanes.map(({ label }) => label)`))
	require.Equal(t, "Return of h.3 + imagination", eval[string](b, `[...document.querySelectorAll('.metric')].map((e) => e.innerText).find((text) => text.includes('Return of h.3 +')).match(/Return of h.3 \+ imagination/)[0]`))
	b.shoot("race-imagination")
	b.click("Race 100 seeds")
	b.wait("they are those who play", `[...document.querySelectorAll('.series input:checked')].map(({ value }) => value).join() === 'h3,h3-imagine,pilot,pilot-imagine'`)
	b.press(kb.Escape)
	b.click("Put me in a lane")
	b.wait("it waits, and the race begins again", told+`.startsWith('Your move') && resonetics.shot.metrics.race_step === 0`)
	b.wait("the buttons are there", moves+`.length === 8`)
	learned := eval[int](b, `resonetics.shot.metrics.learned`)
	require.Positive(t, learned, "what was learned stays")
	b.shoot("race-you")
	eval[any](b, `(`+moves+`[4].click(), 1)`)
	b.wait("a move is one step", `resonetics.shot.metrics.race_step === 1`)
	b.click("Race it against its younger selves")
	b.wait("it runs", `resonetics.values['lane-3'] === 'pilot-10000' && resonetics.values['lane-4'] === 'pilot' && resonetics.shot.metrics.race_step > 5`)
	require.Greater(t, eval[int](b, `resonetics.shot.metrics.learned`), learned)
	b.shoot("race-ages")
	b.click("Let the planner that sees everything race too")
	b.wait("the planner runs", `resonetics.values['lane-4'] === 'omniscient' && resonetics.shot.metrics.race_step > 5`)
	b.click("Let three ways of learning race")
	b.wait("each has learned", `resonetics.shot.picture.lanes.slice(1).every(({ learned }) => learned > 500)`)
	require.Greater(t, eval[int](b, `resonetics.shot.picture.lanes[2].learned`), learned, "the Pilot has been at it the longest")
	require.True(t, eval[bool](b, `(({ metrics, picture }) => picture.lanes[2].learned === metrics.learned)(resonetics.shot)`), "and the numbers are its own")
	b.shoot("race-learners")
	b.click("Fast-forward")
	before := eval[int](b, `resonetics.shot.generation`)
	b.click("Back to the first race")
	b.wait("it begins afresh", fmt.Sprintf(`resonetics.shot.generation > %d && resonetics.values['lane-1'] === 'h3' && resonetics.values['lane-4'] === 'none' && resonetics.shot.seed === 757n`, before))
	b.quiet()
}

// TestTheRaceOnAPhone shows one lane large, and no more than the width.
func TestTheRaceOnAPhone(t *testing.T) {
	b := newBrowser(t, builtSite(t), phone)
	b.start("/")
	b.wait("it has stepped for a while", `resonetics.step > 40`)
	require.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), int(phone.width))
	b.shoot("race-phone")
	b.wait("it asks what if", `!document.getElementById('what-if').hidden`)
	require.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), int(phone.width))
	eval[any](b, `(document.getElementById('what-if').scrollIntoView(), 1)`)
	b.shoot("race-phone-what-if")
	b.quiet()
}

// TestWhatIfAfterACrash lets a network that is new to it lose an episode, asks what if, and
// expects a race in which it fails again, at the same step; and one from a moment of the
// race, looked back to.
func TestWhatIfAfterACrash(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#v=2&lab=cluster&seed=7&policy=pilot&noise=0.05")
	button := `document.getElementById('what-if')`
	require.True(t, eval[bool](b, button+`.hidden`), "nothing has failed")
	b.wait("it has failed", `!`+button+`.hidden`)
	require.Regexp(t, `^A race from \d+ steps before it failed: what would others have done\?$`, eval[string](b, `document.getElementById('about-what-if').textContent`))
	b.shoot("what-if-asked")
	eval[any](b, `resonetics.client.play(false)`)
	b.wait("it stands at the end", `resonetics.state.playing === false`)
	failed := eval[int](b, `resonetics.shot.ended ? resonetics.shot.metrics.episode_step : 0`)
	eval[any](b, `(`+button+`.click(), 1)`)
	b.wait("the race is there", `globalThis.resonetics?.shot?.lab.key === 'race' && resonetics.step > 0`)
	require.Equal(t, []string{"recorded", "h3", "omniscient", "pilot"}, eval[[]string](b, `[1, 2, 3, 4].map((i) => resonetics.values['lane-' + i])`))
	b.wait("what was learned came along", `document.getElementById('notices').innerText.includes('has brought along what it had learned')`)
	b.shoot("what-if-race")
	b.wait("as it was fails", `resonetics.shot.picture.lanes[0].failed`)
	again := eval[int](b, `resonetics.shot.picture.lanes[0].steps`)
	if failed > 0 {
		require.Equal(t, failed, again)
	}
	b.shoot("what-if-failed")
	b.wait("one can ask again", `!`+button+`.hidden`)
	eval[any](b, `(() => { document.getElementById('play').click(); })()`)
	eval[any](b, `(() => { const back = document.getElementById('rewind'); back.value = String(Number(back.max) - 5); back.dispatchEvent(new Event('input')); })()`)
	b.wait("from the moment on the stage", `document.getElementById("about-what-if").textContent.startsWith('A race from this moment')`)
	before := eval[string](b, `location.hash`)
	eval[any](b, `(`+button+`.click(), 1)`)
	b.wait("another race begins", `location.hash !== `+fmt.Sprintf("%q", before)+` && resonetics.step > 0`)
	b.wait("it fails there again", `resonetics.shot.picture.lanes[0].key === 'recorded' && resonetics.shot.picture.lanes[0].failed`)
	require.Equal(t, again, eval[int](b, `resonetics.shot.picture.lanes[0].steps`))
	generation := eval[int](b, `resonetics.shot.generation`)
	eval[any](b, `(document.getElementById('reset').click(), 1)`)
	b.wait("starting over begins there too", fmt.Sprintf(`resonetics.shot.generation > %d && resonetics.shot.picture.lanes[0].failed && resonetics.shot.picture.lanes[0].steps === %d`, generation, again))
	b.quiet()
}

// TestOtherLabsAreReachedFromTheRaceAndBack leaves the race for each lab.
func TestOtherLabsAreReachedFromTheRaceAndBack(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/")
	tab := func(label string) {
		eval[any](b, `([...document.querySelectorAll('#labs a')].find((e) => e.innerText === '`+label+`').click(), 1)`)
		runs := `Boolean(document.querySelector('#labs [aria-current]')?.innerText === '` + label + `' && globalThis.resonetics?.step > 0)`
		require.Eventually(t, func() bool { // the document is replaced meanwhile, and its answer lost
			there, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool](runs))
			return err == nil && there
		}, waitTimeout, 100*time.Millisecond, label)
	}
	for _, label := range []string{"Cluster", "Race", "Gardener", "Race", "Prophet", "Race"} {
		tab(label)
	}
	b.quiet()
}
