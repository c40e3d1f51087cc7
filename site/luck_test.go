package site

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/core/lab/luck"
)

// quickLearner is a run whose episodes end soon, the held-out ones too.
const quickLearner = "/#v=2&lab=cluster&seed=42&rows=4&columns=4&steps=50&drift=0.03&policy=qtable"

// troubled is one in which seeds differ.
const troubled = "/#v=2&lab=cluster&seed=42&policy=pilot&drift=0.03&noise=0.03&rows=4&columns=4&steps=50"

// What the panel says.
const (
	luckSays    = `(document.getElementById('luck-status')?.innerText ?? '')`
	luckLive    = `(document.getElementById('luck-live')?.innerText ?? '')`
	luckAnswer  = `(document.querySelector('.luck-answer')?.innerText ?? '')`
	luckReasons = `(document.querySelector('.luck-reasons')?.innerText ?? '')`
	luckRows    = `[...document.querySelectorAll('.luck tbody tr')].map((row) => row.innerText)`
)

// askLuck opens the panel and lets that many seeds learn.
func (b *browser) askLuck(seeds, steps string) {
	b.t.Helper()
	b.wait("a learner acts", `document.querySelector('.learning')?.checkVisibility()`)
	b.click("Is it luck?")
	b.wait("the panel is there", `document.getElementById('luck-steps')?.checkVisibility()`)
	eval[any](b, `document.getElementById('luck-steps').value = '`+steps+`'`)
	b.fill("luck-seeds", seeds)
}

// cores lets the browser say that the machine has that many.
func (b *browser) cores(n string) {
	b.t.Helper()
	b.before(`Object.defineProperty(navigator, 'hardwareConcurrency', { get: () => ` + n + ` })`)
}

// rows reads a file of comma-separated values, the line of names left out.
func rows(t *testing.T, file []byte) [][]string {
	t.Helper()
	lines, err := csv.NewReader(strings.NewReader(string(file))).ReadAll()
	require.NoError(t, err)
	return lines[1:]
}

// learning returns seed, steps, share of failures and return of the rows of a curve.
func learning(table [][]string) (points [][]string) {
	for _, row := range table {
		if row[1] == "learning" {
			points = append(points, []string{row[0], row[2], row[4], row[5]})
		}
	}
	return points
}

// inTerminal returns the points that the command of the panel writes, as the page does.
func inTerminal(t *testing.T, words []string) [][]string {
	t.Helper()
	folder := t.TempDir()
	for i, word := range words {
		words[i] = strings.Trim(word, "'")
		if strings.HasPrefix(word, "luck.") {
			words[i] = filepath.Join(folder, word)
		}
	}
	require.Equal(t, []string{"resonetics", "train"}, words[:2])
	terminal(t)(words[1:]...)
	file, err := os.ReadFile(filepath.Join(folder, "luck.csv"))
	require.NoError(t, err)
	return rows(t, file)
}

// TestEverySeedIsTheRunOfItsLink lets four seeds learn in two workers, opens the link of one
// of them, and expects the points that it had in the panel; the terminal expects them too.
func TestEverySeedIsTheRunOfItsLink(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.cores("3")
	b.start(troubled)
	b.askLuck("4", "10,000")
	b.wait("it says on what", luckLive+`.includes('2 workers on 3 cores')`)
	b.shoot("luck-begins")
	b.wait("all are ready", luckSays+`.startsWith('All 4 seeds are ready.')`)
	b.wait("the answer is of all", luckAnswer+`.startsWith('4 seeds: ')`)
	require.Regexp(t, `^4 seeds: [\d.]+\W% to [\d.]+\W% of their episodes fail\. Your seed 42 was .*\.$`, eval[string](b, luckAnswer))
	require.Regexp(t, `^Each learned 10,000 steps and then played 1,000 episodes that no seed learned from\. The middle half averages [\d.]+\W% \(95\W% interval [\d.]+\W% to .*heuristic h\.3 \(`, eval[string](b, luckReasons))
	b.shoot("luck")
	name, file := b.download("Every seed (CSV)")
	require.Equal(t, "resonetics_cluster_42_seeds.csv", name)
	table := rows(t, file)
	require.Len(t, table, 4*3, "two evaluations while it learns, and one at the end")
	_, middle := b.download("Middle half (CSV)")
	require.Len(t, rows(t, middle), 2)
	require.Equal(t, "4", rows(t, middle)[0][1])
	require.Equal(t, inTerminal(t, strings.Fields(eval[string](b, `document.querySelector('.luck code').textContent`))), learning(table))
	again := newBrowserAt(t, b.url, desktop)
	for _, row := range table {
		if row[0] != "44" || row[1] != "learning" {
			continue
		}
		link := row[6][strings.Index(row[6], "#")+1:]
		require.Contains(t, link, "seed=44")
		again.open("/?" + row[2] + "#" + link)
		again.wait("it runs", `globalThis.resonetics?.step > 0`)
		again.wait("it is there", `(resonetics.client.jump(`+row[2]+`), resonetics.shot?.learning?.evaluatedAt === `+row[2]+`)`)
		shown := eval[[]float64](again, `[resonetics.shot.learning.failed, resonetics.shot.learning.mean]`)
		require.Equal(t, row[4:6], []string{fmt.Sprint(math.Round(20*shown[0]) / 20), fmt.Sprint(shown[1])})
	}
	require.Contains(t, table[0][6], "seed=42", "the visitor's own is the first")
	b.quiet()
}

// TestMoreSeedsQueueAndNoneLearnsTwice: those that are at the end are not repeated.
func TestMoreSeedsQueueAndNoneLearnsTwice(t *testing.T) {
	b := newBrowser(t, builtSite(t), phone)
	b.cores("2")
	b.start(quickLearner + "&train=off")
	b.askLuck("4", "5,000")
	b.wait("one worker leaves a core to the page", luckLive+`.includes('1 worker on 2 cores')`)
	b.fill("luck-seeds", "5")
	b.wait("another one waits", luckRows+`.length === 5`)
	b.wait("all are ready", luckSays+`.startsWith('All 5 seeds are ready.')`)
	b.fill("luck-seeds", "6")
	b.wait("only the sixth has to learn", luckRows+`.length === 6 && document.querySelectorAll('.luck-state').length === 1`)
	b.wait("all are ready", luckSays+`.startsWith('All 6 seeds are ready.')`)
	require.LessOrEqual(t, eval[int](b, `document.querySelector('.luck').scrollWidth - document.querySelector('.luck').clientWidth`), 0)
	b.shoot("luck-phone")
	b.press(kb.Escape)
	b.wait("it is closed", `!document.getElementById('luck-box').open`)
	b.choose("policy", "h3")
	b.wait("nothing learns", `![...document.querySelectorAll('button')].find((e) => e.innerText === 'Is it luck?')?.checkVisibility()`)
	b.quiet()
}

// hideThePage says that the page is in the background, or that it is back.
func (b *browser) hideThePage(hidden bool) {
	b.t.Helper()
	state := map[bool]string{true: "hidden", false: "visible"}[hidden]
	eval[any](b, `(Object.defineProperty(document, 'visibilityState', { get: () => '`+state+`', configurable: true }), document.dispatchEvent(new Event('visibilitychange', { bubbles: true })), 1)`)
}

// TestAPageInTheBackgroundGivesItsCoresBack and goes on where it was.
func TestAPageInTheBackgroundGivesItsCoresBack(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.cores("3")
	b.start(troubled)
	b.askLuck("4", "200,000")
	b.wait("they learn", luckRows+`.filter((row) => row.includes('learning: ')).length === 2`)
	b.hideThePage(true)
	b.wait("they rest", luckLive+` === 'Paused while the page is in the background: 2 of 2 workers rest.'`)
	before := eval[[]string](b, luckRows)
	b.frames()
	require.Equal(t, before, eval[[]string](b, luckRows))
	b.hideThePage(false)
	b.wait("it says so", luckLive+`.endsWith('It was paused while the page was in the background, and goes on.')`)
	b.wait("they go on", `JSON.stringify(`+luckRows+`) !== `+"`"+jsonOf(before)+"`")
	b.click("Stop")
	b.wait("it says so", luckSays+`.startsWith('Stopped.') && `+luckRows+`.every((row) => /stopped|%/.test(row))`)
	b.quiet()
}

// TestALidThatIsClosedLosesNothing freezes the tab as a browser does that sleeps, and expects
// of every seed what it comes to outside of a browser.
func TestALidThatIsClosedLosesNothing(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.cores("3")
	b.start(quickLearner)
	b.askLuck("4", "40,000")
	b.wait("they learn", luckRows+`.some((row) => row.includes('learning: '))`)
	for _, state := range []page.SetWebLifecycleStateState{page.SetWebLifecycleStateStateFrozen, page.SetWebLifecycleStateStateActive} {
		do(b, page.SetWebLifecycleState, page.SetWebLifecycleStateParams{State: state})
		b.wait("they rest", luckLive+`.startsWith('Paused')`)
	}
	b.hideThePage(false) // this browser has no window that could come to the front again
	b.wait("all are ready", luckSays+`.startsWith('All 4 seeds are ready.')`)
	_, file := b.download("Every seed (CSV)")
	table := rows(t, file)
	for _, seed := range []string{"42", "43", "44", "45"} {
		r, err := labs.All.ParseLink(strings.Replace(quickLearner[2:], "seed=42", "seed="+seed, 1))
		require.NoError(t, err)
		trial, err := luck.NewTrial(r, 40_000, 1000)
		require.NoError(t, err)
		for !trial.Advance(1000) {
		}
		for _, p := range trial.Points() {
			require.Equal(t, []string{seed, "learning", fmt.Sprint(p.Step), "20", fmt.Sprint(p.Failed), fmt.Sprint(p.Return)}, table[0][:6])
			table = table[1:]
		}
		end := trial.Standings()[0]
		require.Equal(t, []string{seed, "end", "40000", "1000", fmt.Sprint(end.Failed), fmt.Sprint(end.Return)}, table[0][:6])
		table = table[1:]
	}
	require.Empty(t, table)
	b.quiet()
}

// keepWorkers keeps the workers that the panel starts, for a test to end them.
const keepWorkers = `globalThis.luckWorkers = [];
globalThis.Worker = class extends Worker {
	constructor(url, options) {
		super(url, options);
		if (options.name === 'luck') globalThis.luckWorkers.push(this);
	}
}`

// TestASeedWhoseWorkerDiesIsTakenUpAgain: one that says so, one that is gone without a word,
// and one that dies twice.
func TestASeedWhoseWorkerDiesIsTakenUpAgain(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.cores("2")
	b.before(keepWorkers)
	b.start(troubled)
	b.askLuck("4", "10,000")
	die := `luckWorkers.at(-1).onerror(new ErrorEvent('error', { message: 'killed by the test' }))`
	b.wait("the first learns", luckRows+`[0]?.includes('learning: ')`)
	eval[any](b, die)
	b.wait("it is said", luckSays+` === 'A worker was lost: Killed by the test. Seed 42 begins again with another.'`)
	b.wait("it learns again", luckRows+`[0]?.includes('learning: ')`)
	eval[any](b, die)
	b.wait("it is given up", luckSays+` === 'Seed 42 could not be trained: Killed by the test.'`)
	b.wait("the next learns", luckRows+`[1]?.includes('learning: ')`)
	eval[any](b, `luckWorkers.at(-1).terminate()`)
	b.wait("it is missed", luckSays+` === 'A worker was lost: It no longer answers. Seed 43 begins again with another.'`)
	b.wait("the others are ready", luckSays+` === '3 of 4 seeds are ready. Seed 42 could not be trained: Killed by the test.'`)
	b.wait("the answer is of those", luckAnswer+`.startsWith('3 of 4 seeds: ')`)
	b.quiet()
}

// TestWhatCannotBeAskedIsNamed: numbers that are none, workers that do not come, and settings
// with which nothing can be learned.
func TestWhatCannotBeAskedIsNamed(t *testing.T) {
	site := builtSite(t)
	missing := true
	b := newBrowser(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if missing && strings.Contains(r.URL.Path, "/luck-worker.") {
			http.NotFound(w, r)
			return
		}
		site.ServeHTTP(w, r)
	}), desktop)
	b.start(quickLearner)
	for seeds, want := range map[string]string{"3": `Seeds is "3", want a whole number from 4 to 20.`, "21": `Seeds is "21", want`, "many": `Seeds is "many", want`} {
		b.askLuck(seeds, "1000")
		b.wait("it is named", `document.getElementById('luck-error').innerText.startsWith('`+want+`')`)
		b.press(kb.Escape)
	}
	b.askLuck("8", "999")
	b.wait("it is named", `document.getElementById('luck-error').innerText === 'Steps is "999", want a whole number from 1,000 to 10,000,000.'`)
	b.press(kb.Escape)
	b.askLuck("8", "1000")
	b.wait("it is named", luckSays+`.startsWith('The workers could not be started: ')`)
}

// TestWorkersThatNeverAnswerAreTold: those that learn, and the one that keeps the statistics,
// without which no seed has a link.
func TestWorkersThatNeverAnswerAreTold(t *testing.T) {
	for name, want := range map[string]string{"luck": "It no longer answers.", "luck statistics": "The worker that keeps them has not answered for 15 seconds."} {
		b := newBrowser(t, builtSite(t), desktop)
		b.before(silent(name))
		b.start(quickLearner)
		b.askLuck("4", "1000")
		b.wait("it is told", luckSays+` === 'The workers could not be started: `+want+`'`)
		require.Equal(t, "Start", eval[string](b, `document.getElementById('luck-go').innerText`), "it can be tried again")
		b.quiet()
	}
}

// TestTheAnswerSaysWhatTheNumbersAllow hands outcomes to the panel's words.
func TestTheAnswerSaysWhatTheNumbersAllow(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(quickLearner)
	b.click("Is it luck?")
	b.wait("the panel is there", `document.getElementById('luck-seeds')?.checkVisibility()`)
	const spread = "seeds,first,iqm,low,high,least,most,ahead,level,beat\n"
	for _, c := range []struct{ failed, returned, want string }{
		{"0,0,,,,,,0,0,0", "0,0,,,,,,0,0,0", "|"},
		{"2,1,,,,0.01,0.02,0,0,2", "2,1,,,,80,90,0,0,2", "2 of 8 seeds: 1.0 % to 2.0 % of their episodes fail.|Each learned 5,000 steps and then played 1,000 episodes that no seed learned from."},
		{"8,1,0.02,0.01,0.03,0.01,0.04,0,1,8", "8,1,80,70,90,60,95,4,0,8", "8 seeds: 1.0 % to 4.0 % of their episodes fail. Your seed 42 was among the luckiest.|Each learned 5,000 steps and then played 1,000 episodes that no seed learned from. The middle half averages 2.0 % (95 % interval 1.0 % to 3.0 %). None of the other 7 did better than yours, and 1 did as well. All 8 fail less often than heuristic h.3 (15 %): that is not luck."},
		{"8,1,0.2,0.1,0.3,0.1,0.4,7,0,1", "8,1,80,70,90,60,95,4,0,8", "8 seeds: 10 % to 40 % of their episodes fail. Your seed 42 was among the unluckiest.|Each learned 5,000 steps and then played 1,000 episodes that no seed learned from. The middle half averages 20 % (95 % interval 10 % to 30 %). 7 of the other 7 did better than yours. 1 of 8 fails less often than heuristic h.3 (15 %): whether one seed does is luck."},
		{"8,0,0.15,0.15,0.15,0.15,0.15,0,7,0", "8,0,80,70,90,60,95,4,0,5", "8 seeds: 15 % of their episodes fail, and they score 60.0 to 95.0.|Each learned 5,000 steps and then played 1,000 episodes that no seed learned from. The middle half averages 80.0 (95 % interval 70.0 to 90.0). 5 of 8 score more than heuristic h.3 (79.5): whether one seed does is luck."},
		{"4,1,1,1,1,1,1,0,3,0", "4,1,-3,-3,-3,-3,-3,0,3,0", "4 of 8 seeds: 100 % of their episodes fail, and they score −3.0. Your seed 42 did just as all others.|Each learned 5,000 steps and then played 1,000 episodes that no seed learned from. The middle half averages −3.0 (95 % interval −3.0 to −3.0). None of the other 3 did better than yours, and 3 did as well. None of them does better than heuristic h.3 (15 %)."},
	} {
		said := eval[string](b, `(async () => {
			const asset = (name) => performance.getEntriesByType('resource').map((entry) => entry.name).find((url) => url.includes('/assets/' + name + '.'));
			const { verdictOf } = await import(asset('luck-words'));
			const { rowsOf } = await import(asset('series-words'));
			const asked = { seed: '42', seeds: 8, steps: 5000, episodes: 1000, rival: { failed: 0.15, return: 79.5 } };
			const { answer, reasons } = verdictOf(rowsOf(`+"`"+spread+c.failed+"\n"+c.returned+"`"+`), asked);
			return answer + '|' + reasons;
		})()`)
		require.Equal(t, c.want, strings.ReplaceAll(said, "\u00a0", " "))
	}
	b.quiet()
}

// jsonOf writes a list as the page does.
func jsonOf(list []string) string {
	text, err := json.Marshal(list)
	if err != nil {
		panic(err)
	}
	return string(text)
}
