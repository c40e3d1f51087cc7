package paint

import "math"

// Color is a color in sRGB with straight alpha, each component in [0, 1].
type Color struct{ R, G, B, A float32 }

// Hex returns the opaque color 0xRRGGBB.
func Hex(rgb uint32) Color {
	part := func(shift uint) float32 { return float32(rgb>>shift&0xff) / 255 }
	return Color{part(16), part(8), part(0), 1}
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

// Luminance returns the relative luminance of c, in [0, 1], as WCAG 2.2 defines
// it. Alpha is ignored.
func (c Color) Luminance() float64 {
	linear := func(v float32) float64 {
		if v <= 0.04045 {
			return float64(v) / 12.92
		}
		return math.Pow((float64(v)+0.055)/1.055, 2.4)
	}
	return 0.2126*linear(c.R) + 0.7152*linear(c.G) + 0.0722*linear(c.B)
}

// Contrast returns the contrast ratio of two opaque colors, from 1 to 21, as
// WCAG 2.2 defines it.
func Contrast(a, b Color) float64 {
	la, lb := a.Luminance(), b.Luminance()
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}
