package kernel

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/rng"
)

func newGrads(rows int) Grads {
	return Grads{make([]float64, rows), make([]float64, rows), make([]float64, rows)}
}

// TestEveryTermsGradient compares the exact derivatives with finite
// differences, each term alone and all together.
func TestEveryTermsGradient(t *testing.T) {
	src := rng.New(5)
	for name, w := range map[string]Weights{
		"R": {R: 1}, "F": {F: 1}, "S": {S: 1}, "T": {T: 1},
		"R and T": {R: 1, T: 0.7}, "S and T": {S: 1, T: 0.7}, "all": Default().Weights,
	} {
		for _, rows := range []int{1, 5} {
			k := Kernel{Weights: w, Eps: 0.05, Period: 2.3}
			y, output, calm, shaken := normals(src, rows), normals(src, rows), normals(src, rows), normals(src, rows)
			g, spare := newGrads(rows), newGrads(rows)
			k.Evaluate(g, y, output, calm, shaken)
			for which, pair := range [][2][]float64{{g.Output, output}, {g.Calm, calm}, {g.Shaken, shaken}} {
				for i := range rows {
					const h = 1e-5
					at := func(v float64) float64 {
						keep := pair[1][i]
						pair[1][i] = v
						loss := k.Evaluate(spare, y, output, calm, shaken).Loss
						pair[1][i] = keep
						return loss
					}
					want := (at(pair[1][i]+h) - at(pair[1][i]-h)) / (2 * h)
					requireNear(t, want, pair[0][i], 1e-6, 1e-7, "%s: slice %d, row %d of %d", name, which, i, rows)
				}
			}
		}
	}
}

func normals(src *rng.Source, n int) []float64 {
	x := make([]float64, n)
	src.FillNormal(x)
	return x
}

func TestDefaultsAndFormulas(t *testing.T) {
	k := Default()
	require.Equal(t, Kernel{Weights{1, 0.4, 0.3, 0.3}, 0.01, 3}, k)
	got := k.Evaluate(newGrads(1), []float64{1}, []float64{1.5}, []float64{1.5}, []float64{1.51})
	requireNear(t, 0.25, got.Gap, 1e-12, 0, "R")
	requireNear(t, 1, got.Flow, 1e-9, 0, "F")
	requireNear(t, 2, got.Structure, 1e-12, 0, "S is largest half way between two attractors")
	requireNear(t, math.Tanh(0.25)*math.Tanh(2), got.Tension, 1e-12, 0, "T")
	requireNear(t, 0.25+0.4+0.6-0.3*got.Tension, got.Loss, 1e-9, 0, "loss")
	require.Panics(t, func() { k.Evaluate(newGrads(1), nil, nil, nil, nil) })
	require.Panics(t, func() { k.Evaluate(newGrads(1), normals(rng.New(1), 2), []float64{1}, []float64{1}, []float64{1}) })
}

func TestEvaluateAllocatesNothing(t *testing.T) {
	k := Default()
	g, x := newGrads(4), normals(rng.New(1), 4)
	require.Zero(t, testing.AllocsPerRun(100, func() { k.Evaluate(g, x, x, x, x) }))
}
