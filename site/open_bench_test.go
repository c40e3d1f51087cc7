package site

import (
	"fmt"
	"math"
	"net/http/httptest"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/labs"
)

// An opening is what a visitor opens: a script that does it, and one that says it is there.
type opening struct{ do, there string }

// lessonNames returns what the lessons of the page are called.
func lessonNames() (list []string) {
	files, _ := filepath.Glob("lessons/*.md")
	for _, file := range files {
		list = append(list, strings.TrimSuffix(filepath.Base(file), ".md"))
	}
	return list
}

// openings lists the labs, the dialogs and the lessons.
func openings(round int) (list []opening) {
	for i, key := range labs.All.Keys() {
		seed := fmt.Sprint(1000*round + i) // another run, also of the lab that one is in
		list = append(list, opening{`location.hash = 'lab=` + key + `&seed=` + seed + `'`, `resonetics.shot?.lab.key === '` + key + `' && String(resonetics.shot.seed) === '` + seed + `' && resonetics.stage.stats().drawn > drawn`})
	}
	for _, id := range []string{"share", "files", "help", "series"} {
		list = append(list, opening{`document.getElementById('` + id + `').click()`, `document.querySelector('dialog[open]')`})
	}
	list = append(list, opening{`document.getElementById('write').click()`, `document.body.classList.contains('writing')`})
	for _, name := range lessonNames() {
		list = append(list, opening{`resonetics.lesson('` + name + `')`, `document.querySelector('.lesson')?.checkVisibility()`})
	}
	return list
}

// openingTime is a script that opens something and returns after how many milliseconds the
// frame begins in which it is there, and closes it again.
const openingTime = `new Promise((resolve) => {
	const drawn = resonetics.stage.stats().drawn, start = performance.now();
	%s;
	requestAnimationFrame(function look() {
		if (!(%s)) return requestAnimationFrame(look);
		resolve(performance.now() - start);
		document.querySelector('dialog[open]')?.close();
		document.querySelector('body.writing #policy header button')?.click();
		if (document.querySelector('.lesson')?.checkVisibility()) document.getElementById('lessons').click();
		return undefined;
	});
})`

const openingRounds = 5 // how often each is opened: the first time, what is needed comes along

// opensIn measures how long it takes until a lab, a dialog or a lesson is there.
func opensIn(b *testing.B, tell func(string, float64, string)) {
	server := httptest.NewServer(builtSite(b))
	b.Cleanup(server.Close)
	p := newBrowserFor(b, 3*pageTimeout, server.URL, desktop)
	p.start("/")
	p.wait("the stage draws", `resonetics.stage.stats()?.drawn > 0`)
	time.Sleep(rest)
	var times []float64
	for round := range openingRounds {
		for _, o := range openings(round) {
			times = append(times, eval[float64](p, fmt.Sprintf(openingTime, o.do, o.there)))
			time.Sleep(rest / 8) // people need longer
		}
	}
	tell("open_lesson_ms_p95", percentile(times, 0.95), "ms")
}

// percentile returns the smallest of some values that a share of them does not exceed.
func percentile(values []float64, share float64) float64 {
	sorted := slices.Sorted(slices.Values(values))
	return sorted[int(math.Ceil(share*float64(len(sorted))))-1]
}

func TestAPercentileIsOneOfTheValues(t *testing.T) {
	require.Equal(t, 19.0, percentile([]float64{20, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19}, 0.95))
	require.Equal(t, 7.0, percentile([]float64{7}, 0.95))
}

// taskWatcher notes the tasks of the page and its stage that take 50 ms or longer: a browser
// tells of no shorter ones.
const taskWatcher = `
globalThis.benchTasks = [];
new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => benchTasks.push(duration))).observe({ type: 'longtask' });`

const shortTask = 50.0 // ms

// longestTask measures how long the page keeps a visitor's finger waiting while it trains at full speed.
func longestTask(b *testing.B, tell func(string, float64, string)) {
	p := newBrowser(b, builtSite(b), desktop)
	p.before(taskWatcher)
	p.start("/#" + learnerLink)
	p.wait("the stage draws", `resonetics.stage.stats()?.drawn > 0`)
	eval[bool](p, fullSpeed)
	time.Sleep(settle)
	eval[any](p, `(benchTasks.length = 0, 1)`)
	time.Sleep(2 * watch)
	tell("main_thread_longest_task_ms", slices.Max(append(eval[[]float64](p, `benchTasks`), shortTask)), "ms")
}
