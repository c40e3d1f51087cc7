package nn

import (
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/rng"
)

func ExampleNet() {
	net := New(2, 4, Dense(8), Tanh(), Dense(1))
	net.InitXavier(rng.New(1), 1)
	adam := NewAdam(len(net.Params), 0.05)
	x, xor := []float32{0, 0, 0, 1, 1, 0, 1, 1}, []float32{0, 1, 1, 0}
	y, dy := make([]float32, 4), make([]float32, 4)
	for range 300 {
		net.Forward(y, x)
		MSE(dy, y, xor)
		net.ZeroGrads()
		net.Backward(nil, dy)
		adam.Update(net.Params, net.Grads)
	}
	net.Forward(y, x)
	fmt.Printf("%.1f\n", y[1])
	// Output: 1.0
}

// pilot is a network of the Pilot's shape: one layer over the patch, joined with
// the other inputs.
func pilot(rows int) *Net {
	return New(35, rows, Branch(27, []Spec{Dense(16), ReLU()}, nil),
		Dense(64), ReLU(), Dense(64), ReLU(), Dense(8))
}

// TestALossMayDependOnTheFirstRowsOnly compares with a batch of these rows alone.
func TestALossMayDependOnTheFirstRowsOnly(t *testing.T) {
	src := rng.New(3)
	const all, first = 9, 5
	n := pilot(all)
	n.InitHe(src)
	x, dy := random(src, all*n.In()), random(src, first*n.Out())
	gradients := func(rows int) (grads, dx []float32) {
		n.Forward(make([]float32, rows*n.Out()), x[:rows*n.In()])
		n.ZeroGrads()
		dx = make([]float32, first*n.In())
		n.Backward(dx, dy)
		return slices.Clone(n.Grads), dx
	}
	wantGrads, wantDx := gradients(first)
	grads, dx := gradients(all)
	requireBits(t, wantGrads, grads, "gradients")
	requireBits(t, wantDx, dx, "gradients of the inputs")
	require.Panics(t, func() { n.Backward(nil, random(src, (all+1)*n.Out())) })
}

func TestATrainingStepAllocatesNothing(t *testing.T) {
	src := rng.New(1)
	nets := map[string]*Net{
		"pilot":  pilot(32),
		"worker": New(1, 32, Dense(32), Tanh(), Dropout(0.1), Dense(32), Tanh(), Dense(1), Sigmoid()),
	}
	for name, n := range nets {
		n.InitHe(src)
		n.Noise = src
		a := NewAdam(len(n.Params), 1e-3)
		a.Clip = 1
		x, y, dy := random(src, 32*n.In()), make([]float32, 32*n.Out()), make([]float32, 32*n.Out())
		require.Zero(t, testing.AllocsPerRun(5, func() {
			n.Forward(y, x)
			Huber(dy, y, dy, 1)
			n.ZeroGrads()
			n.Backward(nil, dy)
			a.Update(n.Params, n.Grads)
			Lerp(n.Grads, n.Params, 0.5)
		}), name)
	}
}

func TestRowsOfABatchAreIndependent(t *testing.T) {
	src := rng.New(2)
	batch, single := pilot(5), pilot(1)
	batch.InitHe(src)
	copy(single.Params, batch.Params)
	x, y, one := random(src, 5*35), make([]float32, 5*8), make([]float32, 8)
	batch.Forward(y, x)
	for i := range 5 {
		single.Forward(one, x[i*35:][:35])
		requireBits(t, one, y[i*8:][:8], "row %d alone", i)
	}
}

func TestCloneSharesNothing(t *testing.T) {
	n := pilot(2)
	n.InitHe(rng.New(1))
	c := n.Clone(1)
	require.Equal(t, n.Params, c.Params)
	require.Equal(t, n.Tensors(), c.Tensors())
	c.Params[0]++
	require.NotEqual(t, n.Params[0], c.Params[0])
}

func TestParamsCanBePointedElsewhere(t *testing.T) {
	n := New(3, 1, Dense(4), Tanh(), Dense(2))
	x, first, again := []float32{1, -2, 3}, make([]float32, 2), make([]float32, 2)
	a, b := random(rng.New(1), len(n.Params)), random(rng.New(2), len(n.Params))
	n.Params = a
	n.Forward(first, x)
	n.Params = b
	n.Forward(again, x)
	require.NotEqual(t, first, again)
	n.Params = a
	n.Forward(again, x)
	require.Equal(t, first, again)
}

func TestTensorsCoverTheParameters(t *testing.T) {
	n := New(35, 1, Branch(27, []Spec{Dense(16), ReLU()}, []Spec{Dense(2)}), Dense(3), Dense(8))
	at, names := 0, []string{}
	for _, s := range n.Tensors() {
		require.Equal(t, at, s.Offset)
		at += s.Len()
		names = append(names, s.Name)
	}
	require.Equal(t, len(n.Params), at)
	require.Equal(t, []string{"0.left.0.weight", "0.left.0.bias", "0.right.0.weight", "0.right.0.bias",
		"1.weight", "1.bias", "2.weight", "2.bias"}, names)
	require.Len(t, n.tensor("0.left.0.weight"), 27*16)
}

// TestWhatDecaysToNothingIsCleared holds that a parameter without gradients has
// no subnormal mean, which would slow down every update, and stays where it is.
func TestWhatDecaysToNothingIsCleared(t *testing.T) {
	a := NewAdam(2, 1e-3)
	params, grads := []float32{1, 1}, []float32{1, 1}
	a.Update(params, grads)
	grads[1] = 0
	settled := float32(0)
	for range 2000 {
		a.Update(params, grads)
		require.False(t, a.M[1] != 0 && a.M[1] < 1e-37, "update %d: %g", a.Steps, a.M[1])
		if a.Steps == 1000 {
			settled = params[1]
		}
	}
	require.Zero(t, a.M[1])
	require.Equal(t, settled, params[1])
	require.NotZero(t, a.M[0])
}

// TestNegligibleNumbersAreClearedEvery128Updates makes 128 updates without gradients
// and with means that hardly decay by themselves.
func TestNegligibleNumbersAreClearedEvery128Updates(t *testing.T) {
	const tiny, kept = 0.9e-30, 1.3e-30
	params := []float32{tiny, -tiny, kept, -kept, 1, 1}
	a := NewAdam(len(params), 1e-3)
	a.Beta1, a.Beta2 = 1-0x1p-20, 1-0x1p-20
	a.M[4], a.V[5] = tiny, tiny
	for range 128 {
		require.False(t, params[0] == 0 || params[1] == 0 || a.M[4] == 0 || a.V[5] == 0, "after %d updates", a.Steps)
		a.Update(params, make([]float32, len(params)))
	}
	require.Equal(t, []float32{0, 0, kept, -kept, 1, 1}, params)
	require.Zero(t, a.M[4])
	require.Zero(t, a.V[5])
}

func TestAGradientAtTheLimitIsNotScaled(t *testing.T) {
	clipped, free := NewAdam(2, 1e-3), NewAdam(2, 1e-3)
	clipped.Clip = 5
	p, q, grads := []float32{1, 2}, []float32{1, 2}, []float32{3, -4}
	clipped.Update(p, grads)
	free.Update(q, grads)
	requireBits(t, free.M, clipped.M, "means")
	requireBits(t, q, p, "parameters")
}

func TestAdamAgainstFloat64(t *testing.T) {
	src := rng.New(4)
	const size, decay, clip, lr = 37, 0.01, 0.5, 0.02
	p := random(src, size)
	want := make([]float64, size)
	m, v := make([]float64, size), make([]float64, size)
	for i, w := range p {
		want[i] = float64(w)
	}
	a := NewAdam(size, lr)
	a.Decay, a.Clip = decay, clip
	for step := 1; step <= 20; step++ {
		g := random(src, size)
		sum := 0.0
		for _, d := range g {
			sum += float64(d) * float64(d)
		}
		require.InEpsilon(t, math.Sqrt(sum), Norm(g), 1e-6)
		a.Update(p, g)
		for i := range want {
			d := float64(g[i])*clip/math.Sqrt(sum) + decay*want[i]
			m[i] = 0.9*m[i] + 0.1*d
			v[i] = 0.999*v[i] + 0.001*d*d
			mh, vh := m[i]/(1-math.Pow(0.9, float64(step))), v[i]/(1-math.Pow(0.999, float64(step)))
			want[i] -= lr * mh / (math.Sqrt(vh) + 1e-8)
		}
	}
	requireClose(t, want, p, 1e-5, "params")

	a.Clip = 1e9
	before := append([]float32(nil), p...)
	free := *a
	free.Clip, free.M, free.V = 0, append([]float32(nil), a.M...), append([]float32(nil), a.V...)
	g := random(src, size)
	a.Update(p, g)
	free.Update(before, g)
	require.Equal(t, before, p, "a gradient below the limit is not scaled")
}

func TestMisuseIsRefused(t *testing.T) {
	n := New(3, 2, Dense(2))
	for name, f := range map[string]func(){
		"ragged input":   func() { n.Forward(make([]float32, 2), make([]float32, 4)) },
		"too many rows":  func() { n.Forward(make([]float32, 6), make([]float32, 9)) },
		"short output":   func() { n.Forward(make([]float32, 1), make([]float32, 3)) },
		"short gradient": func() { n.Backward(nil, make([]float32, 1)); n.Backward(nil, make([]float32, 5)) },
		"no rows":        func() { New(3, 0, Dense(1)) },
		"split":          func() { New(3, 1, Branch(3, nil, nil)) },
		"probability":    func() { Dropout(1) },
		"adam":           func() { NewAdam(3, 1).Update(make([]float32, 3), make([]float32, 2)) },
	} {
		require.Panics(t, f, name)
	}
}

func TestFirstNonFinite(t *testing.T) {
	require.Equal(t, -1, FirstNonFinite(nil))
	for n := range 23 {
		x := make([]float32, n)
		for i := range x {
			x[i] = math.MaxFloat32
		}
		require.Equal(t, -1, FirstNonFinite(x))
		for i := range x {
			for _, bad := range []float64{math.NaN(), math.Inf(1), math.Inf(-1)} {
				x[i] = float32(bad)
				require.Equal(t, i, FirstNonFinite(x), "%v of %d", bad, n)
			}
			x[i] = 1
		}
	}
}

func TestLerp(t *testing.T) {
	dst := []float32{0, 4}
	Lerp(dst, []float32{8, 0}, 0.25)
	require.Equal(t, []float32{2, 3}, dst)
	Lerp(dst, []float32{8, 0}, 1)
	require.Equal(t, []float32{8, 0}, dst)
}
