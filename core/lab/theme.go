package lab

// Color is a color in sRGB with straight alpha, 0xRRGGBBAA.
type Color uint32

// RGBA returns the components of c.
func (c Color) RGBA() (r, g, b, a uint8) {
	return uint8(c >> 24), uint8(c >> 16), uint8(c >> 8), uint8(c)
}

// Theme is the set of colors of every screen of the product: page, stage and window. What
// a color means is the same in both themes.
type Theme struct {
	Ground   Color // behind everything
	Surface  Color // behind charts and notes
	Raised   Color // of controls
	Line     Color // grid lines and rules: decoration, never information
	Edge     Color // around controls
	Text     Color // body, at least 7:1 on Ground and Surface
	Label    Color // at least 4.5:1 on Ground and Surface
	Accent   Color // the agent and what it does
	OnAccent Color // text on Accent
	Alarm    Color // out of memory and collapse
	Prophet  Color // forecasts
	Shade    Color // shadows and what dims the page

	// The stage alone has these.
	Plain   Color // a neutral series
	OnAlarm Color // signs on Alarm
	Note    Color // behind words that stand on the picture

	// Lanes are what several that do the same are told apart by, beside their names and
	// the patterns of their lines: by lightness, which all eyes see.
	Lanes [4]Color
}

// Dark is the theme of a first visit.
var Dark = Theme{
	Ground: 0x0b1017ff, Surface: 0x121a25ff, Raised: 0x1a2533ff, Line: 0x2a394cff, Edge: 0x5c708aff,
	Text: 0xe8eef5ff, Label: 0xa9b8c9ff, Accent: 0x35d0e6ff, OnAccent: 0x04222aff,
	Alarm: 0xff7a7aff, Prophet: 0xf5b83dff, Shade: 0x00000073,
	Plain: 0xc3cedeff, OnAlarm: 0x1a0405ff, Note: 0x050910e0,
	Lanes: [4]Color{0xe3eaf2ff, 0xb57df0ff, 0x35d0e6ff, 0x62b832ff},
}

// Light is the other theme.
var Light = Theme{
	Ground: 0xf6f2eaff, Surface: 0xfffdf9ff, Raised: 0xf3eee4ff, Line: 0xdcd4c5ff, Edge: 0x83796aff,
	Text: 0x1a2430ff, Label: 0x4c5a69ff, Accent: 0x00707fff, OnAccent: 0xffffffff,
	Alarm: 0x8f0d2bff, Prophet: 0x8a5a00ff, Shade: 0x3c321e2e,
	Plain: 0x4b5768ff, OnAlarm: 0xffffffff, Note: 0xffffffeb,
	Lanes: [4]Color{0x1f2833ff, 0x7a34d0ff, 0x00707fff, 0x1a4d05ff},
}

// Ink and Chalk are for signs that must show on every color of the ramp: the ends of
// lightness.
const (
	Ink   Color = 0x05080eff
	Chalk Color = 0xffffffff
)

// cividis holds, per channel, the coefficients of a polynomial in the value, in 1/255,
// constant first: the fit published with d3-scale-chromatic (ISC license).
var cividis = [3][6]float64{
	{-4.54, -35.34, 2381.73, -6402.70, 7024.72, -2710.57},
	{32.49, 170.73, 52.82, -131.46, 176.58, -67.37},
	{81.24, 442.36, -2482.43, 6167.24, -6614.94, 2475.67},
}

// Ramp returns the color of a share of memory or dirt, from 0, dark blue, to 1, yellow, in
// every lab and both themes; values outside are the nearest end, and NaN is 0. It is
// cividis (Nuñez, Anderton and Renslow, PLoS ONE 13(7), 2018), which rises evenly in
// lightness and looks alike to color-blind and other eyes.
func Ramp(v float64) Color {
	if !(v > 0) {
		v = 0
	}
	v = min(v, 1)
	c := Color(0)
	for _, poly := range cividis {
		sum := 0.0
		for n := len(poly) - 1; n >= 0; n-- {
			sum = float64(sum*v) + poly[n]
		}
		c = c<<8 | Color(min(max(sum, 0), 255)+0.5)
	}
	return c<<8 | 0xff
}
