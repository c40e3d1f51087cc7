package exact

import "math"

// Tanh returns the hyperbolic tangent of x, in [-1, 1] (Cephes: a rational
// approximation near zero, the exponential elsewhere).
func Tanh(x float64) float64 {
	const (
		rational  = 0.625
		saturated = 22 // from here on 1-tanh(x) is below half an ulp of 1
	)
	a := math.Abs(x)
	switch {
	case a > saturated:
		return math.Copysign(1, x)
	case a >= rational:
		return math.Copysign(1-2/(Exp(2*a)+1), x)
	case x == 0 || x != x:
		return x
	}
	s := float64(x * x)
	p := float64(-9.64399179425052238628e-1*s) - 9.92877231001918586564e1
	p = float64(p*s) - 1.61468768441708447952e3
	q := s + 1.12811678491632931402e2
	q = float64(q*s) + 2.23548839060100448583e3
	q = float64(q*s) + 4.84406305325125486048e3
	return x + float64(float64(x*s)*p)/q
}
