package site

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/input"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/labs"
)

// sheetLink returns the link of a cluster that a teacher has set up.
func sheetLink(t *testing.T, shown, locked []string) string {
	t.Helper()
	r := lab.Run{Config: lab.NewConfig(cluster.Lab)}
	require.NoError(t, r.Config.SetText("drift", "0.0125"))
	require.NoError(t, r.SetSheet(&lab.Sheet{
		Name: "The Red Queen", By: "Ms. Kim", Shown: shown, Locked: locked,
		Note: "Which policy lasts longest? Write down your guess before you press Play.",
	}))
	return r.Link()
}

const (
	banner = `(document.getElementById('sheet')?.checkVisibility() ? document.getElementById('sheet').innerText : '')`
	drift  = `document.getElementById('param-drift')`
)

// mouse clicks on the stage.
func (b *browser) mouse(x, y float64) {
	b.t.Helper()
	x, y = b.onStage(x, y)
	for _, what := range []input.DispatchMouseEventType{input.DispatchMouseEventTypeMousePressed, input.DispatchMouseEventTypeMouseReleased} {
		do(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: what, X: x, Y: y, Button: input.MouseButtonLeft, ClickCount: 1})
	}
}

// TestWhatATeacherHasLockedDoesNotMove tries a slider, a preset, the seed, keys, the stage and
// the console.
func TestWhatATeacherHasLockedDoesNotMove(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#" + sheetLink(t, nil, []string{"drift", "policy", "seed", "act", "inject"}))
	b.wait("it says who has set it up", banner+`.includes('The Red Queen') && `+banner+`.includes('This page was set up by Ms. Kim.') && `+banner+`.includes('Write down your guess')`)
	b.wait("a locked slider is disabled", drift+`.disabled && document.querySelector('[aria-label="Drift, number"]').disabled && document.getElementById('seed').disabled && document.getElementById('new-seed').disabled`)
	require.Contains(t, eval[string](b, drift+`.getAttribute('aria-describedby').split(' ').map((id) => document.getElementById(id).innerText).join(' ')`), "Locked by Ms. Kim")
	require.False(t, eval[bool](b, `document.getElementById('param-noise').disabled`), "another moves")
	require.True(t, eval[bool](b, `[...document.querySelectorAll('.presets button')].find((e) => e.innerText === 'Crisis').disabled`), "a preset would move it")
	require.True(t, eval[bool](b, `document.getElementById('try').hidden && document.getElementById('share-class').hidden`))
	b.shoot("sheet-desktop")

	for _, command := range []string{"set drift 0", "act 1", "inject 3 0.9", "set policy random"} {
		require.Regexp(t, "is locked by Ms. Kim$", eval[string](b, `resonetics.client.command('`+command+`')`), command)
	}
	require.Equal(t, "the seed is locked by Ms. Kim", eval[string](b, `resonetics.client.again('lab=cluster&seed=7&drift=0.0125')`))
	require.Equal(t, "drift is locked by Ms. Kim", eval[string](b, `resonetics.client.again('lab=cluster&seed='+document.getElementById('seed').value)`))
	b.strike("ArrowUp", "ArrowUp")
	b.wait("a key is answered", told+` === 'Acting yourself is locked by Ms. Kim.'`)
	b.wait("the answer has gone", told+` !== 'Acting yourself is locked by Ms. Kim.'`)
	b.pointAt(0.4, 0.5)
	b.wait("a node is under the pointer", `/node|row/i.test(document.getElementById('stage').title)`)
	b.mouse(0.4, 0.5)
	b.wait("a click is answered", told+` === 'Disturbing the world is locked by Ms. Kim.'`)
	require.Equal(t, "0.0125", eval[string](b, `resonetics.values.drift`))

	require.Empty(t, eval[string](b, `resonetics.client.command('set noise 0.02')`))
	eval[any](b, `(document.getElementById('reset').click(), 1)`)
	b.wait("it starts over", `resonetics.step < 30`)
	b.wait("a restart keeps it", drift+`.disabled && `+banner+`.includes('Ms. Kim')`)
	require.Equal(t, "drift is locked by Ms. Kim", eval[string](b, `resonetics.client.command('set drift 0')`))
	b.quiet()
}

// TestOnlyWhatATeacherShowsIsShown, until a visitor leaves for the plain page, which is said.
func TestOnlyWhatATeacherShowsIsShown(t *testing.T) {
	b := newBrowser(t, builtSite(t), screen{360, 740, true})
	b.start("/#" + sheetLink(t, []string{"policy", "noise"}, []string{"policy"}))
	b.wait("it is set up", banner+`.includes('Ms. Kim')`)
	shown := `[...document.querySelectorAll('.param')].filter((e) => e.checkVisibility()).map((e) => e.querySelector('input, select').id)`
	b.wait("two controls are shown", shown+`.length === 2`)
	require.Equal(t, []string{"param-policy", "param-noise"}, eval[[]string](b, shown))
	require.False(t, eval[bool](b, `document.getElementById('seed').checkVisibility() || document.querySelector('.presets').checkVisibility() || document.getElementById('write').checkVisibility()`))
	b.wait("the stage draws", `resonetics.stage.stats()?.drawn > 3`)
	b.shoot("sheet-phone")
	eval[any](b, `(document.getElementById('controls').scrollIntoView(), 1)`)
	b.shoot("sheet-phone-controls")
	require.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), 360)

	eval[any](b, `(document.querySelector('#sheet a').click(), 1)`)
	b.wait("it has ended", `!document.getElementById('sheet').checkVisibility() && `+shown+`.length > 2`)
	b.wait("that is said", notices+`.includes('You have left “The Red Queen”, which Ms. Kim has set up.')`)
	require.Equal(t, "", eval[string](b, `resonetics.client.command('set drift 0')`))
	b.shoot("sheet-left-phone")
	b.click("Share")
	b.click("A preset for your class")
	b.wait("the form fits", `document.getElementById('sheet-box')?.open && document.getElementById('sheet-box').scrollWidth <= 360 && document.querySelector('.sheet-controls').getBoundingClientRect().height > 400`)
	b.shoot("sheet-form-phone")
	eval[any](b, `(document.querySelector('.sheet-controls').scrollIntoView(), 1)`)
	b.shoot("sheet-form-phone-controls")
	eval[any](b, `(document.getElementById('sheet-box').close(), 1)`)
	b.click("Go back to it")
	b.wait("it is there again", banner+`.includes('Ms. Kim') && resonetics.values.drift === '0.0125'`)
	b.wait("nothing more is said of it", `!`+notices+`.includes('You have left')`)

	eval[any](b, `(location.hash = 'lab=gardener', 1)`)
	b.wait("another lab says so too", `globalThis.resonetics?.values.growth !== undefined && `+notices+`.includes('You have left “The Red Queen”')`)
	b.quiet()
}

// TestAnEditedSheetIsRefused changes the value of what is locked in the link, and takes the
// worker away.
func TestAnEditedSheetIsRefused(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	link := sheetLink(t, nil, []string{"drift"})
	b.start("/#" + link)
	b.wait("it is set up", banner+`.includes('Ms. Kim')`)
	eval[any](b, `(location.hash = '`+strings.Replace(link, "drift=0.0125", "drift=0.5", 1)+`', 1)`)
	b.wait("it is refused", notices+`.includes('It was changed on its way')`)
	require.NotContains(t, eval[string](b, notices), "Open these settings")
	require.Equal(t, "0.0125", eval[string](b, `resonetics.values.drift`))
	b.click("Dismiss")

	eval[any](b, `(resonetics.client.worker.dispatchEvent(new ErrorEvent('error', { message: 'gone' })), 1)`)
	b.click("Restart")
	b.wait("another worker holds it too", `resonetics.client.ready && resonetics.client.command('set drift 0').then((error) => error === 'drift is locked by Ms. Kim')`)
	require.Contains(t, eval[string](b, banner), "Ms. Kim")
}

// TestATeacherMakesAPreset fills the form, and opens what has come of it as a link, as a file,
// and from the list.
func TestATeacherMakesAPreset(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#lab=cluster&drift=0.0125&policy=h5&seed=11")
	b.wait("it has the values", `resonetics.values.drift === '0.0125'`)
	b.click("Share")
	b.click("A preset for your class")
	b.wait("the form is open", `document.getElementById('sheet-box')?.open`)
	b.click("Copy the link")
	b.wait("it wants a name", `document.getElementById('sheet-error').innerText === 'It has no name yet.' && document.activeElement.id === 'sheet-name'`)
	b.press("붉은 여왕")
	b.fill("sheet-by", "Ms. Kim")
	eval[any](b, `(() => {
		const box = document.getElementById('sheet-box');
		const note = document.getElementById('sheet-note');
		note.value = ' Guess\n\tfirst. ';
		note.dispatchEvent(new Event('input'));
		for (const label of ['Drift: locked', 'Seed: locked', 'Noise: shown']) box.querySelector('[aria-label="' + label + '"]').click();
	})()`)
	b.wait("there is a link", `document.getElementById('sheet-link').value.includes('sheet-locked=seed.drift')`)
	eval[any](b, `(document.getElementById('sheet-paused').click(), 1)`)
	b.wait("it waits", `document.getElementById('sheet-link').value.includes('sheet-start=paused')`)
	b.shoot("sheet-form")
	name, content := b.download("Save the preset")
	require.Equal(t, "resonetics_붉은-여왕.json", name)
	var file struct{ Format, Name, By, Link string }
	require.NoError(t, json.Unmarshal(content, &file))
	run, err := labs.All.ParseLink(file.Link)
	require.NoError(t, err)
	sheet := run.Config.Sheet()
	require.Equal(t, []string{"붉은 여왕", "Guess first.", "Ms. Kim"}, []string{sheet.Name, sheet.Note, sheet.By})
	require.Equal(t, []string{"seed", "drift"}, sheet.Locked)
	require.True(t, sheet.Paused)
	require.NotContains(t, sheet.Shown, "noise")
	require.Contains(t, sheet.Shown, "drift")
	require.Equal(t, []any{uint64(11), 0.0125, "h5"}, []any{run.Config.Seed, run.Config.Get("drift"), run.Config.Choice("policy")})

	b.click("Open it as the class will")
	b.wait("it is set up", banner+`.includes('붉은 여왕') && `+drift+`.disabled && !document.getElementById('sheet-box').checkVisibility()`)
	require.Equal(t, []any{"Play", 0.0}, eval[[]any](b, `[document.getElementById('play').getAttribute('aria-label'), resonetics.step]`), "it waits for the class")
	require.Regexp(t, "this run is locked by Ms. Kim", eval[string](b, `resonetics.client.prepare('sheet=QQ').then(({ error }) => error)`))

	b.start("/?other#lab=race")
	b.uploadAs("preset.json", "#load-file", []byte(`{"format": "resonetics preset", "version": 2}`))
	b.wait("another file is refused", notices+`.includes('preset.json cannot be loaded. Its version is 2, want 1')`)
	b.uploadAs("preset.json", "#load-file", content)
	b.wait("the file opens it, in its lab", `globalThis.resonetics?.values.drift === '0.0125' && `+banner+`.includes('붉은 여왕')`)

	b.start("/?mine#lab=cluster")
	b.click("Share")
	b.click("A preset for your class")
	b.wait("it is in the list", `document.querySelector('.sheet-mine')?.innerText.includes('붉은 여왕')`)
	require.Equal(t, "Ms. Kim", eval[string](b, `document.getElementById('sheet-by').value`), "who makes presets is remembered")
	b.click("Change")
	b.wait("the form has what it had", `document.getElementById('sheet-box').open && document.getElementById('sheet-name').value === '붉은 여왕' && resonetics.values.drift === '0.0125'`)
	require.True(t, eval[bool](b, `document.querySelector('[aria-label="Drift: locked"]').checked`))
	require.Contains(t, eval[string](b, `document.querySelector('.sheet-controls').innerText`), "Seed 11")
	b.shoot("sheet-form-mine")
	b.quiet()
}
