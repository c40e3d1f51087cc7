package nn

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"

	"github.com/resonetics/playground/core/rng"
)

// normReference returns what LayerNormReLU makes of a row, in float64.
func normReference(x []float32) []float64 {
	z := make([]float64, len(x))
	for i, v := range x {
		z[i] = float64(v)
	}
	mean, variance := stat.PopMeanVariance(z, nil)
	floats.AddConst(-mean, z)
	floats.Scale(1/math.Sqrt(variance+1e-5), z)
	for i, v := range z {
		z[i] = max(0, v)
	}
	return z
}

func TestLayerNormAgreesWithGonum(t *testing.T) {
	src := rng.New(21)
	for _, width := range []int{1, 2, 7, 8, 24, 64, 100} {
		n := New(width, 3, LayerNormReLU())
		x, y := random(src, 3*width), make([]float32, 3*width)
		for i := range x {
			x[i] = 3*x[i] + 2
		}
		n.Forward(y, x)
		for i := 0; i < len(x); i += width {
			requireClose(t, normReference(x[i:i+width]), y[i:i+width], 1e-5, "row")
		}
	}
}

// TestLayerNormGradientAgreesWithGonum compares the gradient by the inputs with central
// differences of the definition in float64.
func TestLayerNormGradientAgreesWithGonum(t *testing.T) {
	const width, h = 64, 1e-3
	src := rng.New(22)
	n := New(width, 1, LayerNormReLU())
	x, dy, y, dx := random(src, width), random(src, width), make([]float32, width), make([]float32, width)
	n.Forward(y, x)
	n.Backward(dx, dy)
	weights := make([]float64, width)
	for i, v := range dy {
		weights[i] = float64(v)
	}
	for i := range x {
		high, low := slices.Clone(x), slices.Clone(x)
		high[i] += h
		low[i] -= h
		slope := floats.Dot(weights, normReference(high)) - floats.Dot(weights, normReference(low))
		require.InDelta(t, slope/float64(high[i]-low[i]), float64(dx[i]), 2e-3, "dx[%d]", i)
	}
}

func TestLayerNormOfEqualValuesIsZero(t *testing.T) {
	for _, width := range []int{1, 5, 8, 16} {
		n := New(width, 2, LayerNormReLU())
		x, y, dx := make([]float32, 2*width), random(rng.New(1), 2*width), random(rng.New(2), 2*width)
		for i := range width {
			x[i] = 0.25
		}
		n.Forward(y, x)
		n.Backward(dx, slices.Repeat([]float32{1}, 2*width))
		requireBits(t, make([]float32, 2*width), y, "rows of %d", width)
		requireBits(t, make([]float32, 2*width), dx, "gradient of rows of %d", width)
	}
}

// TestLayerNormKeepsTheBitsOfTheReferenceAndTheGaps compares rows of every width, with
// gaps between them, of normal, tiny and zero values.
func TestLayerNormKeepsTheBitsOfTheReferenceAndTheGaps(t *testing.T) {
	src := rng.New(23)
	for _, size := range []float32{1, 1e-18, 1e-20, 1e-30, 0} {
		for width := 1; width < 70; width++ {
			const rows = 7 // of which some are left over, however many are taken at a time
			y, memory := window(src, rows, width)
			x, values := window(src, rows, width)
			dy, _ := window(src, rows, width)
			for i := range values {
				values[i] *= size
			}
			want := slices.Clone(memory)
			got, reference := newRowStats(rows), newRowStats(rows)
			layerNormReLUGo(y.within(want), x, reference, width, 0, rows)
			layerNormReLU(y, x, got, width, rows)
			requireBits(t, want, memory, "%g: rows of %d", size, width)
			requireBits(t, reference.mean, got.mean, "%g: means of rows of %d", size, width)
			requireBits(t, reference.scale, got.scale, "%g: scales of rows of %d", size, width)

			layerNormReLUGradGo(y.within(want), dy, x, got, width, 0, rows)
			layerNormReLUGrad(y, dy, x, got, width, rows)
			requireBits(t, want, memory, "%g: gradient of rows of %d", size, width)
		}
	}
}

// TestRowSumsAreFormedInEightParts holds the order that is part of the contract.
func TestRowSumsAreFormedInEightParts(t *testing.T) {
	src := rng.New(24)
	for width := range 40 {
		x := random(src, width)
		var s [8]float32
		for i, v := range x {
			s[i%8] += v
		}
		want := ((s[0] + s[4]) + (s[1] + s[5])) + ((s[2] + s[6]) + (s[3] + s[7]))
		require.Equal(t, want, rowSum(x))
	}
}
