package nn

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestMemoryThatIsOneNumberShortIsRefused holds what keeps routines without bounds
// checks within their memory. Rows fill the tiles of every backend, so that nothing
// but the guard can notice.
func TestMemoryThatIsOneNumberShortIsRefused(t *testing.T) {
	const rows, width, k, gap = 4, 32, 5, 2
	size := func(rows, width int) int { return (rows-1)*(width+gap) + width }
	multiplied := func(x [][]float32) *product {
		return &product{c: matrix{x[0], width + gap}, init: matrix{x[1], width + gap}, a: matrix{x[2], k + gap}, aStep: 1,
			b: matrix{x[3], width + gap}, m: rows, n: width, k: k}
	}
	sizes := []int{size(rows, width), size(rows, width), size(rows, k), size(k, width)}
	for name, c := range map[string]struct {
		sizes []int
		run   func(x [][]float32)
	}{
		"product":     {sizes, func(x [][]float32) { multiply(multiplied(x)) }},
		"its check":   {sizes, func(x [][]float32) { multiplied(x).check() }},
		"transpose":   {[]int{rows * width, rows * width}, func(x [][]float32) { transpose(x[0], x[1], rows, width) }},
		"select rows": {[]int{2 * width, rows * width}, func(x [][]float32) { SelectRows(x[0], x[1], width, []int32{0, rows - 1}) }},
		"mask positive": {[]int{sizes[0], sizes[0], sizes[0]}, func(x [][]float32) {
			maskPositive(matrix{x[0], width + gap}, matrix{x[1], width + gap}, matrix{x[2], width + gap}, width, rows)
		}},
		"norm": {[]int{sizes[0], sizes[0], rows, rows}, func(x [][]float32) {
			layerNormReLU(matrix{x[0], width + gap}, matrix{x[1], width + gap}, rowStats{x[2], x[3]}, width, rows)
		}},
		"gradient of norm": {[]int{sizes[0], sizes[0], sizes[0], rows, rows}, func(x [][]float32) {
			layerNormReLUGrad(matrix{x[0], width + gap}, matrix{x[1], width + gap}, matrix{x[2], width + gap},
				rowStats{x[3], x[4]}, width, rows)
		}},
	} {
		for short := -1; short < len(c.sizes); short++ {
			x := make([][]float32, len(c.sizes))
			for i, n := range c.sizes {
				if i == short {
					n--
				}
				x[i] = make([]float32, n)
			}
			if short < 0 {
				require.NotPanics(t, func() { c.run(x) }, name)
			} else {
				require.Panics(t, func() { c.run(x) }, "%s: window %d", name, short)
			}
		}
	}
}

// TestNothingIsWrittenWhereMemoryIsShort holds that the guard comes before the
// SIMD routine: the tail after it would notice, too late.
func TestNothingIsWrittenWhereMemoryIsShort(t *testing.T) {
	const n = 32
	dst, untouched := make([]float32, n), make([]float32, n)
	for i := range dst {
		dst[i], untouched[i] = 1, 1
	}
	require.Panics(t, func() { Lerp(dst, make([]float32, n-1), 0.5) })
	for short := range 3 {
		x := [3][]float32{make([]float32, n), make([]float32, n), make([]float32, n)}
		x[short] = make([]float32, n-1)
		require.Panics(t, func() { adam(dst, x[0], x[1], x[2], &adamStep{}) })
	}
	requireBits(t, untouched, dst, "with too little memory")
}

func TestNothingNeedsNoMemory(t *testing.T) {
	c, init := []float32{1, 2}, []float32{3, 4}
	multiply(&product{n: 2, k: 2})
	multiply(&product{c: matrix{c, 2}, init: matrix{init, 2}, m: 1, n: 2})
	requireBits(t, init, c, "no steps")
	transpose(nil, nil, 3, 0)
	transpose(nil, nil, 0, 3)
}
