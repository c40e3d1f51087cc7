package site

import (
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/labs"
)

const explanation = `(document.getElementById('explanation').hidden ? '' : document.getElementById('explanation').innerText)`

// point taps the middle of an element.
func (b *browser) point(selector string) {
	b.t.Helper()
	at := eval[[]float64](b, `(() => {
		const e = document.querySelector('`+selector+`');
		e.scrollIntoView({ block: 'center' });
		const { left, top, width, height } = e.getBoundingClientRect();
		return [left + width / 2, top + height / 2];
	})()`)
	b.tap(at[0], at[1])
}

// TestEverythingIsExplainedToAFingerToo taps a number, a control and the presets of a phone.
func TestEverythingIsExplainedToAFingerToo(t *testing.T) {
	b := newBrowser(t, builtSite(t), phone)
	b.start(theCluster)
	b.wait("the stage draws", `resonetics.stage.stats()?.drawn > 0`)
	noise := cluster.Lab.Params[must(cluster.Lab.Param("noise"))(t)].Help
	survived := cluster.Lab.Metrics[cluster.Lab.MainMetrics()[2]]
	require.Equal(t, "survived", survived.Key)
	for selector, says := range map[string]string{
		`[data-key=survived] .term`:          survived.Help,
		`.param:has(#param-noise) .question`: noise,
		`legend .question`:                   cluster.Lab.Presets[1].Help,
	} {
		b.point(selector)
		b.wait(selector+" is explained", explanation+`.includes(`+"`"+says+"`"+`)`)
		inside := eval[bool](b, `(({ left, right, top, bottom }) => left >= 0 && right <= innerWidth && top >= 0 && bottom <= innerHeight)(document.getElementById('explanation').getBoundingClientRect())`)
		require.True(t, inside, selector)
		require.Equal(t, "true", eval[string](b, `document.querySelector('`+selector+`').getAttribute('aria-expanded')`))
		b.shoot("explained")
		b.point(`.headline p`)
		b.wait("a tap elsewhere closes it", explanation+` === ''`)
	}
	b.quiet()
}

// TestEverythingIsExplainedToTheKeyboardAndToScreenReaders asks every number and every
// control of every lab for its description, and opens one with the keyboard.
func TestEverythingIsExplainedToTheKeyboardAndToScreenReaders(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	for _, lab := range labs.All.Keys() {
		b.start("/?" + lab + "#lab=" + lab)
		require.Empty(t, eval[string](b, `[...document.querySelectorAll('.metric .term, .param input, .param select, .presets button, .question')]
			.filter((e) => !(e.getAttribute('aria-describedby') ?? '').split(' ').map((id) => document.getElementById(id)?.textContent ?? '').join('').trim())
			.map((e) => e.outerHTML.slice(0, 90)).join('\n')`), lab)
		require.Empty(t, eval[string](b, `[...document.querySelectorAll('main [title]:not(iframe)')].map((e) => e.outerHTML.slice(0, 90)).join('\n')`), "nothing is told to a mouse only")
		require.Zero(t, eval[int](b, `(() => { const ids = [...document.querySelectorAll('[id]')].map((e) => e.id); return ids.length - new Set(ids).size; })()`), "no name is given twice")
	}
	b.start(theCluster)
	eval[any](b, `(document.getElementById('whole').focus(), 1)`)
	b.press(kb.Tab)
	b.wait("the focus explains", explanation+` !== ''`)
	b.press(kb.Escape)
	b.wait("Escape closes", explanation+` === ''`)
	b.press(kb.Enter)
	b.wait("Enter opens", explanation+` !== ''`)
	b.press(kb.Tab)
	b.wait("the next one takes its place", explanation+` !== '' && document.querySelectorAll('[aria-expanded=true].term').length === 1`)
	eval[any](b, `(document.getElementById('more').focus(), 1)`)
	b.press(kb.Enter)
	b.wait("the others are shown", `document.querySelector('#more-metrics .term').checkVisibility() && document.getElementById('more').getAttribute('aria-expanded') === 'true'`)
	b.quiet()
}

// TestTheCalibrationHasANameBeforeItHasAPoint asks before any forecast was judged.
func TestTheCalibrationHasANameBeforeItHasAPoint(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(learner)
	const picture = `document.querySelector('.calibration svg')`
	b.wait("it is shown", picture+`.checkVisibility()`)
	require.Equal(t, "img", eval[string](b, picture+`.getAttribute('role')`))
	require.Regexp(t, `^Calibration of the forecasts: `, eval[string](b, picture+`.getAttribute('aria-label')`))
}
