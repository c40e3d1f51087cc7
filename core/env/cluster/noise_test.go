package cluster

import (
	"math"
	"slices"
	"testing"

	"github.com/resonetics/playground/core/rng"
)

// TestNoiseKeepsTheBitsOfTheReferenceAndTheGaps compares the backend that runs with plain
// Go: one row and several rows with gaps between them, of values that reach both limits.
func TestNoiseKeepsTheBitsOfTheReferenceAndTheGaps(t *testing.T) {
	src := rng.New(3)
	const rows = 3
	for width := 1; width < 70; width++ {
		for _, double := range []bool{false, true} {
			l := leak{noise{make([]float64, rows*(width+2)), 0.01, 0.3}, make([]float32, rows*(width+3)), width, rows, width + 3, width + 2, double}
			src.FillNormal(l.numbers)
			for i := range l.values {
				l.values[i] = src.Float32()
			}
			want, first := slices.Clone(l.values), slices.Clone(l.values)
			for i := range rows {
				n := noise{l.numbers[i*l.drawn:], l.mean, l.sd}
				n.addGo(want[i*l.stride:][:width], double)
			}
			l.noise.add(first[:width], double)
			l.add()
			for i, v := range want {
				if math.Float32bits(v) != math.Float32bits(l.values[i]) {
					t.Fatalf("%d nodes: value %d is %v, want %v", width, i, l.values[i], v)
				}
				if i < width && first[i] != v {
					t.Fatalf("%d nodes alone: value %d is %v, want %v", width, i, first[i], v)
				}
			}
		}
	}
}
