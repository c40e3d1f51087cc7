package site

import (
	"net/http"
	"strings"
	"testing"

	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// theirLesson is a lesson that a teacher has written.
const theirLesson = `---
title: Ours
learn: What our class has seen.
minutes: 3
lab: cluster
---

## Look

do: run policy=h3 seed=7 paused
point: metric budget

<img src=x onerror="document.title = 'broken'"> is text, and [this](javascript:alert(1)) is no link.

check: playing
meanwhile: It waits.
then: It runs, from seed {seed}.
`

// drop lays a file onto the page.
func (b *browser) drop(name, text string) {
	b.t.Helper()
	eval[any](b, `(() => {
		const dataTransfer = new DataTransfer();
		dataTransfer.items.add(new File([`+quoted(text)+`], '`+name+`'));
		document.dispatchEvent(new DragEvent('drop', { dataTransfer, bubbles: true, cancelable: true }));
	})()`)
}

const lessonText = `document.getElementById('lesson')?.innerText`

// TestALessonIsDroppedOntoThePage drops one, a broken one, and one of another lab.
func TestALessonIsDroppedOntoThePage(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start(theCluster)
	b.drop("broken.md", strings.Replace(theirLesson, "check: playing", "check: metric failurez >= 1", 1))
	b.wait("it says where and why", notices+`.includes('The lesson broken.md cannot be read: line 15: there is no metric "failurez" in the lab cluster, which has episode_step,')`)
	b.shoot("lesson-broken")
	b.drop("ours.md", theirLesson)
	b.wait("it is open", lessonText+`?.includes('It waits.')`)
	require.NotContains(t, eval[string](b, notices), "failurez")
	require.NotEqual(t, "broken", eval[string](b, `document.title`))
	require.Zero(t, eval[int](b, `document.querySelectorAll('#lesson img, #lesson a').length`))
	require.Equal(t, "7", eval[string](b, `document.getElementById('seed').value`))
	require.True(t, eval[bool](b, `document.querySelector('.metric.pointed').dataset.key === 'budget'`))
	eval[any](b, `(document.getElementById('play').click(), 1)`)
	b.wait("it has looked", lessonText+`.includes('It runs, from seed 7.')`)

	b.drop("ours.md", strings.NewReplacer("lab: cluster", "lab: race", "do: run policy=h3", "do: run lane-1=h5", "metric budget", "stage").Replace(theirLesson))
	b.wait("the other lab opens with it", `globalThis.resonetics?.values['lane-1'] === 'h5' && `+lessonText+`?.includes('Ours')`)
}

// TestALessonComesFromThisSiteOnly opens one by its address, and refuses one of another site.
func TestALessonComesFromThisSiteOnly(t *testing.T) {
	built := builtSite(t)
	b := newBrowser(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/class/ours.md" {
			_, err := w.Write([]byte(strings.Replace(theirLesson, "lab: cluster", "lab: race", 1)))
			require.NoError(t, err)
			return
		}
		built.ServeHTTP(w, r)
	}), desktop)
	b.open("/#lesson=class/ours.md")
	b.wait("a mistake is told", notices+`.includes('The lesson class/ours.md cannot be read: line 10: there is no control "policy" in the lab race')`)
	b.open("/?2#lesson=class/gone.md")
	b.wait("a missing one is told", notices+`.includes('The lesson /class/gone.md could not be loaded: the server answered 404.')`)
	b.open("/?3#lesson=https://example.org/theirs.md")
	b.wait("another site is refused", notices+`.includes('is on another site, and a page opens lessons of its own site only. Save it as a file there')`)
	b.open("/?4#lesson=scarcitty")
	b.wait("an unknown one is told", notices+`.includes('There is no lesson "scarcitty". The lessons are red-queen, operator, scarcity,')`)
	b.wait("the page runs", `resonetics.step > 0`)
}

// TestLessonsAreListedAndResumed opens the list by keyboard alone, goes two steps into a lesson
// of another lab, and finds it there again.
func TestLessonsAreListedAndResumed(t *testing.T) {
	b := newBrowser(t, builtSite(t), screen{360, 740, true})
	b.start("/")
	eval[any](b, `(document.getElementById('lessons').focus(), 1)`)
	b.press(kb.Enter)
	b.wait("the list is open", `document.querySelectorAll('.lesson-list li').length >= 9`)
	require.Equal(t, "lesson-title", eval[string](b, `document.activeElement.id`))
	require.Empty(t, eval[string](b, faulty))
	b.shoot("lessons-360")
	eval[any](b, `(scrollTo(0, 0), 1)`)
	b.shoot("lessons-360-top")
	eval[any](b, `(document.querySelector('.lesson-list a[href="#lesson=scarcity"]').focus(), 1)`)
	b.press(kb.Enter)
	b.wait("it is open in its lab", `document.querySelector('.lesson-place')?.innerText === 'Step 1 of 6' && resonetics.values.policy === 'h3'`)
	b.wait("its run has begun", `document.querySelector('.lesson-meanwhile')?.innerText.startsWith('Step ')`)
	eval[any](b, `(document.getElementById('lesson-next').focus(), 1)`)
	b.press(kb.Enter)
	b.wait("the next step has the focus", `document.activeElement.innerText === 'Now times are hard'`)
	b.press(kb.Tab + kb.Tab + " " + kb.ArrowDown) // past what it points at, into the answers
	require.Equal(t, "Fewer, but some", eval[string](b, `document.querySelector('.lesson-predict input:checked').parentElement.innerText`))
	b.press(kb.Tab + kb.Enter)
	b.wait("it is taken, and said", `document.activeElement.innerText === 'Your guess: Fewer, but some'`)
	b.open("/?later#lab=cluster")
	b.wait("it runs", `globalThis.resonetics?.step > 0`)
	eval[any](b, `(document.getElementById('lessons').click(), 1)`)
	b.wait("the list knows", lessonText+`?.includes('step 2 of 6')`)
	eval[any](b, `(document.querySelector('.lesson-list a[href="#lesson=scarcity"]').click(), 1)`)
	b.wait("it goes on there", `document.querySelector('.lesson-place').innerText === 'Step 2 of 6'`)
	require.Equal(t, "#lesson=scarcity", eval[string](b, `location.hash`))
	b.quiet()
}

// TestALessonBlocksNothing moves controls and the stage in the middle of a lesson, goes on
// without an answer, and closes it.
func TestALessonBlocksNothing(t *testing.T) {
	b := newBrowser(t, builtSite(t), screen{1024, 768, false})
	b.open("/#lesson=scarcity")
	b.wait("it is open", `document.getElementById('lesson-next') && resonetics.step > 5`)
	require.Empty(t, eval[string](b, faulty))
	overlap := `(([a, b]) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom)(['stage', 'lesson'].map((id) => document.getElementById(id).getBoundingClientRect()))`
	require.False(t, eval[bool](b, overlap), "the lesson does not cover the stage")
	b.shoot("lesson-1024")
	eval[any](b, `(document.getElementById('lesson-next').click(), 1)`)
	eval[any](b, `(document.querySelector('.presets button').click(), 1)`)
	b.wait("a preset is taken", `resonetics.values.drift === '0.005'`)
	eval[any](b, `(document.getElementById('lesson-next').click(), 1)`)
	b.wait("the next step sets itself up", `document.querySelector('.lesson-place').innerText === 'Step 3 of 6'`)
	for _, s := range []screen{{900, 600, false}, {1199, 800, false}, {1920, 1080, false}, {3840, 2160, false}, {390, 844, true}} {
		b.resize(s, 1)
		require.Empty(t, eval[string](b, faulty), s)
		require.False(t, eval[bool](b, overlap) && !s.phone, s)
	}
	b.resize(screen{1280, 800, false}, 1)
	eval[any](b, `([...document.querySelectorAll('#lesson button')].find((one) => one.innerText === 'Close').click(), 1)`)
	b.wait("it is closed", `!document.getElementById('lesson').checkVisibility() && document.activeElement.id === 'lessons' && !document.querySelector('.pointed')`)
	require.Equal(t, "#lab=cluster", eval[string](b, `location.hash`))
	b.quiet()
}
