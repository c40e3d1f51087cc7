package nn

import "github.com/resonetics/playground/core/exact"

// lstm is one step of a long short-term memory cell per Forward.
type lstm struct {
	in, hidden     int
	wx, wh, bx, bh int // parameter offsets
	state          int // offset in a row of Net.State
	gates, before  matrix
	dgates         matrix
}

// LSTM is a long short-term memory cell of the given number of hidden units
// (Hochreiter and Schmidhuber, 1997), with the gates in the order input, forget,
// cell, output and two bias vectors, as in PyTorch. Each Forward is one time
// step; hidden and then cell state of a row lie in Net.State. Backward goes one
// step back: it takes the state before the step as given.
func LSTM(hidden int) Spec {
	return func(b *builder, in int) (layer, int) {
		l := &lstm{
			in: in, hidden: hidden, state: b.state,
			wx: b.tensor("weight_ih", in, 4*hidden), wh: b.tensor("weight_hh", hidden, 4*hidden),
			bx: b.tensor("bias_ih", 4*hidden), bh: b.tensor("bias_hh", 4*hidden),
		}
		b.state += 2 * hidden
		buffer := func(width int) matrix { return matrix{make([]float32, b.rows*width), width} }
		l.gates, l.dgates, l.before = buffer(4*hidden), buffer(4*hidden), buffer(2*hidden)
		return l, hidden
	}
}

func (l *lstm) forward(n *Net, y, x matrix, rows int) {
	state := matrix{n.State, n.stateSize}.from(l.state)
	copyRows(l.before, state, 2*l.hidden, rows)
	n.affine(l.gates, matrix{n.Params[l.bx:], 0}, x, l.wx, l.in, 4*l.hidden, rows)
	n.affine(l.gates, l.gates, state, l.wh, l.hidden, 4*l.hidden, rows)
	bias := n.Params[l.bh:][:4*l.hidden]
	for r := range rows {
		gates := l.gates.data[r*l.gates.stride:][:4*l.hidden]
		for i, b := range bias {
			gates[i] += b
		}
		s := state.data[r*state.stride:]
		l.cell(y.data[r*y.stride:][:l.hidden], s[:l.hidden], s[l.hidden:][:l.hidden], gates)
	}
}

// cell turns gates into activations and moves the state h, c one step.
func (l *lstm) cell(y, h, c, gates []float32) {
	size := len(y)
	i, f, g, o := gates[:size], gates[size:][:size], gates[2*size:][:size], gates[3*size:][:size]
	for j := range y {
		i[j], f[j], o[j] = exact.Sigmoid32(i[j]), exact.Sigmoid32(f[j]), exact.Sigmoid32(o[j])
		g[j] = exact.Tanh32(g[j])
		c[j] = float32(f[j]*c[j]) + float32(i[j]*g[j])
		h[j] = o[j] * exact.Tanh32(c[j])
		y[j] = h[j]
	}
}

func (l *lstm) backward(n *Net, dx, dy, _, x matrix, rows int) {
	size := l.hidden
	for r := range rows {
		gates, d := l.gates.data[r*4*size:][:4*size], l.dgates.data[r*4*size:][:4*size]
		cell := n.State[r*n.stateSize+l.state+size:]
		past := l.before.data[(2*r+1)*size:]
		for j := range size {
			i, f, g, o := gates[j], gates[size+j], gates[2*size+j], gates[3*size+j]
			dh, tc := dy.data[r*dy.stride+j], exact.Tanh32(cell[j])
			dc := dh * o * (1 - float32(tc*tc))
			d[j] = dc * g * i * (1 - i)
			d[size+j] = dc * past[j] * f * (1 - f)
			d[2*size+j] = dc * i * (1 - float32(g*g))
			d[3*size+j] = dh * tc * o * (1 - o)
		}
	}
	n.weightGrad(l.wx, x, l.dgates, l.in, 4*size, rows)
	n.weightGrad(l.wh, l.before, l.dgates, size, 4*size, rows)
	n.biasGrad(l.bx, l.dgates, 4*size, rows)
	n.biasGrad(l.bh, l.dgates, 4*size, rows)
	if dx.data != nil {
		n.inputGrad(dx, l.dgates, l.wx, l.in, 4*size, rows)
	}
}
