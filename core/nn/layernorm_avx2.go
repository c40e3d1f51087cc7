//go:build goexperiment.simd && amd64

package nn

import (
	"math"
	"simd/archsimd"
	"unsafe"
)

func layerNormReLU(y, x matrix, s rowStats, width, rows int) {
	whole := wholeRows(width, rows, 4)
	layerNormReLUAVX2(y, x, s, width, whole)
	layerNormReLUGo(y, x, s, width, whole, rows)
}

func layerNormReLUGrad(dx, dy, x matrix, s rowStats, width, rows int) {
	whole := wholeRows(width, rows, 2)
	layerNormReLUGradAVX2(dx, dy, x, s, width, whole)
	layerNormReLUGradGo(dx, dy, x, s, width, whole, rows)
}

// wholeRows returns how many rows a vector routine takes that computes several at a time.
func wholeRows(width, rows, atOnce int) int {
	if !hasAVX2 || width%lanes != 0 {
		return 0
	}
	return rows - rows%atOnce
}

// row returns the address of row i.
func (m matrix) row(i, width int) unsafe.Pointer { return address(m.data[i*m.stride:][:width]) }

// rowMeans returns the sums of the eight parts of each of four rows' sums, divided by
// count, in its lower half. The division and what follows it are done over 256 bits like
// everything else: the compiler would keep narrower numbers on the stack with the old
// instructions of SSE.
func rowMeans(a, b, c, d, count vector) vector {
	ab := a.GetLo().Add(a.GetHi()).AddPairs(b.GetLo().Add(b.GetHi()))
	cd := c.GetLo().Add(c.GetHi()).AddPairs(d.GetLo().Add(d.GetHi()))
	return vector{}.SetLo(ab.AddPairs(cd)).Div(count)
}

// layerNormReLUAVX2 takes a multiple of four rows of a multiple of eight values. Four rows
// at a time, because a row by itself mostly waits for its own sums.
func layerNormReLUAVX2(y, x matrix, s rowStats, width, rows int) {
	all := archsimd.BroadcastFloat32x8
	count, eps, one := all(float32(width)), all(normEps), all(1)
	least, sign := archsimd.BroadcastInt32x8(leastDistance), archsimd.BroadcastInt32x8(math.MinInt32)
	var zero archsimd.Int32x8
	for i := 0; i < rows; i += 4 {
		a, b, c, d := x.row(i, width), x.row(i+1, width), x.row(i+2, width), x.row(i+3, width)
		var s0, s1, s2, s3 vector
		for j := 0; j < width*float; j += next {
			s0, s1, s2, s3 = s0.Add(load(a, j)), s1.Add(load(b, j)), s2.Add(load(c, j)), s3.Add(load(d, j))
		}
		means, scales := (*[4]float32)(s.mean[i:]), (*[4]float32)(s.scale[i:])
		rowMeans(s0, s1, s2, s3, count).GetLo().Store(means)
		m := unsafe.Pointer(means)
		m0, m1, m2, m3 := spread(m, 0), spread(m, float), spread(m, 2*float), spread(m, 3*float)
		var q0, q1, q2, q3 vector
		for j := 0; j < width*float; j += next {
			d0 := load(a, j).Sub(m0).AsInt32x8().AndNot(sign).Max(least).AsFloat32x8()
			d1 := load(b, j).Sub(m1).AsInt32x8().AndNot(sign).Max(least).AsFloat32x8()
			d2 := load(c, j).Sub(m2).AsInt32x8().AndNot(sign).Max(least).AsFloat32x8()
			d3 := load(d, j).Sub(m3).AsInt32x8().AndNot(sign).Max(least).AsFloat32x8()
			q0, q1, q2, q3 = q0.Add(d0.Mul(d0)), q1.Add(d1.Mul(d1)), q2.Add(d2.Mul(d2)), q3.Add(d3.Mul(d3))
		}
		one.Div(rowMeans(q0, q1, q2, q3, count).Add(eps).Sqrt()).GetLo().Store(scales)
		r := unsafe.Pointer(scales)
		r0, r1, r2, r3 := spread(r, 0), spread(r, float), spread(r, 2*float), spread(r, 3*float)
		ya, yb, yc, yd := y.row(i, width), y.row(i+1, width), y.row(i+2, width), y.row(i+3, width)
		for j := 0; j < width*float; j += next {
			store(load(a, j).Sub(m0).Mul(r0).AsInt32x8().Max(zero).AsFloat32x8(), ya, j)
			store(load(b, j).Sub(m1).Mul(r1).AsInt32x8().Max(zero).AsFloat32x8(), yb, j)
			store(load(c, j).Sub(m2).Mul(r2).AsInt32x8().Max(zero).AsFloat32x8(), yc, j)
			store(load(d, j).Sub(m3).Mul(r3).AsInt32x8().Max(zero).AsFloat32x8(), yd, j)
		}
	}
	archsimd.ClearAVXUpperBits()
}

// layerNormReLUGradAVX2 takes an even number of rows of a multiple of eight values. Two
// rows have as many sums as fit into registers.
func layerNormReLUGradAVX2(dx, dy, x matrix, s rowStats, width, rows int) {
	count := archsimd.BroadcastFloat32x8(float32(width))
	var zero vector
	var sums [4]float32
	p := unsafe.Pointer(&sums)
	for i := 0; i < rows; i += 2 {
		a, b, ga, gb := x.row(i, width), x.row(i+1, width), dy.row(i, width), dy.row(i+1, width)
		m, r := unsafe.Pointer((*[2]float32)(s.mean[i:])), unsafe.Pointer((*[2]float32)(s.scale[i:]))
		m0, m1, r0, r1 := spread(m, 0), spread(m, float), spread(r, 0), spread(r, float)
		var sum0, sum1, products0, products1 vector
		for j := 0; j < width*float; j += next {
			z0, z1 := load(a, j).Sub(m0).Mul(r0), load(b, j).Sub(m1).Mul(r1)
			g0, g1 := load(ga, j).Masked(z0.Greater(zero)), load(gb, j).Masked(z1.Greater(zero))
			sum0, sum1 = sum0.Add(g0), sum1.Add(g1)
			products0, products1 = products0.Add(g0.Mul(z0)), products1.Add(g1.Mul(z1))
		}
		rowMeans(sum0, sum1, products0, products1, count).GetLo().Store(&sums)
		shift0, shift1, slope0, slope1 := spread(p, 0), spread(p, float), spread(p, 2*float), spread(p, 3*float)
		to0, to1 := dx.row(i, width), dx.row(i+1, width)
		for j := 0; j < width*float; j += next {
			z0, z1 := load(a, j).Sub(m0).Mul(r0), load(b, j).Sub(m1).Mul(r1)
			g0, g1 := load(ga, j).Masked(z0.Greater(zero)), load(gb, j).Masked(z1.Greater(zero))
			store(g0.Sub(shift0).Sub(z0.Mul(slope0)).Mul(r0), to0, j)
			store(g1.Sub(shift1).Sub(z1.Mul(slope1)).Mul(r1), to1, j)
		}
	}
	archsimd.ClearAVXUpperBits()
}
