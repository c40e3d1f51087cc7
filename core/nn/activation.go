package nn

import "github.com/resonetics/playground/core/exact"

// elementwise is a layer that treats every value alike. forwards writes y of x, and
// grads dx of dy and y.
type elementwise struct {
	width    int
	forwards func(y, x []float32)
	grads    func(dx, dy, y []float32)
}

func (*elementwise) keepsOutput() {}
func (*elementwise) activation()  {}

func elementwiseSpec(forward func(y, x []float32), grad func(dx, dy, y []float32)) Spec {
	return func(_ *builder, in int) (layer, int) { return &elementwise{in, forward, grad}, in }
}

// rectifier is max(0, x).
type rectifier struct{ width int }

func (*rectifier) keepsOutput() {}
func (*rectifier) activation()  {}

// ReLU is max(0, x), with derivative 0 at 0.
func ReLU() Spec {
	return func(_ *builder, in int) (layer, int) { return &rectifier{in}, in }
}

func (r *rectifier) forward(_ *Net, y, x matrix, rows int) { r.maskPositive(y, x, x, rows) }

func (r *rectifier) backward(_ *Net, dx, dy, y, _ matrix, rows int) {
	if dx.data != nil {
		r.maskPositive(dx, dy, y, rows)
	}
}

// maskPositive treats rows without gaps between them as one long row.
func (r *rectifier) maskPositive(dst, value, mask matrix, rows int) {
	width := r.width
	if dst.stride == width && value.stride == width && mask.stride == width {
		width, rows = width*rows, 1
	}
	maskPositive(dst, value, mask, width, rows)
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

func (e *elementwise) forward(_ *Net, y, x matrix, rows int) {
	if y.stride == e.width && x.stride == e.width {
		e.forwards(y.data[:rows*e.width], x.data)
		return
	}
	for i := range rows {
		e.forwards(y.data[i*y.stride:][:e.width], x.data[i*x.stride:])
	}
}

func (e *elementwise) backward(_ *Net, dx, dy, y, _ matrix, rows int) {
	if dx.data == nil {
		return
	}
	if dx.stride == e.width && dy.stride == e.width && y.stride == e.width {
		e.grads(dx.data[:rows*e.width], dy.data, y.data)
		return
	}
	for i := range rows {
		e.grads(dx.data[i*dx.stride:][:e.width], dy.data[i*dy.stride:], y.data[i*y.stride:])
	}
}
