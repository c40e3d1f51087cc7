package exact

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// ulps32 returns how many representable float32 values lie between a and b.
func ulps32(a, b float32) int64 {
	order := func(x float32) int64 {
		u := int64(math.Float32bits(x))
		if u >= 1<<31 {
			return 1<<31 - u
		}
		return u
	}
	return max(order(a)-order(b), order(b)-order(a))
}

func TestFloat32AgreesWithMath(t *testing.T) {
	worst := map[string]int64{}
	check := func(x float32) {
		z := float64(x)
		for name, pair := range map[string][2]float32{
			"exp":     {Exp32(x), float32(math.Exp(z))},
			"tanh":    {Tanh32(x), float32(math.Tanh(z))},
			"sigmoid": {Sigmoid32(x), float32(1 / (1 + math.Exp(-z)))},
		} {
			worst[name] = max(worst[name], ulps32(pair[0], pair[1]))
		}
	}
	for i := -120000; i <= 120000; i += 7 {
		check(float32(i) / 1000)
	}
	for x := float32(1e-38); x < 1e30; x *= 1.013 {
		check(x)
		check(-x)
	}
	for name, w := range worst {
		require.LessOrEqual(t, w, int64(1), name)
	}
	require.Len(t, worst, 3)
}

func TestFloat32Edges(t *testing.T) {
	inf, nan := float32(math.Inf(1)), float32(math.NaN())
	require.Equal(t, inf, Exp32(inf))
	require.Equal(t, inf, Exp32(89))
	require.Zero(t, Exp32(-inf))
	require.Zero(t, Exp32(-104.5))
	require.Equal(t, float32(1), Exp32(0))
	require.Equal(t, float32(1), Tanh32(inf))
	require.Equal(t, float32(-1), Tanh32(-inf))
	require.True(t, math.Signbit(float64(Tanh32(float32(math.Copysign(0, -1))))))
	require.Equal(t, float32(0.5), Sigmoid32(0))
	require.Equal(t, float32(1), Sigmoid32(inf))
	require.Zero(t, Sigmoid32(-inf))
	for _, f := range []func(float32) float32{Exp32, Tanh32, Sigmoid32} {
		require.True(t, math.IsNaN(float64(f(nan))))
	}
}

func BenchmarkTanh32(b *testing.B) {
	var s float32
	for i := range b.N {
		s += Tanh32(float32(i&255) / 64)
	}
	_ = s
}
