package site

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/labs"
)

// visitLab clicks the tab of a lab and waits until its world steps.
func (b *browser) visitLab(key string) {
	b.t.Helper()
	eval[any](b, fmt.Sprintf(`(document.querySelector('#labs a[href="#lab=%s"]').click(), 1)`, key))
	b.wait(key+" steps", fmt.Sprintf(`resonetics.shot?.lab.key === '%s' && resonetics.step > 0`, key))
}

// TestAnotherLabOpensInPlace goes through the labs twice, in one document and with one worker,
// and expects each to be as it is where a visit begins there.
func TestAnotherLabOpensInPlace(t *testing.T) {
	const furniture = `(() => {
		const texts = (selector) => [...document.querySelectorAll(selector)].map((e) => e.textContent);
		const shown = (id) => document.getElementById(id).checkVisibility() && document.getElementById(id).textContent;
		return JSON.stringify([document.title, texts('#labs [aria-current]'), texts('#params .name label'), texts('.metric .term'), texts('#moves button'), texts('.presets button'),
			...['try', 'series', 'write', 'disturb-title', 'speed-text', 'rewind-text'].map(shown), document.getElementById('seed').value, resonetics.values,
			document.getElementById('stage').dataset.strokes]);
	})()`
	const numbers = `document.querySelector('[data-key=run-step] .value').textContent !== '–'`
	b := newBrowser(t, builtSite(t), desktop)
	want := make(map[string]string)
	for _, lab := range labs.All.Keys() {
		b.start("/?" + lab + "#lab=" + lab)
		b.wait("its numbers are there", numbers)
		want[lab] = eval[string](b, furniture)
	}
	eval[any](b, `(() => {
		globalThis.spoken = []; // in this document
		new MutationObserver(() => spoken.push(document.getElementById('news').textContent)).observe(document.getElementById('news'), { childList: true });
	})()`)
	for range 2 {
		for _, lab := range labs.All.Keys() {
			eval[any](b, `(document.getElementById('speed').focus(), 1)`)
			b.visitLab(lab)
			b.wait("its numbers are there", numbers)
			require.Equal(t, want[lab], eval[string](b, furniture), lab)
			require.Equal(t, "speed", eval[string](b, `document.activeElement.id`), "the focus stays")
			require.True(t, eval[bool](b, `spoken.some((words) => words.startsWith(document.querySelector('#labs [aria-current]').textContent + '. '))`), "it is told where one is")
		}
	}
	require.True(t, eval[bool](b, `spoken.length > 0 && resonetics.client.workers === 1`))
	b.quiet()
}

// TestWhatBelongsToALabStaysThere leaves a lab with its editor, a limit of training and the
// form of a series open, and comes to others by the address and by Back.
func TestWhatBelongsToALabStaysThere(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#v=2&lab=cluster&policy=qtable&rows=4&columns=4&steps=50")
	b.wait("it learns", `document.getElementById('max-steps')?.checkVisibility()`)
	b.fill("max-steps", "100000000")
	b.writing()
	require.Equal(t, "Let it play", eval[string](b, `document.getElementById('policy-run').innerText`))
	eval[any](b, `(document.getElementById('series').click(), 1)`)
	b.wait("the series is there", `document.querySelector('#series-box[open] input[value=qtable]')`)
	b.visitLab("race")
	require.False(t, eval[bool](b, `Boolean(document.querySelector('dialog[open]'))`))
	require.Equal(t, "Race it", eval[string](b, `document.getElementById('policy-run').innerText`))
	eval[any](b, `(document.getElementById('series').click(), 1)`)
	b.wait("its players are those of the race", `document.querySelector('#series-box[open] input[value=pilot-0]')`)
	eval[any](b, `(document.getElementById('series-box').close(), 1)`)
	eval[any](b, `(location.hash = 'lab=gardener&seed=7&growth=0.011', 1)`)
	b.wait("the field is there", `resonetics.shot?.lab.key === 'gardener' && resonetics.values.growth === '0.011'`)
	require.False(t, eval[bool](b, `document.body.classList.contains('writing') || document.getElementById('write').checkVisibility()`))
	eval[any](b, `(history.back(), 1)`)
	b.wait("Back comes to the race", `resonetics.shot?.lab.key === 'race'`)
	eval[any](b, `(history.back(), 1)`)
	b.wait("and to the learner", `resonetics.shot?.lab.key === 'cluster' && resonetics.values.policy === 'qtable'`)
	require.Empty(t, eval[string](b, `document.getElementById('max-steps').value`))
	eval[any](b, `(location.hash = 'lab=prophet&tune=perhaps', 1)`)
	b.wait("a link that cannot be opened leaves one where one is", `document.getElementById('notices').innerText.includes('The present run goes on.')`)
	require.Equal(t, "cluster", eval[string](b, `resonetics.shot.lab.key`))
	b.quiet()
}
