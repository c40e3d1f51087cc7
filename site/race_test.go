package site

import (
	"net/http/httptest"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

// TestTheFirstVisitOpensTheRace opens an empty address in a fresh profile: within moments
// something moves and the headline says what, and after a race's length of steps or two
// it says that the network has overtaken the heuristic. How fast that is on a clock is
// measured by internal/bench.
func TestTheFirstVisitOpensTheRace(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.open("/")
	b.wait("the first picture", `performance.getEntriesByName('first-frame').length > 0`)
	require.Equal(t, "Race", eval[string](b, `document.querySelector('#labs [aria-current]').innerText`))
	b.wait("it moves", `resonetics.step > 0`)
	require.Equal(t, "Pause", eval[string](b, `document.getElementById('play').getAttribute('aria-label')`), "it plays")
	b.wait("the headline says what is to be seen", told+`.startsWith('One fate: the same nodes leak in every lane')`)
	b.shoot("race-first")
	b.wait("it has overtaken", told+`.startsWith('The network has overtaken the heuristic: ')`)
	require.Regexp(t, `^The network has overtaken the heuristic: \d+\.\d against \d+\.\d on games it never learned from$`, eval[string](b, told))
	require.LessOrEqual(t, eval[int](b, `resonetics.step`), 300, "ten seconds at the speed of a first visit")
	t.Logf("overtaken %.1f s after the first frame, at step %d", eval[float64](b, `(performance.now() - performance.getEntriesByName('first-frame')[0].startTime) / 1000`), eval[int](b, `resonetics.step`))
	b.shoot("race-overtaken")
	b.wait("after a race it says who won", `resonetics.shot.metrics.races > 0 && / won(:| by )|a draw/.test(`+told+`)`)
	b.shoot("race-won")
	b.quiet()
}

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
	shared := eval[[]string](first, `(async () => {
		const { client } = resonetics;
		client.play(false);
		await new Promise((done) => setTimeout(done, 300));
		return [await client.link(), await client.digest()];
	})()`)
	require.Contains(t, shared[0], "log=")
	second := newBrowserAt(t, server.URL, desktop)
	second.open("/#" + shared[0])
	second.wait("the run is open", `globalThis.resonetics?.client.ready && resonetics.step > 0`)
	again := eval[[]string](second, "(async (link) => {"+`
		const { client } = resonetics;
		client.play(false);
		const error = await client.open(link);
		client.play(false);
		const at = new URLSearchParams(link).get('at');
		client.jump(Number(at));
		const here = async () => new URLSearchParams(await client.link()).get('at');
		while (error === '' && await here() !== at) await new Promise((done) => setTimeout(done, 100));
		return [error || await client.link(), await client.digest()];
	`+"})(`"+shared[0]+"`)")
	require.Equal(t, shared, again)
}

// TestAVisitorRacesToo breaks a node, takes a lane, moves in it, and lets a mind race its
// younger selves.
func TestAVisitorRacesToo(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/")
	b.wait("the stage is there", `resonetics.stage.ready && document.getElementById('stage').contentDocument.querySelector('canvas')`)
	require.Zero(t, eval[int](b, moves+`.length`), "no lane is the visitor's")
	eval[any](b, `(() => { // what is said for a moment is not missed, however busy the machine
		globalThis.said = [];
		new MutationObserver(() => said.push(`+told+`)).observe(document.getElementById('headline'), { childList: true, characterData: true, subtree: true });
	})()`)
	b.click("Break a node")
	b.wait("it says where", `said.some((words) => /^Row \d, column \d broke in every lane/.test(words))`)
	b.click("Put me in a lane")
	b.wait("it waits", told+`.startsWith('Your move') && resonetics.step === 0`)
	b.wait("the buttons are there", moves+`.length === 8`)
	b.shoot("race-you")
	eval[any](b, `(`+moves+`[4].click(), 1)`)
	b.wait("a move is one step", `resonetics.step === 1`)
	b.click("Race it against its younger selves")
	b.wait("it runs", `resonetics.values['lane-3'] === 'pilot-10000' && resonetics.values['lane-4'] === 'pilot' && resonetics.step > 5`)
	b.shoot("race-ages")
	b.quiet()
}

// TestTheRaceOnAPhone shows one lane large, and no more than the width.
func TestTheRaceOnAPhone(t *testing.T) {
	b := newBrowser(t, builtSite(t), phone)
	b.start("/")
	b.wait("it has stepped for a while", `resonetics.step > 40`)
	require.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), int(phone.width))
	b.shoot("race-phone")
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
