package site

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/race"
)

// What the tests look at: the words below the editor, and the high scores.
const (
	checked = `document.getElementById('policy-verdict').innerText`
	scores  = `[...document.querySelectorAll('.policy-scores tbody tr')]`
)

// writing opens the editor and waits until it can check.
func (b *browser) writing() {
	b.t.Helper()
	b.click("Write your own")
	b.wait("the editor is there", `document.getElementById('policy')?.checkVisibility() && getComputedStyle(document.getElementById('policy')).display === 'grid'`)
	b.wait("the language is there", `resonetics.client.language === 'ready'`)
}

// write puts a program into the editor, as if it had been pasted.
func (b *browser) write(source string) {
	b.t.Helper()
	eval[any](b, `(() => {
		const area = document.getElementById('policy-text');
		area.focus();
		area.setRangeText(`+quoted(source)+`, 0, area.value.length, 'end');
		area.dispatchEvent(new Event('input'));
	})()`)
}

// firstPolicy is the heuristic as a visitor would write it.
const firstPolicy = `# My first policy
def act(see, memo):
    if see.memory > 0.3:
        return CLEAN
    best = UP
    for way in [DOWN, LEFT, RIGHT]:
        if see.around[way].memory > see.around[best].memory:
            best = way
    print("memory", see.memory)
    return best
`

// TestAVisitorsPolicyRaces writes one, races it, and makes a mistake in it: the mistake
// has its line, and the last good version goes on.
func TestAVisitorsPolicyRaces(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/")
	loaded := func() []string {
		return eval[[]string](b, `performance.getEntriesByType('resource').map((e) => e.name).filter((name) => /policy-|language/.test(name))`)
	}
	require.Empty(t, loaded(), "a first visit loads neither the editor nor the language")
	b.writing()
	require.NotEmpty(t, loaded())
	b.shoot("policy-open")
	b.write(firstPolicy)
	b.wait("it is a program", checked+`.startsWith('No mistake found. Press')`)
	b.click("Race it")
	b.wait("it has a lane", `resonetics.values['lane-4'] === 'program' && resonetics.step > 3`)
	b.wait("it says so", checked+` === 'No mistake found. This is what races now.'`)
	b.wait("what it printed is shown", `document.querySelector('.policy-printed pre').innerText.startsWith('memory 0.')`)
	b.shoot("policy-races")
	running := eval[string](b, `resonetics.values.program`)

	b.write(strings.Replace(firstPolicy, "see.memory > 0.3", "see.memry > 0.3", 1))
	b.wait("the mistake has its line", checked+`.startsWith('Line 3: ') && `+checked+`.includes('did you mean see.memory?')`)
	require.Contains(t, eval[string](b, checked), "The last good version goes on.")
	require.Equal(t, "true", eval[string](b, `document.getElementById('policy-text').getAttribute('aria-invalid')`))
	require.Equal(t, "▸3", eval[string](b, `document.querySelector('.code-lines strong').innerText`))
	b.shoot("policy-mistake")
	at := eval[int](b, `resonetics.step`)
	b.wait("the race goes on", `resonetics.step > `+strconv.Itoa(at+5))
	require.Equal(t, running, eval[string](b, `resonetics.values.program`))
	b.click("Race it")
	b.wait("the mistake is still told", checked+`.startsWith('Line 3: ')`)
	require.Equal(t, running, eval[string](b, `resonetics.values.program`))
	b.quiet()
}

// TestAPolicyThatFailsWaitsUntilItIsMended lets one fail in the middle of a race, mends
// it, and lets another fail and hands its lane to h.3.
func TestAPolicyThatFailsWaitsUntilItIsMended(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/")
	b.writing()
	failing := strings.Replace(firstPolicy, "    best = UP\n", "    memo[\"n\"] = memo.get(\"n\", 0) + 1\n    while memo[\"n\"] > 20:\n        pass\n    best = UP\n", 1)
	b.write(failing)
	b.click("Race it")
	b.wait("the race stands at a decision", `resonetics.shot.fault !== null`)
	require.Equal(t, 6, eval[int](b, `resonetics.shot.fault.line`))
	b.wait("its line is told", checked+`.startsWith('Line 6: ') && `+checked+`.includes('does a loop never end?')`)
	b.wait("there are ways on", `document.getElementById('notices').innerText.includes('the world waits at that decision')`)
	b.shoot("policy-failed")
	at := eval[int](b, `resonetics.step`)
	b.write(strings.Replace(failing, "> 20", "> 20000", 1))
	b.wait("it is a program", checked+`.startsWith('No mistake found.')`)
	b.click("Race it")
	b.wait("it goes on from there", `resonetics.shot.fault === null && resonetics.step > `+strconv.Itoa(at+5))
	require.Less(t, eval[int](b, `resonetics.step`), at+2000, "it has not begun again")
	b.wait("what was offered is gone", `document.getElementById('notices').innerText === ''`)

	b.write(strings.Replace(failing, "> 20", "> 0", 1))
	b.wait("it is a program", checked+`.startsWith('No mistake found. What acts now is an earlier version')`)
	b.click("Race it")
	b.wait("it fails again", `resonetics.shot.fault !== null`)
	b.wait("the version before is offered", `[...document.querySelectorAll('#notices button')].some((e) => e.innerText === 'Use the version before')`)
	b.click("Let h.3 go on")
	b.wait("h.3 has the lane", `resonetics.values['lane-4'] === 'h3' && resonetics.shot.fault === null`)
	b.quiet()
}

// TestBadPoliciesAreAnsweredInWords gives the editor what beginners and others write.
func TestBadPoliciesAreAnsweredInWords(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	b.writing()
	for _, c := range []struct{ source, words string }{
		{"", "There is no program yet"},
		{"x = 1\n", "there is no function act"},
		{"def act(see, memo)\n    return UP\n", "Line 1: a : is missing"},
		{"def act(see, memo):\n    return see.nothing\n", "Line 2: see.nothing is not defined"},
		{"def act(see, memo):\n    return act(see, memo)\n", "Line 2: act calls itself"},
		{"def act(see, memo):\n    return \"fly\"\n", "Line 2: act returned \"fly\", which is no action"},
		{"def act(see, memo):\n    while True:\n        pass\n", "does a loop never end?"},
		{strings.Repeat("# a hundred thousand bytes\n", 4000), "the program has 108000 bytes; at most 65536 are accepted"},
	} {
		b.write(c.source)
		b.click("Let it play")
		b.wait(c.words, checked+`.toLowerCase().includes(`+quoted(c.words)+`.toLowerCase())`)
	}
	b.write(firstPolicy)
	b.click("Let it play")
	b.wait("the page is alive", `resonetics.values.policy === 'program' && resonetics.shot.fault === null && `+checked+` === 'No mistake found. This is what plays now.'`)
	at := eval[int](b, `resonetics.step`)
	b.wait("it goes on", `resonetics.step > `+strconv.Itoa(at+5))
	b.quiet()
}

// TestALinkBringsItsPolicy opens the link of somebody else's run beside a text of one's own.
func TestALinkBringsItsPolicy(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	b.writing()
	b.write(firstPolicy)
	b.start("/?again#v=2&lab=cluster&policy=program&program=" + lab.EncodeText(countingProgram))
	b.writing()
	text := `document.getElementById('policy-text').value`
	require.Equal(t, firstPolicy, eval[string](b, text), "nothing is lost")
	start := func(label string) {
		t.Helper()
		found := `[...document.querySelectorAll('.policy-start button')].find((e) => e.innerText.startsWith('` + label + `') && e.checkVisibility())`
		b.wait("there is "+label, found)
		eval[any](b, `(`+found+`.click(), 1)`)
	}
	start("What acts now")
	require.Equal(t, countingProgram, eval[string](b, text))
	b.wait("it says that it plays", checked+` === 'No mistake found. This is what plays now.'`)
	start("Back to your text")
	require.Equal(t, firstPolicy, eval[string](b, text))
	b.quiet()
}

// TestALinkWithAPolicyThatFailsSaysSo opens one that no editor was open for, and goes to
// the line from what is offered.
func TestALinkWithAPolicyThatFailsSaysSo(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	failing := "def act(see, memo):\n    return \"fly\"\n"
	b.open("/#v=2&lab=cluster&policy=program&program=" + lab.EncodeText(failing))
	b.click("Mend it")
	b.wait("the editor shows the line", `document.querySelector('.code-lines strong')?.innerText === '▸2'`)
	require.Equal(t, failing, eval[string](b, `document.getElementById('policy-text').value`))
	require.Equal(t, "policy-text", eval[string](b, `document.activeElement.id`))
	b.quiet()
}

// TestAPolicyNeedsALabThatAsksForOne gives the file of one to another lab.
func TestAPolicyNeedsALabThatAsksForOne(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#lab=gardener")
	require.False(t, eval[bool](b, `document.getElementById('write').checkVisibility()`))
	eval[any](b, `(async () => {
		const files = new DataTransfer();
		files.items.add(new File(['def act(see, memo):'], 'mine.star'));
		document.dispatchEvent(new DragEvent('drop', { dataTransfer: files }));
	})()`)
	b.wait("it says so", `document.getElementById('notices').innerText.includes('mine.star cannot be loaded. It is a policy for a cluster, and the Gardener has none.')`)
	b.quiet()
}

// TestALongLinkIsAFile writes so much that the link is too long, and loads a file.
func TestALongLinkIsAFile(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	b.writing()
	long := firstPolicy + strings.Repeat("# so much to say about this policy\n", 60)
	b.upload(".policy input[type=file]", []byte(long))
	b.wait("the file is in the editor", `document.getElementById('policy-text').value.length > 2000`)
	b.click("Let it play")
	b.wait("it plays", `resonetics.values.policy === 'program' && resonetics.step > 3`)
	eval[any](b, `(document.getElementById('share').click(), 1)`)
	b.wait("it is told", `/This link has \d,\d+ characters/.test(document.getElementById('share-status').innerText)`)
	b.shoot("policy-share")
	name, content := b.download("Save your policy")
	require.Equal(t, "my_first_policy.star", name)
	require.Equal(t, long, string(content))
	name, _ = b.download("Save the run as a file")
	require.True(t, strings.HasSuffix(name, ".safetensors"), name)
	b.quiet()
}

// survivals returns how many of the first 100 clusters of the score's seed a policy keeps alive
// under a preset of the race: played here, where the page plays them in a worker.
func survivals(t *testing.T, preset, policy, source string) int {
	t.Helper()
	c := lab.NewConfig(cluster.Lab)
	c.Seed = lab.LinkSeed
	for key, v := range race.Lab.Preset(preset) {
		require.NoError(t, c.Set(key, v))
	}
	require.NoError(t, c.SetText("policy", policy))
	require.NoError(t, c.WriteText("program", source))
	s := must(lab.NewSession(c))(t)
	survived := 0
	for range 100 {
		s.AdvanceEpisode(1 << 20)
		if strings.Contains(string(s.AppendRow(nil)), ",false,") {
			survived++
		}
	}
	return survived
}

// TestTheTextAndTheScoresAreKept scores a policy, reloads the page, and finds both again.
func TestTheTextAndTheScoresAreKept(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/")
	b.writing()
	b.write(firstPolicy)
	b.click("Score it")
	b.wait("it is scored", `/It kept \d+ of 100 clusters alive; .* h\.3 kept \d+/.test(document.querySelector('.policy-attempts .note').innerText)`)
	b.shoot("policy-scored")
	require.Regexp(t, fmt.Sprintf(`^It kept %d of 100 .* h\.3 kept %d,`, survivals(t, "red-queen", "program", firstPolicy), survivals(t, "red-queen", "h3", "")),
		eval[string](b, `document.querySelector('.policy-attempts .note').innerText`))
	table := eval[string](b, `document.querySelector('.policy-scores').innerText`)
	require.Contains(t, table, "Red Queen: what became of the first 100 clusters of seed 42, of 150 steps each, best first.")
	require.Contains(t, table, "My first policy")
	require.Contains(t, table, "h.3, for comparison")
	b.write("def act(see, memo):\n    return CLEAN\n")
	b.click("Score it")
	b.wait("it is worse", scores+`.length === 3 && `+scores+`[2].innerText.startsWith('Without a name')`)

	b.start("/?again")
	b.writing()
	require.Equal(t, "def act(see, memo):\n    return CLEAN\n", eval[string](b, `document.getElementById('policy-text').value`))
	b.wait("the scores are there", scores+`.length === 3`)
	eval[any](b, `(`+scores+`.find((e) => e.innerText.includes('My first policy')).querySelector('button').click(), 1)`)
	b.wait("an attempt is loaded", `document.getElementById('policy-text').value.startsWith('# My first policy')`)
	eval[any](b, `([...document.querySelectorAll('.policy-start button')].find((e) => e.innerText.startsWith('Back to your text')).click(), 1)`)
	b.wait("nothing is lost", `document.getElementById('policy-text').value.endsWith('return CLEAN\n')`)
	b.click("Crisis")
	b.wait("another world has a table of its own", scores+`.length === 0 || !document.querySelector('.policy-scores').checkVisibility()`)
	b.click("Red Queen")
	b.wait("and this one its own", scores+`.length === 3`)
	b.click("Clear this table")
	b.click("Press again to forget these attempts")
	b.wait("they are gone", scores+`.length === 0`)
	b.quiet()
}

// TestAPolicyIsComparedOverManyGames opens the series from the editor.
func TestAPolicyIsComparedOverManyGames(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	b.writing()
	b.write(firstPolicy)
	b.wait("it is a program", checked+`.startsWith('No mistake found.')`)
	eval[any](b, `([...document.querySelectorAll('.policy button')].find((e) => e.innerText === 'Compare on 100 games').click(), 1)`)
	b.wait("both have played", `/h\.3[^]*Your program/.test(document.querySelector('#series-box[open] table')?.innerText)`)
	require.Equal(t, "program", eval[string](b, `resonetics.values.policy`))
	b.quiet()
}

// TestTheEditorIsUsedByKeyboard indents, goes on from a colon, and leaves.
func TestTheEditorIsUsedByKeyboard(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	b.writing()
	b.write("")
	b.press("def act(see, memo):" + kb.Enter + "return UP")
	text := `document.getElementById('policy-text').value`
	require.Equal(t, "def act(see, memo):\n    return UP", eval[string](b, text))
	b.press(kb.Enter + kb.Tab + "x = 1")
	require.Equal(t, "def act(see, memo):\n    return UP\n        x = 1", eval[string](b, text))
	b.write(firstPolicy)
	b.run(chromedp.KeyEvent(kb.Enter, chromedp.KeyModifiers(chromedp.ModifierCtrl)))
	b.wait("Control and Enter puts it to work", `resonetics.values.policy === 'program'`)
	require.Equal(t, "policy-text", eval[string](b, `document.activeElement.id`))
	b.press(kb.Escape + kb.Tab)
	require.NotEqual(t, "policy-text", eval[string](b, `document.activeElement.id`), "Escape and Tab leave")
	require.True(t, eval[bool](b, `document.getElementById('policy').contains(document.activeElement)`))
	b.quiet()
}

// TestTheEditorFitsEveryScreen opens it on a phone, a projector and a wall of pixels, with
// a score and a mistake in it: nothing is cut, too small to read or too small to hit.
func TestTheEditorFitsEveryScreen(t *testing.T) {
	for _, s := range []screen{{360, 740, true}, {960, 540, false}, {1280, 800, false}, {3840, 2160, false}} {
		b := newBrowser(t, builtSite(t), s)
		b.start(theCluster)
		eval[any](b, `resonetics.client.play(false)`)
		b.writing()
		b.click("Score it")
		b.wait("it is scored", scores+`.length === 2`)
		b.write(strings.Replace(firstPolicy, "see.memory > 0.3", "see.memry > 0.3", 1))
		b.wait("the mistake is told", checked+`.startsWith('Line 3: ')`)
		eval[any](b, `document.querySelectorAll('.policy details').forEach((fold) => { fold.open = true; })`)
		require.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), int(s.width))
		require.Empty(t, eval[[]string](b, `[...document.querySelectorAll('.policy *')].filter((e) => {
			const own = [...e.childNodes].some((part) => part.nodeType === Node.TEXT_NODE && part.data.trim() !== '');
			const box = e.getBoundingClientRect();
			const seen = e.checkVisibility() && box.width > 1;
			const scrolls = e.closest('.policy-guide, .code') !== null;
			return seen && (own && parseFloat(getComputedStyle(e).fontSize) < 13
				|| !scrolls && (box.left < 0 || box.right > innerWidth)
				|| e.matches('button, summary') && Math.min(box.width, box.height) < 24);
		}).map((e) => `+"`${e.tagName} ${e.className} ${e.innerText}`"+`)`), "%v", s)
		b.quiet()
	}
}

// TestTheEditorOnAPhone fills the screen, and goes away for the race.
func TestTheEditorOnAPhone(t *testing.T) {
	b := newBrowser(t, builtSite(t), screen{360, 740, true})
	b.start("/")
	b.writing()
	require.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), 360)
	require.LessOrEqual(t, eval[int](b, `document.getElementById('policy').scrollWidth`), 360)
	require.True(t, eval[bool](b, `['.top', '#controls', '#stage'].every((one) => document.querySelector(one).closest('[inert]'))`), "what it covers is out of reach")
	b.shoot("policy-phone")
	b.click("Race it")
	b.wait("the race is in sight", `!document.querySelector('.top').inert && !document.getElementById('policy').checkVisibility() && resonetics.values['lane-4'] === 'program'`)
	b.shoot("policy-phone-races")
	b.quiet()
}
