package paint

// rampSteps is the number of colors in the memory ramp.
const rampSteps = 256

var ramp = makeRamp()

// Ramp returns the color for a value in [0, 1], dark blue to yellow; values
// outside and NaN are drawn as the nearest end and as 0. It is cividis (Nuñez,
// Anderton and Renslow, PLoS ONE 13(7), 2018), which rises evenly in lightness
// and looks alike to colour-blind and other eyes.
func Ramp(v float32) Color {
	switch {
	case !(v > 0):
		return ramp[0]
	case v >= 1:
		return ramp[rampSteps-1]
	}
	return ramp[int(v*rampSteps)]
}

// cividis holds, per channel, the coefficients of a polynomial in the value, in
// 1/255, constant first: the fit published with d3-scale-chromatic (ISC
// license).
var cividis = [3][6]float64{
	{-4.54, -35.34, 2381.73, -6402.70, 7024.72, -2710.57},
	{32.49, 170.73, 52.82, -131.46, 176.58, -67.37},
	{81.24, 442.36, -2482.43, 6167.24, -6614.94, 2475.67},
}

func makeRamp() (table [rampSteps]Color) {
	for i := range table {
		t := float64(i) / (rampSteps - 1)
		var c [3]float32
		for k, poly := range cividis {
			v := 0.0
			for n := len(poly) - 1; n >= 0; n-- {
				v = v*t + poly[n]
			}
			c[k] = float32(min(max(v/255, 0), 1))
		}
		table[i] = Color{c[0], c[1], c[2], 1}
	}
	return table
}

var rampBytes = makeRampBytes()

func makeRampBytes() (table [rampSteps][4]byte) {
	for i, c := range ramp {
		table[i] = c.Bytes()
	}
	return table
}

// RampBytes returns Ramp's color as the pixel of an image.
func RampBytes(v float32) [4]byte {
	switch {
	case !(v > 0):
		return rampBytes[0]
	case v >= 1:
		return rampBytes[rampSteps-1]
	}
	return rampBytes[int(v*rampSteps)]
}
