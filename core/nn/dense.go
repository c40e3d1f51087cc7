package nn

// dense is y = x·W + b.
type dense struct{ in, out, weight, bias int } // widths; offsets in Net.Params

// Dense is a fully connected layer with out outputs.
func Dense(out int) Spec {
	return func(b *builder, in int) (layer, int) {
		return &dense{in, out, b.tensor("weight", in, out), b.tensor("bias", out)}, out
	}
}

func (d *dense) forward(n *Net, y, x matrix, rows int) {
	bias, w := matrix{n.Params[d.bias:], 0}, matrix{n.Params[d.weight:][:d.in*d.out], d.out}
	multiply(&product{c: y, init: bias, a: x, aStep: 1, b: w, m: rows, n: d.out, k: d.in})
}

func (d *dense) backward(n *Net, dx, dy, _, x matrix, rows int) {
	dw := matrix{n.Grads[d.weight:][:d.in*d.out], d.out} // dW += xᵀ·dy
	multiply(&product{c: dw, init: dw, a: matrix{x.data, 1}, aStep: x.stride, b: dy, m: d.in, n: d.out, k: rows})

	db := matrix{n.Grads[d.bias:][:d.out], d.out} // db += Σ dy
	multiply(&product{c: db, init: db, a: matrix{one[:], 0}, b: dy, m: 1, n: d.out, k: rows})

	if dx.data == nil {
		return
	}
	transpose(n.scratch, n.Params[d.weight:][:d.in*d.out], d.in, d.out) // dx = dy·Wᵀ
	wt := matrix{n.scratch[:d.in*d.out], d.in}
	multiply(&product{c: dx, init: matrix{n.zeros, 0}, a: dy, aStep: 1, b: wt, m: rows, n: d.in, k: d.out})
}

var one = [1]float32{1}
