package gardener

import "github.com/resonetics/playground/game/paint"

// tones are the colors of dirt in a theme, from clean to full: those of the product's
// ramp, dimmed, so that dirt is a calm ground; and what has been cleaned glows in the
// color of those who did it, until dirt has covered it again. Lightness goes one way, for
// eyes that do not see the colors.
type tones struct {
	colors [256]paint.Color
	pixels [256][4]byte
}

// The parts of a tone: of the ramp in the ground, and of the glow in what is clean.
var (
	darkTones  = newTones(paint.Dark(), 0.2, 0.66)
	lightTones = newTones(paint.Light(), 0.2, 0.72)
)

func newTones(theme *paint.Theme, ramp, glow float32) *tones {
	t := new(tones)
	for i := range t.colors {
		dirt := float32(i) / 255
		c := theme.Ground.Mix(paint.Ramp(dirt), ramp)
		t.colors[i] = c.Mix(theme.Accent, glow*(1-dirt))
		t.pixels[i] = t.colors[i].Bytes()
	}
	return t
}

// tonesOf returns the tones of a theme.
func tonesOf(theme *paint.Theme) *tones {
	if theme == paint.Light() {
		return lightTones
	}
	return darkTones
}

// of returns the color of that much dirt.
func (t *tones) of(dirt float32) paint.Color { return t.colors[paint.RampIndex(dirt)] }
