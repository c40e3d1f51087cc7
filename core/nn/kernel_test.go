package nn

import (
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/rng"
)

// naive is the definition of product, one element at a time.
func naive(p *product) {
	for i := range p.m {
		for j := range p.n {
			s := p.init.data[i*p.init.stride+j]
			for k := range p.k {
				s += float32(p.a.data[i*p.a.stride+k*p.aStep] * p.b.data[k*p.b.stride+j])
			}
			p.c.data[i*p.c.stride+j] = s
		}
	}
}

// TestKernelsKeepTheBitsOfTheDefinition compares the kernels that run with the
// definition for every tail of the tiles, with gaps between rows and zeros of both
// signs in A, and requires that nothing beside the result is written.
func TestKernelsKeepTheBitsOfTheDefinition(t *testing.T) {
	src := rng.New(11)
	columns := []int{1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 17, 24, 31, 32, 33, 47, 64, 67}
	for _, n := range columns {
		for _, m := range []int{1, 2, 3, 4, 5, 6, 7, 8, 11} {
			for _, k := range []int{0, 1, 2, 3, 10, 27, 64, 131} {
				stride := n + 3
				for _, a := range []product{{a: matrix{sparse(src, m*k+1), 1}, aStep: m}, {a: matrix{sparse(src, m*k+1), k}, aStep: 1}} {
					p := &product{
						c: matrix{random(src, m*stride), stride}, init: matrix{random(src, n), 0}, a: a.a, aStep: a.aStep,
						b: matrix{random(src, max(1, k)*stride), stride}, m: m, n: n, k: k,
					}
					want := append([]float32(nil), p.c.data...)
					q := *p
					q.c.data = want
					naive(&q)
					multiply(p)
					require.Equal(t, want, p.c.data, "%d×%d·%d, A's step %d", m, n, k, p.aStep)

					p.init, q.init = p.c, q.c
					naive(&q)
					multiply(p)
					require.Equal(t, want, p.c.data, "%d×%d·%d in place, A's step %d", m, n, k, p.aStep)
				}
			}
		}
	}
}

// sparse returns numbers of which a half, on average, are zero, as behind a ReLU.
func sparse(src *rng.Source, n int) []float32 {
	x := random(src, n)
	for i := range x {
		if src.Float64() < 0.5 {
			x[i] *= 0
		}
	}
	return x
}

func TestElementwiseKernelsKeepTheBitsOfTheReference(t *testing.T) {
	src := rng.New(12)
	for n := range 40 {
		x, y := random(src, n), random(src, n)
		got, want := make([]float32, n), make([]float32, n)
		s := adamStep{scale: 0.7, decay: 0.01, beta1: 0.9, rest1: 0.1, beta2: 0.999, rest2: 0.001, root: 3, eps: 1e-8, rate: 0.1}
		g, p, m, v := random(src, n), [2][]float32{}, [2][]float32{}, [2][]float32{}
		for i := range 2 {
			p[i], m[i], v[i] = append([]float32(nil), x...), append([]float32(nil), y...), make([]float32, n)
		}
		for range 3 {
			adam(p[0], g, m[0], v[0], &s)
			adamGo(p[1], g, m[1], v[1], &s)
		}
		require.Equal(t, p[1], p[0])
		require.Equal(t, m[1], m[0])
		require.Equal(t, v[1], v[0])
		blend(got, x, 0.3)
		blendGo(want, x, 0.3)
		require.Equal(t, want, got)
		require.Equal(t, squaresGo(x), squares(x))
		for _, scale := range []float32{0.5, 1, 100, float32(math.Inf(1))} {
			copy(got, x)
			copy(want, x)
			tanh(got, scale)
			tanhGo(want, scale)
			require.Equal(t, want, got, "tanh of %g", scale)
		}
	}
}

// TestWhereKeepsTheBitsOfTheReferenceAndTheGaps compares rows with gaps between
// them, into memory of their own and in place.
func TestWhereKeepsTheBitsOfTheReferenceAndTheGaps(t *testing.T) {
	src := rng.New(15)
	for _, rows := range []int{1, 3} {
		for width := range 40 {
			window := func(gap int) matrix { return matrix{random(src, rows*(width+gap)), width + gap} }
			dst, value, mask := window(2), window(1), window(3)
			want := matrix{slices.Clone(dst.data), dst.stride}
			where(dst, value, mask, width, rows)
			whereGo(want, value, mask, width, rows)
			require.Equal(t, want, dst, "%d×%d", rows, width)

			where(value, value, mask, width, rows)
			for i := range rows {
				require.Equal(t, want.data[i*want.stride:][:width], value.data[i*value.stride:][:width])
			}
		}
	}
}

func TestSelectRowsCopiesWhatIsListed(t *testing.T) {
	src := rng.New(17)
	const rows = 9
	for width := 1; width < 40; width++ {
		from := random(src, rows*width)
		index := []int32{8, 0, 3, 3, 7}
		got := random(src, len(index)*width+2)
		behind := slices.Clone(got[len(index)*width:])
		SelectRows(got, from, width, index)
		for i, row := range index {
			require.Equal(t, from[int(row)*width:][:width], got[i*width:][:width], "width %d", width)
		}
		require.Equal(t, behind, got[len(index)*width:], "nothing is written behind them")
		require.Panics(t, func() { SelectRows(got, from, width, []int32{rows}) })
		require.Panics(t, func() { SelectRows(got, from, width, []int32{-1}) })
		require.Panics(t, func() { SelectRows(got[:width], from, width, []int32{0, 1}) })
	}
}

func TestRationalTanhIsAccurateAndExactAtTheEnds(t *testing.T) {
	for x := float32(-24); x < 24; x += 0.0007 {
		y := []float32{x}
		RationalTanh(y, 0.5)
		if math.Abs(math.Tanh(float64(x)/2)-float64(y[0])) > 5e-7 || math.Abs(float64(y[0])) > 1 {
			t.Fatalf("tanh(%v/2) is %v", x, y[0])
		}
	}
}

func TestTransposeMovesEveryElement(t *testing.T) {
	src := rng.New(13)
	for _, rows := range []int{1, 3, 4, 8, 17} {
		for _, cols := range []int{1, 3, 4, 5, 8, 16, 19} {
			x, y := random(src, rows*cols), make([]float32, rows*cols)
			transpose(y, x, rows, cols)
			for i := range rows {
				for j := range cols {
					require.Equal(t, x[i*cols+j], y[j*rows+i])
				}
			}
		}
	}
}

func TestSquareRootOfFloat32IsRoundedOnce(t *testing.T) {
	// adamGo goes through float64; the vector units do not.
	src := rng.New(14)
	for range 100000 {
		x := math.Float32frombits(uint32(src.Uint64()) & 0x7f7fffff)
		root := float32(math.Sqrt(float64(x)))
		below := float64(math.Nextafter32(root, 0))
		above := float64(math.Nextafter32(root, math.MaxFloat32))
		lo, hi := (below+float64(root))/2, (float64(root)+above)/2
		require.True(t, lo*lo <= float64(x) && float64(x) <= hi*hi, "sqrt(%v)", x)
	}
}

func TestBackendIsNamedWithAReason(t *testing.T) {
	name, why := Backend()
	require.Contains(t, []string{"plain Go", "AVX2", "WebAssembly SIMD"}, name)
	require.NotEmpty(t, why)
}
