package nn

import "fmt"

// dropout zeroes values at random and scales the others to keep the mean.
type dropout struct {
	width int
	p     float32
	keep  []float32 // factor of each value in the last forward; empty without noise
	mask  []float32
}

// Dropout zeroes each value with probability p in [0, 1) and multiplies the
// others by 1/(1-p) while the Net's Noise is set; otherwise it passes values
// through (Srivastava et al., 2014).
func Dropout(p float32) Spec {
	if !(p >= 0 && p < 1) {
		panic(fmt.Sprintf("nn: Dropout(%v): the probability must be in [0, 1)", p))
	}
	return func(b *builder, in int) (layer, int) {
		return &dropout{width: in, p: p, mask: make([]float32, b.rows*in)}, in
	}
}

func (d *dropout) forward(n *Net, y, x matrix, rows int) {
	if n.Noise == nil {
		d.keep = d.mask[:0]
		copyRows(y, x, d.width, rows)
		return
	}
	d.keep = d.mask[:rows*d.width]
	for i := range d.keep {
		d.keep[i] = 0
		if n.Noise.Float32() >= d.p {
			d.keep[i] = 1 / (1 - d.p)
		}
	}
	d.scale(y, x, rows)
}

func (d *dropout) backward(_ *Net, dx, dy, _, _ matrix, rows int) {
	switch {
	case dx.data == nil:
	case len(d.keep) == 0:
		copyRows(dx, dy, d.width, rows)
	default:
		d.scale(dx, dy, rows)
	}
}

func (d *dropout) scale(y, x matrix, rows int) {
	for i := range rows {
		out, in := y.data[i*y.stride:][:d.width], x.data[i*x.stride:]
		for j, k := range d.keep[i*d.width:][:d.width] {
			out[j] = in[j] * k
		}
	}
}
