package nn

import (
	"testing"

	"github.com/resonetics/playground/core/rng"
)

// BenchmarkTrainingStep is one update of the Pilot's network on a batch of 32.
func BenchmarkTrainingStep(b *testing.B) {
	const rows = 32
	src, n := rng.New(1), pilot(rows)
	n.InitUniform(src)
	adam := NewAdam(len(n.Params), 1e-3)
	x, target := random(src, rows*n.In()), random(src, rows*n.Out())
	y, dy := make([]float32, rows*n.Out()), make([]float32, rows*n.Out())
	for b.Loop() {
		n.Forward(y, x)
		Huber(dy, y, target, 1)
		n.ZeroGrads()
		n.Backward(nil, dy)
		adam.Update(n.Params, n.Grads)
	}
}

// BenchmarkLayerNormReLU is a batch of 128 rows of 64 values, forward and backward.
func BenchmarkLayerNormReLU(b *testing.B) {
	const rows, width = 128, 64
	src, n := rng.New(1), New(width, rows, LayerNormReLU())
	x, y := matrix{random(src, rows*width), width}, matrix{make([]float32, rows*width), width}
	l := n.top.steps[0].layer
	b.Run("forward", func(b *testing.B) {
		for b.Loop() {
			l.forward(n, y, x, rows)
		}
	})
	b.Run("backward", func(b *testing.B) {
		for b.Loop() {
			l.backward(n, y, x, y, x, rows)
		}
	})
}
