// Package exact holds elementary functions that return the same bits on every
// platform.
//
// The standard library's math.Exp and math.Log are assembly on some platforms
// and Go on others, and the Go compiler may fuse a multiplication and an
// addition into one rounding on arm64 (and on amd64 with GOAMD64=v3). Both
// change last bits, and a last bit changes a trajectory. Here every product
// that feeds an addition is rounded explicitly with a float64 (or float32)
// conversion, which the language specification says prevents fusing.
//
// The algorithms follow FreeBSD's msun, which the Go standard library ports
// too; results are within 1 ulp of the true value.
package exact

import "math"

const (
	ln2Hi  = 6.93147180369123816490e-01
	ln2Lo  = 1.90821492927058770002e-10
	log2e  = 1.44269504088896338700e+00
	maxExp = 7.09782712893383973096e+02
	minExp = -7.45133219101941108420e+02
)

// Exp returns e**x. It returns +Inf above 709.78, 0 below -745.13 and NaN for NaN.
func Exp(x float64) float64 {
	switch {
	case x != x || math.IsInf(x, 1):
		return x
	case x > maxExp:
		return math.Inf(1)
	case x < minExp:
		return 0
	case -1.0/(1<<28) < x && x < 1.0/(1<<28):
		return 1 + x
	}
	k := int(float64(log2e*x) + math.Copysign(0.5, x))
	hi := x - float64(float64(k)*ln2Hi)
	lo := float64(float64(k) * ln2Lo)
	return expMulti(hi, lo, k)
}

// expMulti returns e**(hi-lo) * 2**k for |hi-lo| <= ln(2)/2.
func expMulti(hi, lo float64, k int) float64 {
	const (
		p1 = 1.66666666666666657415e-01
		p2 = -2.77777777770155933842e-03
		p3 = 6.61375632143793436117e-05
		p4 = -1.65339022054652515390e-06
		p5 = 4.13813679705723846039e-08
	)
	r := hi - lo
	t := float64(r * r)
	c := p4 + float64(t*p5)
	c = p3 + float64(t*c)
	c = p2 + float64(t*c)
	c = p1 + float64(t*c)
	c = r - float64(t*c)
	y := 1 - ((lo - float64(r*c)/(2-c)) - hi)
	const bias, smallest = 1023, -1021 // with it y, which is above 1/2, stays a normal number
	if k >= smallest && k <= bias {
		return y * math.Float64frombits(uint64(bias+k)<<52) // what Ldexp returns, in less time
	}
	return math.Ldexp(y, k)
}

// Log returns the natural logarithm of x: -Inf for 0, NaN below 0.
func Log(x float64) float64 {
	const (
		l1 = 6.666666666666735130e-01
		l2 = 3.999999999940941908e-01
		l3 = 2.857142874366239149e-01
		l4 = 2.222219843214978396e-01
		l5 = 1.818357216161805012e-01
		l6 = 1.531383769920937332e-01
		l7 = 1.479819860511658591e-01
	)
	switch {
	case x != x || math.IsInf(x, 1):
		return x
	case x < 0:
		return math.NaN()
	case x == 0:
		return math.Inf(-1)
	}
	f1, ki := math.Frexp(x)
	if f1 < math.Sqrt2/2 {
		f1 *= 2
		ki--
	}
	f := f1 - 1
	k := float64(ki)
	s := f / (2 + f)
	s2 := float64(s * s)
	s4 := float64(s2 * s2)
	t := l5 + float64(s4*l7)
	t = l3 + float64(s4*t)
	t = l1 + float64(s4*t)
	u := l4 + float64(s4*l6)
	u = l2 + float64(s4*u)
	r := float64(s2*t) + float64(s4*u)
	hfsq := float64(float64(0.5*f) * f)
	return float64(k*ln2Hi) - ((hfsq - (float64(s*(hfsq+r)) + float64(k*ln2Lo))) - f)
}

// Unit returns x limited to [0, 1]. Floats of one sign compare like their bits, and
// for integers the compiler emits a conditional move, where min and max of floats
// branch or even call: at random x every second branch would be mispredicted.
func Unit(x float64) float64 {
	const one = 0x3ff0_0000_0000_0000
	b := int64(math.Float64bits(x))
	if b < 0 {
		b = 0
	}
	if b > one {
		b = one
	}
	return math.Float64frombits(uint64(b))
}

// Sigmoid returns 1/(1+e**-x), in [0, 1].
func Sigmoid(x float64) float64 {
	if x >= 0 {
		return 1 / (1 + Exp(-x))
	}
	e := Exp(x)
	return e / (1 + e)
}

// Tanh returns the hyperbolic tangent of x, in [-1, 1] (Cephes: a rational
// approximation near zero, the exponential elsewhere).
func Tanh(x float64) float64 {
	const (
		linear    = 1e-9 // below, x³/3 is lost next to x, and x² can be subnormal, which is slow
		rational  = 0.625
		saturated = 22 // from here on 1-tanh(x) is below half an ulp of 1
	)
	a := math.Abs(x)
	switch {
	case a > saturated:
		return math.Copysign(1, x)
	case a >= rational:
		return math.Copysign(1-2/(Exp(2*a)+1), x)
	case a < linear || x != x:
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
