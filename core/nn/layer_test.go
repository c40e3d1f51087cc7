package nn

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/rng"
)

func TestGradientsOfEveryLayer(t *testing.T) {
	pass := []Spec{}
	for name, c := range map[string]struct {
		in    int
		noisy bool
		specs []Spec
	}{
		"dense":            {5, false, []Spec{Dense(7)}},
		"dense one":        {1, false, []Spec{Dense(1)}},
		"relu first":       {6, false, []Spec{ReLU()}},
		"relu":             {6, false, []Spec{Dense(9), ReLU(), Dense(4)}},
		"relu last":        {6, false, []Spec{Dense(9), ReLU()}},
		"tanh":             {4, false, []Spec{Tanh(), Dense(3), Tanh()}},
		"two activations":  {4, false, []Spec{Dense(5), Tanh(), Sigmoid(), Dense(2)}},
		"sigmoid":          {4, false, []Spec{Sigmoid(), Dense(3), Sigmoid()}},
		"dropout":          {8, true, []Spec{Dropout(0.4), Dense(5), Tanh(), Dropout(0.1)}},
		"norm":             {6, false, []Spec{Dense(9), LayerNormReLU(), Dense(4)}},
		"norm of eights":   {6, false, []Spec{Dense(16), LayerNormReLU(), Dense(8), LayerNormReLU(), Dense(4)}},
		"norm alone":       {8, false, []Spec{LayerNormReLU()}},
		"norm and tanh":    {7, false, []Spec{Tanh(), LayerNormReLU(), Tanh()}},
		"branch norm":      {20, false, []Spec{Branch(16, []Spec{LayerNormReLU()}, []Spec{Dense(8), LayerNormReLU()})}},
		"branch":           {9, false, []Spec{Branch(5, []Spec{Dense(3), Tanh()}, []Spec{Tanh(), Dense(2)}), Dense(4)}},
		"branch pass":      {6, false, []Spec{Branch(2, []Spec{Dense(3), ReLU()}, pass), Dense(4)}},
		"branch pass left": {6, false, []Spec{Branch(2, pass, []Spec{Sigmoid()})}},
		"branch first": {40, false, []Spec{Branch(32, []Spec{Tanh(), Dropout(0)}, []Spec{Branch(3,
			[]Spec{Dense(2)}, []Spec{Sigmoid()})}), Tanh()}},
		"branch dropout": {20, false, []Spec{Branch(16, []Spec{Dense(2), Sigmoid()}, []Spec{Dropout(0.5)}), Dense(2)}},
	} {
		t.Run(name, func(t *testing.T) {
			n := New(c.in, 4, c.specs...)
			n.InitUniform(rng.New(3))
			checkNet(t, n, c.noisy)
		})
	}
}

func TestGradientsOfEveryLoss(t *testing.T) {
	src := rng.New(5)
	pred, target := random(src, 9), make([]float32, 9)
	for i := range target {
		target[i] = src.Float32()
	}
	for name, loss := range map[string]func(grad, pred, target []float32) float64{
		"mse":        MSE,
		"huber":      func(g, p, t []float32) float64 { return Huber(g, p, t, 0.7) },
		"bce logits": BCELogits,
	} {
		grad, ignored := make([]float32, len(pred)), make([]float32, len(pred))
		loss(grad, pred, target)
		want := make([]float64, len(pred))
		for i := range want {
			want[i] = numericalGrad(func() float64 { return loss(ignored, pred, target) }, pred, i)
		}
		requireClose(t, want, grad, 2e-3, name)
	}
}

func TestLossValues(t *testing.T) {
	g := make([]float32, 2)
	require.Equal(t, 2.5, MSE(g, []float32{1, 4}, []float32{0, 2}))
	require.Equal(t, []float32{1, 2}, g)
	require.Equal(t, (0.5+1.5)/2, Huber(g, []float32{1, 4}, []float32{0, 2}, 1))
	require.Equal(t, []float32{0.5, 0.5}, g)
	require.InDelta(t, (math.Log(2)+math.Log(4))/2, BCELogits(g, []float32{0, float32(math.Log(3))}, []float32{1, 0}), 1e-7)
	require.Less(t, BCELogits(g, []float32{-1e4, 1e4}, []float32{0, 1}), 1e-9)
	require.InDelta(t, 1e4, BCELogits(g, []float32{-1e4, 1e4}, []float32{1, 0}), 1e-3)
	require.Equal(t, []float32{-0.5, 0.5}, g, "a wrong certainty still has a gradient")
}

func TestDropout(t *testing.T) {
	n := New(1000, 1, Dropout(0.25))
	x, y := make([]float32, 1000), make([]float32, 1000)
	for i := range x {
		x[i] = 1
	}
	n.Forward(y, x)
	require.Equal(t, x, y, "no noise, no dropout")
	n.Noise = rng.New(1)
	n.Forward(y, x)
	dropped := 0
	for _, v := range y {
		if v == 0 {
			dropped++
			continue
		}
		require.InDelta(t, 1/0.75, v, 1e-6)
	}
	require.InDelta(t, 250, dropped, 50)
}

func TestReLUPassesOnlyPositiveNumbers(t *testing.T) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	x := []float32{1, 0, float32(math.Copysign(0, -1)), -1, nan, -nan, inf, -inf, 1e-45, -1e-45, 2}
	dy := []float32{nan, 1, 1, 1, 1, 1, -3, 1, 4, 1, 5}
	const rows = 2 // 22 numbers: those of a SIMD routine and some more
	n := New(len(x), rows, ReLU())
	y, dx := make([]float32, rows*len(x)), make([]float32, rows*len(x))
	n.Forward(y, slices.Repeat(x, rows))
	n.Backward(dx, slices.Repeat(dy, rows))
	for i := 0; i < rows*len(x); i += len(x) {
		require.Equal(t, []float32{1, 0, 0, 0, 0, 0, inf, 0, 1e-45, 0, 2}, y[i:i+len(x)])
		require.True(t, math.IsNaN(float64(dx[i])))
		require.Equal(t, []float32{0, 0, 0, 0, 0, -3, 0, 4, 0, 5}, dx[i+1:i+len(x)])
	}
	for _, v := range y {
		require.False(t, math.Signbit(float64(v)))
	}
}

func TestInitializations(t *testing.T) {
	build := func() *Net { return New(50, 1, Dense(200), Dense(100)) }
	spread := func(w []float32) (mean, deviation, largest float64) {
		for _, v := range w {
			mean += float64(v) / float64(len(w))
			deviation += float64(v) * float64(v) / float64(len(w))
			largest = max(largest, math.Abs(float64(v)))
		}
		return mean, math.Sqrt(deviation), largest
	}
	n := build()
	n.InitXavier(rng.New(1), 0.5)
	_, _, largest := spread(n.tensor("0.weight"))
	require.InEpsilon(t, 0.5*math.Sqrt(6.0/250), largest, 1e-2)
	require.Equal(t, make([]float32, 200), n.tensor("0.bias"))

	n.InitHe(rng.New(1))
	mean, deviation, _ := spread(n.tensor("0.weight"))
	require.InDelta(t, 0, mean, 0.01)
	require.InEpsilon(t, 0.2, deviation, 0.03)

	n.InitUniform(rng.New(1))
	for name, fan := range map[string]float64{"0.weight": 50, "0.bias": 50, "1.weight": 200, "1.bias": 200} {
		_, _, largest := spread(n.tensor(name))
		require.InEpsilon(t, 1/math.Sqrt(fan), largest, 0.05, name)
	}
}
