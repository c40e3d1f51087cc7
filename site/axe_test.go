package site

import (
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/labs"
)

// installed returns the folder of the npm packages that the package.json of a folder asks
// for, and installs them where probe, a path in it, is missing.
func installed(folder, probe string) (string, error) {
	modules := filepath.Join(folder, "node_modules")
	if _, err := os.Stat(filepath.Join(modules, probe)); err == nil {
		return modules, nil
	}
	cmd := exec.Command("npm", "ci", "--no-audit", "--no-fund", "--loglevel=error")
	cmd.Dir = folder
	if said, err := cmd.CombinedOutput(); err != nil {
		return "", fmt.Errorf("npm ci in %s: %w\n%s", folder, err, said)
	}
	return modules, nil
}

// newAxe starts a browser whose documents, the stage's too, have axe-core in them, or skips
// the test where it cannot be had.
func newAxe(t *testing.T, h http.Handler, s screen) *browser {
	t.Helper()
	modules, err := installed("testdata/axe", "axe-core")
	if err != nil {
		t.Skipf("axe-core could not be installed: %v", err)
	}
	source, err := os.ReadFile(filepath.Join(modules, "axe-core", "axe.min.js"))
	require.NoError(t, err)
	b := newBrowser(t, h, s)
	b.before(string(source))
	return b
}

// barriers is a script that lists what axe finds in the page and in the stage, each with the
// first elements that have it. What is scrolled halfway below the foot of a box is no small target.
const barriers = `axe.run(document, { resultTypes: ['violations'], rules: { 'target-size': { enabled: true } } }).then(({ violations }) => violations
	.map(({ id, help, nodes }) => ({ id, help, nodes: nodes.filter(({ failureSummary }) => !(id === 'target-size' && failureSummary.includes('partially obscured'))) }))
	.filter(({ nodes }) => nodes.length > 0)
	.map(({ id, help, nodes }) => id + ' (' + help + '): ' + nodes.slice(0, 4).map(({ target, failureSummary }) => target.join(' ') + ' — ' + failureSummary).join('; ')).join('\n'))`

// clear looks for barriers in the page as it is now, in both themes.
func (b *browser) clear(what string) {
	b.t.Helper()
	for range 2 {
		eval[any](b, `(document.getElementById('theme').click(), 1)`)
		theme := eval[string](b, `document.documentElement.dataset.theme`)
		require.Empty(b.t, eval[string](b, barriers), "%s, %s", what, theme)
	}
}

// boxes are what can be opened over the page or in it: how, and what is to be seen then.
var boxes = []struct{ name, address, open, seen string }{
	{"share", "v=2&lab=cluster", `document.getElementById('share').click()`, `document.getElementById('share-link').value`},
	{"files", "v=2&lab=cluster", `resonetics.autosave().then(() => document.getElementById('files').click())`, `document.querySelector('#kept-runs button')`},
	{"help", "v=2&lab=cluster", `document.getElementById('help').click()`, `document.querySelector('#help-text kbd')`},
	{"series", "v=2&lab=race&series=10.43.h3.random", ``, `document.querySelector('#series-box[open] table')`},
	{"luck", quickLearner[2:], `[...document.querySelectorAll('button')].find((e) => e.innerText === 'Is it luck?').click()`, `document.querySelector('#luck-box[open]')`},
	{"editor", "v=2&lab=cluster&policy=program", `document.getElementById('write').click()`, `/No mistake/.test(document.getElementById('policy-verdict')?.innerText)`},
	{"class", "v=2&lab=cluster", `document.getElementById('share').click(), setTimeout(() => document.getElementById('share-class').click(), 300)`, `document.querySelector('#sheet-box[open]')`},
	{"explanation", "v=2&lab=cluster", `document.querySelector('.question').click()`, `!document.getElementById('explanation').hidden`},
	{"presentation", "v=2&lab=race", `document.getElementById('present').click()`, `document.documentElement.classList.contains('presenting')`},
}

// TestNoLabHasABarrier looks with axe at every lab, on a desktop and on a phone, in both
// themes, with a message and everything unfolded.
func TestNoLabHasABarrier(t *testing.T) {
	for name, s := range map[string]screen{"desktop": desktop, "phone": {360, 740, true}} {
		t.Run(name, func(t *testing.T) {
			b := newAxe(t, builtSite(t), s)
			b.start("/")
			for _, lab := range labs.All.Keys() {
				eval[any](b, fmt.Sprintf(`(location.hash = '%s', 1)`, busy[lab][2:]))
				b.wait(lab+" has stepped for a while", fmt.Sprintf(`resonetics.shot?.lab.key === '%s' && resonetics.step > 30 && document.querySelectorAll('#notices button').length === 2`, lab))
				eval[any](b, `(() => {
					document.getElementById('play').click();
					document.querySelectorAll('details').forEach((fold) => { fold.open = true; });
					if (document.getElementById('more-metrics').hidden) document.getElementById('more').click();
				})()`)
				b.clear(lab)
			}
			b.quiet()
			eval[any](b, `(document.getElementById('stage').contentDocument.body.append(document.createElement('button')), 1)`)
			require.Contains(t, eval[string](b, barriers), "button-name", "it looks into the stage")
		})
	}
}

// TestNothingThatOpensHasABarrier looks at dialogs, the editor and the presentation.
func TestNothingThatOpensHasABarrier(t *testing.T) {
	for name, s := range map[string]screen{"desktop": desktop, "phone": {360, 740, true}} {
		t.Run(name, func(t *testing.T) {
			b := newAxe(t, builtSite(t), s)
			b.start("/?locked#" + sheetLink(t, []string{"policy", "noise"}, []string{"policy"}))
			b.wait("it is told who has locked what", `document.querySelector('#param-policy:disabled')`)
			b.clear("what a teacher has locked")
			for _, box := range boxes {
				b.start("/?" + box.name + "#" + box.address)
				if box.open != "" {
					eval[any](b, "("+box.open+", 1)")
				}
				b.wait(box.name+" is there", box.seen)
				b.clear(box.name)
				b.shoot("axe-" + box.name + "-" + name)
			}
			b.quiet()
		})
	}
}

// TestForcedColorsHaveNoBarrier looks at the page in the colors of a system with high contrast.
func TestForcedColorsHaveNoBarrier(t *testing.T) {
	b := newAxe(t, builtSite(t), desktop)
	do(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}})
	b.start(learner)
	require.Empty(t, eval[string](b, barriers))
	b.quiet()
}

// TestNoLessonHasABarrier opens every lesson beside the stage.
func TestNoLessonHasABarrier(t *testing.T) {
	if len(lessonNames()) == 0 {
		t.Skip("there are no lessons")
	}
	b := newAxe(t, builtSite(t), desktop)
	b.start("/")
	for _, s := range []screen{desktop, {360, 740, true}} {
		b.resize(s, 1)
		for _, name := range lessonNames() {
			eval[any](b, `resonetics.lesson('`+name+`')`)
			b.wait(name+" is there", `document.querySelector('.lesson')?.checkVisibility() && resonetics.step >= 0`)
			b.clear(name)
		}
	}
	b.quiet()
}
