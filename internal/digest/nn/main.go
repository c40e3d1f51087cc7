// Command digest trains four networks for 2,000 updates each and prints one
// hash of every bit of their weights. It must print the same on every platform
// and with every backend; the test of package nn compares them.
package main

import (
	"fmt"
	"hash/fnv"
	"math"

	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

func main() {
	name, _ := nn.Backend()
	h := fnv.New64a()
	for i, specs := range [][]nn.Spec{
		{nn.Dense(64), nn.ReLU(), nn.Dense(64), nn.ReLU(), nn.Dense(8)},
		{nn.Dense(32), nn.ReLU(), nn.Dense(1), nn.Sigmoid()},
		{nn.Dense(13), nn.Tanh(), nn.Dropout(0.1), nn.Dense(9), nn.ReLU(), nn.Dense(3)},
		{nn.Dense(64), nn.LayerNormReLU(), nn.Dense(21), nn.LayerNormReLU(), nn.Dense(8)},
	} {
		in := [...]int{35, 5, 7, 33}[i]
		rows := [...]int{32, 9, 5, 16}[i]
		for _, w := range train(in, rows, specs) {
			b := math.Float32bits(w)
			h.Write([]byte{byte(b), byte(b >> 8), byte(b >> 16), byte(b >> 24)})
		}
	}
	fmt.Printf("%016x %s\n", h.Sum64(), name)
}

// train fits random targets with L2 decay and clipping and returns the weights,
// then their moving average.
func train(in, rows int, specs []nn.Spec) []float32 {
	const updates = 2000
	src := rng.New(uint64(in))
	net := nn.New(in, rows, specs...)
	net.InitHe(src)
	net.Noise = src
	adam := nn.NewAdam(len(net.Params), 1e-3)
	adam.Decay, adam.Clip = 1e-4, 0.5
	average := append([]float32(nil), net.Params...)
	x, y := make([]float32, rows*in), make([]float32, rows*net.Out())
	target, dy := make([]float32, len(y)), make([]float32, len(y))
	for range updates {
		fill(x, src)
		fill(target, src)
		net.Forward(y, x)
		nn.Huber(dy, y, target, 1)
		net.ZeroGrads()
		net.Backward(nil, dy)
		adam.Update(net.Params, net.Grads)
		nn.Lerp(average, net.Params, 0.01)
	}
	return append(net.Params, average...)
}

func fill(x []float32, src *rng.Source) {
	for i := range x {
		x[i] = float32(src.Normal())
	}
}
