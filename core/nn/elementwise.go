package nn

import "math"

// transposeGo writes the transpose of src, rows × cols, to dst, cols × rows.
func transposeGo(dst, src []float32, rows, cols int) {
	for i := range rows {
		row := src[i*cols:][:cols]
		for j, v := range row {
			dst[j*rows+i] = v
		}
	}
}

// reluGo sets y to x where x > 0 and to +0 elsewhere, NaN included. It works in
// place. The mask is integer arithmetic because the signs are unpredictable and
// a branch would be mispredicted half of the time.
func reluGo(y, x []float32) {
	x = x[:len(y)]
	for i := range y {
		y[i] = where(x[i], x[i])
	}
}

// reluGradGo sets dx to dy where y > 0 and to +0 elsewhere.
func reluGradGo(dx, dy, y []float32) {
	dy, y = dy[:len(dx)], y[:len(dx)]
	for i := range dx {
		dx[i] = where(y[i], dy[i])
	}
}

// where returns v if x > 0 and +0 otherwise.
func where(x, v float32) float32 {
	b := math.Float32bits(v)
	if !(x > 0) {
		b = 0
	}
	return math.Float32frombits(b)
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
