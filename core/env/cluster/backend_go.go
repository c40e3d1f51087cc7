//go:build !(goexperiment.simd && amd64) && !(js && wasm && simdhost)

package cluster

func (n noise) add(x []float32, double bool) { n.addGo(x, double) }

func (l *leak) add() { l.addFrom(0) }
