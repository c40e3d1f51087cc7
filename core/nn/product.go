package nn

import (
	"math"
	"unsafe"
)

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
// C may be init, and must not overlap A or B. A kernel may leave out products with
// a zero of A: next to a finite B they change no bit of a sum that does not start
// from −0.
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

// multiplyGo goes row by row: it gathers what in a row of A is not zero, which
// behind a ReLU is about half, and adds only the products of that. It walks
// memory by pointers: bounds checks would cost as much as the arithmetic, and
// product.check has done them.
func multiplyGo(p *product) {
	var terms [chunk]term
	for i := range p.m {
		c := p.c.data[i*p.c.stride:][:p.n]
		init := p.init.data[i*p.init.stride:][:p.n]
		if p.k == 0 {
			copy(c, init)
		}
		for k := 0; k < p.k; k += chunk {
			n := gather(&terms, &p.a.data[i*p.a.stride+k*p.aStep], p.aStep, p.b.stride, min(chunk, p.k-k))
			b := unsafe.Pointer(&p.b.data[k*p.b.stride])
			j := 0
			for ; j+4 <= p.n; j += 4 {
				add4((*[4]float32)(c[j:]), (*[4]float32)(init[j:]), unsafe.Add(b, j*4), &terms, n)
			}
			for ; j < p.n; j++ {
				s := init[j]
				for _, t := range terms[:n] {
					s += float32(t.factor * *(*float32)(unsafe.Add(b, j*4+t.at)))
				}
				c[j] = s
			}
			init = c
		}
	}
}

// term is a number of A that is not zero, and the bytes to the row of B that it
// multiplies.
type term struct {
	at     int
	factor float32
}

// chunk is how many steps of k are gathered at a time.
const chunk = 64

// gather lists the terms among the k numbers at a, and returns how many there
// are. It does not branch: whether a number is zero cannot be foreseen.
//
//go:noinline
func gather(terms *[chunk]term, a *float32, aStep, bStep, k int) int {
	n := uint32(0)
	from, at := 0, 0
	for range k {
		v := *(*float32)(unsafe.Add(unsafe.Pointer(a), from))
		t := &terms[n%chunk]
		t.at, t.factor = at, v
		bits := math.Float32bits(v) // a −0 counts as a number: it is as right, and rare
		n += (bits | -bits) >> 31
		from += aStep * 4
		at += bStep * 4
	}
	return int(n)
}

// add4 adds the products of n terms to four neighbouring sums, two terms a turn:
// that is what the registers of a scalar unit hold without spilling.
func add4(c, init *[4]float32, b unsafe.Pointer, terms *[chunk]term, n int) {
	s0, s1, s2, s3 := init[0], init[1], init[2], init[3]
	i, list := 0, unsafe.Pointer(terms)
	for pairs := (n &^ 1) * size; i < pairs; i += 2 * size {
		t := (*[2]term)(unsafe.Add(list, i))
		r, q := (*[4]float32)(unsafe.Add(b, t[0].at)), (*[4]float32)(unsafe.Add(b, t[1].at))
		x, y := t[0].factor, t[1].factor
		s0 += float32(r[0] * x)
		s1 += float32(r[1] * x)
		s2 += float32(r[2] * x)
		s3 += float32(r[3] * x)
		s0 += float32(q[0] * y)
		s1 += float32(q[1] * y)
		s2 += float32(q[2] * y)
		s3 += float32(q[3] * y)
	}
	if n&1 == 1 {
		t := (*term)(unsafe.Add(list, i))
		r := (*[4]float32)(unsafe.Add(b, t.at))
		s0 += float32(r[0] * t.factor)
		s1 += float32(r[1] * t.factor)
		s2 += float32(r[2] * t.factor)
		s3 += float32(r[3] * t.factor)
	}
	c[0], c[1], c[2], c[3] = s0, s1, s2, s3
}

const size = int(unsafe.Sizeof(term{}))
