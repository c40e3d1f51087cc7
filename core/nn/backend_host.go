//go:build js && wasm && simdhost

package nn

import "unsafe"

// The host's functions are those of simd.mjs, which hands them on to
// simd.wat. Strides and steps are in bytes.

//go:wasmimport resonetics_simd available
func hostAvailable() int32

//go:wasmimport resonetics_simd multiply
//go:noescape
func hostMultiply(c unsafe.Pointer, cs int32, init unsafe.Pointer, is int32, a unsafe.Pointer, as, da int32, b unsafe.Pointer, db, m, n, k int32, lists unsafe.Pointer)

//go:wasmimport resonetics_simd transpose
//go:noescape
func hostTranspose(dst, src unsafe.Pointer, rows, cols int32)

//go:wasmimport resonetics_simd selectRows
//go:noescape
func hostSelectRows(dst, src unsafe.Pointer, width int32, rows unsafe.Pointer, n int32)

//go:wasmimport resonetics_simd maskPositive
//go:noescape
func hostMaskPositive(dst unsafe.Pointer, ds int32, value unsafe.Pointer, vs int32, mask unsafe.Pointer, ms, n, rows int32)

//go:wasmimport resonetics_simd lerp
//go:noescape
func hostLerp(dst, src unsafe.Pointer, n int32, fraction float32)

//go:wasmimport resonetics_simd sumSquares
//go:noescape
func hostSumSquares(sums, x unsafe.Pointer, n int32)

//go:wasmimport resonetics_simd tanhApprox
//go:noescape
func hostTanhApprox(x unsafe.Pointer, n int32, scale float32)

//go:wasmimport resonetics_simd adam
//go:noescape
func hostAdam(p, g, m, v unsafe.Pointer, n int32, scale, decay, beta1, rest1, beta2, rest2, root, eps, rate float32)

//go:wasmimport resonetics_simd layerNormReLU
//go:noescape
func hostLayerNormReLU(y unsafe.Pointer, ys int32, x unsafe.Pointer, xs int32, mean, scale unsafe.Pointer, n, rows int32, eps float32)

//go:wasmimport resonetics_simd layerNormReLUGrad
//go:noescape
func hostLayerNormReLUGrad(dx unsafe.Pointer, dxs int32, dy unsafe.Pointer, dys int32, x unsafe.Pointer, xs int32, mean, scale unsafe.Pointer, n, rows int32)

// reasons are the answers of hostAvailable; the first says that they run.
var reasons = [...]string{
	1: "the browser has WebAssembly SIMD",
	2: "this browser has no WebAssembly SIMD",
	3: "the page did not load the SIMD routines",
	4: "SIMD routines are switched off",
	5: "the page did not connect the SIMD routines",
}

var (
	status      = hostAvailable()
	hasHost     = status == 1
	backendName = map[bool]string{true: "WebAssembly SIMD", false: "plain Go"}[hasHost]
	backendWhy  = reasons[status]
)

// lists is where hostMultiply lists what is not zero: the distance of its row of B
// and the number itself, with room for four at a time. fronts says which bytes of four
// numbers a shuffle takes to move those with a bit in the index to the front. A program
// in a browser has one thread.
var lists = struct {
	distances, numbers [chunk + 4]uint32
	fronts             [16][4 * float]uint8
}{fronts: fronts()}

func fronts() (f [16][4 * float]uint8) {
	for which := range f {
		to := 0
		for from := range 4 {
			if which>>from&1 == 1 {
				for b := range float {
					f[which][to*float+b] = uint8(from*float + b)
				}
				to++
			}
		}
	}
	return f
}

func multiply(p *product) {
	p.check()
	if !hasHost {
		multiplyGo(p)
		return
	}
	if p.m == 0 || p.n == 0 {
		return
	}
	hostMultiply(address(p.c.data), int32(p.c.stride*float), address(p.init.data), int32(p.init.stride*float),
		address(p.a.data), int32(p.a.stride*float), int32(p.aStep*float),
		address(p.b.data), int32(p.b.stride*float), int32(p.m), int32(p.n), int32(p.k), unsafe.Pointer(&lists))
}

func transpose(dst, src []float32, rows, cols int) {
	if !hasHost || rows*cols == 0 {
		transposeGo(dst, src, rows, cols)
		return
	}
	_, _ = dst[rows*cols-1], src[rows*cols-1]
	hostTranspose(address(dst), address(src), int32(rows), int32(cols))
}

func selectRows(dst, src []float32, width int, rows []int32) {
	if !hasHost || width < 4 {
		selectRowsGo(dst, src, width, rows)
		return
	}
	hostSelectRows(address(dst), address(src), int32(width*float), unsafe.Pointer(unsafe.SliceData(rows)), int32(len(rows)))
}

func maskPositive(dst, value, mask matrix, width, rows int) {
	if !hasHost {
		maskPositiveGo(dst, value, mask, width, rows)
		return
	}
	whole := width &^ 15
	if whole > 0 && rows > 0 {
		last := rows - 1
		_, _, _ = dst.data[last*dst.stride+width-1], value.data[last*value.stride+width-1], mask.data[last*mask.stride+width-1]
		hostMaskPositive(address(dst.data), int32(dst.stride*float), address(value.data), int32(value.stride*float),
			address(mask.data), int32(mask.stride*float), int32(whole), int32(rows))
	}
	if whole < width {
		maskPositiveGo(dst.from(whole), value.from(whole), mask.from(whole), width-whole, rows)
	}
}

func lerp(dst, src []float32, fraction float32) {
	whole := 0
	if hasHost {
		whole = len(dst) &^ 15
		hostLerp(address(dst), address(src), int32(whole), fraction)
	}
	lerpGo(dst[whole:], src[whole:], fraction)
}

func sumSquares(x []float32) (sums [4]float64) {
	if !hasHost {
		return sumSquaresGo(x)
	}
	hostSumSquares(unsafe.Pointer(&sums), address(x), int32(len(x)&^3))
	return sums
}

func tanhApprox(x []float32, scale float32) {
	whole := 0
	if hasHost {
		whole = len(x) &^ 3
		hostTanhApprox(address(x), int32(whole), scale)
	}
	tanhApproxGo(x[whole:], scale)
}

func adam(p, g, m, v []float32, s *adamStep) {
	g, m, v = g[:len(p)], m[:len(p)], v[:len(p)]
	whole := 0
	if hasHost {
		whole = len(p) &^ 15
		hostAdam(address(p), address(g), address(m), address(v), int32(whole),
			s.scale, s.decay, s.beta1, s.rest1, s.beta2, s.rest2, s.root, s.eps, s.rate)
	}
	adamGo(p[whole:], g[whole:], m[whole:], v[whole:], s)
}

func layerNormReLU(y, x matrix, s rowStats, width, rows int) {
	whole := wholeRows(width, rows, 4)
	if last := whole - 1; whole > 0 {
		_, _ = y.data[last*y.stride+width-1], x.data[last*x.stride+width-1]
		_, _ = s.mean[last], s.scale[last]
		hostLayerNormReLU(address(y.data), int32(y.stride*float), address(x.data), int32(x.stride*float),
			address(s.mean), address(s.scale), int32(width), int32(whole), normEps)
	}
	layerNormReLUGo(y, x, s, width, whole, rows)
}

func layerNormReLUGrad(dx, dy, x matrix, s rowStats, width, rows int) {
	whole := wholeRows(width, rows, 2)
	if last := whole - 1; whole > 0 {
		_, _ = dx.data[last*dx.stride+width-1], dy.data[last*dy.stride+width-1]
		_, _, _ = x.data[last*x.stride+width-1], s.mean[last], s.scale[last]
		hostLayerNormReLUGrad(address(dx.data), int32(dx.stride*float), address(dy.data), int32(dy.stride*float),
			address(x.data), int32(x.stride*float), address(s.mean), address(s.scale), int32(width), int32(whole))
	}
	layerNormReLUGradGo(dx, dy, x, s, width, whole, rows)
}

// wholeRows returns how many rows a SIMD routine takes that computes several at a time.
func wholeRows(width, rows, atOnce int) int {
	if !hasHost || width%8 != 0 {
		return 0
	}
	return rows - rows%atOnce
}
