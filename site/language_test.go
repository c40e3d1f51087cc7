package site

import (
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"
)

// countingProgram is a policy whose decisions hang on its memo; it prints.
const countingProgram = `def act(see, memo):
    memo["n"] = memo.get("n", 0) + 1
    print("decision", memo["n"])
    return [CLEAN, RIGHT, CLEAN, DOWN][memo["n"] % 4]
`

// faultyProgram fails at the first hotspot.
const faultyProgram = `def act(see, memo):
    if see.hotspots > 0:
        fail("a hotspot")
    return CLEAN
`

// language is the program that carries the language.
const language = `/language\.\w+\.wasm$`

// quoted writes a text as a script does.
func quoted(text string) string {
	b, _ := json.Marshal(text) // a string has no way to fail
	return string(b)
}

// watched is a site that counts what is asked for, and may lack a file.
type watched struct {
	http.Handler
	mu    sync.Mutex
	paths []string
	lacks string        // what a path that is refused contains
	holds chan struct{} // closed when the language may go out; nil: at once
}

func (s *watched) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	s.paths = append(s.paths, r.URL.Path)
	s.mu.Unlock()
	if s.lacks != "" && strings.Contains(r.URL.Path, s.lacks) {
		http.NotFound(w, r)
		return
	}
	if s.holds != nil && strings.Contains(r.URL.Path, "/language.") {
		<-s.holds
	}
	s.Handler.ServeHTTP(w, r)
}

// times returns how often a path was asked for that matches a regular expression.
func (s *watched) times(pattern string) int {
	s.mu.Lock()
	defer s.mu.Unlock()
	other := func(path string) bool { return !regexp.MustCompile(pattern).MatchString(path) }
	return len(slices.DeleteFunc(slices.Clone(s.paths), other))
}

// TestTheLanguageComesWhenItIsNeeded lets a network learn, and then asks for the language:
// the other worker goes on with it bit for bit, with its evaluation, and only then a
// program acts.
func TestTheLanguageComesWhenItIsNeeded(t *testing.T) {
	site := &watched{Handler: builtSite(t)}
	b := newBrowser(t, site, desktop)
	b.start("/#v=2&lab=cluster&policy=pilot&width=8&batch=8")
	b.wait("it learns", `resonetics.step > 50`)
	require.Zero(t, site.times(language), "a first visit does not load it")
	states := eval[[][]string](b, `(async () => {
		const { client } = resonetics;
		client.rate(50);
		client.play(false);
		const state = async () => [await client.link(), await client.digest(), client.language];
		const before = await state();
		const evaluation = client.evaluate(40);
		const error = await client.learn();
		const after = await state();
		const played = await evaluation;
		return [before, after, [error, played.error, String(played.text.startsWith('pilot,'))]];
	})()`)
	require.Equal(t, states[0][:2], states[1][:2])
	require.Equal(t, []string{"", "ready"}, []string{states[0][2], states[1][2]})
	require.Equal(t, []string{"", "", "true"}, states[2])
	require.Equal(t, 1, site.times(language))
	eval[any](b, `resonetics.client.play(true)`)
	was := eval[int](b, `resonetics.step`)
	b.wait("it goes on", fmt.Sprintf(`resonetics.step > %d`, was))
	require.Empty(t, eval[string](b, `resonetics.client.write('program', `+quoted(countingProgram)+`)`))
	require.Empty(t, eval[string](b, `resonetics.client.command('set policy program')`))
	b.wait("the program prints", `/^decision \d+$/.test(resonetics.shot.printed.join())`)
	require.Equal(t, countingProgram, eval[string](b, `(async () => new TextDecoder().decode(Uint8Array.from(
		atob(resonetics.values.program.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))))()`))
	require.Equal(t, 1, site.times(language), "once")
	b.quiet()
}

// TestAMistakeIsToldWithItsLine writes programs as a beginner does: what does not compile
// is refused, and what fails stops the run until it is mended.
func TestAMistakeIsToldWithItsLine(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#v=2&lab=race&lane-1=program&lane-2=h3&lane-3=none&noise=0")
	b.wait("it steps", `resonetics.step > 5`)
	type mistake struct {
		Line, Column int
		Message      string
	}
	require.Equal(t, mistake{2, 12, "`budget` is not defined; did you mean see.budget?"},
		eval[mistake](b, `resonetics.client.program('def act(see, memo):\n    return budget\n')`))
	require.True(t, eval[bool](b, `resonetics.client.program(`+quoted(countingProgram)+`).then((mistake) => mistake === null)`))
	require.Equal(t, "program: line 1: `act` has to take two values, see and memo: `def act(see, memo):`",
		eval[string](b, `resonetics.client.write('program', 'def act(see):\n    return UP\n')`))
	was := eval[int](b, `resonetics.step`)
	b.wait("what was good goes on", fmt.Sprintf(`resonetics.step > %d`, was+5))

	require.Empty(t, eval[string](b, `resonetics.client.write('program', `+quoted(faultyProgram)+`)`))
	require.Empty(t, eval[string](b, `resonetics.client.command('inject 3 1')`))
	b.wait("it stops", `resonetics.shot.fault?.line === 3 && resonetics.shot.fault.lane === 1`)
	b.wait("the headline says where", `document.getElementById('headline').innerText === 'Your program in lane 1 stops here. Line 3: a hotspot.'`)
	b.shoot("program-stops")
	was = eval[int](b, `resonetics.step`)
	require.Equal(t, was, eval[int](b, `new Promise((done) => setTimeout(() => done(resonetics.step), 400))`))
	require.Empty(t, eval[string](b, `resonetics.client.write('program', `+quoted(countingProgram)+`)`))
	b.wait("what is mended goes on", fmt.Sprintf(`resonetics.shot.fault === null && resonetics.step > %d`, was))
	b.quiet()
}

// TestALinkWithAProgramIsTheSameRun shares a run in which a program has played and was
// changed, and opens its link in another browser, which loads one worker only.
func TestALinkWithAProgramIsTheSameRun(t *testing.T) {
	site := &watched{Handler: builtSite(t)}
	server := httptest.NewServer(site)
	t.Cleanup(server.Close)
	first := newBrowserAt(t, server.URL, desktop)
	first.start("/#v=2&lab=cluster&policy=program")
	require.Zero(t, site.times(`/worker\.\w+\.wasm`), "the link says what it needs")
	require.Empty(t, eval[string](first, `resonetics.client.write('program', `+quoted(countingProgram)+`)`))
	first.wait("it has played", `resonetics.step > 40`)
	shared := first.shared()
	second := newBrowserAt(t, server.URL, desktop)
	second.open("/#" + shared[0])
	require.Equal(t, shared, second.repeated(shared[0]))
	second.quiet()
}

// TestWithoutTheLanguageTheRunGoesOn refuses the program that carries it.
func TestWithoutTheLanguageTheRunGoesOn(t *testing.T) {
	b := newBrowser(t, &watched{Handler: builtSite(t), lacks: "/language."}, desktop)
	b.start(theCluster)
	require.Regexp(t, `^the language for programs could not be loaded: the file language\.\w+\.wasm could not be downloaded`, eval[string](b, `resonetics.client.command('set policy program')`))
	require.True(t, eval[bool](b, `resonetics.client.program('x').then(({ line, missing }) => line === 0 && missing)`))
	was := eval[int](b, `resonetics.step`)
	b.wait("the run goes on", fmt.Sprintf(`resonetics.step > %d && resonetics.client.language === ''`, was))
	require.Equal(t, "h3", eval[string](b, `resonetics.values.policy`))
}

// TestAWorkerThatDiesWhileTheLanguageComes kills the worker that runs before the other has
// taken over.
func TestAWorkerThatDiesWhileTheLanguageComes(t *testing.T) {
	site := &watched{Handler: builtSite(t), holds: make(chan struct{})}
	b := newBrowser(t, site, desktop)
	b.start(theCluster)
	eval[any](b, `(resonetics.client.learn().then((error) => { globalThis.learned = error; }), 1)`)
	b.wait("it is said", `document.getElementById('notices').innerText.includes('The language for programs is being loaded. What runs goes on.')`)
	was := eval[int](b, `resonetics.step`)
	b.wait("the run goes on", fmt.Sprintf(`resonetics.step > %d && resonetics.client.language === 'loading'`, was))
	b.shoot("language-comes")
	eval[any](b, `(resonetics.client.worker.onerror(new ErrorEvent('error', { message: 'killed by the test' })), 1)`)
	b.wait("who waits hears of it", `globalThis.learned === 'the simulation has stopped'`)
	b.wait("it can be started again", `document.getElementById('notices').innerText.includes('illed by the test')`)
	close(site.holds)
	b.click("Restart")
	b.wait("the world steps again", `resonetics.client.ready && resonetics.step > 0 && resonetics.client.language === ''`)
	require.Empty(t, eval[string](b, `resonetics.client.command('set policy program')`))
	b.wait("the program acts", `resonetics.values.policy === 'program' && resonetics.client.language === 'ready'`)
}

// TestAProgramPlaysASeries compares the visitor's program with h.3, as which it plays, and
// then lets it fail: the dialog says in which game and line.
func TestAProgramPlaysASeries(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#lab=race")
	b.click("Race 100 seeds")
	b.wait("who can play is known", `document.querySelector('.series input[value="program"]')`)
	eval[any](b, `(() => { // those two alone
		for (const tick of document.querySelectorAll('.series input[type="checkbox"]')) if (tick.checked !== ['h3', 'program'].includes(tick.value)) tick.click();
	})()`)
	b.fill("series-games", "20")
	b.wait("it is over", seriesSays+`.includes('of 20 clusters')`)
	b.shoot("program-series")
	require.Equal(t, "ready", eval[string](b, `resonetics.client.language`))
	_, table := b.download("Table (CSV)")
	rows := strings.Split(strings.TrimSpace(string(table)), "\n")
	require.Len(t, rows, 1+2)
	cells := strings.Split(rows[2], ",")
	pair := slices.Index(strings.Split(rows[0], ","), "against")
	require.Positive(t, pair)
	require.Equal(t, strings.Split(rows[1], ",")[1:pair], cells[1:pair], "it does what h.3 does")
	require.Equal(t, []string{"h3", "0", "20", "0"}, cells[pair:pair+4], "20 ties")

	require.Empty(t, eval[string](b, `resonetics.client.write('program', `+quoted(faultyProgram)+`)`))
	b.click("Start")
	b.wait("it says where", `/^Policy program, episode of seed \d+, step \d+: line 3: a hotspot\.$/.test(`+seriesSays+`)`)
	b.quiet()
}
