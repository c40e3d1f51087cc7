package site

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// theImagining is a run whose heuristic is overruled every few steps.
const theImagining = "/#v=2&lab=cluster&seed=1&policy=h3&foresight=imagine&drift=0.012&noise=0.02&budget=60"

// overruled pauses and looks back to the newest step at which the Prophet overruled.
func (b *browser) overruled() {
	b.t.Helper()
	b.wait("it has overruled", `resonetics.shot.metrics.overruled > 2`)
	eval[any](b, `(document.getElementById('play').click(), 1)`)
	b.lookBackTo(`resonetics.shot.picture.vision?.overruled`)
}

// lookBackTo looks back step by step until the script is true.
func (b *browser) lookBackTo(script string) {
	b.t.Helper()
	require.True(b.t, eval[bool](b, `(async () => {
		const rewind = document.getElementById('rewind');
		for (let back = 1; back < 150; back++) {
			rewind.value = rewind.max - back;
			rewind.dispatchEvent(new Event('input'));
			while (resonetics.shot.picture.step !== resonetics.step - back) await new Promise(requestAnimationFrame);
			if (`+script+`) return true;
		}
		return false;
	})()`), script)
}

func TestThePanelShowsWhatTheProphetImagined(t *testing.T) {
	for name, size := range map[string]screen{"desktop": desktop, "small": {1024, 768, false}, "phone": {360, 740, true}} {
		b := newBrowser(t, builtSite(t), size)
		b.start(theImagining)
		b.wait("the headline tells", `/ futures? ends? within 20 steps if it .+; it .+ instead/.test(document.getElementById('headline').innerText)`)
		b.overruled()
		b.wait("the headline tells of the moment", `document.getElementById('headline').innerText === resonetics.shot.told + ' Play returns to now.'`)
		b.wait("the table has come", `document.querySelector('.imagination .moment').innerText.endsWith(resonetics.shot.told)`)
		vision := eval[struct {
			Proposed, Taken, Futures int
			Failed                   []int
		}](b, `resonetics.shot.picture.vision`)
		rows := eval[[]struct {
			Text string
			Full int
			All  int
		}](b, `[...document.querySelectorAll('.imagination tbody tr')].map((row) => ({ Text: row.textContent, Full: row.querySelectorAll('.fails').length, All: row.querySelectorAll('i').length }))`)
		require.Len(t, rows, 8)
		for i, row := range rows {
			require.Equal(t, vision.Failed[i], row.Full, row.Text)
			require.Equal(t, vision.Futures, row.All, row.Text)
			require.Equal(t, i == vision.Proposed, strings.HasSuffix(row.Text, "proposed"), row.Text)
			require.Equal(t, i == vision.Taken, strings.HasSuffix(row.Text, "done instead"), row.Text)
			require.Contains(t, row.Text, " of 6 fail")
		}
		require.Regexp(t, `^Overruled \d+ of \d+ steps \([\d.]+\x{a0}%\)\. Looked ahead at \d+ steps?\.$`, eval[string](b, `document.querySelector('.imagination .tally').innerText`))
		require.Contains(t, eval[string](b, `document.querySelector('.imagination').innerText`), "It knows the rules and sees the whole grid; Heuristic h.3 does not.")
		b.shoot("imagine-" + name)
		eval[any](b, `(document.querySelector('.imagination').scrollIntoView({ block: 'center' }), 1)`)
		b.shoot("imagine-" + name + "-panel")

		b.rewindTo(`document.getElementById('rewind').max`) // no node is full yet
		b.wait("it says that nothing was imagined", `/^Step \d+\. It did not look ahead at this step: no node was full enough\.$/.test(document.querySelector('.imagination .moment').innerText)`)
		require.True(t, eval[bool](b, `document.querySelector('.imagination table').hidden`))
		require.Equal(t, "You see an earlier moment. Play returns to now.", eval[string](b, `document.getElementById('headline').innerText`))
		b.quiet()
	}
}

// TestThePanelGoesWithItsSwitch turns looking ahead off while the world runs, and on again.
func TestThePanelGoesWithItsSwitch(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	const hidden = `document.querySelector('.imagination').hidden`
	require.True(t, eval[bool](b, hidden))
	b.choose("foresight", "imagine")
	b.wait("the panel comes", "!"+hidden)
	require.Equal(t, "The first step at which it overrules will stand here.", eval[string](b, `document.querySelector('.imagination .moment').innerText`))
	b.choose("foresight", "none")
	b.wait("the panel goes", hidden)
	b.quiet()
}

// TestARaceTellsWhichLaneWasOverruled lets h.3 race itself, with imagination and without, and
// looks back at a step at which it was overruled.
func TestARaceTellsWhichLaneWasOverruled(t *testing.T) {
	for name, size := range map[string]screen{"desktop": desktop, "phone": {360, 740, true}} {
		b := newBrowser(t, builtSite(t), size)
		b.start("/#v=2&lab=race&seed=1&lane-1=h3&lane-2=h3&lane-3=none&foresight-1=imagine&drift=0.012&noise=0.02")
		b.wait("it has raced", `resonetics.step > 140`)
		eval[any](b, `(document.getElementById('play').click(), 1)`)
		b.lookBackTo(`resonetics.shot.news`)
		b.wait("the headline tells", `/^h\.3 \+ imagination: \d of 6 futures ends? within 20 steps if it .+; it .+ instead.* Play returns to now\.$/.test(document.getElementById('headline').innerText)`)
		b.shoot("imagine-race-" + name)
		b.quiet()
	}
}

// TestANetworkThatForeseesAloneHasNoFutures lets a network learn from what is imagined until
// it decides alone.
func TestANetworkThatForeseesAloneHasNoFutures(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#v=2&lab=cluster&seed=1&policy=random&foresight=distilled&distil-after=500&imagine-at=0.5&drift=0.012&noise=0.02")
	eval[any](b, fullSpeed)
	b.wait("it has learned enough", `resonetics.shot.metrics.lessons >= 500`)
	b.wait("it decides alone", `resonetics.shot.picture.vision?.futures === 0`)
	eval[any](b, `(document.getElementById('play').click(), 1)`)
	b.lookBackTo(`resonetics.shot.picture.vision?.overruled && resonetics.shot.picture.vision.futures === 0`)
	b.wait("the panel tells", `/foresees a failure if it .+; it .+ instead\.$/.test(document.querySelector('.imagination .moment').innerText)`)
	require.True(t, eval[bool](b, `document.querySelector('.imagination table').hidden`))
	b.shoot("imagine-distilled")
	b.quiet()
}
