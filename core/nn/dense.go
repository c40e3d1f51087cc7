package nn

// dense is y = x·W + b.
type dense struct{ in, out, weight, bias int }

// Dense is a fully connected layer with out outputs.
func Dense(out int) Spec {
	return func(b *builder, in int) (layer, int) {
		return &dense{in, out, b.tensor("weight", in, out), b.tensor("bias", out)}, out
	}
}

func (d *dense) forward(n *Net, y, x matrix, rows int) {
	bias := matrix{n.Params[d.bias:], 0}
	n.affine(y, bias, x, d.weight, d.in, d.out, rows)
}

func (d *dense) backward(n *Net, dx, dy, _, x matrix, rows int) {
	n.weightGrad(d.weight, x, dy, d.in, d.out, rows)
	n.biasGrad(d.bias, dy, d.out, rows)
	if dx.data != nil {
		n.inputGrad(dx, dy, d.weight, d.in, d.out, rows)
	}
}

// affine writes init + x·W to y, W being the in × out weights at offset.
func (n *Net) affine(y, init, x matrix, offset, in, out, rows int) {
	w := matrix{n.Params[offset:][:in*out], out}
	multiply(&product{c: y, init: init, a: x, aStep: 1, b: w, m: rows, n: out, k: in})
}

// weightGrad adds xᵀ·dy to the gradient of the in × out weights at offset.
func (n *Net) weightGrad(offset int, x, dy matrix, in, out, rows int) {
	g := matrix{n.Grads[offset:][:in*out], out}
	multiply(&product{c: g, init: g, a: matrix{x.data, 1}, aStep: x.stride, b: dy, m: in, n: out, k: rows})
}

// biasGrad adds the rows of dy to the gradient of the bias at offset.
func (n *Net) biasGrad(offset int, dy matrix, out, rows int) {
	g := matrix{n.Grads[offset:][:out], out}
	multiply(&product{c: g, init: g, a: matrix{one[:], 0}, b: dy, m: 1, n: out, k: rows})
}

// inputGrad writes dy·Wᵀ to dx.
func (n *Net) inputGrad(dx, dy matrix, offset, in, out, rows int) {
	transpose(n.scratch, n.Params[offset:][:in*out], in, out)
	wt := matrix{n.scratch[:in*out], in}
	multiply(&product{c: dx, init: matrix{n.zeros, 0}, a: dy, aStep: 1, b: wt, m: rows, n: in, k: out})
}

var one = [1]float32{1}
