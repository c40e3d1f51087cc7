package site

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab/gardener"
)

// rewindTo drags the slider of looking back to that many steps ago.
func (b *browser) rewindTo(steps string) {
	b.t.Helper()
	eval[any](b, `(() => {
		const rewind = document.getElementById('rewind');
		rewind.value = rewind.max - `+steps+`;
		rewind.dispatchEvent(new Event('input'));
	})()`)
	b.wait("the stage shows that moment", `resonetics.shot.picture.step === resonetics.step - `+steps)
}

// TestTheGardenIsSeenAsItWas looks back, on a small screen too, and goes on.
func TestTheGardenIsSeenAsItWas(t *testing.T) {
	for name, size := range map[string]screen{"desktop": desktop, "small": {1024, 768, false}, "phone": {360, 740, true}} {
		b := newBrowser(t, builtSite(t), size)
		b.start("/#lab=gardener")
		b.wait("dirt has come", `resonetics.step > 1200`)
		b.shoot("gardener-" + name)
		b.rewindTo("300")
		require.True(t, eval[bool](b, `document.getElementById('what-if').hidden`), "nobody else acts here")
		b.wait("it says so", `document.getElementById('headline').innerText.startsWith('You see an earlier moment') && resonetics.shot.picture.step === resonetics.step - 300`)
		b.shoot("gardener-" + name + "-past")
		eval[any](b, `(document.getElementById('play').click(), 1)`)
		b.wait("it is now again", `document.getElementById('headline').innerText.includes('creatures live')`)
		b.quiet()
	}
}

// TestTheFloodAlarms opens the preset at the speed of a first visit, and reads what the
// verdict means.
func TestTheFloodAlarms(t *testing.T) {
	b := newBrowser(t, builtSite(t), desktop)
	b.start("/#lab=gardener")
	b.click("Fast-forward evolution")
	eval[any](b, `(() => {
		globalThis.told = {}; // the headline by verdict: a collapse is over in half a second
		const look = () => {
			const { metrics, step } = resonetics.shot;
			if (step < 2000) told[metrics.verdict] = document.getElementById('headline').innerText;
			requestAnimationFrame(look);
		};
		look();
	})()`)
	b.click("Flood the field")
	b.wait("a bubble", `told[1]?.includes('Dirt rises')`)
	b.shoot("gardener-flood")
	b.wait("a collapse", `2 in told`)
	for _, m := range gardener.Lab.Metrics {
		if m.Key == "verdict" {
			require.Equal(t, m.Meanings, eval[[]string](b, `resonetics.shot.lab.metrics.find(({ key }) => key === 'verdict').meanings`))
		}
	}
	b.quiet()
}
