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
	c := v.calibration
	brier := (0.01 + 0.36 + 0.64 + 0.01 + 0.36 + 0.09 + 0.01 + 0.49 + 0.01) / 9
	require.InDelta(t, brier, c.Brier(), 1e-12)
	require.InDelta(t, 1.0/3, c.BaseRate(), 1e-15)
	require.InDelta(t, 1-brier/(2.0/9), c.Skill(), 1e-12)
	forecast, frequency, count := c.Point(1)
	require.InDelta(t, 0.1, forecast, 1e-12)
	require.Equal(t, [2]float64{0, 3}, [2]float64{frequency, count})
	_, frequency, _ = c.Point(9)
	require.Equal(t, 1.0, frequency)
	forecast, _, count = c.Point(5)
	require.True(t, math.IsNaN(forecast))
	require.Zero(t, count)
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
