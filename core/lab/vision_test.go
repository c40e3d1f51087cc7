package lab

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// eyes are how people see colors: a matrix on linear red, green and blue, for the three kinds
// of color blindness as Machado, Oliveira and Fernandes have them (IEEE Transactions on
// Visualization and Computer Graphics 15(6), 2009) when a cone is missing.
var eyes = map[string][3][3]float64{
	"usual":        {{1, 0, 0}, {0, 1, 0}, {0, 0, 1}},
	"protanopia":   {{0.152286, 1.052583, -0.204868}, {0.114503, 0.786281, 0.099216}, {-0.003882, -0.048116, 1.051998}},
	"deuteranopia": {{0.367322, 0.860646, -0.227968}, {0.280085, 0.672501, 0.047413}, {-0.011820, 0.042940, 0.968881}},
	"tritanopia":   {{1.255528, -0.076749, -0.178779}, {-0.078411, 0.930809, 0.147602}, {0.004733, 0.691367, 0.303900}},
}

// seen returns lightness and the two color axes of Oklab of c as eyes see it, each times 100.
func seen(c Color, eye [3][3]float64) [3]float64 {
	r, g, b, _ := c.RGBA()
	rgb := times(eye, [3]float64{linear(r), linear(g), linear(b)})
	for i := range rgb {
		rgb[i] = min(max(rgb[i], 0), 1)
	}
	cones := times([3][3]float64{{0.4122214708, 0.5363325363, 0.0514459929}, {0.2119034982, 0.6806995451, 0.1073969566}, {0.0883024619, 0.2817188376, 0.6299787005}}, rgb)
	for i := range cones {
		cones[i] = 100 * math.Cbrt(cones[i])
	}
	return times([3][3]float64{{0.2104542553, 0.7936177850, -0.0040720468}, {1.9779984951, -2.4285922050, 0.4505937099}, {0.0259040371, 0.7827717662, -0.8086757660}}, cones)
}

func times(m [3][3]float64, v [3]float64) (out [3]float64) {
	for i, row := range m {
		for j := range v {
			out[i] += row[j] * v[j]
		}
	}
	return out
}

// apart returns how far two colors are from each other for eyes: about 2 can just be seen side by side.
func apart(a, b Color, eye [3][3]float64) float64 {
	p, q := seen(a, eye), seen(b, eye)
	return math.Hypot(math.Hypot(p[0]-q[0], p[1]-q[1]), p[2]-q[2])
}

// TestNoColorIsLostOnAnyEye holds how far apart colors are that mean different things in one
// picture, in both themes and for all eyes. Roles and lanes have more than their color too: a
// name, a sign, the pattern of a line.
func TestNoColorIsLostOnAnyEye(t *testing.T) {
	for _, theme := range []Theme{Dark, Light} {
		roles := []Color{theme.Accent, theme.Alarm, theme.Prophet}
		for name, eye := range eyes {
			told := func(a, b Color, least float64) {
				require.GreaterOrEqual(t, apart(a, b, eye), least, "%08x and %08x, %s", a, b, name)
			}
			for i, a := range roles {
				for _, b := range roles[:i] {
					told(a, b, 8)
				}
			}
			for i, a := range theme.Lanes {
				for _, b := range theme.Lanes[:i] {
					told(a, b, 8)
				}
				told(a, theme.Alarm, 5)
				told(a, theme.Prophet, 5)
			}
		}
	}
}

// TestTheRampRisesForEveryEye holds that more memory is lighter for all eyes, and that the
// agent shows on every color of it.
func TestTheRampRisesForEveryEye(t *testing.T) {
	for name, eye := range eyes {
		before := -1.0
		for i := range 256 {
			c := Ramp(float64(i) / 255)
			lightness := seen(c, eye)[0]
			require.Greater(t, lightness, before-0.1, "%d, %s", i, name)
			before = lightness
			require.Greater(t, apart(c, Dark.Accent, eye), 10.0, "%d, %s", i, name)
		}
	}
}

// TestControlsHaveEdges holds what WCAG asks of the edges of controls.
func TestControlsHaveEdges(t *testing.T) {
	for _, theme := range []Theme{Dark, Light} {
		for _, ground := range []Color{theme.Ground, theme.Surface, theme.Raised} {
			require.GreaterOrEqual(t, contrast(theme.Edge, ground), 3.0, "%08x on %08x", theme.Edge, ground)
		}
	}
}
