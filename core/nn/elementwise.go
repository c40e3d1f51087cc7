package nn

import "math"

// transposeGo writes the transpose of src, rows × cols, to dst, cols × rows: four
// rows at a time, whose numbers in a column lie side by side in dst.
func transposeGo(dst, src []float32, rows, cols int) {
	i := 0
	for ; i+4 <= rows; i += 4 {
		r0 := src[i*cols:][:cols]
		r1, r2, r3 := src[(i+1)*cols:][:cols], src[(i+2)*cols:][:cols], src[(i+3)*cols:][:cols]
		for j, v := range r0 {
			d := (*[4]float32)(dst[j*rows+i:])
			d[0], d[1], d[2], d[3] = v, r1[j], r2[j], r3[j]
		}
	}
	for ; i < rows; i++ {
		for j, v := range src[i*cols:][:cols] {
			dst[j*rows+i] = v
		}
	}
}

// selectRowsGo copies the rows of src that rows lists to dst.
func selectRowsGo(dst, src []float32, width int, rows []int32) {
	for i, row := range rows {
		copy(dst[i*width:][:width], src[int(row)*width:][:width])
	}
}

// maskPositiveGo sets rows of width numbers of dst to those of value where mask > 0, and
// to +0 elsewhere, also where mask is NaN. dst may be one of the others. The choice is
// made between integers because the signs are unpredictable and a branch would be
// mispredicted half of the time.
func maskPositiveGo(dst, value, mask matrix, width, rows int) {
	for i := range rows {
		d := dst.data[i*dst.stride:][:width]
		v, m := value.data[i*value.stride:][:width], mask.data[i*mask.stride:][:width]
		for j, x := range v {
			b := math.Float32bits(x)
			if !(m[j] > 0) {
				b = 0
			}
			d[j] = math.Float32frombits(b)
		}
	}
}

// Limits of tanhApproxGo, as float32 bits, which are compared without a branch.
const (
	saturated = 0x40fcf84f // 7.9053, where the approximation reaches 1
	absorbed  = 0x2edbe6ff // 1e-10, of which the square is lost in every sum
)

// The coefficients of tanhApproxGo: the numerator's of x, x³ … x¹³, the denominator's
// of 1, x² … x⁶.
const (
	tanhP1, tanhP3, tanhP5, tanhP7 = 4.89352455891786e-03, 6.37261928875436e-04, 1.48572235717979e-05, 5.12229709037114e-08
	tanhP9, tanhP11, tanhP13       = -8.60467152213735e-11, 2.00018790482477e-13, -2.76076847742355e-16
	tanhQ0, tanhQ2, tanhQ4, tanhQ6 = 4.89352518554385e-03, 2.26843463243900e-03, 1.18534705686654e-04, 1.19825839466702e-06
)

// tanhApproxGo replaces every x by the hyperbolic tangent of scale times x; see
// TanhApprox. What is squared is not below 1e-10: in every sum the coefficient that a
// product with such a square is added to is more than 2²⁴ times as large and absorbs it, so
// that no bit changes. Smaller squares and their products would be subnormal, which costs
// processors up to forty times as much, and values that decay towards zero stay there long.
func tanhApproxGo(x []float32, scale float32) {
	for i, v := range x {
		v *= scale
		b := math.Float32bits(v)
		size := min(b&^(1<<31), saturated)
		v = math.Float32frombits(size | b&(1<<31))
		s := math.Float32frombits(max(size, absorbed))
		s = float32(s * s)
		p := float32(tanhP13*s) + tanhP11
		p = float32(p*s) + tanhP9
		p = float32(p*s) + tanhP7
		p = float32(p*s) + tanhP5
		p = float32(p*s) + tanhP3
		p = float32(p*s) + tanhP1
		q := float32(tanhQ6*s) + tanhQ4
		q = float32(q*s) + tanhQ2
		q = float32(q*s) + tanhQ0
		x[i] = float32(v*p) / q
	}
}

// lerpGo moves dst a fraction of the way to src.
func lerpGo(dst, src []float32, fraction float32) {
	src = src[:len(dst)]
	for i, v := range dst {
		dst[i] = v + float32((src[i]-v)*fraction)
	}
}

// sumSquaresGo returns four interleaved sums of the squares of the first len(x)&^3
// values of x.
func sumSquaresGo(x []float32) [4]float64 {
	var s0, s1, s2, s3 float64
	square := func(v float32) float64 { return float64(float64(v) * float64(v)) }
	for ; len(x) >= 4; x = x[4:] {
		v := (*[4]float32)(x)
		s0 += square(v[0])
		s1 += square(v[1])
		s2 += square(v[2])
		s3 += square(v[3])
	}
	return [4]float64{s0, s1, s2, s3}
}

// adamStep holds the numbers of one Adam update; see Adam.
type adamStep struct {
	scale, decay    float32 // of the gradient; L2
	beta1, rest1    float32 // β₁, 1-β₁
	beta2, rest2    float32 // β₂, 1-β₂
	root, eps, rate float32 // 1/√(1-β₂ᵗ), ε, lr/(1-β₁ᵗ)
}

// adamGo moves the parameters p against their gradients g.
func adamGo(p, g, m, v []float32, s *adamStep) {
	g, m, v = g[:len(p)], m[:len(p)], v[:len(p)]
	for i, w := range p {
		d := float32(g[i]*s.scale) + float32(w*s.decay)
		mi := float32(m[i]*s.beta1) + float32(d*s.rest1)
		vi := float32(v[i]*s.beta2) + float32(float32(d*d)*s.rest2)
		m[i], v[i] = mi, vi
		root := float32(math.Sqrt(float64(vi)))
		p[i] = w - float32(mi*s.rate)/(float32(root*s.root)+s.eps)
	}
}
