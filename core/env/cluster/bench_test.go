package cluster

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/rng"
)

// BenchmarkStep takes steps with random actions, one episode after the other.
func BenchmarkStep(b *testing.B) {
	for _, side := range []int{4, 6, 16, 64, 256} {
		b.Run(fmt.Sprintf("%dx%d", side, side), func(b *testing.B) {
			c := Default(V45)
			c.Height, c.Width = side, side
			w, err := New(c)
			require.NoError(b, err)
			r := rng.New(1)
			episode := uint64(0)
			b.ResetTimer()
			for b.Loop() {
				result, err := w.Step(r.Intn(6))
				if err != nil {
					b.Fatal(err)
				}
				if result.Terminated || result.Truncated {
					episode++
					w.Reset(episode)
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(side*side), "ns/node")
		})
	}
}

// BenchmarkBatch takes steps with random actions in 64 worlds of 4×4.
func BenchmarkBatch(b *testing.B) {
	const worlds = 64
	batch, err := NewBatch(Default(V45), worlds)
	require.NoError(b, err)
	actions, r, episode := make([]int, worlds), rng.New(1), uint64(0)
	b.ResetTimer()
	for b.Loop() {
		for i := range actions {
			actions[i] = r.Intn(6)
		}
		results, err := batch.Step(actions)
		if err != nil {
			b.Fatal(err)
		}
		for i := range results {
			if results[i].Terminated || results[i].Truncated {
				episode++
				batch.World(i).Reset(episode)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/worlds, "ns/step")
}
