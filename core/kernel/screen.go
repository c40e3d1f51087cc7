package kernel

import "github.com/resonetics/playground/core/nn"

// screenRows is how many points of a curve are evaluated at once.
const screenRows = 64

// screen evaluates the worker without disturbing its passes.
type screen struct {
	net *nn.Net
	x   []float32
}

func newScreen(hidden int, params []float32) *screen {
	s := &screen{net: newProbe(hidden, screenRows), x: make([]float32, screenRows)}
	s.net.Params = params
	return s
}

// Curve writes the worker's output without dropout at len(dst) points of
// progress, evenly from 0 to 1. It allocates nothing.
func (t *Trainer) Curve(dst []float32) {
	s := t.screen
	for done := 0; done < len(dst); {
		n := min(screenRows, len(dst)-done)
		for i := range n {
			s.x[i] = float32(point(done+i, len(dst)))
		}
		s.net.Forward(dst[done:done+n], s.x[:n])
		done += n
	}
}

// TargetCurve writes the target without noise at the same points as Curve.
func (t *Trainer) TargetCurve(dst []float32) {
	for i := range dst {
		dst[i] = float32(t.target.Clean(int(point(i, len(dst)) * float64(t.cfg.Steps))))
	}
}

// point returns the i-th of n points from 0 to 1.
func point(i, n int) float64 {
	if n < 2 {
		return 0
	}
	return float64(i) / float64(n-1)
}
