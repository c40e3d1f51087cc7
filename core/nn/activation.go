package nn

import "github.com/resonetics/playground/core/exact"

// activations is what layers that treat every value alike have in common.
type activations struct{ width int }

func (activations) keepsOutput() (inPlace bool) { return true }

// merge returns width and number of the rows of all, and treats rows without gaps
// between them as one long row.
func (a activations) merge(rows int, all ...matrix) (width, merged int) {
	for _, m := range all {
		if m.stride != a.width {
			return a.width, rows
		}
	}
	return a.width * rows, 1
}

// elementwise computes y of x by forwards, and dx of dy and y by grads.
type elementwise struct {
	activations
	forwards func(y, x []float32)
	grads    func(dx, dy, y []float32)
}

func elementwiseSpec(forward func(y, x []float32), grad func(dx, dy, y []float32)) Spec {
	return func(_ *builder, in int) (layer, int) { return &elementwise{activations{in}, forward, grad}, in }
}

func (e *elementwise) forward(_ *Net, y, x matrix, rows int) {
	width, rows := e.merge(rows, y, x)
	for i := range rows {
		e.forwards(y.data[i*y.stride:][:width], x.data[i*x.stride:])
	}
}

func (e *elementwise) backward(_ *Net, dx, dy, y, _ matrix, rows int) {
	if dx.data == nil {
		return
	}
	width, rows := e.merge(rows, dx, dy, y)
	for i := range rows {
		e.grads(dx.data[i*dx.stride:][:width], dy.data[i*dy.stride:], y.data[i*y.stride:])
	}
}

// rectifier is max(0, x).
type rectifier struct{ activations }

// ReLU is max(0, x), with derivative 0 at 0.
func ReLU() Spec {
	return func(_ *builder, in int) (layer, int) { return &rectifier{activations{in}}, in }
}

func (r *rectifier) forward(_ *Net, y, x matrix, rows int) {
	width, rows := r.merge(rows, y, x)
	maskPositive(y, x, x, width, rows)
}

func (r *rectifier) backward(_ *Net, dx, dy, y, _ matrix, rows int) {
	if dx.data != nil {
		width, rows := r.merge(rows, dx, dy, y)
		maskPositive(dx, dy, y, width, rows)
	}
}

// Tanh is the hyperbolic tangent.
func Tanh() Spec {
	return elementwiseSpec(func(y, x []float32) {
		x = x[:len(y)]
		for i := range y {
			y[i] = exact.Tanh32(x[i])
		}
	}, func(dx, dy, y []float32) {
		dy, y = dy[:len(dx)], y[:len(dx)]
		for i := range dx {
			dx[i] = dy[i] * (1 - float32(y[i]*y[i]))
		}
	})
}

// TanhApprox replaces every x by the hyperbolic tangent of scale times x: the
// rational minimax approximation of Eigen (Guennebaud, Jacob and others), good to
// a few ulps of float32. It needs no exponential and no branch, because the Gardener
// evaluates ten thousand brains of eighty values each in a step; Tanh is the accurate
// one. A product of ±Inf gives ±1; NaN gives 1 or −1 by the sign of the NaN, which
// depends on the platform.
func TanhApprox(x []float32, scale float32) { tanhApprox(x, scale) }

// Sigmoid is 1/(1+e⁻ˣ).
func Sigmoid() Spec {
	return elementwiseSpec(func(y, x []float32) {
		x = x[:len(y)]
		for i := range y {
			y[i] = exact.Sigmoid32(x[i])
		}
	}, func(dx, dy, y []float32) {
		dy, y = dy[:len(dx)], y[:len(dx)]
		for i := range dx {
			dx[i] = dy[i] * y[i] * (1 - y[i])
		}
	})
}
