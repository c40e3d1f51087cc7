package nn

import (
	"testing"
	"unsafe"

	"github.com/resonetics/playground/core/rng"
)

// TestRoutinesCrossTwoGiB computes where an address turns negative if it is taken
// as signed. The memory before that place is reserved, and not touched.
func TestRoutinesCrossTwoGiB(t *testing.T) {
	const middle = 1 << 31
	memory := make([]float32, middle/float)
	at := int(middle-uintptr(unsafe.Pointer(&memory[0]))) / float
	src := rng.New(18)
	const m, k = 5, 3
	for n := 1; n < 40; n++ {
		p := product{init: matrix{random(src, n), 0}, a: matrix{random(src, m*k), k}, aStep: 1,
			b: matrix{random(src, k*n), n}, m: m, n: n, k: k}
		got, want, copied := memory[at-m*n/2:][:m*n], make([]float32, m*n), make([]float32, m*n)
		p.c = matrix{want, n}
		naive(&p)
		p.c = matrix{got, n}
		multiply(&p)
		requireBits(t, want, got, "%d columns", n)

		SelectRows(copied, got, n, []int32{0, 1, 2, 3, 4})
		requireBits(t, want, copied, "rows of %d, from there", n)
		clear(got)
		SelectRows(got, copied, n, []int32{0, 1, 2, 3, 4})
		requireBits(t, want, got, "rows of %d, to there", n)

		transpose(copied, got, m, n)
		transposeGo(want, got, m, n)
		requireBits(t, want, copied, "transpose of %d columns", n)
	}
}
