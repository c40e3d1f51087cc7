package site

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/chromedp"
)

// fault is one thing that goes wrong in a visit.
type fault struct {
	words string
	do    func(*visitor)
}

var faults = []fault{
	{"the worker is gone without a word", func(v *visitor) { v.tell(`chaos.end()`) }},
	{"the worker's script breaks", func(v *visitor) { v.tell(`chaos.err()`) }},
	{"the program in the worker breaks", func(v *visitor) { v.tell(`resonetics.client.post.tell({ kind: 'enter' })`) }},
	message("to", false, "lost", 0), message("to", false, "repeated", 0), message("to", false, "repeated", 700), message("to", false, "late", 900),
	message("to", true, "lost", 0), message("to", true, "repeated", 300), message("to", true, "late", 900),
	message("from", false, "lost", 0), message("from", false, "repeated", 0), message("from", false, "late", 900),
	message("from", true, "lost", 0), message("from", true, "repeated", 300), message("from", true, "late", 900),
	storage("refuses"), storage("hangs"), storage("is full"), storage("works again"), storage("works again"),
	{"the page is reloaded", (*visitor).reload},
	{"the page is kept and reloaded", func(v *visitor) { v.keep(); v.reload() }},
	{"a second tab runs beside it", (*visitor).secondTab},
	{"the tab is frozen for a moment", (*visitor).freeze},
	{"the graphics are lost", func(v *visitor) { v.tell(`chaos.loseGraphics()`) }},
}

// message returns the fault of the next message of its kind, that is late by some
// milliseconds, or comes again after them, or never.
func message(way string, snapshot bool, how string, ms int) fault {
	what := map[bool]string{false: "message", true: "look"}[snapshot]
	whence := map[string]string{"to": "to", "from": "of"}[way]
	words := fmt.Sprintf("the next %s %s the worker is %s", what, whence, how)
	if ms > 0 {
		words += fmt.Sprintf(" (%d ms)", ms)
	}
	order, err := json.Marshal(map[string]any{"way": way, "snapshot": snapshot, "how": how, "ms": ms})
	if err != nil {
		panic(err)
	}
	return fault{words, func(v *visitor) { v.tell(`chaos.fail(` + string(order) + `)`) }}
}

// storage returns the fault of the browser's storage that lasts until the next of them.
func storage(state string) fault {
	return fault{"the storage " + state, func(v *visitor) { v.tell(`chaos.storage('` + state + `')`) }}
}

func (v *visitor) reload() {
	v.away = true
	v.b.run(chromedp.Reload())
}

// freeze lets the tab sleep as a browser does with one that nobody looks at, and brings it
// back: a browser without windows does the latter by claiming that it has the focus.
func (v *visitor) freeze() {
	focus := func(on bool) {
		do(v.b, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: on})
	}
	focus(false)
	for _, state := range []page.SetWebLifecycleStateState{page.SetWebLifecycleStateStateFrozen, page.SetWebLifecycleStateStateActive} {
		do(v.b, page.SetWebLifecycleState, page.SetWebLifecycleStateParams{State: state})
		time.Sleep(300 * time.Millisecond)
	}
	focus(true)
}

// secondTab opens the same address in another tab, does something there, keeps that, and
// closes it. What it runs is the schedule's run too.
func (v *visitor) secondTab() {
	other := v.b.tab()
	second := &visitor{b: other, s: v.s}
	other.before(chaosScript)
	other.run(chromedp.Navigate(eval[string](v.b, `location.href`)))
	second.settle()
	second.check()
	second.tell(`document.getElementById('step').click()`)
	second.keep()
	second.check()
	do(other, page.Close, cdp.Empty{})
	do(v.b, page.BringToFront, cdp.Empty{})
}
