package site

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/site/build/catalog"
)

// lessonShape is what lessons.mjs says of a lesson.
type lessonShape struct {
	Error      string
	Lab        string
	Minutes    float64
	Steps      [][]string
	Conditions []string
}

// pageModules copies the modules of the page into a folder, with the catalog and the lessons
// that the build makes.
func pageModules(t testing.TB) string {
	t.Helper()
	folder := t.TempDir()
	require.NoError(t, os.CopyFS(folder, os.DirFS("src")))
	script, err := catalog.Script(labs.All, "a test")
	require.NoError(t, err)
	made, err := catalog.LessonScripts(os.DirFS("lessons"))
	require.NoError(t, err)
	made["catalog.js"] = script
	made["package.json"] = []byte(`{"type": "module"}`)
	for name, data := range made {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), data, 0o600))
	}
	return folder
}

// readLessons has the page's own parser read files, under Node.
func readLessons(t *testing.T, files ...string) map[string]lessonShape {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed")
	}
	c := exec.Command(node, append([]string{filepath.Join("testdata", "lessons.mjs"), pageModules(t)}, files...)...)
	c.Stderr = os.Stderr
	out, err := c.Output()
	require.NoError(t, err)
	var shapes map[string]lessonShape
	require.NoError(t, json.Unmarshal(out, &shapes))
	return shapes
}

func lessonFiles(t *testing.T, pattern string) []string {
	t.Helper()
	files, err := filepath.Glob(pattern)
	require.NoError(t, err)
	return files
}

// TestEveryLessonIsSound holds that the page can read all lessons, that each lasts three to
// eight minutes, asks for a guess and looks at the session, and that a translation does what
// its original does.
func TestEveryLessonIsSound(t *testing.T) {
	english := lessonFiles(t, "lessons/*.md")
	require.GreaterOrEqual(t, len(english), 9)
	shapes := readLessons(t, append(english, lessonFiles(t, "lessons/*/*.md")...)...)
	for file, shape := range shapes {
		require.Empty(t, shape.Error, file)
		require.True(t, shape.Minutes >= 3 && shape.Minutes <= 8, file)
		all := strings.Join(flatten(shape.Steps), "\n")
		require.Contains(t, all, "predict ", file)
		require.Contains(t, all, "check ", file)
		original, ok := shapes[path.Join("lessons", path.Base(file))]
		require.True(t, ok, "%s translates nothing", file)
		require.Equal(t, original, shape, file)
	}
}

func flatten(lists [][]string) (all []string) {
	for _, list := range lists {
		all = append(all, list...)
	}
	return all
}

// TestABrokenLessonIsToldByLine holds that every mistake is told with its line and with what
// is accepted.
func TestABrokenLessonIsToldByLine(t *testing.T) {
	const head = "---\ntitle: A\nlearn: B\nminutes: 3\nlab: cluster\n---\n"
	wanted := map[string]string{
		"":                `line 1: a lesson begins with a line ---`,
		"---\ntitle: A\n": `line 3: a line --- is missing`,
		"---\ntitle: A\nlearn: B\nlab: cluster\n---\n":       `"minutes:" is missing`,
		strings.Replace(head, "minutes: 3", "minutes: 0", 1): `line 4: minutes is "0", want a number from 1 to 60`,
		strings.Replace(head, "cluster", "clutser", 1):       `line 5: lab "clutser" is not one of cluster, gardener, prophet, race`,
		strings.Replace(head, "learn", "lern", 1):            `line 3: "lern: B" is not one of title: …, learn: …`,
		head:                             `there is no step yet`,
		head + "Text\n## A\nText\n":      `line 7: text stands ahead of the first step`,
		head + "## A\n":                  `line 7: the step "A" is empty`,
		head + "## A\n# B\n":             `line 8: "# B" is no heading of a step`,
		head + "## A\nchek: step >= 3\n": `line 8: "chek:" is not one of do:, point:, predict:, check:, meanwhile:, then:`,
		head + "## A\ncheck:\n":          `line 8: nothing stands after "check:"`,
		head + "## A\ncheck: metric failurez >= 1\n":                  `line 8: there is no metric "failurez" in the lab cluster, which has episode_step, finished,`,
		head + "## A\ncheck: value budge <= 40\n":                     `there is no control "budge" in the lab cluster, which has policy,`,
		head + "## A\ncheck: value policy = h4\n":                     `"h4" is not one of the values of policy: you, random, h3,`,
		head + "## A\ncheck: step >= many\n":                          `"many" is not a number`,
		head + "## A\ncheck: step\n":                                  `"step" is no condition: write one like metric episode_step >= 3`,
		head + "## A\nthen: Done.\n":                                  `"then:" belongs below a "check:"`,
		head + "## A\ncheck: step > 3\nthen: {metric pek}\n":          `line 9: there is no metric "pek"`,
		head + "## A\ncheck if step > 3: step > 3\n":                  `only "then" takes an "if", not "check"`,
		head + "## A\ndo: set policy\n":                               `"policy" is no pair like policy=h3`,
		head + "## A\ndo: run preset=hot\n":                           `there is no preset "hot" in the lab cluster, which has calm,`,
		head + "## A\ndo: dance\n":                                    `"dance" is nothing that a lesson does: want one of run, set, speed, play, pause`,
		head + "## A\ndo: speed fast\n":                               `speed "fast" is not usual, max, or a number`,
		head + "## A\npoint: button jump\n":                           `"button jump" is nothing to point at: want stage, control KEY`,
		head + "## A\npredict: What?\n- This | metric peak\n":         `"metric peak" is no condition`,
		head + "## A\nMove {control drft}.\n":                         `line 8: there is no control "drft" in the lab cluster`,
		head + "## A\n![a](b.png)\n":                                  `a lesson shows no pictures`,
		head + "## A\n```\nx\n":                                       "line 8: the ``` of this line is never closed",
		head + "## A\ndo: dance\n## B\ncheck: metric failurez >= 1\n": "line 8: \"dance\" is nothing that a lesson does: want one of run, set, speed, play, pause\nline 10: ",
	}
	folder := t.TempDir()
	texts := make(map[string]string) // by file
	for text := range wanted {
		file := filepath.Join(folder, fmt.Sprint(len(texts), ".md"))
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		texts[file] = text
	}
	for file, shape := range readLessons(t, slices.Collect(maps.Keys(texts))...) {
		require.Contains(t, shape.Error, wanted[texts[file]], texts[file])
	}
}

// --- walked as a pupil would ----------------------------------------------------------------

// deeds are what a pupil does at the steps that ask for it, through the page's own controls.
// Each is done again and again until the lesson has seen it.
var deeds = map[string]string{
	"red-queen 4":   typedInto("drift", "0.005"),
	"scarcity 5":    typedInto("budget", "40"),
	"pilot 4":       typedInto("teach", "0"),
	"kernel 4":      typedInto("w-tension", "3"),
	"operator 1":    pressed(`#moves button`),
	"operator 2":    pressed(`#moves button`),
	"luck 4":        `resonetics.shot.seed === 8n && document.getElementById('new-seed').click()`,
	"luck 3":        `document.getElementById('series-box')?.open ? document.getElementById('series-go').innerText === 'Start' && document.getElementById('series-go').click() : document.getElementById('series').click()`,
	"your-policy 1": raced(``),
	"your-policy 2": raced(pressed(`.lesson-code button`)),
	"your-policy 3": raced(pressed(`.lesson-code button`)),
}

func pressed(selector string) string {
	return `document.querySelector(` + quoted(selector) + `)?.click()`
}

func typedInto(key, text string) string {
	return fmt.Sprintf(`((field) => resonetics.values[%q] === %q || (field.value = %q, field.dispatchEvent(new Event('change'))))(document.querySelector('#param-%s ~ input'))`, key, text, text, key)
}

// raced opens the editor, does something there, and presses "Race it", once a step.
func raced(first string) string {
	return `(async () => {
		const step = document.querySelector('#lesson h3').innerText;
		if (globalThis.raced === step) return;
		globalThis.raced = step;
		if (!document.getElementById('policy')?.checkVisibility()) document.getElementById('write').click();
		while (!document.getElementById('policy-run')) await new Promise((done) => setTimeout(done, 100));
		` + first + `;
		await new Promise((done) => setTimeout(done, 1000));
		document.getElementById('policy-run').click();
	})()`
}

// seen are what the session says at the end of lessons' checks: the numbers that their texts
// build on.
var seen = map[string]string{
	"red-queen 1": `It failed: two computers ran out of memory`,
	"red-queen 2": `h\.3 survived (8|9) of 1[01] games`,
	"red-queen 3": `h\.7 survived [23] of 1[0-3] games[\s\S]*Far fewer than h\.3`,
	"operator 2":  `You lasted \d+ moves[\s\S]*The stage shows|You guessed it`,
	"scarcity 2":  `It survived [67] of 1[01]`,
	"scarcity 3":  `[89] of 1[01], although everything costs double`,
	"scarcity 4":  `1[01] of 1[01] games`,
	"luck 1":      `h\.5 won this race: 33\.8 points against 33\.0`,
	"luck 2":      `h\.3 has won 4, h\.5 has won 1`,
	"pilot 1":     `The newborn has −12\.6 points, h\.3 has 24\.4`,
	"pilot 2":     `Between 5,000 and 30,000`,
	"pilot 3":     `The Pilot of now`,
	"prophet 2":   `About 1\b`,
	"prophet 3":   `[89] of 1[01] games[\s\S]*More than 6`,
	"prophet 4":   `With the Prophet it failed at step 268`,
	"gardener 2":  `The verdict is creative[\s\S]*creative`,
	"gardener 3":  `bubble, at only \d\.\d % dirt`,
	"gardener 4":  `collapse, at step 5\d\d`,
	"gardener 5":  `creative, with (89|9\d)\.\d % dirt`,
	"kernel 2":    `The mean gap is 0\.3[01]`,
	"kernel 3":    `The mean gap is 0\.1[34]`,
}

// until asks a script again and again until it is true.
func (b *browser) until(what, script string) {
	b.t.Helper()
	for range 600 {
		if eval[bool](b, script) {
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	require.Failf(b.t, "waited in vain", "%s: the lesson says %q", what, eval[string](b, `document.getElementById('lesson').innerText`))
}

// walk goes through the lesson that is open, as a pupil would, and returns what was said at
// the checks of each step.
func (b *browser) walk(name string) map[string]string {
	b.t.Helper()
	said := make(map[string]string)
	for step := 1; ; step++ {
		at := fmt.Sprintf("%s %d", name, step)
		b.wait("step "+at, fmt.Sprintf(`document.querySelector('.lesson-place')?.innerText.startsWith('Step %d of')`, step))
		deed := deeds[at]
		if deed == "" {
			deed = "0"
		}
		b.until("all of "+at+" is done", `(async () => {
			const guess = document.querySelector('.lesson-predict input:not(:disabled)');
			if (guess) {
				guess.click();
				[...document.querySelectorAll('#lesson button')].find((one) => one.innerText === 'That is my guess').click();
			} else if (document.querySelector('.lesson-result:last-child:empty')) {
				await (`+deed+`);
			}
			return document.querySelector('#lesson-next.primary') !== null;
		})()`)
		said[at] = eval[string](b, `[...document.querySelectorAll('.lesson-result')].map((one) => one.innerText).join('\n')`)
		require.NotContains(b.t, said[at], "–", "%s: a number is missing", at)
		require.Empty(b.t, eval[string](b, faulty), at)
		b.shoot("lesson-" + strings.ReplaceAll(at, " ", "-"))
		last := eval[bool](b, `document.getElementById('lesson-next').innerText === 'Finish'`)
		eval[any](b, `(document.getElementById('series-box')?.close(), document.getElementById('lesson-next').click(), 1)`)
		if last {
			b.wait("the lesson is over", `document.querySelector('.lesson-place').innerText === 'Finished'`)
			return said
		}
	}
}

// TestEveryLessonIsWalkedToItsEnd walks those with the most to do on a phone, and the others on
// a projector.
func TestEveryLessonIsWalkedToItsEnd(t *testing.T) {
	onPhone := map[string]bool{"operator": true, "your-policy": true}
	for _, file := range lessonFiles(t, "lessons/*.md") {
		name := strings.TrimSuffix(filepath.Base(file), ".md")
		t.Run(name, func(t *testing.T) {
			s := screen{1280, 800, false}
			if onPhone[name] {
				s = screen{360, 740, true}
			}
			b := newBrowser(t, builtSite(t), s)
			b.open("/#lesson=" + name)
			for at, words := range b.walk(name) {
				require.Regexp(t, regexp.MustCompile(seen[at]), words, at)
			}
			b.quiet()
		})
	}
}
