package nn

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/rng"
)

func TestTheFirstOfTheLargestIsChosen(t *testing.T) {
	inf, zero, tiny := float32(math.Inf(1)), float32(math.Copysign(0, -1)), float32(math.SmallestNonzeroFloat32)
	values := []float32{-inf, -math.MaxFloat32, -1.5, -1, -tiny, zero, 0, tiny, 1, 1.5, math.MaxFloat32, inf}
	src := rng.New(5)
	for range 20_000 {
		x, want := make([]float32, 1+src.Intn(8)), 0
		for i := range x {
			x[i] = values[src.Intn(len(values))]
			if x[i] > x[want] {
				want = i
			}
		}
		require.Equal(t, want, ArgMax(x), "%v", x)
	}
}
