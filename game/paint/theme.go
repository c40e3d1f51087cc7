package paint

import "github.com/resonetics/playground/core/lab"

// Color is a color in sRGB with straight alpha, each component in [0, 1].
type Color struct{ R, G, B, A float32 }

// Of returns c as a color to paint with.
func Of(c lab.Color) Color {
	part := func(v uint8) float32 { return float32(v) / 255 }
	r, g, b, a := c.RGBA()
	return Color{part(r), part(g), part(b), part(a)}
}

// Fade returns c with its alpha multiplied by a.
func (c Color) Fade(a float32) Color {
	c.A *= a
	return c
}

// Mix returns the color at t, from 0 for c to 1 for d.
func (c Color) Mix(d Color, t float32) Color {
	return Color{c.R + t*(d.R-c.R), c.G + t*(d.G-c.G), c.B + t*(d.B-c.B), c.A + t*(d.A-c.A)}
}

// Bytes returns c as premultiplied 8-bit RGBA, the pixels of an image.
func (c Color) Bytes() [4]byte {
	part := func(v float32) byte { return byte(v*c.A*255 + 0.5) }
	return [4]byte{part(c.R), part(c.G), part(c.B), byte(c.A*255 + 0.5)}
}

// Theme has the colors of a lab.Theme that the stage uses.
type Theme struct {
	Ground, Surface, Line, Text, Label Color
	Plain, Accent, Alarm, Prophet      Color
	OnAlarm, Note                      Color
	Lanes                              [4]Color
}

func newTheme(t *lab.Theme) *Theme {
	theme := &Theme{
		Ground: Of(t.Ground), Surface: Of(t.Surface), Line: Of(t.Line), Text: Of(t.Text), Label: Of(t.Label),
		Plain: Of(t.Plain), Accent: Of(t.Accent), Alarm: Of(t.Alarm), Prophet: Of(t.Prophet),
		OnAlarm: Of(t.OnAlarm), Note: Of(t.Note),
	}
	for i, c := range t.Lanes {
		theme.Lanes[i] = Of(c)
	}
	return theme
}

var dark, light = newTheme(&lab.Dark), newTheme(&lab.Light)

// Dark returns the dark theme, the default.
func Dark() *Theme { return dark }

// Light returns the light theme.
func Light() *Theme { return light }

// Ink and Chalk are for signs that must show on every color of the ramp: the ends of
// lightness. Actor is the agent's and the creatures' color, always within a seam of Ink, as
// are those of futures: Foreseen where they go on, Doomed where they fail.
var (
	Ink      = Of(lab.Ink)
	Chalk    = Of(lab.Chalk)
	Actor    = dark.Accent
	Foreseen = dark.Prophet
	Doomed   = dark.Alarm
)

// ramp has lab.Ramp for 256 values.
var ramp, rampPixels = makeRamp()

func makeRamp() (colors [256]Color, pixels [256][4]byte) {
	for i := range colors {
		colors[i] = Of(lab.Ramp(float64(i) / 255))
		pixels[i] = colors[i].Bytes()
	}
	return colors, pixels
}

// RampIndex returns where v is on the ramp: 0 for 0, what is less and NaN, 255 for 1 and
// more.
func RampIndex(v float32) uint8 {
	if !(v > 0) {
		return 0
	}
	return uint8(min(v*256, 255))
}

// Ramp returns lab.Ramp's color of v.
func Ramp(v float32) Color { return ramp[RampIndex(v)] }

// RampPixel returns the ramp's color at an index as the pixel of an image.
func RampPixel(i uint8) [4]byte { return rampPixels[i] }
