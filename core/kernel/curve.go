package kernel

// curveRows is how many points of a curve are evaluated at once.
const curveRows = 64

// Curve writes the worker's output without dropout at len(dst) points of
// progress, evenly from 0 to 1. It allocates nothing.
func (t *Trainer) Curve(dst []float32) {
	for done := 0; done < len(dst); {
		n := min(curveRows, len(dst)-done)
		for i := range n {
			t.points[i] = float32(point(done+i, len(dst)))
		}
		t.curve.Forward(dst[done:done+n], t.points[:n])
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
