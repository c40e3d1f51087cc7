package site

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	downloads "github.com/chromedp/cdproto/browser"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/site/build/catalog"
)

const learner = "/#v=1&lab=cluster&policy=pilot-prophet"

// click clicks the button with that label, once it is there.
func (b *browser) click(label string) {
	b.t.Helper()
	found := `[...document.querySelectorAll('button')].find((e) => e.innerText === '` + label + `' && e.checkVisibility() && !e.disabled)`
	b.wait("there is a button "+label, found)
	eval[any](b, `(`+found+`.click(), 1)`)
}

// fill types into a field, in place of what it holds.
func (b *browser) fill(id, text string) {
	b.t.Helper()
	b.wait("there is a field "+id, `document.getElementById('`+id+`').checkVisibility()`)
	eval[any](b, `(() => { const field = document.getElementById('`+id+`'); field.focus(); field.select(); })()`)
	b.press(text + kb.Enter)
}

// download clicks a button and returns the name and the content of the file it
// saves.
func (b *browser) download(label string) (name string, content []byte) {
	b.t.Helper()
	dir := b.t.TempDir()
	do(b, downloads.SetDownloadBehavior, downloads.SetDownloadBehaviorParams{Behavior: downloads.SetDownloadBehaviorBehaviorAllow, DownloadPath: dir})
	b.click(label)
	for deadline := time.Now().Add(waitTimeout); ; time.Sleep(50 * time.Millisecond) {
		files, err := os.ReadDir(dir)
		require.NoError(b.t, err)
		if len(files) == 1 && !strings.HasSuffix(files[0].Name(), ".crdownload") && !strings.HasPrefix(files[0].Name(), ".") {
			content, err := os.ReadFile(filepath.Join(dir, files[0].Name()))
			require.NoError(b.t, err)
			return files[0].Name(), content
		}
		require.True(b.t, time.Now().Before(deadline), "nothing was saved: %v", files)
	}
}

// upload chooses a file with that content in the field.
func (b *browser) upload(field string, content []byte) {
	b.t.Helper()
	b.uploadAs("chosen.safetensors", field, content)
}

func (b *browser) uploadAs(name, field string, content []byte) {
	b.t.Helper()
	path := filepath.Join(b.t.TempDir(), name)
	require.NoError(b.t, os.WriteFile(path, content, 0o600))
	b.run(chromedp.SetUploadFiles(chromedp.CSS(field), []string{path}))
}

const verdict = `document.querySelector('.learning .verdict').innerText`

// TestOnlyWhatThePolicyReadsIsShown: no slider does nothing, and what is hidden is kept.
func TestOnlyWhatThePolicyReadsIsShown(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#v=2&lab=cluster&policy=pilot&lr=0.002")
	eval[any](b, `(document.querySelectorAll("#params details").forEach((more) => { more.open = true; }), 1)`)
	shown := func(key string) bool {
		return eval[bool](b, `document.getElementById('param-`+key+`').checkVisibility()`)
	}
	for _, c := range []struct {
		policy       string
		shown, other []string
	}{
		{"pilot", []string{"train", "lr", "n-step", "width"}, []string{"guidance", "horizon", "pqn-rate", "pqn-gamma"}},
		{"pqn-prophet", []string{"train", "guidance", "horizon", "pqn-rate", "pqn-gamma"}, []string{"lr", "n-step", "width"}},
		{"pqn", []string{"train", "pqn-rate", "pqn-reward-scale"}, []string{"guidance", "horizon", "lr", "batch"}},
		{"qtable", []string{"train"}, []string{"guidance", "lr", "pqn-rate", "batch"}},
		{"h3", []string{"drift"}, []string{"train", "lr", "pqn-rate", "batch"}},
	} {
		b.choose("policy", c.policy)
		b.wait("it acts", `document.querySelector('.learning').hidden === `+strconv.FormatBool(c.policy == "h3"))
		for _, key := range c.shown {
			require.True(t, shown(key), "%s of %s", key, c.policy)
		}
		for _, key := range c.other {
			require.False(t, shown(key), "%s of %s", key, c.policy)
		}
		b.shoot("reads-" + c.policy)
	}
	require.False(t, eval[bool](b, `[...document.querySelectorAll('#params fieldset')].some((set) => set.checkVisibility() && ![...set.querySelectorAll('.param, .presets')].some((row) => row.checkVisibility()))`), "no heading without controls")
	require.Contains(t, strings.Join(b.shared(), " "), "lr=0.002")
}

// TestASquadronSaysWhatItLearnsFrom: it learns a preset with the guidance that is recommended
// there, and tells the steps of all its clusters from those of the one on show.
func TestASquadronSaysWhatItLearnsFrom(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#v=2&lab=cluster&policy=pqn-prophet")
	require.Equal(t, "handover", eval[string](b, `resonetics.values.guidance`))
	b.click("Scarcity")
	b.wait("the preset is there", `resonetics.values.guidance === 'withdrawn'`)
	b.click("Train at full speed")
	b.wait("it says whose steps those are", verdict+`.includes('steps of 64 clusters together')`)
	b.wait("it has been evaluated", verdict+`.includes('fter 50,048 steps of 64 clusters together, on 20 episodes') || resonetics.step > 1600`)
	b.click("Pause training")
	b.click("More numbers")
	b.shoot("squadron")
	const tiles = `document.getElementById("more-metrics").innerText`
	for _, words := range []string{"Clusters", "Learned from", "Episodes learned from", "Failures learned from", "Handovers"} {
		require.Contains(t, eval[string](b, tiles), words)
	}
	eval[any](b, `(document.querySelector(".learning").scrollIntoView(), 1)`)
	b.shoot("squadron-panel")
}

// TestALearnerIsTrainedAndExaminedWhileItLearns presses what a visitor presses.
func TestALearnerIsTrainedAndExaminedWhileItLearns(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(learner)
	b.click("Train at full speed")
	b.wait("it learns", `resonetics.step > 3000`)
	before := eval[int](b, `resonetics.step`)
	b.click("Evaluate")
	b.wait("the outcome is told", verdict+`.includes('on 50 episodes it never learned from') && `+verdict+`.includes('planner')`)
	require.Regexp(t, `fter [\d,]+ steps, on 50 .*\d+\x{a0}% failed, mean return −?[\d.]+\. Heuristic h\.3 on the same 50: \d+\x{a0}%, [\d.]+\. The tuned local rule: \d+\x{a0}%, [\d.]+\. The planner .*(beats|ahead)`, eval[string](b, verdict))
	b.wait("training went on", `resonetics.step > `+strconv.Itoa(before))
	b.wait("forecasts have been judged", `document.querySelector('.calibration svg').getAttribute('aria-label').includes('came true')`)
	require.Contains(t, eval[string](b, `document.querySelector('.calibration figcaption').innerText`), "Brier score")
	eval[any](b, `(document.querySelector('.results').open = true, 1)`)
	require.Contains(t, eval[string](b, `document.querySelector('.results').innerText`), catalog.GuidanceWords())
	require.Equal(t, eval[int](b, `document.querySelectorAll('.results tbody tr').length`), eval[int](b, `document.querySelectorAll('.results .frontier circle').length`))
	require.True(t, eval[bool](b, `[...document.querySelectorAll('.results .frontier circle')].every((c) => c.cx.baseVal.value >= 48 && c.cx.baseVal.value <= 238 && c.cy.baseVal.value >= 14 && c.cy.baseVal.value <= 142)`), "every point lies in its field")
	b.shoot("learning")
	eval[any](b, `(document.querySelector('.calibration').scrollIntoView(), 1)`)
	b.shoot("learning-calibration")
	eval[any](b, `(document.getElementById('theme').click(), 1)`)
	time.Sleep(300 * time.Millisecond)
	b.shoot("learning-other-theme")
	b.click("Pause training")
	b.wait("it only acts", `resonetics.values.train === 'off'`)
	b.quiet()
}

// TestAVerdictNamesItsWorld lets a newer evaluation take the place of the one that
// was asked for, and changes the world after it.
func TestAVerdictNamesItsWorld(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(learner)
	b.click("Train at full speed")
	b.click("Evaluate")
	b.wait("the outcome is told", verdict+`.includes('on 50 episodes')`)
	b.wait("a newer one comes first", `/^After [\d,]+ steps, on 20 episodes.*\nThe one you asked for: after [\d,]+ steps, on 50/.test(`+verdict+`)`)
	b.wait("the headline tells the same", told+`.includes('on 20 episodes')`)
	b.click("Pause training")
	b.click("Crisis")
	b.wait("the panel tells of the old world", verdict+`.includes('in the world as it was then')`)
	b.wait("so does the headline", told+`.includes('on the world as it was after')`)
	b.shoot("other-world")
	b.click("Evaluate")
	b.wait("the new world is told", verdict+`.includes('on 50 episodes it never learned from:')`)
	b.quiet()
}

// TestQValuesAreShownOnRequestAndRemembered switches them on with the keyboard.
func TestQValuesAreShownOnRequestAndRemembered(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(learner)
	const shown = `resonetics.stage.settings.get('values')`
	require.Equal(t, "off", eval[string](b, shown))
	b.wait("the panel is there", `document.querySelector('.learning').checkVisibility()`)
	eval[any](b, `([...document.querySelectorAll('.switch')].find((e) => e.innerText.includes('Q-values')).querySelector('input').focus(), 1)`)
	b.press(" ")
	b.wait("they are shown", shown+` === 'on'`)
	b.shoot("q-values")
	b.start("/?again" + learner[1:])
	b.wait("they still are", shown+` === 'on'`)
}

func TestMetricsAreExportedRowByRow(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#v=1&lab=cluster&policy=pilot&steps=50&seed=7")
	b.click("Train at full speed")
	b.wait("some episodes have ended", `resonetics.step > 500`)
	eval[any](b, `(document.getElementById('files').click(), 1)`)
	b.shoot("files")
	name, content := b.download("Export CSV")
	require.Equal(t, "resonetics_cluster_7.csv", name)
	rows, err := csv.NewReader(strings.NewReader(string(content))).ReadAll()
	require.NoError(t, err)
	require.Equal(t, cluster.Lab.Rows.Columns, strings.Join(rows[0], ","))
	require.Greater(t, len(rows), 10)
	require.Equal(t, "1", rows[1][1])
}

// TestMaxStepsStopsExactlyThereAndTheRunIsOfferedAgain comes back without a link.
func TestMaxStepsStopsExactlyThereAndTheRunIsOfferedAgain(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(learner)
	b.fill("max-steps", "many")
	b.wait("it says what it wants", `document.querySelector('.limits .error').innerText.includes('Max steps is "many"')`)
	b.fill("max-steps", "1,500")
	b.click("Train at full speed")
	b.wait("it stops and is saved", `/1,500 training steps.*It is saved in this browser/s.test(document.getElementById('notices').innerText)`)
	b.wait("the picture is there", `resonetics.step === 1500`)
	b.shoot("limit")
	digest := eval[string](b, `resonetics.client.digest()`)

	b.start("/?later#lab=cluster")
	b.wait("it is offered", `document.getElementById('notices').innerText.includes('Pilot + Prophet, just now')`)
	b.shoot("continue")
	eval[any](b, `(document.getElementById('play').click(), 1)`) // so that it can be compared
	eval[any](b, `(resonetics.client.play = () => {}, 1)`)
	b.click("Continue at step 1,500")
	b.wait("it is there", `resonetics.step === 1500 && resonetics.values.policy === 'pilot-prophet'`)
	require.Equal(t, digest, eval[string](b, `resonetics.client.digest()`))
	eval[any](b, `(document.getElementById('files').click(), 1)`)
	_, content := b.download("Export CSV")
	require.Contains(t, string(content), "\n300,1,", "the rows of the first visit are there")
	b.quiet()
}

func TestMaxRuntimeStopsTraining(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(learner)
	b.fill("max-runtime", "0.02")
	b.wait("it stops", `document.getElementById('notices').innerText.includes('the Max runtime you set')`)
	at := eval[int](b, `resonetics.step`)
	b.click("Watch what it has learned")
	b.wait("it goes on without training", `resonetics.values.train === 'off' && resonetics.step > `+strconv.Itoa(at))
}

// TestALinkWinsOverTheKeptRun opens one in a profile that keeps another run,
// which stays; the new one is kept beside it once its visitor does something in it.
func TestALinkWinsOverTheKeptRun(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	b.wait("it has stepped", `resonetics.step > 5`)
	require.Empty(t, eval[string](b, `resonetics.autosave()`))
	b.start("/?link#v=1&lab=cluster&drift=0.011&policy=h7")
	time.Sleep(500 * time.Millisecond)
	require.Empty(t, eval[string](b, `document.getElementById('notices').innerText`))
	require.Equal(t, "0.011", eval[string](b, `resonetics.values.drift`))
	require.Empty(t, eval[string](b, `resonetics.autosave()`))
	require.Len(t, eval[[]string](b, keptList), 1)
	require.Contains(t, eval[[]string](b, keptList)[0], "Heuristic h.3")
	eval[any](b, `(() => { const policy = document.getElementById('param-policy'); policy.value = 'omniscient'; policy.dispatchEvent(new Event('change')); })()`)
	b.wait("it acts", `resonetics.values.policy === 'omniscient'`)
	require.Empty(t, eval[string](b, `resonetics.autosave()`))
	require.Len(t, eval[[]string](b, keptList), 2)
	require.Contains(t, eval[[]string](b, keptList)[0], "Omniscient planner")
}

// TestARunTravelsAsAFile saves one, and loads it by choice and by dropping it.
func TestARunTravelsAsAFile(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#v=1&lab=cluster&policy=pilot&seed=11")
	b.wait("it has learned", `resonetics.step > 20`)
	eval[any](b, `(document.getElementById('play').click(), document.getElementById('files').click(), 1)`)
	name, content := b.download("Save the run")
	require.Regexp(t, `^resonetics_cluster_11_step\d+\.safetensors$`, name)
	saved, err := labs.All.Restore(content)
	require.NoError(t, err, "the terminal reads it")
	want := eval[string](b, `resonetics.client.digest()`)

	b.start("/?elsewhere#lab=cluster")
	for what, damaged := range map[string][]byte{"half of it": content[:len(content)/2], "something else": []byte("no run at all")} {
		b.upload("#load-file", damaged)
		b.wait(what+" is refused", `document.getElementById('notices').innerText.includes('chosen.safetensors cannot be loaded. Saved session:')`)
		b.click("Dismiss")
		at := eval[int](b, `resonetics.step`)
		b.wait("the run goes on", `resonetics.values.policy === 'h3' && resonetics.step > `+strconv.Itoa(at))
	}
	eval[any](b, `(document.getElementById('play').click(), resonetics.client.play = () => {}, 1)`) // so that it can be compared
	b.upload("#load-file", content)
	b.wait("it is there", `resonetics.step === `+strconv.Itoa(int(saved.Step())))
	require.Equal(t, want, eval[string](b, `resonetics.client.digest()`))

	b.start("/?dropped#lab=cluster")
	b.upload("#load-file", []byte("x")) // to have a file of the browser's own to drop
	eval[any](b, `(() => {
		const data = new DataTransfer();
		data.items.add(new File(['nothing of use'], 'dropped.safetensors'));
		document.body.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
	})()`)
	b.wait("what is dropped is looked at", `document.getElementById('notices').innerText.includes('dropped.safetensors cannot be loaded')`)
	b.quiet()
}

// TestAMindTravelsAsAFile saves what was learned alone, in the terminal's format.
func TestAMindTravelsAsAFile(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(learner)
	b.click("Train at full speed")
	b.wait("it has learned", `resonetics.step > 300`)
	name, content := b.download("Save mind")
	require.Equal(t, "resonetics_cluster_42_mind.safetensors", name)
	mind, err := train.LoadLearner(content)
	require.NoError(t, err, "the terminal reads it")
	require.Greater(t, mind.Numbers().Steps, 300)

	b.start("/?other" + learner[1:])
	b.upload(".learning input[type=file]", []byte("no mind"))
	b.wait("what is none is refused", `document.getElementById('notices').innerText.includes('cannot be loaded')`)
	b.upload(".learning input[type=file]", content)
	b.wait("it acts", `document.getElementById('notices').innerText.includes('acts now')`)
	b.wait("it knows what it knew", verdict+`.startsWith('Learned from `+strconv.Itoa(mind.Numbers().Steps)[:1]+`')`)
	eval[any](b, `(document.getElementById('share').click(), 1)`)
	b.wait("a link does not promise it", `document.getElementById('share-status').innerText.includes('without the mind')`)
}

// TestABrowserThatKeepsNothingIsNamed forbids the storage.
func TestABrowserThatKeepsNothingIsNamed(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.before(`Object.defineProperty(globalThis, 'indexedDB', { get() { return { open() { throw new DOMException('storage is off', 'SecurityError'); } }; } });`)
	b.start(theCluster)
	b.wait("it has stepped", `resonetics.step > 3`)
	hide := `(Object.defineProperty(document, 'visibilityState', { get: () => 'hidden', configurable: true }), document.dispatchEvent(new Event('visibilitychange', { bubbles: true })), 1)`
	eval[any](b, hide)
	b.wait("it is said", `document.getElementById('notices').innerText.includes('storage is off')`)
	name, _ := b.download("Save as a file")
	require.Contains(t, name, "resonetics_cluster_42_step")

	full := newBrowser(t, builtSite(t), desktop)
	full.before(`IDBObjectStore.prototype.put = () => { throw new DOMException('no room', 'QuotaExceededError'); };`)
	full.start(theCluster)
	full.wait("it has stepped", `resonetics.step > 3`)
	eval[any](full, hide)
	full.wait("it is said", `document.getElementById('notices').innerText.includes('its storage is full')`)
	full.quiet()
}

// TestAStorageThatFailsAgainIsNamedAgain lets it fail, work, and fail; and then not answer
// a visitor who comes back.
func TestAStorageThatFailsAgainIsNamedAgain(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.before(chaosScript)
	b.start(theCluster)
	const full = `document.getElementById('notices').innerText.includes('its storage is full')`
	for _, state := range []string{"is full", "works", "is full", "works"} {
		eval[any](b, `(chaos.storage('`+state+`'), document.getElementById('step').click(), 1)`)
		before := eval[int](b, `resonetics.step`)
		eval[any](b, `(document.getElementById('step').click(), 1)`)
		b.wait("it has stepped", `resonetics.step > `+strconv.Itoa(before))
		eval[any](b, `resonetics.autosave()`)
		b.wait("it is said, or taken back", map[bool]string{true: full, false: "!" + full}[state == "is full"])
	}
	eval[any](b, `(chaos.storage('hangs'), 1)`)
	b.start("/?back#lab=cluster")
	b.wait("it is said", `document.getElementById('notices').innerText.includes('cannot say which runs it keeps for you: its storage has not answered')`)
	b.shoot("kept-unread")
	eval[any](b, `(chaos.storage('works'), 1)`)
	b.click("Try again")
	b.wait("what was kept is offered", `document.getElementById('notices').innerText.includes('Continue at step')`)
	b.quiet()
}

// hasty makes a document wait twenty times as fast where it would wait for seconds.
const hasty = `(() => {
	const wait = globalThis.setTimeout;
	globalThis.setTimeout = (f, ms, ...rest) => wait(f, ms >= 2000 && ms < 30000 ? ms / 20 : ms, ...rest);
})()`

// TestAStorageThatNeverAnswersStopsNothing opens the storage without an end: training that
// comes to its limit says so, can be gone on with, and the lab can be left.
func TestAStorageThatNeverAnswersStopsNothing(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.before(hasty + `; indexedDB.open = () => ({}); navigator.locks.request = navigator.locks.query = () => new Promise(() => {});`)
	b.start(learner)
	b.fill("max-steps", "500")
	b.click("Train at full speed")
	b.wait("it stops and says why", `document.getElementById('notices').innerText.includes('Training has come to 500 training steps')`)
	b.wait("it says what became of it", `document.getElementById('notices').innerText.includes('It could not be saved in this browser: it does not allow it (its storage has not answered for 8 seconds).')`)
	eval[any](b, `(document.getElementById('files').click(), 1)`)
	b.wait("the list says so too", `document.getElementById('kept-note').innerText.includes('cannot be read: its storage has not answered')`)
	eval[any](b, `(document.getElementById('files-box').close(), 1)`)
	b.click("Go on without limits")
	b.wait("it goes on", `resonetics.step > 600`)
	before := eval[string](b, `document.getElementById('seed').value`)
	b.click("New seed")
	b.wait("a run can begin", `document.getElementById('seed').value !== '`+before+`'`)
	b.wait("it runs", `resonetics.step > 0`)
	eval[any](b, `([...document.querySelectorAll('#labs a')].find((e) => e.innerText === 'Gardener').click(), 1)`)
	b.wait("the other lab is there", `globalThis.resonetics?.step > 0 && 'growth' in resonetics.values`)
	b.quiet()
}

// TestTrainingThatIsNotFiniteIsTold lets a snapshot say so, since no setting of
// the page makes it happen.
func TestTrainingThatIsNotFiniteIsTold(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(learner)
	eval[any](b, `(() => {
		const { client } = resonetics;
		const take = client.on.snapshot;
		client.stopped = async () => 'training stopped at step 12 of episode 3: the loss is NaN';
		client.on.snapshot = (bytes, state) => {
			const text = new TextDecoder('latin1').decode(bytes);
			new DataView(bytes.buffer).setUint32(text.indexOf('LRNG') + 8, 1, true);
			take(bytes, state);
		};
	})()`)
	b.wait("it says where", `document.getElementById('notices').innerText.includes('Training stopped at step 12 of episode 3')`)
	require.Contains(t, eval[string](b, `document.getElementById('notices').innerText`), "last good")
	b.shoot("stopped")
}

// TestTheVisitorIsComparedOnTheSameEpisode plays ten steps by hand.
func TestTheVisitorIsComparedOnTheSameEpisode(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.open("/#v=1&lab=cluster&policy=you&steps=10&drift=0.005")
	b.wait("the stage is there", `globalThis.resonetics?.stage.ready && document.getElementById('stage').contentDocument.querySelector('canvas') && resonetics.values.policy === 'you'`)
	eval[any](b, `resonetics.stage.focus()`)
	for i := range 10 {
		b.press(" ")
		b.wait("the move is made", `resonetics.step === `+strconv.Itoa(i+1))
	}
	b.press("   ") // in the heat of the moment
	b.wait("the others are told", `/Survived.*on the same episode, h.3 survives all 10 steps and the planner that sees everything survives all 10 steps/.test(document.getElementById('headline').innerText)`)
	require.Equal(t, 10, eval[int](b, `resonetics.step`))
	b.shoot("you")
	time.Sleep(2 * time.Second) // it has been read
	b.press(" ")
	b.wait("the next episode begins", `document.getElementById('headline').innerText.startsWith('Your move')`)
	b.quiet()
}

// TestAnEvaluationTellsWhatLookingAheadIsWorth: it plays what was learned without and with.
func TestAnEvaluationTellsWhatLookingAheadIsWorth(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#v=2&lab=cluster&policy=pilot&foresight=imagine&steps=60")
	b.click("Train at full speed")
	b.wait("it learns", `resonetics.step > 600`)
	b.click("Evaluate")
	b.wait("the outcome is told", verdict+`.includes('planner')`)
	require.Regexp(t, `Looking ahead, it fails in \d+\x{a0}% of them, mean return −?[\d.]+\.`, eval[string](b, verdict))
	b.shoot("learning-looks-ahead")
	b.quiet()
}
