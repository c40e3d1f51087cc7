package lab

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/codec"
)

// twoSeries is a history of one mean and one sum.
func twoSeries() *history {
	return newHistory(&Lab{Charts: []Chart{{Series: []Series{{Reduction: Mean}, {Reduction: Sum}}}}})
}

func push(h *history, mean, sum float32) {
	copy(h.row(), []float32{mean, sum})
	h.push()
}

func TestRecentWindowHoldsTheLastSteps(t *testing.T) {
	h := twoSeries()
	for i := range 3*Window + 5 {
		push(h, float32(i), 0)
	}
	first, stride, points := h.window(false)
	require.EqualValues(t, 2*Window+5, first)
	require.EqualValues(t, 1, stride)
	require.Equal(t, Window, points)
	require.Equal(t, float32(2*Window+5), h.at(false, 0, 0))
	require.Equal(t, float32(3*Window+4), h.at(false, 0, Window-1))
}

// TestWholeRunKeepsEverySum runs far past several halvings: whatever the
// stride, no event may be lost and every mean must be the mean of its steps.
func TestWholeRunKeepsEverySum(t *testing.T) {
	h := twoSeries()
	const steps = 16 * Window
	for i := range steps {
		push(h, float32(i), 1)
	}
	_, stride, points := h.window(true)
	require.EqualValues(t, 16, stride)
	require.Equal(t, Window, points)
	total := 0.0
	for p := range points {
		total += float64(h.at(true, 1, p))
		require.InDelta(t, float64(p)*16+7.5, float64(h.at(true, 0, p)), 1e-3)
	}
	require.EqualValues(t, steps, total)
}

// TestALateSeriesIsAGapInAnOlderFile: what was written before a series came is read as it
// was, and goes on.
func TestALateSeriesIsAGapInAnOlderFile(t *testing.T) {
	series := []Series{{Reduction: Mean}, {Reduction: Sum, Late: true}, {Reduction: Sum}}
	now := newHistory(&Lab{Charts: []Chart{{Series: series}}})
	old := newHistory(&Lab{Charts: []Chart{{Series: []Series{series[0], series[2]}}}})
	for i := range Window + 9 {
		v := float32(i)
		copy(now.row(), []float32{v, 2 * v, 3 * v})
		now.push()
		copy(old.row(), []float32{v, 3 * v})
		old.push()
	}
	written, late, before := codec.Writer(nil), codec.Writer(nil), codec.Writer(nil)
	now.walk(written, now.steps)
	now.walkLate(late)
	old.walk(before, old.steps)
	require.Equal(t, before.Bytes(), written.Bytes())

	again := newHistory(&Lab{Charts: []Chart{{Series: series}}})
	again.walk(codec.Reader(written.Bytes()), now.steps)
	again.walkLate(codec.Reader(late.Bytes()))
	require.Equal(t, now, again)
	again.forgetLate()
	require.True(t, math.IsNaN(float64(again.at(true, 1, 3))) && math.IsNaN(float64(again.at(false, 1, 3))))
	require.Equal(t, now.at(true, 2, 3), again.at(true, 2, 3))
}

func TestGapsStayGaps(t *testing.T) {
	h := twoSeries()
	nan := float32(math.NaN())
	for i := range 2 * Window {
		v := nan
		if i%4 == 0 {
			v = 3
		}
		push(h, v, 0)
	}
	require.Equal(t, float32(3), h.at(true, 0, 0))
	require.True(t, math.IsNaN(float64(h.at(true, 0, 1))))
}

func TestPushAllocatesNothing(t *testing.T) {
	h := twoSeries()
	require.Zero(t, testing.AllocsPerRun(5000, func() { push(h, 1, 0) }))
}
