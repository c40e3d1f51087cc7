package exact

import (
	"math"
	"math/bits"
)

// Sine and cosine follow Cephes (Moshier, "Methods and Programs for
// Mathematical Functions", 1989): the angle is reduced to [-π/4, π/4] with a
// three-part π/4, or with Payne and Hanek's method when it is too large for
// that, and a polynomial does the rest. Results are within 1 ulp of the true
// value except next to the roots of large angles.

// Sin returns the sine of x radians, and NaN for NaN and ±Inf.
func Sin(x float64) float64 {
	if x == 0 || x != x {
		return x
	}
	if math.IsInf(x, 0) {
		return math.NaN()
	}
	octant, z := reduce(math.Abs(x))
	negative := math.Signbit(x) != (octant >= 4)
	y := sinPoly(z)
	if octant&3 == 2 {
		y = cosPoly(z)
	}
	if negative {
		return -y
	}
	return y
}

// Cos returns the cosine of x radians, and NaN for NaN and ±Inf.
func Cos(x float64) float64 {
	if x != x || math.IsInf(x, 0) {
		return math.NaN()
	}
	octant, z := reduce(math.Abs(x))
	y := cosPoly(z)
	if octant&3 == 2 {
		y = sinPoly(z)
	}
	if octant == 2 || octant == 4 {
		return -y
	}
	return y
}

// reduce returns an even octant in 0..6 and z in [-π/4, π/4] with
// x = octant·π/4 + z, modulo 2π. x must be finite and not negative.
func reduce(x float64) (octant uint64, z float64) {
	const (
		quarterHi  = 7.85398125648498535156e-1
		quarterMid = 3.77489470793079817668e-8
		quarterLo  = 2.69515142907905952645e-15
		tooLarge   = 1 << 29 // above, the octant leaves too few bits to cancel
	)
	if x >= tooLarge {
		return reduceLarge(x)
	}
	octant = uint64(x * (4 / math.Pi))
	octant += octant & 1 // the middle of the interval falls on a root
	n := float64(octant)
	z = x - float64(n*quarterHi)
	z -= float64(n * quarterMid)
	z -= float64(n * quarterLo)
	return octant & 7, z
}

// reduceLarge is Payne and Hanek, "Radian Reduction for Trigonometric
// Functions" (1983), in integer arithmetic.
func reduceLarge(x float64) (octant uint64, z float64) {
	const mantissa, bias = 52, 1023
	b := math.Float64bits(x)
	exp := int(b>>mantissa) - bias - mantissa
	m := b&(1<<mantissa-1) | 1<<mantissa
	// The three words of 4/π whose product with m starts at bit -61.
	digit, shift := uint(exp+61)/64, uint(exp+61)%64
	word := func(i uint) uint64 {
		return fourOverPi[digit+i]<<shift | fourOverPi[digit+i+1]>>(64-shift)
	}
	hi2, _ := bits.Mul64(word(2), m)
	hi1, lo1 := bits.Mul64(word(1), m)
	lo, carry := bits.Add64(lo1, hi2, 0)
	hi, _ := bits.Add64(word(0)*m, hi1, carry)
	octant = hi >> 61
	// What is left is a fraction of an octant; make a float64 of it.
	hi = hi<<3 | lo>>61
	zeros := uint(bits.LeadingZeros64(hi))
	frac := hi<<(zeros+1) | lo>>(64-(zeros+1))
	z = math.Float64frombits(frac>>(64-mantissa) | uint64(bias-(zeros+1))<<mantissa)
	if octant&1 == 1 {
		octant = (octant + 1) & 7
		z--
	}
	return octant, z * (math.Pi / 4)
}

// sinPoly returns sin(z) for |z| <= π/4.
func sinPoly(z float64) float64 {
	zz := float64(z * z)
	p := float64(1.58962301576546568060e-10*zz) - 2.50507477628578072866e-8
	p = float64(p*zz) + 2.75573136213857245213e-6
	p = float64(p*zz) - 1.98412698295895385996e-4
	p = float64(p*zz) + 8.33333333332211858878e-3
	p = float64(p*zz) - 1.66666666666666307295e-1
	return z + float64(float64(z*zz)*p)
}

// cosPoly returns cos(z) for |z| <= π/4.
func cosPoly(z float64) float64 {
	zz := float64(z * z)
	p := float64(-1.13585365213876817300e-11*zz) + 2.08757008419747316778e-9
	p = float64(p*zz) - 2.75573141792967388112e-7
	p = float64(p*zz) + 2.48015872888517045348e-5
	p = float64(p*zz) - 1.38888888888730564116e-3
	p = float64(p*zz) + 4.16666666666665929218e-2
	return 1 - float64(0.5*zz) + float64(float64(zz*zz)*p)
}

// fourOverPi holds the binary digits of 4/π, most significant first.
var fourOverPi = [...]uint64{
	0x0000000000000001, 0x45f306dc9c882a53, 0xf84eafa3ea69bb81, 0xb6c52b3278872083,
	0xfca2c757bd778ac3, 0x6e48dc74849ba5c0, 0x0c925dd413a32439, 0xfc3bd63962534e7d,
	0xd1046bea5d768909, 0xd338e04d68befc82, 0x7323ac7306a673e9, 0x3908bf177bf25076,
	0x3ff12fffbc0b301f, 0xde5e2316b414da3e, 0xda6cfd9e4f96136e, 0x9e8c7ecd3cbfd45a,
	0xea4f758fd7cbe2f6, 0x7a0e73ef14a525d4, 0xd7f6bf623f1aba10, 0xac06608df8f6d757,
}
