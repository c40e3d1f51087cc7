package site

import (
	"fmt"
	"testing"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp/kb"
	"github.com/stretchr/testify/require"
)

// TestPresentationShowsStageAndHeadlineAlone walks into a class room: a key, and type that is
// read from its back, on a screen of 1080 rows, on one of 2160 and on a phone.
func TestPresentationShowsStageAndHeadlineAlone(t *testing.T) {
	for _, s := range []screen{{1920, 1080, false}, {390, 844, true}} {
		t.Run(fmt.Sprint(s.width), func(t *testing.T) {
			b := newBrowser(t, builtSite(t), s)
			b.start("/")
			b.wait("the stage is drawn", `resonetics.stage.stats()?.drawn > 0`)
			b.strike("f", "KeyF")
			b.wait("it presents", `document.documentElement.classList.contains('presenting')`)
			require.Equal(t, "present", eval[string](b, `[...document.querySelectorAll('button, a, input, select')].filter((e) => e.checkVisibility()).map((e) => e.id).join()`), "nothing else to press")
			require.GreaterOrEqual(t, eval[float64](b, `parseFloat(getComputedStyle(document.getElementById('headline')).fontSize)`), max(24, float64(s.height)*0.028))
			require.Equal(t, "on", eval[string](b, `resonetics.stage.settings.get('large')`))
			require.Greater(t, eval[float64](b, `document.getElementById('stage').getBoundingClientRect().height / innerHeight`), 0.7)
			require.LessOrEqual(t, eval[int](b, `document.documentElement.scrollWidth`), int(s.width))
			b.wait("a few steps later", `resonetics.step > 40`)
			b.shoot(fmt.Sprintf("presentation-%d", s.width))
			b.press(kb.Escape)
			b.wait("it has ended", `!document.documentElement.classList.contains('presenting') && document.getElementById('controls').checkVisibility()`)
			require.Equal(t, "off", eval[string](b, `resonetics.stage.settings.get('large')`))
			b.press("f")
			b.wait("the page has the key too", `document.documentElement.classList.contains('presenting')`)
			eval[any](b, `(resonetics.client.play(false), 1)`)
			do(b, emulation.SetDeviceMetricsOverride, emulation.SetDeviceMetricsOverrideParams{Width: 3840, Height: 2160, DeviceScaleFactor: 1})
			b.wait("twice the type on twice the screen", `parseFloat(getComputedStyle(document.getElementById('headline')).fontSize) > 60`)
			require.Equal(t, "End the presentation", eval[string](b, `document.getElementById('present').ariaLabel`))
			eval[any](b, `(document.getElementById('present').click(), 1)`)
			b.wait("and its button", `!document.documentElement.classList.contains('presenting')`)
			b.quiet()
		})
	}
}
