package nn

import (
	"testing"

	"github.com/resonetics/playground/core/rng"
)

func BenchmarkBrain(b *testing.B) {
	src := rng.New(1)
	n := New(36, 1, Conv3x3(6, 6, 1, 8), ReLU(), MaxPool2(4, 4, 8), ChannelMajor(8), LSTM(16), Dense(6), Softmax())
	n.InitUniform(src)
	x, y := random(src, 36), make([]float32, 6)
	for b.Loop() {
		n.Forward(y, x)
	}
}
