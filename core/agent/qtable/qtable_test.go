package qtable

import (
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/safetensors"
)

func build(t *testing.T) *Table {
	t.Helper()
	q, err := New(Default())
	require.NoError(t, err)
	return q
}

// seen is an observation with these three numbers.
func seen(cpu, mem, budget, nearly float32) []float32 {
	x := make([]float32, cluster.ObsNearly+1)
	x[cluster.ObsAvgCPU], x[cluster.ObsAvgMem], x[cluster.ObsBudget], x[cluster.ObsNearly] = cpu, mem, budget, nearly
	return x
}

func TestBins(t *testing.T) {
	require.Zero(t, State(seen(0, 0, 0, 0)))
	require.Equal(t, states-1, State(seen(1, 1, 1, 1)))
	require.Equal(t, 2*25+4*5+1, State(seen(0.3, 0.6, 0.99, 0.25)), "average load .45, budget .99, nearly .25")
	require.Equal(t, 0, bin(0.1999))
	require.Equal(t, 1, bin(0.2))
}

func TestUpdateByHand(t *testing.T) {
	q, a, b := build(t), seen(0, 0, 1, 0), seen(0.5, 0.5, 1, 0)
	q.Values(b)[3] = 2
	require.NoError(t, q.Observe(a, 1, 1, b, false, false))
	require.InDelta(t, 0.1*(1+0.95*2), q.Values(a)[1], 1e-15)
	require.NoError(t, q.Observe(a, 2, 1, b, true, false))
	require.InDelta(t, 0.1, q.Values(a)[2], 1e-15, "no future")
	require.NoError(t, q.Observe(a, 4, 1, b, false, true))
	require.InDelta(t, 0.29, q.Values(a)[4], 1e-15, "truncated: it bootstraps")
	require.Equal(t, 1, q.Best(a))
	require.Positive(t, q.TDError())
	require.ErrorContains(t, q.Observe(a, 4, math.NaN(), b, false, true), "the reward is NaN")
}

func TestExplorationFallsPerEpisode(t *testing.T) {
	q, x := build(t), seen(0, 0, 0, 0)
	require.Equal(t, 1.0, q.Epsilon())
	require.NoError(t, q.Observe(x, 0, 0, x, false, false))
	require.Equal(t, 1.0, q.Epsilon())
	for range 100 {
		require.NoError(t, q.Observe(x, 0, 0, x, true, false))
	}
	require.InDelta(t, math.Pow(0.995, 100), q.Epsilon(), 1e-12)
	for range 1000 {
		require.NoError(t, q.Observe(x, 0, 0, x, false, true))
	}
	require.Equal(t, 0.05, q.Epsilon())
}

func TestConfig(t *testing.T) {
	c := Default()
	c.Rate = 2
	_, err := New(c)
	require.ErrorContains(t, err, "qtable: rate is 2, want 0 to 1")
	q := build(t)
	c.Rate = 0.3
	require.NoError(t, q.SetConfig(c))
	require.Equal(t, 0.3, q.Config().Rate)
	c.Actions = 6
	require.ErrorContains(t, q.SetConfig(c), "actions cannot change from 8 to 6")
	c.Gamma = -1
	require.ErrorContains(t, q.SetConfig(c), "gamma is -1")
}

func TestSaveAndLoad(t *testing.T) {
	q, x := build(t), seen(0.2, 0.4, 0.6, 0)
	for i := range 100 {
		require.NoError(t, q.Observe(x, i%8, float64(i), x, i%10 == 0, false))
	}
	open := func(w *safetensors.Writer) *safetensors.Reader {
		f, err := safetensors.Parse(w.Append(nil))
		require.NoError(t, err)
		return safetensors.NewReader(f)
	}
	var w safetensors.Writer
	q.Walk(safetensors.Writing(&w))
	r, p := open(&w), build(t)
	p.Walk(safetensors.Reading(r))
	require.NoError(t, r.Close())
	require.Equal(t, q, p)

	q.epsilon = 1.5
	w = safetensors.Writer{}
	q.Walk(safetensors.Writing(&w))
	r = open(&w)
	build(t).Walk(safetensors.Reading(r))
	require.ErrorContains(t, r.Close(), "epsilon is 1.5, want 0 to 1")
}

func TestCloneSharesNothingAndNothingIsAllocated(t *testing.T) {
	q, x := build(t), seen(0, 0, 0, 0)
	c := q.Clone()
	require.NoError(t, q.Observe(x, 5, 1, x, false, false))
	require.Zero(t, c.Values(x)[5])
	w, err := cluster.New(cluster.Default(cluster.V51))
	require.NoError(t, err)
	require.Zero(t, testing.AllocsPerRun(50, func() {
		_ = q.Observe(w.Observation(), q.Act(w, nil), 1, x, false, false)
		q.CopyTo(c)
	}))
	require.Equal(t, q.Values(x), c.Values(x))
}

func ExampleTable() {
	q, _ := New(Default())
	calm := make([]float32, cluster.ObsNearly+1)
	for range 100 {
		_ = q.Observe(calm, cluster.Clean, 1, calm, false, true)
	}
	fmt.Println(q.Best(calm) == cluster.Clean, q.Epsilon() < 0.61)
	// Output: true true
}
