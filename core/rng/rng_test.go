package rng

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

func TestKnownStream(t *testing.T) {
	// The xoshiro256++ reference implementation, started from state 1, 2, 3, 4.
	r := &Source{1, 2, 3, 4}
	for _, want := range []uint64{41943041, 58720359, 3588806011781223, 3591011842654386} {
		require.Equal(t, want, r.Uint64())
	}
}

func TestSameSeedSameStreamAndChildrenDiffer(t *testing.T) {
	a, b := New(7), New(7)
	require.Equal(t, a.Uint64(), b.Uint64())
	require.Equal(t, *a, *b)
	require.NotEqual(t, New(Derive(7, 0)).Uint64(), a.Uint64())
	require.NotEqual(t, Derive(1, 0), Derive(1, 1))
	require.NotEqual(t, Derive(1, 0), Derive(2, 0))
}

func TestUniformMoments(t *testing.T) {
	r := New(1)
	const n = 200_000
	x := make([]float64, n)
	counts := make([]float64, 7)
	for i := range x {
		x[i] = r.Float64()
		require.True(t, x[i] >= 0 && x[i] < 1)
		f := r.Float32()
		require.True(t, f >= 0 && f < 1)
		counts[r.Intn(7)]++
	}
	require.InDelta(t, 0.5, stat.Mean(x, nil), 0.003)
	require.InDelta(t, 1.0/12, stat.Variance(x, nil), 0.002)
	expected := make([]float64, 7)
	for i := range expected {
		expected[i] = n / 7.0
	}
	require.Less(t, stat.ChiSquare(counts, expected), 22.5) // 99.9 % with 6 degrees of freedom
}

// TestNormalDistribution compares the empirical distribution with gonum's
// (Kolmogorov-Smirnov at the 0.1 % level) and counts the tail by itself, since
// a wrong tail hides from a test of the whole.
func TestNormalDistribution(t *testing.T) {
	r := New(2)
	const n = 400_000
	x := make([]float64, n)
	beyond := 0
	for i := range x {
		x[i] = r.Normal()
		if math.Abs(x[i]) > tailStart {
			beyond++
		}
	}
	normal := distuv.UnitNormal
	worst := 0.0
	bins := 400
	for b := 1; b < bins; b++ {
		q := normal.Quantile(float64(b) / float64(bins))
		below := 0
		for _, v := range x {
			if v < q {
				below++
			}
		}
		worst = max(worst, math.Abs(float64(below)/n-float64(b)/float64(bins)))
	}
	require.Less(t, worst, 1.95/math.Sqrt(n))
	tail := 2 * normal.Survival(tailStart) * n
	require.InDelta(t, tail, float64(beyond), 4*math.Sqrt(tail))
}

func TestFillsDrawTheSameStream(t *testing.T) {
	one, many := New(5), New(5)
	normals, uniforms := make([]float64, 3000), make([]float64, 3000)
	many.FillNormal(normals)
	many.FillFloat64(uniforms)
	for _, x := range normals {
		require.Equal(t, one.Normal(), x)
	}
	for _, x := range uniforms {
		require.Equal(t, one.Float64(), x)
	}
	require.Equal(t, *one, *many)
}

func TestFillNormalsDrawsTheStreamOfEverySource(t *testing.T) {
	for _, c := range []struct{ sources, numbers int }{{1, 5}, {3, 8}, {4, 3}, {4, 0}, {4, 4}, {6, 11}, {64, 32}, {9, 20_001}} {
		many, one := make([]Source, c.sources), make([]Source, c.sources)
		for i := range many {
			many[i].Seed(uint64(100 + i))
			one[i] = many[i]
		}
		got, want := make([]float64, c.sources*c.numbers), make([]float64, c.numbers)
		FillNormals(got, many)
		for i := range one {
			one[i].FillNormal(want)
			for j, x := range want {
				if math.Float64bits(x) != math.Float64bits(got[i*c.numbers+j]) {
					t.Fatalf("%d×%d: number %d of source %d is %v, want %v", c.sources, c.numbers, j, i, got[i*c.numbers+j], x)
				}
			}
		}
		require.Equal(t, one, many)
	}
	require.Panics(t, func() { FillNormals(make([]float64, 5), make([]Source, 2)) })
	require.Panics(t, func() { FillNormals(nil, nil) })
}

func TestIntnRefusesAnEmptyRange(t *testing.T) {
	require.PanicsWithValue(t, "rng: Intn(0): the bound must be positive", func() { New(1).Intn(0) })
}

func TestStateRoundTrip(t *testing.T) {
	a := New(9)
	a.Normal()
	state, err := a.AppendBinary(nil)
	require.NoError(t, err)
	var b Source
	require.NoError(t, b.UnmarshalBinary(state))
	require.Equal(t, a.Uint64(), b.Uint64())

	before := b
	require.ErrorContains(t, b.UnmarshalBinary(state[:5]), "5 bytes, want 32")
	require.ErrorContains(t, b.UnmarshalBinary(make([]byte, Size)), "all zero")
	require.Equal(t, before, b)
}

func BenchmarkFillNormal(b *testing.B) {
	r := New(1)
	dst := make([]float64, 1000)
	for b.Loop() {
		r.FillNormal(dst)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*len(dst)), "ns/number")
}

func BenchmarkNormal(b *testing.B) {
	r := New(1)
	for b.Loop() {
		r.Normal()
	}
}
