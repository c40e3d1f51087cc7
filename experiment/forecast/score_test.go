package forecast

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestEvaluateByHand(t *testing.T) {
	episodes := []Episode{
		{[]float64{0.1, 0.6, 0.2, 0.9, 0.4}, true}, // fails at step 5; the last 3 states are within the horizon
		{[]float64{0.3, 0.1, 0.7, 0.1}, false},
	}
	v := Evaluate(episodes, 3)
	require.Equal(t, 1, v.Failures)
	require.EqualValues(t, 2, v.Lead, "the alarm of 0.9; that of 0.6 came before the horizon and is false")
	require.EqualValues(t, 1, v.Announced)
	require.InDelta(t, 2.0/6, float64(v.FalseAlarms), 1e-15)
	// Of the 18 pairs, 0.2 wins 3 against {.1,.6,.3,.1,.7,.1}, 0.9 wins 6, 0.4 wins 4.
	require.InDelta(t, 13.0/18, float64(v.AUROC), 1e-15)
	brier := (0.01 + 0.36 + 0.64 + 0.01 + 0.36 + 0.09 + 0.01 + 0.49 + 0.01) / 9
	require.InDelta(t, brier, float64(v.Brier), 1e-12)
	require.InDelta(t, 1-brier/(2.0/9), float64(v.Skill), 1e-12)
	require.Equal(t, []int{1, 2, 3, 4, 6, 7, 9}, v.Curve.Bins)
	require.InDelta(t, 0.1, float64(v.Curve.Forecast[0]), 1e-12, "the mean of three")
	require.EqualValues(t, 0, v.Curve.Happened[0])
	require.EqualValues(t, 1, v.Curve.Happened[6])
	// Of the pairs at steps 2, 3 and 4 alone: .2 loses to .7, .9 wins against .1, and .4 has no other.
	require.InDelta(t, 1.0/2, float64(v.Timed), 1e-15)
}

// TestTheBrierScoreIsTakenApart: where the forecasts of a bin are the same, the parts add up.
func TestTheBrierScoreIsTakenApart(t *testing.T) {
	v := Evaluate([]Episode{{[]float64{0.25, 0.25, 0.25, 0.75}, true}, {[]float64{0.25, 0.75}, false}}, 2)
	require.InDelta(t, 1.0/3*2.0/3, float64(v.Uncertainty), 1e-15)
	// Of the four forecasts of 0.25 one came true, of the two of 0.75 one.
	require.InDelta(t, 2.0/6*0.0625, float64(v.Reliability), 1e-15)
	require.InDelta(t, 4.0/6/144+2.0/6/36, float64(v.Resolution), 1e-15)
	require.InDelta(t, float64(v.Brier), float64(v.Reliability-v.Resolution+v.Uncertainty), 1e-15)
}

// TestTimeAloneRanksNothingGivenTime: failures come late, so that time alone ranks states
// well; among equally late ones it ranks none.
func TestTimeAloneRanksNothingGivenTime(t *testing.T) {
	clock := []Episode{{[]float64{0, 1, 2, 3}, true}, {[]float64{0, 1}, false}, {[]float64{0, 1, 2, 3}, false}}
	require.Greater(t, AUROC(clock, 2), 0.8)
	require.Equal(t, 0.5, AUROCGivenTime(clock, 2))
	require.True(t, math.IsNaN(AUROCGivenTime(nil, 2)))
	knows := []Episode{{[]float64{0, 0, 9, 9}, true}, {[]float64{0, 8, 8, 8}, false}}
	require.Equal(t, 1.0, AUROCGivenTime(knows, 2))
}

func TestEvaluateAtTheEdges(t *testing.T) {
	require.InDelta(t, 0.5, AUROC([]Episode{{[]float64{1, 1, 1, 1}, true}}, 2), 1e-15, "ties count half")
	require.Equal(t, 1.0, AUROC([]Episode{{[]float64{1, 2, 3, 4}, true}}, 2))
	require.Zero(t, AUROC([]Episode{{[]float64{4, 3, 2, 1}, true}}, 2))
	require.True(t, math.IsNaN(AUROC([]Episode{{[]float64{1, 2}, false}}, 2)))
	silent := Evaluate([]Episode{{[]float64{0.5, 0, 0}, true}, {[]float64{0.9, 0.9, 0.9}, true}}, 2)
	require.EqualValues(t, 1, silent.Lead, "the median of 0, for a failure without an alarm, and 2")
	require.EqualValues(t, 0.5, silent.Announced)
	require.True(t, math.IsNaN(float64(Evaluate([]Episode{{[]float64{0.1}, false}}, 2).Lead)))
}
