package gardener

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// crowded is a world of a fixed size whose population stays at n.
func crowded(t testing.TB, size, n int) *World {
	c := Default()
	c.Size, c.InitialPopulation, c.MinPopulation, c.MaxPopulation = size, n, n, n
	w, err := New(c, 1)
	require.NoError(t, err)
	return w
}

// BenchmarkStep measures whole steps. Cost is linear in cells and creatures:
// compare the rows that share one of the two.
func BenchmarkStep(b *testing.B) {
	for _, s := range []struct{ size, creatures int }{
		{60, 1}, {60, 80}, {120, 80}, {240, 80}, {60, 800}, {512, 1}, {512, 1000}, {512, 10000},
	} {
		b.Run(fmt.Sprintf("%dx%d-%d", s.size, s.size, s.creatures), func(b *testing.B) {
			w := crowded(b, s.size, s.creatures)
			for range 100 {
				w.Step()
			}
			b.ReportAllocs()
			for b.Loop() {
				w.Step()
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "steps/s")
		})
	}
}
