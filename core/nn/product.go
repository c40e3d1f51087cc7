package nn

import "unsafe"

// matrix is a window into row-major memory: row i starts at data[i*stride].
// A stride of zero repeats one row.
type matrix struct {
	data   []float32
	stride int
}

// from returns the window whose columns start at column j.
func (m matrix) from(j int) matrix { return matrix{m.data[j:], m.stride} }

// product describes C[i,j] = init[i,j] + Σk A[i·a.stride + k·aStep]·B[k,j] for
// i < m, j < n, k < k. The sum starts from init and adds rounded products in
// the order of k. The strides make this one product serve as
//
//	forward          Y = bias + X·W      (init.stride 0)
//	weight gradient  G = G + Xᵀ·dY       (a.stride 1, aStep the width of X)
//	bias gradient    g = g + Σ dY        (A is the number 1, both steps 0)
//	input gradient   dX = 0 + dY·Wᵀ      (B a transposed copy of W)
//
// C may be init, and must not overlap A or B.
type product struct {
	c, init, a matrix
	aStep      int
	b          matrix
	m, n, k    int
}

// check panics when a window is too short, so that the kernels need no other
// bounds check.
func (p *product) check() {
	if p.m == 0 || p.n == 0 {
		return
	}
	_ = p.c.data[(p.m-1)*p.c.stride+p.n-1]
	_ = p.init.data[(p.m-1)*p.init.stride+p.n-1]
	if p.k > 0 {
		_ = p.a.data[(p.m-1)*p.a.stride+(p.k-1)*p.aStep]
		_ = p.b.data[(p.k-1)*p.b.stride+p.n-1]
	}
}

// multiplyGo is the reference: four columns of a row at a time, two steps of k a
// turn, which is what the registers of a scalar unit hold without spilling.
func multiplyGo(p *product) {
	for i := range p.m {
		c := p.c.data[i*p.c.stride:][:p.n]
		init := p.init.data[i*p.init.stride:][:p.n]
		if p.k == 0 {
			copy(c, init)
			continue
		}
		a := p.a.data[i*p.a.stride:]
		j := 0
		for ; j+4 <= p.n; j += 4 {
			multiply4((*[4]float32)(c[j:]), (*[4]float32)(init[j:]), &a[0], &p.b.data[j], p.aStep, p.b.stride, p.k)
		}
		for ; j < p.n; j++ {
			s := init[j]
			for k := range p.k {
				s += float32(a[k*p.aStep] * p.b.data[k*p.b.stride+j])
			}
			c[j] = s
		}
	}
}

// multiply4 walks a and b by pointers: bounds checks would cost as much as the
// arithmetic, and product.check has done them.
func multiply4(c, init *[4]float32, a, b *float32, aStep, bStep, k int) {
	s0, s1, s2, s3 := init[0], init[1], init[2], init[3]
	pa, pb := unsafe.Pointer(a), unsafe.Pointer(b)
	ia, ib, da, db := 0, 0, aStep*4, bStep*4
	for ; k >= 2; k -= 2 {
		x, r := *(*float32)(unsafe.Add(pa, ia)), (*[4]float32)(unsafe.Add(pb, ib))
		ia, ib = ia+da, ib+db
		y, q := *(*float32)(unsafe.Add(pa, ia)), (*[4]float32)(unsafe.Add(pb, ib))
		ia, ib = ia+da, ib+db
		s0 += float32(r[0] * x)
		s1 += float32(r[1] * x)
		s2 += float32(r[2] * x)
		s3 += float32(r[3] * x)
		s0 += float32(q[0] * y)
		s1 += float32(q[1] * y)
		s2 += float32(q[2] * y)
		s3 += float32(q[3] * y)
	}
	if k == 1 {
		x, r := *(*float32)(unsafe.Add(pa, ia)), (*[4]float32)(unsafe.Add(pb, ib))
		s0 += float32(r[0] * x)
		s1 += float32(r[1] * x)
		s2 += float32(r[2] * x)
		s3 += float32(r[3] * x)
	}
	c[0], c[1], c[2], c[3] = s0, s1, s2, s3
}
