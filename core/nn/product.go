package nn

import (
	"math"
	"unsafe"
)

const float = 4 // bytes of a number

func address(x []float32) unsafe.Pointer { return unsafe.Pointer(unsafe.SliceData(x)) }

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
// C may be init, and must not overlap A or B. A backend may leave out products with
// a zero of A: next to a finite B they change no bit of a sum that does not start
// from −0. Where B is not finite or a sum starts from −0, backends may differ.
type product struct {
	c, init, a matrix
	aStep      int
	b          matrix
	m, n, k    int
}

// check panics when a window is too short, so that the routines need no other
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
// after a ReLU is about half, and adds only the products of that. It walks
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
			end := gather(&terms, &p.a.data[i*p.a.stride+k*p.aStep], p.aStep, p.b.stride, min(chunk, p.k-k))
			b := address(p.b.data[k*p.b.stride:])
			j := 0
			for ; j+4 <= p.n; j += 8 {
				add(unsafe.Pointer(&c[j]), unsafe.Pointer(&init[j]), unsafe.Add(b, j*float), unsafe.Pointer(&terms), end, j+8 <= p.n)
			}
			for j = p.n &^ 3; j < p.n; j++ {
				s := init[j]
				for _, t := range terms[:end/size] {
					s += float32(t.factor * *(*float32)(unsafe.Add(b, j*float+t.at)))
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

const (
	size  = int(unsafe.Sizeof(term{}))
	chunk = 64 // how many steps of k are gathered at a time
)

// gather lists the terms among the k numbers at a, and returns where the list ends,
// in bytes. It does not branch: whether a number is zero cannot be foreseen.
//
//go:noinline
func gather(terms *[chunk]term, a *float32, aStep, bStep, k int) int {
	end, from, at := 0, 0, 0
	for range k {
		v := *(*float32)(unsafe.Add(unsafe.Pointer(a), from))
		t := (*term)(unsafe.Add(unsafe.Pointer(terms), end))
		t.at, t.factor = at, v
		bits := math.Float32bits(v) // a −0 counts as a number: it is as right, and rare
		end += int((bits|-bits)>>31) * size
		from += aStep * float
		at += bStep * float
	}
	return end
}

// add adds the products of the terms up to end to four neighbouring sums, or to eight. The
// branch between the fours keeps the compiler from computing every product before
// the first sum: there are not enough registers for that.
func add(c, init, b, terms unsafe.Pointer, end int, eight bool) {
	s0, s1, s2, s3 := four(init)
	var s4, s5, s6, s7 float32
	if eight {
		s4, s5, s6, s7 = four(unsafe.Add(init, 16))
	}
	for i := 0; i < end; i += size {
		t := (*term)(unsafe.Add(terms, i))
		r, x := (*[4]float32)(unsafe.Add(b, t.at)), t.factor
		s0 += float32(r[0] * x)
		s1 += float32(r[1] * x)
		s2 += float32(r[2] * x)
		s3 += float32(r[3] * x)
		if eight {
			r := (*[4]float32)(unsafe.Add(b, t.at+16))
			s4 += float32(r[0] * x)
			s5 += float32(r[1] * x)
			s6 += float32(r[2] * x)
			s7 += float32(r[3] * x)
		}
	}
	*(*[4]float32)(c) = [4]float32{s0, s1, s2, s3}
	if eight {
		*(*[4]float32)(unsafe.Add(c, 16)) = [4]float32{s4, s5, s6, s7}
	}
}

func four(p unsafe.Pointer) (a, b, c, d float32) {
	x := (*[4]float32)(p)
	return x[0], x[1], x[2], x[3]
}
