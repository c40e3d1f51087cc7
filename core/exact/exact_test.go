package exact

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func ulps(a, b float64) float64 {
	if a == b {
		return 0
	}
	return math.Abs(a-b) / (math.Nextafter(math.Abs(b), math.Inf(1)) - math.Abs(b))
}

func TestExpAndLogAgreeWithMath(t *testing.T) {
	for i := -70000; i <= 70000; i++ {
		x := float64(i) / 100
		y := math.Exp(x / 10)
		// Both sides may be one ulp off the true value, in opposite directions.
		require.LessOrEqual(t, ulps(Exp(x), math.Exp(x)), 2.0, "Exp(%v)", x)
		require.LessOrEqual(t, ulps(Log(y), math.Log(y)), 2.0, "Log(%v)", y)
	}
}

func TestEdges(t *testing.T) {
	require.Equal(t, math.Inf(1), Exp(710))
	require.Equal(t, math.Inf(1), Exp(math.Inf(1)))
	require.Zero(t, Exp(-746))
	require.Zero(t, Exp(math.Inf(-1)))
	require.Equal(t, 1.0, Exp(0))
	require.True(t, math.IsNaN(Exp(math.NaN())))
	require.Equal(t, math.Inf(-1), Log(0))
	require.True(t, math.IsNaN(Log(-1)))
	require.Equal(t, math.Inf(1), Log(math.Inf(1)))
	require.Zero(t, Log(1))
	require.Equal(t, 0.5, Sigmoid(0))
	require.Equal(t, 1.0, Sigmoid(800))
	require.Zero(t, Sigmoid(-800))
}

// TestTanhOfTinyNumbersIsTheNumber holds on both sides of the bound below which Tanh does
// not compute, so that the bound changes no bit.
func TestTanhOfTinyNumbersIsTheNumber(t *testing.T) {
	for exponent := -1074; exponent < -28; exponent++ {
		x := math.Ldexp(1.1, exponent)
		require.Equal(t, x, Tanh(x))
		require.Equal(t, -x, Tanh(-x))
	}
	require.True(t, math.Signbit(Tanh(math.Copysign(0, -1))))
}

// TestExpScalesByPowersOfTwo compares with Ldexp at every power of two, to the ends of
// what a float64 holds.
func TestExpScalesByPowersOfTwo(t *testing.T) {
	for k := -1080; k <= 1030; k++ {
		for _, r := range []float64{-0.34, -0.1, 0, 0.2, 0.34} {
			require.Equal(t, math.Ldexp(expMulti(r, 0, 0), k), expMulti(r, 0, k), "%v, %d", r, k)
		}
	}
}
