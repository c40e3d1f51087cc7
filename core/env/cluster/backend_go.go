//go:build !(goexperiment.simd && amd64) && !(js && wasm && simdhost)

package cluster

func (n noise) add(x []float32, double bool) { n.addGo(x, double) }

func (l *leak) add() {
	for i := range l.rows {
		n, x := l.row(i, 0)
		n.add(x, l.double)
	}
}
