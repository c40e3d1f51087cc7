package kernel

import (
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// worker is the network that follows the target, with the passes the kernel
// needs: one with dropout for reality gap and structure, and calm and shaken
// ones without dropout for the flow. All share parameters and gradients.
type worker struct {
	net   *nn.Net // with dropout
	probe *nn.Net // without, twice the rows: calm above shaken
	rows  int

	x      []float32 // rows inputs, then as many shaken ones
	y      []float32 // outputs of the probe
	dy     []float32
	target []float64

	noise, metricNoise    []float64 // z of the loss and of the metric
	output, calm, shaken  []float64
	metric                []float64 // shaken by metricNoise
	grads                 Grads
	metricX, metricOutput []float32
}

// newWorker returns a worker 1 → hidden tanh → dropout → hidden tanh → 1 with
// parameters of zero.
func newWorker(hidden, rows int, dropout float32) *worker {
	w := &worker{
		rows: rows,
		net: nn.New(1, rows, nn.Dense(hidden), nn.Tanh(), nn.Dropout(dropout),
			nn.Dense(hidden), nn.Tanh(), nn.Dense(1)),
		probe: newProbe(hidden, 2*rows),
		x:     make([]float32, 2*rows), y: make([]float32, 2*rows), dy: make([]float32, 2*rows),
		metricX: make([]float32, rows), metricOutput: make([]float32, rows),
	}
	w.probe.Params, w.probe.Grads = w.net.Params, w.net.Grads
	columns := make([]float64, 10*rows)
	for _, s := range []*[]float64{&w.target, &w.noise, &w.metricNoise, &w.output, &w.calm, &w.shaken, &w.metric,
		&w.grads.Output, &w.grads.Calm, &w.grads.Shaken} {
		*s, columns = columns[:rows:rows], columns[rows:]
	}
	return w
}

// newProbe returns the worker's network without dropout.
func newProbe(hidden, rows int) *nn.Net {
	return nn.New(1, rows, nn.Dense(hidden), nn.Tanh(), nn.Dense(hidden), nn.Tanh(), nn.Dense(1))
}

// gradients evaluates the kernel on inputs, targets and noises that are set,
// and replaces the network's gradients by the loss's. Dropout draws from src;
// nil switches it off. The second result is the flow with the metric's noise.
func (w *worker) gradients(k *Kernel, src *rng.Source) (t Terms, metric float64) {
	w.net.Noise = src
	rows := w.rows
	w.net.Forward(w.y[:rows], w.x[:rows])
	widen(w.output, w.y)

	shake(w.metricX, w.x, w.metricNoise, k.Eps)
	w.probe.Forward(w.metricOutput, w.metricX)
	widen(w.metric, w.metricOutput)
	shake(w.x[rows:], w.x, w.noise, k.Eps)
	w.probe.Forward(w.y, w.x)
	widen(w.calm, w.y)
	widen(w.shaken, w.y[rows:])

	t = k.Evaluate(w.grads, w.target, w.output, w.calm, w.shaken)
	w.net.ZeroGrads()
	narrow(w.dy, w.grads.Output)
	w.net.Backward(nil, w.dy[:rows])
	narrow(w.dy, w.grads.Calm)
	narrow(w.dy[rows:], w.grads.Shaken)
	w.probe.Backward(nil, w.dy)
	return t, Flow(w.calm, w.metric, k.Eps)
}

// plainGradients is gradients for the mean squared error alone, without probe.
func (w *worker) plainGradients(src *rng.Source) Terms {
	w.net.Noise = src
	w.net.Forward(w.y[:w.rows], w.x[:w.rows])
	widen(w.output, w.y)
	gap := Gap(w.output, w.target)
	for i, f := range w.output {
		w.dy[i] = float32(2 * (f - w.target[i]) / float64(w.rows))
	}
	w.net.ZeroGrads()
	w.net.Backward(nil, w.dy[:w.rows])
	return Terms{Gap: gap, Loss: gap}
}

// shake writes x + εz to dst.
func shake(dst, x []float32, z []float64, eps float64) {
	for i, v := range z {
		dst[i] = float32(float64(x[i]) + float64(eps*v))
	}
}

func widen(dst []float64, src []float32) {
	for i := range dst {
		dst[i] = float64(src[i])
	}
}

func narrow(dst []float32, src []float64) {
	for i, v := range src {
		dst[i] = float32(v)
	}
}

// curveRows is how many points of a curve are evaluated at once.
const curveRows = 64

// Weights returns the worker's weights, the trainer's own memory: to be read before the
// next Step and never written.
func (t *Trainer) Weights() []float32 { return t.worker.net.Params }

// Curve writes the worker's output without dropout at len(dst) points of
// progress, evenly from 0 to 1. It allocates nothing.
func (t *Trainer) Curve(dst []float32) { t.CurveOf(t.Weights(), dst) }

// CurveOf is Curve of a worker with other weights, as many as Weights has.
func (t *Trainer) CurveOf(weights, dst []float32) {
	t.curve.Params = weights
	for done := 0; done < len(dst); {
		n := min(curveRows, len(dst)-done)
		for i := range n {
			t.points[i] = float32(point(done+i, len(dst)))
		}
		t.curve.Forward(dst[done:done+n], t.points[:n])
		done += n
	}
	t.curve.Params = t.worker.net.Params
}

// Target returns the target as it is now.
func (t *Trainer) Target() Target { return t.target }

// Curve writes the target without noise at the same points as Trainer.Curve.
func (t Target) Curve(dst []float32) {
	for i := range dst {
		dst[i] = float32(t.Clean(int(point(i, len(dst)) * float64(t.Steps))))
	}
}

// point returns the i-th of n points from 0 to 1.
func point(i, n int) float64 {
	if n < 2 {
		return 0
	}
	return float64(i) / float64(n-1)
}
