package exact

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestTanhSinAndCosAgreeWithMath(t *testing.T) {
	check := func(x float64) {
		require.LessOrEqual(t, ulps(Tanh(x), math.Tanh(x)), 2.0, "Tanh(%v)", x)
		require.LessOrEqual(t, ulps(Sin(x), math.Sin(x)), 2.0, "Sin(%v)", x)
		require.LessOrEqual(t, ulps(Cos(x), math.Cos(x)), 2.0, "Cos(%v)", x)
	}
	for i := -50000; i <= 50000; i++ {
		check(float64(i) / 1000)
	}
	for x := 1e-300; x < 1e300; x *= 1.7 {
		check(x)
		check(-x)
	}
}

func TestSinAndCosOnTheCircle(t *testing.T) {
	for _, k := range []float64{1, 3, 100, 1 << 20, 1 << 28, 1 << 30, 1 << 40} {
		for i := range 16 {
			x := k + float64(i)/2
			s, c := Sin(x), Cos(x)
			require.InDelta(t, 1, s*s+c*c, 4e-16, "x=%v", x)
			require.Equal(t, -s, Sin(-x))
			require.Equal(t, c, Cos(-x))
		}
	}
}

func TestTanhAndTrigEdges(t *testing.T) {
	inf := math.Inf(1)
	require.Equal(t, 1.0, Tanh(inf))
	require.Equal(t, -1.0, Tanh(-inf))
	require.Equal(t, 1.0, Cos(0))
	require.True(t, math.Signbit(Tanh(math.Copysign(0, -1))))
	require.True(t, math.Signbit(Sin(math.Copysign(0, -1))))
	for _, x := range []float64{math.NaN(), inf, -inf} {
		require.True(t, math.IsNaN(Sin(x)))
		require.True(t, math.IsNaN(Cos(x)))
	}
	require.True(t, math.IsNaN(Tanh(math.NaN())))
}
