package exact

import "math"

// The float32 functions compute in float64 and round once at the end, so they
// are within 1 ulp of float32 of the true value at the price of a short
// polynomial.

// Exp32 returns e**x: +Inf above 88.72, 0 below -103.97, NaN for NaN.
func Exp32(x float32) float32 { return float32(exp32(float64(x))) }

// Sigmoid32 returns 1/(1+e**-x), in [0, 1].
func Sigmoid32(x float32) float32 { return float32(1 / (1 + exp32(-float64(x)))) }

// Tanh32 returns the hyperbolic tangent of x, in [-1, 1].
func Tanh32(x float32) float32 {
	const (
		linear    = 0.04 // below, a series avoids the cancellation in e-1
		saturated = 10   // from here on 1-tanh(x) is below half an ulp of 1
	)
	z := float64(x)
	switch a := math.Abs(z); {
	case a < linear:
		s := float64(z * z)
		return float32(z * (1 - float64(s*(1.0/3-float64(s*(2.0/15))))))
	case a > saturated:
		return float32(math.Copysign(1, z))
	}
	e := exp32(2 * z)
	return float32((e - 1) / (e + 1))
}

// exp32 returns e**x to about 2e-10, which is exact for a float32. Outside
// ±limit the answer overflows or vanishes as a float32, but not here.
func exp32(x float64) float64 {
	const (
		limit = 120
		ln2   = 0.693147180559945309417232121458176568
		bias  = 1023
		// Adding this number rounds to an integer, which then is the low bits of
		// the sum: its own low bits are the exponent's bias.
		round = 0x1.8p52 + bias
	)
	switch {
	case x > limit:
		x = limit
	case x < -limit:
		x = -limit
	case x != x:
		return x
	}
	shifted := float64(x*log2e) + round
	r := x - float64((shifted-round)*ln2)
	// Two interleaved halves of the series are twice as fast as one chain.
	s := float64(r * r)
	even := 1.0/720 + float64(s*(1.0/40320))
	odd := 1.0/120 + float64(s*(1.0/5040))
	even = 1.0/24 + float64(s*even)
	odd = 1.0/6 + float64(s*odd)
	even = 0.5 + float64(s*even)
	odd = 1 + float64(s*odd)
	even = 1 + float64(s*even)
	return (even + float64(r*odd)) * math.Float64frombits(math.Float64bits(shifted)<<52)
}
