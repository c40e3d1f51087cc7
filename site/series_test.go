package site

import (
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// seriesSays is what the dialog of a series says of its outcome.
const seriesSays = `(document.getElementById('series-status')?.innerText ?? '')`

// terminal builds the command and returns what runs it and returns what it prints.
func terminal(t *testing.T) func(words ...string) string {
	t.Helper()
	command := filepath.Join(t.TempDir(), "resonetics")
	built, err := exec.Command("go", "build", "-buildvcs=false", "-o", command, "../cmd/resonetics").CombinedOutput()
	require.NoError(t, err, string(built))
	return func(words ...string) string {
		out, err := exec.Command(command, words...).Output()
		require.NoError(t, err)
		return string(out)
	}
}

// commandLine returns the words of the command that the dialog shows.
func (b *browser) commandLine() []string {
	b.t.Helper()
	words := strings.Fields(eval[string](b, `document.querySelector('.series code').textContent`))
	require.Equal(b.t, "resonetics", words[0])
	last := len(words) - 1
	words[last] = strings.Trim(words[last], "'")
	return words[1:]
}

// TestASeriesIsWhatTheTerminalPrints plays one with the learning network, at an age and
// now, and expects its files from the command that the dialog shows, byte for byte.
func TestASeriesIsWhatTheTerminalPrints(t *testing.T) {
	run := terminal(t)
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#lab=race&drift=0.008&noise=0.015")
	b.wait("a copy of it is old enough", `resonetics.step > 15`)
	b.click("Race 100 seeds")
	b.wait("who can play is known", `[...document.querySelectorAll('.series-note')].some((e) => /^has learned [\d,]+ steps$/.test(e.innerText))`)
	for _, player := range []string{"random", "pilot-1000", "h3-imagine"} {
		eval[any](b, `(document.querySelector('.series input[value="`+player+`"]').click(), 1)`)
	}
	b.shoot("series-form")
	b.fill("series-games", "60")
	b.wait("it is over", seriesSays+`.includes('of 60 clusters')`)
	require.Regexp(t, `survived \d+ of 60 clusters, .+ \d+\.`, eval[string](b, seriesSays))
	b.shoot("series")
	command := b.commandLine()
	_, table := b.download("Table (CSV)")
	_, episodes := b.download("Every game (CSV)")
	require.Len(t, strings.Split(strings.TrimSpace(string(table)), "\n"), 1+6)
	require.Equal(t, run(append(command, "--format", "csv")...), string(table))
	require.Equal(t, run(append(command, "--format", "episodes")...), string(episodes))
	name, picture := b.download("Picture (PNG)")
	require.Equal(t, "resonetics_race_42_series.png", name)
	require.Equal(t, "\x89PNG", string(picture[:4]))
	b.quiet()

	again := newBrowserAt(t, b.url, phone)
	again.open("/" + command[len(command)-1])
	again.wait("the link plays the same", seriesSays+`.includes('of 60 clusters')`)
	require.Equal(t, eval[string](b, seriesSays), eval[string](again, seriesSays))
	_, repeated := again.download("Table (CSV)")
	require.Equal(t, string(table), string(repeated))
	again.quiet()

	// A network that changes from step to step is taken at the very step of the link, of a
	// run that was running as of one that begins.
	early := "#v=2&lab=race&seed=42&at=2&teach=1000&series=10.43.h3.pilot"
	for _, change := range []string{"location.hash = '" + early + "'", "document.getElementById('series-status').textContent = '', location.reload()"} {
		eval[any](again, "("+change+", 1)")
		again.wait("it plays that one", seriesSays+`.includes('of 10 clusters')`)
		_, files := again.download("Table (CSV)")
		require.Equal(t, run("cluster", "bench", "--format", "csv", "--link", early), string(files))
	}
}

// TestASeriesIsRefusedInWords asks for what no series is made of.
func TestASeriesIsRefusedInWords(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#lab=cluster&rules=v4.5")
	b.click("Compare on 100 games")
	const error = `document.getElementById('series-error').innerText`
	b.wait("the learners are not there", `document.querySelector('.series fieldset')?.innerText.includes('Not yet: Q-table, Pilot (DQN), Pilot + Prophet, Squadron (PQN), Squadron + Prophet (it has learned nothing in this run')`)
	require.Equal(t, 8, eval[int](b, `[...document.querySelectorAll('.series-pair')].filter((e) => e.checkVisibility()).length`))
	require.Equal(t, 16, eval[int](b, `[...document.querySelectorAll('.series-player')].filter((e) => e.checkVisibility()).length`), "each with imagination too")
	for games, want := range map[string]string{"0": `Games is "0", want a whole number from 10 to 10,000.`, "10001": `Games is "10001", want a whole number from 10 to 10,000.`, "many": `Games is "many"`} {
		b.fill("series-games", games)
		b.wait("it is named", error+`.includes('`+want+`')`)
	}
	b.fill("series-seed", "-1")
	b.wait("the seed is named", error+`.includes('Seed is "-1", want a whole number from 0 to 18446744073709551615')`)
	eval[any](b, `(document.querySelectorAll('.series input:checked').forEach((e) => e.click()), 1)`)
	b.fill("series-seed", "7")
	b.fill("series-games", "10")
	b.wait("nobody plays", error+` === 'No policy is chosen, want at least 2.'`)
	b.press(kb.Escape)
	b.wait("it is closed", `!document.getElementById('series-box').open`)
	for link, want := range map[string]string{
		"lab=cluster&rules=v4.5&series=10.1.h3.pilot": "Pilot needs rules v5.1, whose observation it reads; the rules are v4.5",
		"lab=race&series=9.1.h3.random":               "A series on 9 seeds, want 10 to 10,000",
	} {
		b.open("/?" + link[:8] + "#" + link)
		b.wait("the link is refused", `document.getElementById('notices').innerText.toLowerCase().includes('`+strings.ToLower(want)+`')`)
	}
	b.open("/?nobody#lab=cluster&series=10.1.h3.random.pilot")
	b.wait("who is missing is named", seriesSays+` === 'The series of this link cannot be played. Not yet: Pilot (DQN) (it has learned nothing in this run: choose it as the policy and let it learn first).'`)
	b.quiet()
}

// TestASeriesIsStoppedHalfWay keeps what was played by then, while the session goes on.
func TestASeriesIsStoppedHalfWay(t *testing.T) {
	b := newBrowser(t, builtSite(t), phone)
	b.start("/#lab=cluster")
	b.click("Compare on 100 games")
	b.wait("the dialog is there", `document.getElementById('series-games')?.checkVisibility()`)
	b.shoot("series-phone-form")
	b.fill("series-games", "10,000")
	b.wait("some games are over", `/survived [\d,]+ of [\d,]+ clusters/.test(document.querySelector('.series-live').innerText)`)
	before := eval[int](b, `resonetics.step`)
	b.wait("the session goes on", `resonetics.step > `+strconv.Itoa(before))
	b.click("Stop")
	b.wait("it says how many", seriesSays+`.startsWith('Stopped after ')`)
	require.LessOrEqual(t, eval[int](b, `document.querySelector('.series').scrollWidth - document.querySelector('.series').clientWidth`), 0)
	b.shoot("series-phone")
	b.quiet()
}

// silent is a script for a document whose workers of a name never get a message.
func silent(name string) string {
	return `globalThis.Worker = class extends Worker {
		constructor(url, options) {
			super(url, options);
			if (options.name === '` + name + `') this.postMessage = () => {};
		}
	}`
}

// TestAWorkerOfASeriesThatNeverAnswersIsTold waits for one that hears nothing.
func TestAWorkerOfASeriesThatNeverAnswersIsTold(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.before(hasty + ";" + silent("series"))
	b.start("/#lab=cluster")
	b.click("Compare on 100 games")
	b.wait("the dialog is there", `document.getElementById('series-games')?.checkVisibility()`)
	b.fill("series-games", "10")
	b.wait("it is told", seriesSays+` === 'The worker that plays the series has not answered for 30 seconds.'`)
	require.Equal(t, "Start", eval[string](b, `document.getElementById('series-go').innerText`), "it can be tried again")
	b.quiet()
}
