//go:build goexperiment.simd && amd64

package nn

import (
	"math"
	"simd/archsimd"
	"unsafe"
)

var hasAVX2 = archsimd.X86.AVX2()

var backendName, backendWhy = chooseBackend()

func chooseBackend() (name, why string) {
	if hasAVX2 {
		return "AVX2", "this program was built with SIMD routines and the processor has AVX2"
	}
	return "plain Go", "this program was built with SIMD routines, but the processor has no AVX2"
}

const lanes = 8

func multiply(p *product) {
	p.check()
	if hasAVX2 {
		multiplyAVX2(p)
	} else {
		multiplyGo(p)
	}
}

func transpose(dst, src []float32, rows, cols int) {
	if hasAVX2 {
		transposeAVX2(dst, src, rows, cols)
	} else {
		transposeGo(dst, src, rows, cols)
	}
}

func selectRows(dst, src []float32, width int, rows []int32) { selectRowsGo(dst, src, width, rows) }

func maskPositive(dst, value, mask matrix, width, rows int) {
	if hasAVX2 {
		maskPositiveAVX2(dst, value, mask, width, rows)
	} else {
		maskPositiveGo(dst, value, mask, width, rows)
	}
}

func lerp(dst, src []float32, fraction float32) {
	whole := wholeVectors(len(dst))
	lerpAVX2(dst[:whole], src[:whole], fraction)
	lerpGo(dst[whole:], src[whole:], fraction)
}

func sumSquares(x []float32) [4]float64 {
	if hasAVX2 {
		return sumSquaresAVX2(x)
	}
	return sumSquaresGo(x)
}

func tanhApprox(x []float32, scale float32) {
	whole := wholeVectors(len(x))
	tanhApproxAVX2(x[:whole], scale)
	tanhApproxGo(x[whole:], scale)
}

func adam(p, g, m, v []float32, s *adamStep) {
	g, m, v = g[:len(p)], m[:len(p)], v[:len(p)]
	whole := wholeVectors(len(p))
	adamAVX2(p[:whole], g, m, v, s)
	adamGo(p[whole:], g[whole:], m[whole:], v[whole:], s)
}

// wholeVectors returns how many of n numbers the vector routines take; plain Go takes
// the rest, in a function of its own. A routine that goes on to a rest of its own keeps
// its scalars alive through its loop, where the compiler reloads them with SSE
// instructions of the old encoding, each of which can cost more than the loop.
func wholeVectors(n int) int {
	if !hasAVX2 {
		return 0
	}
	return n &^ (lanes - 1)
}

type vector = archsimd.Float32x8

func load(p unsafe.Pointer, offset int) vector {
	return archsimd.LoadFloat32x8((*[lanes]float32)(unsafe.Add(p, offset)))
}

func store(v vector, p unsafe.Pointer, offset int) {
	v.Store((*[lanes]float32)(unsafe.Add(p, offset)))
}

// spread returns the number at p+offset in every lane.
func spread(p unsafe.Pointer, offset int) vector {
	return archsimd.BroadcastFloat32x8(*(*float32)(unsafe.Add(p, offset)))
}

// maskBits has a window that enables any number of lanes.
var maskBits = [2 * lanes]int32{-1, -1, -1, -1, -1, -1, -1, -1}

// firstLanes returns the mask of the first n lanes.
func firstLanes(n int) archsimd.Mask32x8 {
	return archsimd.LoadInt32x8((*[lanes]int32)(maskBits[lanes-n:])).ToMask()
}

// multiplyAVX2 adds as multiplyGo does, without fused operations. As many vectors
// of sums as stay in registers are computed at a time: 2×32 or 4×8 numbers.
func multiplyAVX2(p *product) {
	if p.k == 0 { // there is nothing to point at
		multiplyGo(p)
		return
	}
	wide := p.n &^ (4*lanes - 1)
	for i := 0; i < p.m; i += 2 {
		for j := 0; j < wide; j += 4 * lanes {
			p.tile2x32(i, j, min(2, p.m-i))
		}
	}
	for j := wide; j < p.n; j += lanes {
		i := 0
		if j+lanes <= p.n {
			for ; i+4 <= p.m; i += 4 {
				p.tile4x8(i, j)
			}
		}
		for ; i < p.m; i++ {
			p.edge(i, j)
		}
	}
	archsimd.ClearAVXUpperBits()
}

// at returns the addresses of the elements of c, init, a and b that a tile with
// corner (i, j) starts from.
func (p *product) at(i, j int) (c, init, a, b unsafe.Pointer) {
	return unsafe.Pointer(&p.c.data[i*p.c.stride+j]), unsafe.Pointer(&p.init.data[i*p.init.stride+j]),
		unsafe.Pointer(&p.a.data[i*p.a.stride]), unsafe.Pointer(&p.b.data[j])
}

const next = lanes * float // bytes from one vector to the next

// A tile is bound by how many instructions the processor can decode. Hence a
// pointer of its own for each vector, since the compiler folds no offset into
// these loads, and intrinsics without a function around them, whose place in the
// source would cost a NOP. No pointer moves beyond its matrix, used or not: the
// garbage collector may look at any.

// tile2x32 computes one row, and a second where rows is 2. The branch between them
// keeps the compiler from computing every product before the first sum: there are
// not enough registers for that.
func (p *product) tile2x32(i, j, rows int) {
	c, init, a, b := p.at(i, j)
	cs, is := p.c.stride*float, p.init.stride*float
	b1, b2, b3 := unsafe.Add(b, next), unsafe.Add(b, 2*next), unsafe.Add(b, 3*next)
	s0, s1, s2, s3 := load(init, 0), load(init, next), load(init, 2*next), load(init, 3*next)
	var s4, s5, s6, s7 vector
	a1 := a
	if rows == 2 {
		a1 = unsafe.Add(a, p.a.stride*float)
		s4, s5, s6, s7 = load(init, is), load(init, is+next), load(init, is+2*next), load(init, is+3*next)
	}
	da, db := p.aStep*float, p.b.stride*float
	var zero archsimd.Float32x4
	for k := p.k; ; k-- {
		q := archsimd.LoadFloat32x8((*[lanes]float32)(b))
		r := archsimd.LoadFloat32x8((*[lanes]float32)(b1))
		t := archsimd.LoadFloat32x8((*[lanes]float32)(b2))
		u := archsimd.LoadFloat32x8((*[lanes]float32)(b3))
		x := zero.SetElem(0, *(*float32)(a)).Broadcast1To8()
		s0 = s0.Add(q.Mul(x))
		s1 = s1.Add(r.Mul(x))
		s2 = s2.Add(t.Mul(x))
		s3 = s3.Add(u.Mul(x))
		if rows == 2 {
			x := zero.SetElem(0, *(*float32)(a1)).Broadcast1To8()
			s4 = s4.Add(q.Mul(x))
			s5 = s5.Add(r.Mul(x))
			s6 = s6.Add(t.Mul(x))
			s7 = s7.Add(u.Mul(x))
		}
		if k == 1 {
			break
		}
		a, a1 = unsafe.Add(a, da), unsafe.Add(a1, da)
		b, b1, b2, b3 = unsafe.Add(b, db), unsafe.Add(b1, db), unsafe.Add(b2, db), unsafe.Add(b3, db)
	}
	store(s0, c, 0)
	store(s1, c, next)
	store(s2, c, 2*next)
	store(s3, c, 3*next)
	if rows == 2 {
		store(s4, c, cs)
		store(s5, c, cs+next)
		store(s6, c, cs+2*next)
		store(s7, c, cs+3*next)
	}
}

func (p *product) tile4x8(i, j int) {
	c, init, a, b := p.at(i, j)
	cs, is, as := p.c.stride*float, p.init.stride*float, p.a.stride*float
	a1, a2, a3 := unsafe.Add(a, as), unsafe.Add(a, 2*as), unsafe.Add(a, 3*as)
	s0, s1, s2, s3 := load(init, 0), load(init, is), load(init, 2*is), load(init, 3*is)
	da, db := p.aStep*float, p.b.stride*float
	var zero archsimd.Float32x4
	for k := p.k; ; k-- {
		q := archsimd.LoadFloat32x8((*[lanes]float32)(b))
		s0 = s0.Add(q.Mul(zero.SetElem(0, *(*float32)(a)).Broadcast1To8()))
		s1 = s1.Add(q.Mul(zero.SetElem(0, *(*float32)(a1)).Broadcast1To8()))
		s2 = s2.Add(q.Mul(zero.SetElem(0, *(*float32)(a2)).Broadcast1To8()))
		s3 = s3.Add(q.Mul(zero.SetElem(0, *(*float32)(a3)).Broadcast1To8()))
		if k == 1 {
			break
		}
		a, a1, a2, a3 = unsafe.Add(a, da), unsafe.Add(a1, da), unsafe.Add(a2, da), unsafe.Add(a3, da)
		b = unsafe.Add(b, db)
	}
	store(s0, c, 0)
	store(s1, c, cs)
	store(s2, c, 2*cs)
	store(s3, c, 3*cs)
}

// edge computes at most eight columns of one row. The lanes beyond the last
// column are neither read nor written, whatever the type of the pointer says.
//
//go:nocheckptr
func (p *product) edge(i, j int) {
	mask := firstLanes(min(lanes, p.n-j))
	c, init, a, b := p.at(i, j)
	s := archsimd.LoadMaskedFloat32x8((*[lanes]float32)(init), mask)
	da, db := p.aStep*float, p.b.stride*float
	ia, ib := 0, 0
	for range p.k {
		r := archsimd.LoadMaskedFloat32x8((*[lanes]float32)(unsafe.Add(b, ib)), mask)
		s = s.Add(r.Mul(spread(a, ia)))
		ia += da
		ib += db
	}
	s.StoreMasked((*[lanes]float32)(c), mask)
}

// transposeAVX2 moves blocks of 4×4, and what is left singly.
func transposeAVX2(dst, src []float32, rows, cols int) {
	high, wide := rows&^3, cols&^3
	if high > 0 && wide > 0 {
		_, _ = dst[rows*cols-1], src[rows*cols-1]
		for i := 0; i < high; i += 4 {
			for j := 0; j < wide; j += 4 {
				transpose4x4(unsafe.Pointer(&dst[j*rows+i]), rows*float, unsafe.Pointer(&src[i*cols+j]), cols*float)
			}
		}
	}
	for i := range rows {
		from := wide
		if i >= high {
			from = 0
		}
		for j := from; j < cols; j++ {
			dst[j*rows+i] = src[i*cols+j]
		}
	}
}

// transpose4x4 moves one block; down and across are the bytes between rows.
func transpose4x4(dst unsafe.Pointer, down int, src unsafe.Pointer, across int) {
	row := func(i int) archsimd.Int32x4 {
		return archsimd.LoadInt32x4((*[4]int32)(unsafe.Add(src, i*across)))
	}
	put := func(v archsimd.Int64x2, i int) { v.Store((*[2]int64)(unsafe.Add(dst, i*down))) }
	a, b, c, d := row(0), row(1), row(2), row(3)
	ab, cd := a.InterleaveLo(b).AsInt64x2(), c.InterleaveLo(d).AsInt64x2()
	put(ab.InterleaveLo(cd), 0)
	put(ab.InterleaveHi(cd), 1)
	ab, cd = a.InterleaveHi(b).AsInt64x2(), c.InterleaveHi(d).AsInt64x2()
	put(ab.InterleaveLo(cd), 2)
	put(ab.InterleaveHi(cd), 3)
}

func maskPositiveAVX2(dst, value, mask matrix, width, rows int) {
	whole := width &^ (lanes - 1)
	var zero vector
	for i := range rows {
		to := address(dst.data[i*dst.stride:][:width])
		from, by := address(value.data[i*value.stride:][:width]), address(mask.data[i*mask.stride:][:width])
		for j := 0; j < whole*float; j += next {
			store(load(from, j).Masked(load(by, j).Greater(zero)), to, j)
		}
	}
	archsimd.ClearAVXUpperBits()
	if whole < width {
		maskPositiveGo(dst.from(whole), value.from(whole), mask.from(whole), width-whole, rows)
	}
}

// lerpAVX2 takes a multiple of eight numbers.
//
//go:noinline
func lerpAVX2(dst, src []float32, fraction float32) {
	all := archsimd.BroadcastFloat32x8(fraction)
	pd, ps := address(dst), address(src)
	for i := 0; i < len(dst)*float; i += next {
		d := load(pd, i)
		store(d.Add(load(ps, i).Sub(d).Mul(all)), pd, i)
	}
	archsimd.ClearAVXUpperBits()
}

func sumSquaresAVX2(x []float32) (sums [4]float64) {
	var s archsimd.Float64x4
	for ; len(x) >= 4; x = x[4:] {
		v := archsimd.LoadFloat32x4Slice(x).ConvertToFloat64()
		s = s.Add(v.Mul(v))
	}
	s.Store(&sums)
	archsimd.ClearAVXUpperBits()
	return sums
}

// tanhConstants are the numbers of tanhApproxGo in the order of their use.
var tanhConstants = [...]float32{tanhP13, tanhP11, tanhP9, tanhP7, tanhP5, tanhP3, tanhP1, tanhQ6, tanhQ4, tanhQ2, tanhQ0}

// tanhApproxAVX2 takes a multiple of eight numbers.
func tanhApproxAVX2(x []float32, scale float32) {
	all, bits := archsimd.BroadcastFloat32x8, archsimd.BroadcastInt32x8
	c := &tanhConstants
	p13, p11, p9, p7, p5, p3, p1 := all(c[0]), all(c[1]), all(c[2]), all(c[3]), all(c[4]), all(c[5]), all(c[6])
	q6, q4, q2, q0 := all(c[7]), all(c[8]), all(c[9]), all(c[10])
	by, limit, least, sign := all(scale), bits(saturated), bits(absorbed), bits(math.MinInt32)
	px := address(x)
	for i := 0; i < len(x)*float; i += next {
		b := load(px, i).Mul(by).AsInt32x8()
		size := b.AndNot(sign).Min(limit)
		v, s := size.Or(b.And(sign)).AsFloat32x8(), size.Max(least).AsFloat32x8()
		s = s.Mul(s)
		p := p13.Mul(s).Add(p11).Mul(s).Add(p9).Mul(s).Add(p7).Mul(s).Add(p5).Mul(s).Add(p3).Mul(s).Add(p1)
		q := q6.Mul(s).Add(q4).Mul(s).Add(q2).Mul(s).Add(q0)
		store(v.Mul(p).Div(q), px, i)
	}
	archsimd.ClearAVXUpperBits()
}

// adamAVX2 takes a multiple of eight parameters.
func adamAVX2(p, g, m, v []float32, s *adamStep) {
	all := archsimd.BroadcastFloat32x8
	scale, decay := all(s.scale), all(s.decay)
	beta1, rest1, beta2, rest2 := all(s.beta1), all(s.rest1), all(s.beta2), all(s.rest2)
	root, eps, rate := all(s.root), all(s.eps), all(s.rate)
	pp, pg, pm, pv := address(p), address(g), address(m), address(v)
	for i := 0; i < len(p)*float; i += next {
		w := load(pp, i)
		d := load(pg, i).Mul(scale).Add(w.Mul(decay))
		mi := load(pm, i).Mul(beta1).Add(d.Mul(rest1))
		vi := load(pv, i).Mul(beta2).Add(d.Mul(d).Mul(rest2))
		store(mi, pm, i)
		store(vi, pv, i)
		store(w.Sub(mi.Mul(rate).Div(vi.Sqrt().Mul(root).Add(eps))), pp, i)
	}
	archsimd.ClearAVXUpperBits()
}
