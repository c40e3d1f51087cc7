package stat

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/aggregate"
)

func TestIntervals(t *testing.T) {
	// Student's t with 4 degrees of freedom: 2.776445; sd of 1..5 is sqrt(2.5).
	e := Describe([]float64{1, 2, 3, 4, 5})
	require.InDelta(t, 3-2.776445*math.Sqrt(2.5/5), float64(e.Low), 1e-5)
	require.InDelta(t, 3+2.776445*math.Sqrt(2.5/5), float64(e.High), 1e-5)
}

// TestPairedByHand uses values worked out by hand: differences -1, -2, -3, -2 have
// mean -2, deviation √(2/3) and t = -2/(√(2/3)/2) = -4.898979; t(0.975, 3) is 3.182446.
func TestPairedByHand(t *testing.T) {
	p := Pair([]float64{4, 4, 4, 4}, []float64{5, 6, 7, 6})
	half := 3.182446 * math.Sqrt(2.0/3) / 2
	for _, c := range []struct {
		got  Number
		want float64
	}{
		{p.Difference.Mean, -2}, {p.Difference.SD, math.Sqrt(2.0 / 3)},
		{p.Difference.Low, -2 - half}, {p.Difference.High, -2 + half}, {p.T, -4.898979}, {p.P, 0.016277},
	} {
		require.InDelta(t, c.want, float64(c.got), 1e-5)
	}
	up := Pair([]float64{11, 12, 13, 14, 15}, []float64{10, 10, 10, 10, 10})
	require.InDelta(t, 3/math.Sqrt(2.5/5), float64(up.T), 1e-12)
	require.InDelta(t, 0.013236, float64(up.P), 1e-4)
}

func TestPairsWithoutASpread(t *testing.T) {
	same := Pair([]float64{1, 2}, []float64{1, 2})
	require.Equal(t, [2]Number{0, 1}, [2]Number{same.T, same.P})
	shifted := Pair([]float64{1, 2}, []float64{2, 3})
	require.Equal(t, [2]Number{Number(math.Inf(-1)), 0}, [2]Number{shifted.T, shifted.P})
	one := Pair([]float64{1}, []float64{0})
	require.Equal(t, Number(1), one.Difference.Mean)
	require.True(t, math.IsNaN(float64(one.T)) && math.IsNaN(float64(one.P)) && math.IsNaN(float64(one.Difference.Low)))
}

// TestHolmByHand has four comparisons: the least p counts four times, the next three times,
// and none comes out smaller than one before it.
func TestHolmByHand(t *testing.T) {
	table := []*Paired{{P: 0.04}, {P: 0.01}, {P: Number(math.NaN())}, {P: 0.015}, {P: 0.9}}
	Holm(table)
	for i, want := range []float64{0.08, 0.04, math.NaN(), 0.045, 0.9} {
		if math.IsNaN(want) {
			require.True(t, math.IsNaN(float64(table[i].Holm)))
			continue
		}
		require.InDelta(t, want, float64(table[i].Holm), 1e-12)
	}
	require.Equal(t, []string{"< 0.001", "0.045", "1", "NaN"}, []string{PText(1e-9), PText(0.0451), PText(1), PText(Number(math.NaN()))})
	alone := Pair([]float64{4, 4, 4, 4}, []float64{5, 6, 7, 6})
	require.Equal(t, alone.P, alone.Holm)
	require.Equal(t, alone, Against([]float64{-1, -2, -3, -2}, 0))
	many := []*Paired{{P: 0.5}, {P: 0.6}}
	Holm(many)
	require.EqualValues(t, 1, many[0].Holm, "a probability")
}

func TestIntervalsAreReadBack(t *testing.T) {
	b, err := json.Marshal(IntervalOf(aggregate.Interval{Value: 0.25, Low: math.NaN(), High: 1}))
	require.NoError(t, err)
	require.Equal(t, `{"value":0.25,"low":null,"high":1}`, string(b))
	var i Interval
	require.NoError(t, json.Unmarshal(b, &i))
	require.Equal(t, [2]Number{0.25, 1}, [2]Number{i.Value, i.High})
	require.True(t, math.IsNaN(float64(i.Low)))
	require.Error(t, json.Unmarshal([]byte(`{"low":"much"}`), &i))
}

func TestWhatIsNotFiniteIsNullInJSON(t *testing.T) {
	b, err := json.Marshal(Pair([]float64{1}, []float64{0}))
	require.NoError(t, err)
	require.Equal(t, `{"difference":{"mean":1,"sd":null,"low":null,"high":null},"t":null,"p":null,"holm":null}`, string(b))
}
