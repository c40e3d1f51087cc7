package site

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestAFirstVisitToTheProphetIsARace reads who leads, looks back at it, and finds every
// strategy alone behind its preset.
func TestAFirstVisitToTheProphetIsARace(t *testing.T) {
	for name, size := range map[string]screen{"desktop": desktop, "small": {1024, 768, false}, "phone": {360, 740, true}} {
		b := newBrowser(t, builtSite(t), size)
		b.start("/#lab=prophet")
		b.wait("it races", `resonetics.values.rivals === 'on'`)
		b.wait("it says what one sees", `document.getElementById('headline').innerText.includes('Three networks learn the same wave')`)
		b.wait("and who leads", `/After \d+ steps the foresight controller leads, with .+ the error of/.test(document.getElementById('description').textContent)`)
		b.wait("the target has changed", `resonetics.step > 560 && document.getElementById('headline').innerText.includes('into steps')`)
		b.shoot("prophet-" + name)
		b.rewindTo("100")
		b.shoot("prophet-" + name + "-past")
		eval[any](b, `(document.getElementById('play').click(), 1)`)
		b.wait("it goes on", `document.getElementById('headline').innerText.includes('The target')`)
		b.quiet()
	}
}

// TestALinkOfOneStrategyStaysOne: what links left out before there was a race means no
// race.
func TestALinkOfOneStrategyStaysOne(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#v=2&lab=prophet&seed=42")
	b.wait("it tells", `document.getElementById('headline').innerText.includes('reality gap')`)
	require.Equal(t, "off", eval[string](b, `resonetics.values.rivals`))
	b.start("/?v1#v=1&lab=prophet&seed=5&strategy=adam&tune=off&kernel=off")
	b.wait("it tells", `document.getElementById('headline').innerText.includes('reality gap')`)
	require.Equal(t, "off", eval[string](b, `resonetics.values.rivals`))
	b.shoot("prophet-alone")
	b.quiet()
}
