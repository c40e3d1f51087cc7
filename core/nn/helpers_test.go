package nn

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/rng"
)

// random returns n normal numbers.
func random(src *rng.Source, n int) []float32 {
	x := make([]float32, n)
	for i := range x {
		x[i] = float32(src.Normal())
	}
	return x
}

// tensor returns the window of Params that holds the tensor called name.
func (n *Net) tensor(name string) []float32 {
	i := slices.IndexFunc(n.tensors, func(t Tensor) bool { return t.Name == name })
	return n.Params[n.tensors[i].Offset:][:n.tensors[i].Len()]
}

// requireClose fails unless got is within relative of want, measured against
// the largest value of want.
func requireClose(t *testing.T, want []float64, got []float32, relative float64, what string) {
	t.Helper()
	require.Len(t, got, len(want), what)
	largest := 0.0
	for _, w := range want {
		largest = max(largest, math.Abs(w))
	}
	for i, w := range want {
		require.InDelta(t, w, float64(got[i]), relative*largest, "%s[%d]", what, i)
	}
}

// numericalGrad returns the central difference of f by x[i].
func numericalGrad(f func() float64, x []float32, i int) float64 {
	const h = 1.0 / 2048 // small enough to stay on one side of the kink of ReLU
	keep := x[i]
	x[i] = keep + h
	hi := f()
	x[i] = keep - h
	lo := f()
	x[i] = keep
	return (hi - lo) / (2 * h)
}

// checkNet compares Backward with finite differences of the loss Σ w·y for
// random w, by every input and every parameter. Each evaluation starts from the
// same noise.
func checkNet(t *testing.T, n *Net, noisy bool) {
	t.Helper()
	src := rng.New(7)
	const rows = 3
	x, w, y := random(src, rows*n.In()), random(src, rows*n.Out()), make([]float32, rows*n.Out())
	f := func() float64 {
		if noisy {
			n.Noise = rng.New(99)
		}
		n.Forward(y, x)
		var sum float64
		for i, v := range y {
			sum += float64(w[i]) * float64(v)
		}
		return sum
	}
	f()
	n.ZeroGrads()
	dx := make([]float32, len(x))
	n.Backward(dx, w)
	compare := func(what string, got, values []float32) {
		t.Helper()
		for i := range values {
			want := numericalGrad(f, values, i)
			require.InDelta(t, want, float64(got[i]), 5e-4+3e-3*math.Abs(want), "%s[%d]", what, i)
		}
	}
	grads := append([]float32(nil), n.Grads...)
	compare("dx", dx, x)
	for _, s := range n.Tensors() {
		compare(s.Name, grads[s.Offset:][:s.Len()], n.Params[s.Offset:][:s.Len()])
	}

	f()
	n.Backward(nil, w)
	for i, g := range grads {
		require.InDelta(t, 2*g, n.Grads[i], 1e-5+1e-4*math.Abs(float64(g)), "a second Backward adds")
	}
}
