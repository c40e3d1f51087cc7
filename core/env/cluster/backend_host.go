//go:build js && wasm && simdhost

package cluster

import "unsafe"

// The host's functions are those of package nn's simd.mjs. Strides are in bytes.

//go:wasmimport resonetics_simd available
func hostAvailable() int32

//go:wasmimport resonetics_simd addNoise
//go:noescape
func hostAddNoise(x unsafe.Pointer, xs int32, numbers unsafe.Pointer, ns, n, rows, double int32, mean, sd float64)

var hasHost = hostAvailable() == 1

// worthwhile is how many nodes a call of the host pays for.
const worthwhile = 24

func (n noise) add(x []float32, double bool) {
	if len(x) < worthwhile {
		n.addGo(x, double)
		return
	}
	l := leak{n, x, len(x), 1, 0, 0, double}
	l.add()
}

// add calls the host once for all worlds.
func (l *leak) add() {
	whole := 0
	if hasHost && l.width >= 4 {
		whole = l.width &^ 3
		last, double := l.rows-1, int32(0)
		if l.double {
			double = 1
		}
		_, _ = l.values[last*l.stride+l.width-1], l.numbers[last*l.drawn+l.width-1]
		hostAddNoise(unsafe.Pointer(&l.values[0]), int32(4*l.stride), unsafe.Pointer(&l.numbers[0]), int32(8*l.drawn),
			int32(whole), int32(l.rows), double, l.mean, l.sd)
	}
	for i := 0; whole < l.width && i < l.rows; i++ {
		n, x := l.row(i, whole)
		n.addGo(x, l.double)
	}
}
