//go:build goexperiment.simd && amd64

package cluster

import (
	"simd/archsimd"
	"unsafe"
)

var hasAVX2 = archsimd.X86.AVX2()

func (n noise) add(x []float32, double bool) {
	whole := 0
	if hasAVX2 && len(x) >= 4 {
		whole = len(x) &^ 3
		n.addAVX2(x[:whole], double)
	}
	if whole < len(x) {
		noise{n.numbers[whole:], n.mean, n.sd}.addGo(x[whole:], double)
	}
}

func (l *leak) add() {
	for i := range l.rows {
		n, x := l.row(i, 0)
		n.add(x, l.double)
	}
}

// addAVX2 takes a positive multiple of four values. To round and then to limit is the same
// as to limit and then to round: 0 and 1 are numbers of either size.
func (n noise) addAVX2(x []float32, double bool) {
	mean, sd := archsimd.BroadcastFloat64x4(n.mean), archsimd.BroadcastFloat64x4(n.sd)
	px, pn := unsafe.Pointer(&x[0]), unsafe.Pointer(&n.numbers[:len(x)][0])
	for j := 0; j < 4*len(x); j += 16 {
		to := (*[4]float32)(unsafe.Add(px, j))
		v, change := archsimd.LoadFloat32x4(to), mean.Add(archsimd.LoadFloat64x4((*[4]float64)(unsafe.Add(pn, 2*j))).Mul(sd))
		if double {
			v = v.ConvertToFloat64().Add(change).ConvertToFloat32()
		} else {
			v = v.Add(change.ConvertToFloat32())
		}
		bits := v.AsInt32x4().Max(archsimd.BroadcastInt32x4(0)).Min(archsimd.BroadcastInt32x4(one))
		bits.AsFloat32x4().Store(to)
	}
	archsimd.ClearAVXUpperBits()
}
