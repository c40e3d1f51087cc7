package cluster

import (
	"math"

	"github.com/resonetics/playground/core/exact"
)

// noise is the change of one channel: mean + sd times a number per node.
type noise struct {
	numbers  []float64
	mean, sd float64
}

// addGo adds the noise to a value per node, which stays within [0, 1]. double says that the
// sum is formed in float64, as the reference's v4.5 does; later rules round the noise to
// float32 first.
func (n noise) addGo(x []float32, double bool) {
	numbers, mean, sd := n.numbers[:len(x)], n.mean, n.sd
	if double {
		for i, v := range x {
			x[i] = float32(exact.Unit(float64(v) + (mean + float64(numbers[i]*sd))))
		}
		return
	}
	for i, v := range x {
		x[i] = clip(v + float32(mean+float64(numbers[i]*sd)))
	}
}

// leak is the noise of one channel of many worlds: a row of values and a row of numbers of
// each, with what there is from one row to the next.
type leak struct {
	noise
	values        []float32
	width, rows   int
	stride, drawn int // from one row of values, and of numbers, to the next
	double        bool
}

// row returns what belongs to the i-th world, from a column on.
func (l *leak) row(i, column int) (n noise, values []float32) {
	n = noise{l.numbers[i*l.drawn:][column:l.width], l.mean, l.sd}
	return n, l.values[i*l.stride:][column:l.width]
}

const one = 0x3f80_0000 // 1 as float32 bits

// clip is [exact.Unit] for a float32.
func clip(x float32) float32 {
	b := int32(math.Float32bits(x))
	if b < 0 {
		b = 0
	}
	if b > one {
		b = one
	}
	return math.Float32frombits(uint32(b))
}
