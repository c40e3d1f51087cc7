package luck

import (
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/aggregate"
)

// outcomes are those of eight seeds at the end: the failures are the better the fewer.
var outcomes = []Outcome{{.01, 90}, {.02, 88}, {.00, 95}, {.01, 91}, {.30, 40}, {.04, 85}, {.02, 90}, {.01, 89}}

// TestStatisticsDoNotDependOnWhoIsFirst adds the same outcomes in many orders.
func TestStatisticsDoNotDependOnWhoIsFirst(t *testing.T) {
	var want Seeds
	for seed, o := range outcomes {
		want.Add(seed, 5000, o)
		want.Finish(seed, o, Outcome{.1, 80})
	}
	_, _, failed, returned := want.End()
	for range 20 {
		var s Seeds
		for _, seed := range rand.Perm(len(outcomes)) {
			s.Curve()
			s.Add(seed, 5000, outcomes[seed])
			s.Add(seed, 5000, Outcome{9, 9}) // the same seed once more: it was taken up again
			s.Finish(seed, outcomes[seed], Outcome{.1, 80})
		}
		require.Equal(t, want.Curve(), s.Curve())
		seeds, first, f, r := s.End()
		require.Equal(t, 8, seeds)
		require.True(t, first)
		require.Equal(t, []Spread{failed, returned}, []Spread{f, r})
	}
	point := want.Curve()[0]
	require.InDelta(t, (.01+.01+.02+.02)/4, point.Failed.Value, 1e-15)
	require.InDelta(t, (88+89+90+90)/4.0, point.Return.Value, 1e-12)
	require.Less(t, point.Failed.Low, point.Failed.Value)
	require.Greater(t, point.Failed.High, point.Failed.Value)
	require.Equal(t, point.Failed, failed.Interval)
}

// TestTheCurveHasWhatEnoughSeedsHaveComeTo, in the order of learning.
func TestTheCurveHasWhatEnoughSeedsHaveComeTo(t *testing.T) {
	var s Seeds
	require.Empty(t, s.Curve())
	for seed, o := range outcomes {
		for step := uint64(2); step > 0; step-- {
			if seed < Enough || step == 1 {
				s.Add(seed, 5000*step, o)
			}
		}
		require.Len(t, s.Curve(), map[bool]int{false: 0, true: 2}[seed+1 >= Enough])
	}
	curve := s.Curve()
	require.EqualValues(t, []uint64{5000, 10_000}, []uint64{curve[0].Step, curve[1].Step})
	require.Equal(t, []int{8, 4}, []int{curve[0].Seeds, curve[1].Seeds})
}

// TestTheSpreadComparesTheFirstSeed with the others and all with the baseline.
func TestTheSpreadComparesTheFirstSeed(t *testing.T) {
	var s Seeds
	seeds, first, failed, _ := s.End()
	require.Zero(t, seeds)
	require.False(t, first)
	require.True(t, math.IsNaN(failed.Least))
	for seed, o := range outcomes {
		s.Finish(seed, o, Outcome{.02, 89})
	}
	_, _, failed, returned := s.End()
	require.Equal(t, Spread{failed.Interval, .00, .30, 1, 2, 4}, failed)
	require.Equal(t, Spread{returned.Interval, 40, 95, 2, 1, 4}, returned)

	var few Seeds
	few.Finish(1, outcomes[1], Outcome{})
	few.Finish(2, outcomes[2], Outcome{})
	seeds, first, failed, _ = few.End()
	require.Equal(t, 2, seeds)
	require.False(t, first, "the visitor's own is not there yet")
	require.True(t, math.IsNaN(failed.Value) && math.IsNaN(failed.Low))
	require.Equal(t, []float64{0, .02}, []float64{failed.Least, failed.Most})
	require.IsType(t, aggregate.Interval{}, failed.Interval)
}
