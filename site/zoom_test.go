package site

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/labs"
)

// hiddenFocus is a script that gives the focus to everything that takes it, one after the other,
// as Tab does, and lists what is then not to be seen.
const hiddenFocus = `(async () => {
	const frame = () => new Promise(requestAnimationFrame);
	const all = [...document.querySelectorAll('a[href], button, input, select, summary, [tabindex="0"]')].filter((e) => e.checkVisibility() && e.tabIndex >= 0 && !e.closest('dialog:not([open]), .skip, .unseen'));
	const seen = (e) => {
		const box = e.getBoundingClientRect();
		const at = document.elementFromPoint(box.x + Math.min(box.width, 40) / 2, box.y + Math.min(box.height, 40) / 2);
		return at && (e.contains(at) || [...e.labels ?? []].some((label) => label.contains(at)));
	};
	const hidden = [];
	for (const e of all) {
		e.focus();
		for (let i = 0; i < 6 && !seen(e); i++) await frame(); // the stage makes room
		if (!seen(e)) hidden.push(e.tagName + '#' + e.id + ' ' + e.textContent.slice(0, 30) + JSON.stringify(e.getBoundingClientRect()));
	}
	return hidden.join('\n');
})()`

// TestZoomLosesNothing looks at every lab in the windows that 1280×1024 has at 200 % and at 400 %,
// and that a small phone has: nothing is cut, nothing is beside the window, and what gets
// the focus is seen.
func TestZoomLosesNothing(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/")
	for _, lab := range labs.All.Keys() {
		b.visitLab(lab)
		b.wait("its numbers are there", `document.querySelector('[data-key=run-step] .value').textContent !== '–'`)
		eval[any](b, `(() => {
			document.getElementById('play').click();
			document.querySelectorAll('details').forEach((fold) => { fold.open = true; });
			if (document.getElementById('more-metrics').hidden) document.getElementById('more').click();
		})()`)
		for _, w := range []screen{{640, 512, false}, {320, 640, false}, {320, 256, false}} {
			what := fmt.Sprintf("%s at %d×%d", lab, w.width, w.height)
			b.resize(w, 1)
			require.Empty(t, eval[string](b, faulty), what)
			eval[any](b, fmt.Sprintf(`(document.getElementById('notices').hidden = %t, 1)`, w.height > 520)) // they stand over the foot of a phone until they are answered
			require.Empty(t, eval[string](b, hiddenFocus), what)
			b.shoot(fmt.Sprintf("zoom-%s-%d-%d", lab, w.width, w.height))
		}
		eval[any](b, `(document.activeElement.blur(), scrollTo(0, 0), 1)`)
	}
	b.quiet()
}

// TestDialogsFitASmallWindow opens what opens over the page at 320×256.
func TestDialogsFitASmallWindow(t *testing.T) {
	b := newBrowser(t, builtSite(t), screen{320, 256, false})
	for _, box := range boxes {
		b.start("/?" + box.name + "#" + box.address)
		if box.open != "" {
			eval[any](b, "("+box.open+", 1)")
		}
		b.wait(box.name+" is there", box.seen)
		require.Empty(t, eval[string](b, `[document.documentElement, ...document.querySelectorAll('dialog[open]')].filter((e) => e.scrollWidth > e.clientWidth + 1).map((e) => e.tagName + e.id + e.scrollWidth).join()`), box.name)
		b.shoot("zoom-" + box.name)
	}
	b.quiet()
}
