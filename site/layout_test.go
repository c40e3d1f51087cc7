package site

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/input"
	"github.com/stretchr/testify/require"
)

// windows are the sizes in which the page is seen, in its own pixels: phones, a tablet,
// both sides of every break of the layout, projectors, 1280×800 and 1920×1080 at 200 %,
// and a wall.
var windows = []struct {
	screen
	ratio float64
}{
	{screen{360, 740, true}, 1}, {screen{390, 844, true}, 1}, {screen{480, 900, true}, 1},
	{screen{481, 800, true}, 1}, {screen{768, 1024, true}, 1}, {screen{899, 700, false}, 1},
	{screen{900, 600, false}, 1}, {screen{1000, 640, false}, 1}, {screen{1024, 768, false}, 1},
	{screen{1199, 800, false}, 1}, {screen{1200, 700, false}, 1}, {screen{1280, 800, false}, 1},
	{screen{1920, 1080, false}, 1}, {screen{2560, 1440, false}, 1}, {screen{3840, 2160, false}, 1},
	{screen{960, 540, false}, 2}, {screen{640, 400, false}, 2},
}

// busy are addresses at which every lab shows as much as it can: a learner where there is
// one, and a message with two buttons.
var busy = map[string]string{
	"race":     "/#lab=race&lane-4=omniscient&at=900000000",
	"cluster":  "/#v=1&lab=cluster&policy=pilot-prophet&at=900000000",
	"gardener": "/#v=1&lab=gardener&at=900000000",
	"prophet":  "/#lab=prophet&rivals=on&at=900000000",
}

// resize changes the window.
func (b *browser) resize(s screen, ratio float64) {
	b.t.Helper()
	do(b, emulation.SetTouchEmulationEnabled, emulation.SetTouchEmulationEnabledParams{Enabled: s.phone})
	do(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{
		Width: s.width, Height: s.height, DeviceScaleFactor: ratio, Mobile: s.phone,
	})
	b.wait("the window has its size", fmt.Sprintf("innerWidth === %d && innerHeight === %d && devicePixelRatio === %v", s.width, s.height, ratio))
}

// faulty is a script that lists what is wrong with the page as it is laid out now.
const faulty = `(() => {
	const name = (e) => e.tagName.toLowerCase() + (e.id && '#' + e.id) + ' ' + JSON.stringify(e.textContent.slice(0, 40));
	const shown = [...document.body.querySelectorAll('*')].filter((e) => e.checkVisibility({ visibilityProperty: true }) && !e.closest('.unseen, .skip, dialog'));
	const faults = [];
	if (document.documentElement.scrollWidth > innerWidth) faults.push('the page scrolls sideways');
	for (const e of shown) {
		const box = e.getBoundingClientRect();
		const zoom = e.ownerSVGElement ? Math.hypot(e.getScreenCTM().a, e.getScreenCTM().b) : 1;
		const says = [...e.childNodes].some((node) => node.nodeType === Node.TEXT_NODE && node.data.trim());
		if (says && parseFloat(getComputedStyle(e).fontSize) * zoom < 13) faults.push('small type: ' + name(e));
		if (box.right > innerWidth + 1 || box.left < -1) faults.push('beside the window: ' + name(e));
		if (says && !e.ownerSVGElement && e.clientWidth > 0 && e.scrollWidth > e.clientWidth + 1) faults.push('cut: ' + name(e));
		if (e.matches('button, a[href], input, select, summary') && (box.height < 24 || box.width < 24)) {
			faults.push('a small target: ' + name(e) + ' ' + box.width + '×' + box.height);
		}
	}
	const tiles = shown.filter((e) => e.matches('#metrics .metric')).length;
	if (tiles > 6 || tiles < 3) faults.push(tiles + ' tiles');
	return faults.join('\n');
})()`

// stageBox returns top, bottom and height of the stage.
func (b *browser) stageBox() (box struct{ Top, Bottom, Height float64 }) {
	b.t.Helper()
	v := eval[[]float64](b, `(({ top, bottom, height }) => [top, bottom, height])(document.getElementById('stage').getBoundingClientRect())`)
	box.Top, box.Bottom, box.Height = v[0], v[1], v[2]
	return box
}

// TestTheStageComesFirstAtEverySize looks at every lab in every window, with a message and
// without, with and without the numbers that are asked for.
func TestTheStageComesFirstAtEverySize(t *testing.T) {
	for lab, address := range busy {
		t.Run(lab, func(t *testing.T) {
			b := newBrowser(t, builtSite(t), desktop)
			b.start(address)
			b.wait("it has stepped for a while", `resonetics.step > 30 && document.querySelectorAll('#notices button').length === 2`)
			eval[any](b, `(document.getElementById('play').click(), 1)`)
			for _, w := range windows {
				what := fmt.Sprintf("%s at %d×%d", lab, w.width, w.height)
				b.resize(w.screen, w.ratio)
				box := b.stageBox()
				least := 360.0
				if w.width <= 480 {
					least = 0.6 * float64(w.height)
				}
				require.GreaterOrEqual(t, box.Height, least-2, what) // its border
				if w.height >= 540 {
					require.LessOrEqual(t, box.Bottom, float64(w.height), "%s: it is seen whole", what)
				}
				require.Empty(t, eval[string](b, faulty), what)
				b.wait(what+": charts are there", `resonetics.stage.stats()?.charts > 0`)
				b.shoot(fmt.Sprintf("layout-%s-%dx%d", lab, w.width, w.height))
				eval[any](b, `(() => { // nothing that is shown on request takes from the stage
					document.getElementById('notices').hidden = true;
					document.getElementById('more').click();
					document.querySelectorAll('details').forEach((fold) => { fold.open = true; });
				})()`)
				require.Equal(t, box, b.stageBox(), what)
				require.Empty(t, eval[string](b, faulty), what)
				eval[any](b, `(() => {
					document.getElementById('notices').hidden = false;
					document.getElementById('more').click();
					document.querySelectorAll('details').forEach((fold) => { fold.open = false; });
				})()`)
			}
			b.quiet()
		})
	}
}

// tap lays a finger on a place of the window and lifts it again.
func (b *browser) tap(x, y float64) {
	b.t.Helper()
	finger := []*input.TouchPoint{{X: x, Y: y}}
	do(b, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchStart, TouchPoints: finger})
	b.frames()
	do(b, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: input.DispatchTouchEventTypeTouchEnd, TouchPoints: []*input.TouchPoint{}})
	b.frames()
}

// frames waits until the stage has looked at its input a few times.
func (b *browser) frames() {
	b.t.Helper()
	seen := eval[int](b, `resonetics.stage.stats().frames`)
	b.wait("frames pass", fmt.Sprintf(`resonetics.stage.stats().frames > %d`, seen+3))
}

// TestTheSecondTapHitsTheNodeOfTheFirst taps a node on phones, and on a stage whose lower
// edge is below the window, where a browser would scroll to what gets the focus.
func TestTheSecondTapHitsTheNodeOfTheFirst(t *testing.T) {
	for _, s := range []screen{{900, 450, true}, phone, {360, 480, true}} {
		b := newBrowser(t, builtSite(t), s)
		b.start(theCluster)
		b.wait("the stage draws", `resonetics.stage.stats()?.drawn > 0`)
		eval[any](b, `(() => { globalThis.commands = []; const { client } = resonetics, command = client.command.bind(client);
			client.command = (text) => { commands.push(text); return command(text); }; })()`)
		box := b.stageBox()
		x, y := 180.0, box.Top+80
		b.tap(x, y)
		b.wait("the numbers are told", `document.getElementById('stage').title.startsWith('Node in row')`)
		require.Zero(t, eval[int](b, `scrollY`), "the page stays where it is")
		require.Empty(t, eval[string](b, `commands.join()`), "nothing is broken yet")
		node := eval[string](b, `document.getElementById('stage').title.split(':')[0]`)
		b.tap(x, y)
		b.wait("the node breaks", `commands.some((text) => text.startsWith('inject '))`)
		require.Equal(t, node, eval[string](b, `document.getElementById('stage').title.split(':')[0]`))
		require.Zero(t, eval[int](b, `scrollY`))
		b.quiet()
	}
}

// TestTheStageStaysInSightWhileAControlMoves scrolls a phone to sliders of every lab.
func TestTheStageStaysInSightWhileAControlMoves(t *testing.T) {
	b := newBrowser(t, builtSite(t), phone)
	for lab, slider := range map[string]string{"cluster": "noise", "gardener": "growth", "prophet": "base-rate", "race": "budget"} {
		b.start("/?" + lab + "#lab=" + lab)
		b.wait("the stage draws", `resonetics.stage.stats()?.drawn > 0`)
		large := b.stageBox().Height
		eval[any](b, `(document.getElementById('param-`+slider+`').scrollIntoView({ block: 'center' }), 1)`)
		b.wait("the stage is small", `document.querySelector('.stage.stuck')`)
		box := b.stageBox()
		require.GreaterOrEqual(t, box.Top, 0.0)
		require.Greater(t, box.Height, 0.35*float64(phone.height))
		require.Less(t, box.Height, 0.45*float64(phone.height))
		at := eval[[]float64](b, `(({ top, bottom }) => [top, bottom])(document.getElementById('param-`+slider+`').getBoundingClientRect())`)
		require.Greater(t, at[0], box.Bottom, "the slider is not under the stage")
		require.Less(t, at[1], float64(phone.height)-54, "nor under the buttons")
		b.wait("the world is drawn in it", fmt.Sprintf(`Math.abs(document.getElementById('stage').contentDocument.querySelector('canvas').clientHeight - %v) < 3`, box.Height))
		b.shoot("phone-" + lab + "-slider")
		eval[any](b, `(scrollTo(0, 0), 1)`)
		b.wait("it is large again", fmt.Sprintf(`document.getElementById('stage').getBoundingClientRect().height === %v`, large))
		require.Empty(t, eval[string](b, faulty))
	}
	b.quiet()
}

// TestForcedColorsShowWhatIsChosen takes the page's own colors away, as a system with
// high contrast does, and compares what is chosen with its neighbor.
func TestForcedColorsShowWhatIsChosen(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	do(b, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{Features: []*emulation.MediaFeature{{Name: "forced-colors", Value: "active"}}})
	b.start(theCluster)
	b.wait("a preset is chosen", `document.querySelector('.presets [aria-pressed=true]')`)
	for what, pair := range map[string][2]string{
		"a preset":           {`.presets [aria-pressed=true]`, `.presets [aria-pressed=false]`},
		"a lab":              {`#labs [aria-current]`, `#labs a:not([aria-current])`},
		"a window of charts": {`.charts [aria-pressed=true]`, `.charts [aria-pressed=false]`},
	} {
		const outline = `((e) => { const { outlineStyle, outlineWidth } = getComputedStyle(e); return outlineStyle + ' ' + outlineWidth; })`
		require.Equal(t, "solid 3px", eval[string](b, outline+"(document.querySelector('"+pair[0]+"'))"), what)
		require.Contains(t, eval[string](b, outline+"(document.querySelector('"+pair[1]+"'))"), "none", what)
	}
	b.shoot("forced-colors")
	b.quiet()
}

// swipe moves a finger upward from a place of the window.
func (b *browser) swipe(x, y, distance float64) {
	b.t.Helper()
	touch := func(kind input.DispatchTouchEventType, points ...*input.TouchPoint) {
		do(b, input.DispatchTouchEvent, input.DispatchTouchEventParams{Type: kind, TouchPoints: append([]*input.TouchPoint{}, points...)})
	}
	touch(input.DispatchTouchEventTypeTouchStart, &input.TouchPoint{X: x, Y: y})
	for part := range 10 {
		touch(input.DispatchTouchEventTypeTouchMove, &input.TouchPoint{X: x, Y: y - distance*float64(part+1)/10})
		b.frames()
	}
	touch(input.DispatchTouchEventTypeTouchEnd)
}

// TestTheStageLetsThePageScroll moves finger and wheel over it: nothing must be broken by
// that, nor anything left pressed.
func TestTheStageLetsThePageScroll(t *testing.T) {
	for _, s := range []screen{phone, {960, 540, false}} {
		b := newBrowser(t, builtSite(t), s)
		b.start(theCluster)
		b.wait("the stage draws", `resonetics.stage.stats()?.drawn > 0`)
		x, y := float64(s.width)/3, b.stageBox().Top+160
		if s.phone {
			b.swipe(x, y, 130)
		} else {
			do(b, input.DispatchMouseEvent, input.DispatchMouseEventParams{Type: input.DispatchMouseEventTypeMouseWheel, X: x, Y: y, DeltaX: 1, DeltaY: 120})
		}
		b.wait("the page scrolls", `scrollY > 50`)
		eval[any](b, `(scrollTo(0, 0), 1)`)
		b.frames()
		if s.phone {
			b.wait("it is large again", `!document.querySelector('.stage.stuck')`)
			b.frames()
			b.tap(x, y)
			b.frames()
		}
		require.NotContains(t, eval[string](b, `resonetics.client.link()`), "log=", "nothing is broken, and the next tap is a first one")
		b.quiet()
	}
}

// TestAFingerDrawsWhereTheLabAsksForIt wipes the Gardener's field from top to bottom.
func TestAFingerDrawsWhereTheLabAsksForIt(t *testing.T) {
	b := newBrowser(t, builtSite(t), phone)
	b.start("/#lab=gardener")
	b.wait("the stage draws", `resonetics.stage.stats()?.drawn > 0`)
	b.swipe(float64(phone.width)/2, b.stageBox().Top+200, 100)
	b.wait("dirt is wiped", `resonetics.client.link().then((link) => link.includes('log='))`)
	require.Zero(t, eval[int](b, `scrollY`))
	b.quiet()
}
