package tune

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/rng"
)

// The estimator draws where the good trials are, and not where the bad ones are.
func TestEstimateFollowsTheBetterTrials(t *testing.T) {
	var seen []observation
	for i := range 40 {
		at := float64(i) / 40
		seen = append(seen, observation{at, math.MaxInt, -math.Abs(at - 0.7)})
	}
	r := rng.New(1)
	near := 0
	for range 200 {
		x := estimate(r, seen, 0, 1)
		require.GreaterOrEqual(t, x, 0.0)
		require.Less(t, x, 1.0)
		if math.Abs(x-0.7) < 0.1 {
			near++
		}
	}
	require.Greater(t, near, 150, "drawing at random comes near 40 times")
}

func TestPrunedTrialsAreWorseThanCompleteOnes(t *testing.T) {
	better, others := split([]observation{{1, 2, 100}, {2, math.MaxInt, 5}, {3, 3, 50}})
	require.Equal(t, []float64{2}, better)
	require.Equal(t, []float64{1, 3}, others)
}

// Recent trials keep their full weight wherever their value lies.
func TestWeightsFollowTheirTrials(t *testing.T) {
	x := make([]float64, 30)
	for i := range x {
		x[i] = float64(30 - i)
	}
	e := windows(x, 0, 40)
	require.Less(t, e.Weights[len(e.Weights)-1], e.Weights[0], "the oldest trial has the largest value")
	sum := 0.0
	for _, w := range e.Weights {
		sum += w
	}
	require.InDelta(t, 1, sum, 1e-12)
}
