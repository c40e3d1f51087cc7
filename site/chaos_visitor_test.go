package site

import (
	"fmt"
	"math"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/require"
)

const (
	chaosTimeout = time.Minute      // in which the page goes on or says why not
	visitTimeout = 10 * time.Minute // after which a visit is given up
)

// visitor makes a visit of a schedule: does its deeds, and goes on after what goes wrong as
// somebody does who reads what the page says and presses the buttons that it offers.
type visitor struct {
	b       *browser
	s       *schedule
	done    int  // deeds that the run of the page holds
	away    bool // the page has begun again: its run may be another one than it was
	lost    bool // the page has said that the run was lost
	kept    int  // the step at which the page has said last that the run is kept; 0 for none
	resumes int  // the step at which a kept run is about to go on; 0 for none
	asked   time.Time
	journal []string
}

func newVisitor(t *testing.T, url string, s *schedule) *visitor {
	t.Helper()
	v := &visitor{b: newBrowserFor(t, visitTimeout, url, desktop), s: s}
	v.b.before(chaosScript)
	return v
}

// visit goes through the schedule.
func (v *visitor) visit() {
	v.b.t.Helper()
	defer func() {
		if v.b.t.Failed() {
			v.b.t.Logf("%s\nWhat happened:\n%s", v.s, strings.Join(v.journal, "\n"))
		}
	}()
	v.begin()
	for next := 0; v.done < len(v.s.legs); {
		leg := v.s.legs[v.done]
		if v.done == next { // what went wrong goes wrong once
			next++
			for _, fault := range leg.faults {
				v.note("fault: %s", fault.words)
				fault.do(v)
			}
		}
		v.walk(leg)
	}
	v.settle()
	v.check()
	v.b.wait("the stage is there in the end, or it is said why not", `resonetics.stage.ready && resonetics.stage.stats()?.drawn > 0 || document.getElementById('overlay').checkVisibility()`)
	v.b.quiet()
}

// begin opens the link of the schedule.
func (v *visitor) begin() {
	v.note("opens #%s", v.s.link)
	v.b.run(chromedp.Navigate("about:blank"))
	v.b.open("/#" + v.s.link)
	v.done, v.away, v.kept, v.resumes = 0, true, 0, 0
	v.settle()
}

// walk brings the run to a leg's step and does its deed, as far as the page lets it.
func (v *visitor) walk(leg leg) {
	if !v.bring(leg.to) {
		return
	}
	v.check()
	if leg.keeps {
		v.keep()
	}
	if leg.shares {
		v.tell(`(document.getElementById('share').click(), document.querySelector('dialog[open]')?.close())`)
	}
	before := v.done
	v.act(leg.deed)
	for end := time.Now().Add(chaosTimeout); ; {
		v.settle()
		if v.done != before || v.away {
			return
		}
		if time.Now().After(end) {
			v.fail("the visitor %s, and nothing has come of it, nor is anything said", leg.deed)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

// act does a deed with the controls of the page.
func (v *visitor) act(d deed) {
	v.note("%s", d)
	switch {
	case d.text == "":
		v.tell(fmt.Sprintf(`resonetics.stage.on.event('inject', [%d, %s])`, d.place, `resonetics.shot.lab.click`))
	case d.key == "":
		v.tell(`fill(document.getElementById('seed'), '` + d.text + `')`)
	default:
		v.tell(`fill(document.querySelector('#param-` + d.key + ` ~ input'), '` + d.text + `')`)
	}
}

// keep lets the time come at which the page keeps the run.
func (v *visitor) keep() {
	v.tell(`resonetics.autosave()`)
	v.note("kept: %s", v.look().Kept)
}

// bring lets the run go to a step, and returns whether it has come there: not where it has
// begun again.
func (v *visitor) bring(to uint64) bool {
	before := v.done
	for end, went := time.Now().Add(chaosTimeout), ""; ; {
		v.settle()
		seen := v.look()
		switch {
		case v.done != before:
			return false
		case seen.Step > to:
			v.note("the run has gone beyond step %d", to)
			v.begin()
			return false
		case seen.Step == to && !seen.Jumping:
			return true
		case !seen.Jumping && time.Since(v.asked) > time.Second:
			v.tell(fmt.Sprintf(`resonetics.client.jump(%d)`, to))
			v.asked = time.Now()
		}
		if now := fmt.Sprint(seen.Step, seen.Notices); now != went {
			went, end = now, time.Now().Add(chaosTimeout)
		}
		if time.Now().After(end) {
			v.fail("the run stands at step %d on the way to %d, and nothing is said", seen.Step, to)
		}
		time.Sleep(50 * time.Millisecond)
	}
}

var (
	continues = regexp.MustCompile(`^Continue at step ([\d,]+)$`)
	keeps     = regexp.MustCompile(`is kept at step ([\d,]+)`)
)

// settle does what a visitor does who finds the page as it is, until the run is one that can
// be gone on with, and stands.
func (v *visitor) settle() {
	for end := time.Now().Add(chaosTimeout); ; time.Sleep(50 * time.Millisecond) {
		if time.Now().After(end) {
			v.fail("nothing can be done, and nothing is said")
		}
		seen := v.look()
		if strings.Contains(seen.Notices, "Not the same bits") {
			v.fail("the page says that it does not give the same bits")
		}
		if m := keeps.FindStringSubmatch(seen.Kept); m != nil && !v.away {
			v.kept = number(m[1])
		}
		switch {
		case seen.press(v, "Restart"), strings.Contains(seen.Cover, "Try again") && seen.press(v, "Try again"):
			v.away, v.lost, v.resumes = true, true, 0
			continue
		case !seen.Ready || seen.Step == 0 && v.away:
			continue
		case v.away && !v.arrive(seen):
			continue
		case seen.Playing:
			v.tell(`document.getElementById('play').click()`)
			continue
		}
		if run := v.run(); run != nil && v.known(run[0]) {
			return
		}
	}
}

// arrive goes on with what was kept, where the page has begun again, and returns whether it
// has found its way.
func (v *visitor) arrive(seen sight) bool {
	if v.kept > 0 && !strings.Contains(seen.Notices, "cannot say which runs it keeps") {
		button := seen.offer(v.kept)
		if button == "" {
			return false // what was promised has to come
		}
		v.resumes = number(continues.FindStringSubmatch(button)[1])
		v.lost = v.resumes != v.kept // a run of another tab, or of before
		v.kept = 0
		v.press(button)
		return false
	}
	if strings.Contains(seen.Notices, "cannot be continued") {
		v.resumes, v.lost = 0, true
	}
	if int(seen.Step) < v.resumes {
		return false
	}
	v.away, v.resumes = false, 0
	return true
}

// known finds out how many deeds the run of a link holds.
func (v *visitor) known(link string) bool {
	place, at, err := v.s.place(link)
	if err != nil || place < 0 {
		if v.lost { // it has been said that only the settings are left
			v.lost = false
			v.begin()
			return false
		}
		v.fail("a run that nobody asked for: %s (%v), and not %s", link, err, runKey(v.s.runs[v.done]))
	}
	v.lost = false
	if place != v.done {
		v.note("the run holds %d deeds, at step %d", place, at)
	}
	v.done = place
	return true
}

// check compares the digest of the page's run with that of the run without faults.
func (v *visitor) check() {
	run := v.run()
	if run == nil || !v.known(run[0]) {
		return
	}
	_, at, err := v.s.place(run[0])
	require.NoError(v.b.t, err)
	want, err := v.s.digest(v.done, at)
	require.NoError(v.b.t, err)
	if want != run[1] {
		v.fail("after %d deeds at step %d the digest is %s, and %s without faults", v.done, at, run[1], want)
	}
	v.note("the digest of step %d is right", at)
}

// run returns link and digest of the page's run; nil where it does not answer.
func (v *visitor) run() []string {
	run, err := chromedp.Run(v.b.ctx, chromedp.Evaluate[[]string](`chaos.run()`, chromedp.EvalAwaitPromise))
	if err != nil || len(run) != 2 || run[0] == "" {
		return nil
	}
	return run
}

// sight is what a visitor sees.
type sight struct {
	Step                           uint64
	Ready, Jumping, Playing        bool
	Headline, Notices, Cover, Kept string
	Buttons                        []string
}

// offer returns the button that continues a run at a step or the next one after it.
func (s sight) offer(kept int) (button string) {
	best := math.MaxInt
	for _, one := range s.Buttons {
		if m := continues.FindStringSubmatch(one); m != nil {
			if step := number(m[1]); step >= kept && step < best {
				button, best = one, step
			}
		}
	}
	return button
}

// number reads a number as the page writes it.
func number(text string) int {
	n, err := strconv.Atoi(strings.ReplaceAll(text, ",", ""))
	if err != nil {
		panic(err)
	}
	return n
}

func (v *visitor) look() sight {
	seen, err := chromedp.Run(v.b.ctx, chromedp.Evaluate[sight](`chaos.state()`))
	if err != nil {
		return sight{} // the page is on its way
	}
	said := strings.Join(strings.Fields(seen.Cover+" / "+seen.Notices), " ")
	if last := "page: " + said; len(v.journal) == 0 || v.last("page: ") != last {
		v.journal = append(v.journal, last)
	}
	return seen
}

// press presses a button that is seen, and returns whether it is.
func (s sight) press(v *visitor, button string) bool {
	for _, one := range s.Buttons {
		if one == button {
			v.press(button)
			return true
		}
	}
	return false
}

func (v *visitor) press(button string) {
	v.note("presses %q", button)
	v.tell(`[...document.querySelectorAll('#overlay-buttons button, #notices button')].find((e) => e.innerText === '` + button + `')?.click()`)
}

// tell runs a script in the page, which may be gone meanwhile.
func (v *visitor) tell(script string) {
	script = `(async () => {
		const fill = (field, text) => {
			field.value = text;
			field.dispatchEvent(new Event('change'));
		};
		await Promise.race([` + script + `, new Promise((done) => setTimeout(done, 1500))]);
	})()`
	_, err := chromedp.Run(v.b.ctx, chromedp.Evaluate[any](script, chromedp.EvalAwaitPromise))
	if err != nil {
		v.note("the page did not take it: %v", err)
	}
}

func (v *visitor) note(format string, values ...any) {
	v.journal = append(v.journal, fmt.Sprintf(format, values...))
}

// last returns the last entry of the journal that begins so.
func (v *visitor) last(prefix string) string {
	for i := len(v.journal) - 1; i >= 0; i-- {
		if strings.HasPrefix(v.journal[i], prefix) {
			return v.journal[i]
		}
	}
	return ""
}

func (v *visitor) fail(format string, values ...any) {
	v.b.t.Helper()
	require.Fail(v.b.t, fmt.Sprintf(format, values...))
}
