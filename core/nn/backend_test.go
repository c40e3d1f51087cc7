package nn

import (
	"fmt"
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

// TestRoutinesKeepTheBitsOfTheDefinition compares the backend that runs with the
// definition, on products of which many are nothing but tails and many take several
// tiles and chunks, with zeros of both signs in A, everywhere, in patches or nowhere.
// It requires that nothing beside the result is written.
func TestRoutinesKeepTheBitsOfTheDefinition(t *testing.T) {
	src := rng.New(11)
	for range 500 {
		p, memory := randomProduct(src)
		want := slices.Clone(memory)
		q := *p
		q.c = p.c.within(want)
		naive(&q)
		multiply(p)
		what := fmt.Sprintf("%d×%d·%d, strides %d, %d, %d and %d, A's step %d",
			p.m, p.n, p.k, p.c.stride, p.init.stride, p.a.stride, p.b.stride, p.aStep)
		requireBits(t, want, memory, "%s", what)

		p.init, q.init = p.c, q.c
		naive(&q)
		multiply(p)
		requireBits(t, want, memory, "in place, %s", what)
	}
}

// randomProduct returns a product and the memory that its C is a window of.
func randomProduct(src *rng.Source) (p *product, memory []float32) {
	below := func(n int) int { // small numbers more often
		u := src.Float64()
		return int(float64(n) * float64(u*u))
	}
	m, n, k := 1+below(40), 1+below(140), below(301)
	layouts := []struct{ stride, step int }{{k + src.Intn(3), 1}, {1, m + src.Intn(3)}, {2*k + 1, 2}, {0, 0}}
	a := layouts[src.Intn(len(layouts))]
	numbers := []func(*rng.Source, int) []float32{random, sparse, patchy}[src.Intn(3)]
	p = &product{a: matrix{numbers(src, m*a.stride+k*a.step+1), a.stride}, aStep: a.step, m: m, n: n, k: k}
	p.c, memory = window(src, m, n)
	p.b, _ = window(src, k, n)
	if p.init, _ = window(src, m, n); src.Intn(2) == 0 {
		p.init.stride = 0
	}
	return p, memory
}

// window returns rows of random numbers, with some of the memory before, between and
// after them, and all of that memory.
func window(src *rng.Source, rows, width int) (m matrix, memory []float32) {
	offset, stride := src.Intn(4), width+src.Intn(4)
	memory = random(src, offset+rows*stride+4)
	return matrix{memory[offset:], stride}, memory
}

// within returns the same window of a copy of its memory.
func (m matrix) within(memory []float32) matrix {
	return matrix{memory[len(memory)-len(m.data):], m.stride}
}

// requireBits fails unless got has the bits of want: unlike numbers, they tell −0
// from 0 and a NaN from a number.
func requireBits(t *testing.T, want, got []float32, what string, args ...any) {
	t.Helper()
	require.Equal(t, len(want), len(got), append([]any{what}, args...)...)
	for i, w := range want {
		if math.Float32bits(w) != math.Float32bits(got[i]) {
			t.Fatalf("%s: [%d] is %v, want %v", fmt.Sprintf(what, args...), i, got[i], w)
		}
	}
}

// sparse returns numbers of which a half, on average, are zero, as after a ReLU.
func sparse(src *rng.Source, n int) []float32 {
	x := random(src, n)
	for i := range x {
		if src.Float64() < 0.5 {
			x[i] *= 0
		}
	}
	return x
}

// patchy returns numbers of which whole stretches are zero: a matrix of them can look
// sparse and still have chunks without a zero.
func patchy(src *rng.Source, n int) []float32 {
	x := random(src, n)
	for from, zero := 0, false; from < n; zero = !zero {
		to := min(n, from+1+src.Intn(200))
		for i := from; zero && i < to; i++ {
			x[i] *= 0
		}
		from = to
	}
	return x
}

func TestElementwiseRoutinesKeepTheBitsOfTheReference(t *testing.T) {
	src := rng.New(12)
	for n := range 40 {
		const after = 4 // numbers that no routine touches
		x, y := random(src, n+after), random(src, n+after)
		got, want := slices.Clone(y), slices.Clone(y)
		s := adamStep{scale: 0.7, decay: 0.01, beta1: 0.9, rest1: 0.1, beta2: 0.999, rest2: 0.001, root: 3, eps: 1e-8, rate: 0.1}
		g, p, m, v := random(src, n), [2][]float32{}, [2][]float32{}, [2][]float32{}
		for i := range 2 {
			p[i], m[i], v[i] = slices.Clone(x), slices.Clone(y), make([]float32, n+after)
		}
		for range 3 {
			adam(p[0][:n], g, m[0][:n], v[0][:n], &s)
			adamGo(p[1][:n], g, m[1][:n], v[1][:n], &s)
		}
		requireBits(t, p[1], p[0], "%d parameters", n)
		requireBits(t, m[1], m[0], "means of %d gradients", n)
		requireBits(t, v[1], v[0], "means of %d squares", n)
		lerp(got[:n], x, 0.3)
		lerpGo(want[:n], x, 0.3)
		requireBits(t, want, got, "%d numbers blended", n)
		require.Equal(t, sumSquaresGo(x[:n]), sumSquares(x[:n]))
		for _, scale := range []float32{0.5, 1, 100, float32(math.Inf(1))} {
			copy(got, x)
			copy(want, x)
			tanhApprox(got[:n], scale)
			tanhApproxGo(want[:n], scale)
			requireBits(t, want, got, "tanh of %g times %d numbers", scale, n)
		}
	}
}

// TestMaskPositiveKeepsTheBitsOfTheReferenceAndTheGaps compares rows with gaps between
// them, into memory of their own and in place.
func TestMaskPositiveKeepsTheBitsOfTheReferenceAndTheGaps(t *testing.T) {
	src := rng.New(15)
	for _, rows := range []int{1, 3} {
		for width := range 40 {
			dst, memory := window(src, rows, width)
			value, valueMemory := window(src, rows, width)
			mask, _ := window(src, rows, width)
			want, wantInPlace := slices.Clone(memory), slices.Clone(valueMemory)
			maskPositiveGo(dst.within(want), value, mask, width, rows)
			maskPositive(dst, value, mask, width, rows)
			requireBits(t, want, memory, "%d×%d", rows, width)

			maskPositiveGo(value.within(wantInPlace), value, mask, width, rows)
			maskPositive(value, value, mask, width, rows)
			requireBits(t, wantInPlace, valueMemory, "%d×%d in place", rows, width)
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
			requireBits(t, from[int(row)*width:][:width], got[i*width:][:width], "width %d", width)
		}
		requireBits(t, behind, got[len(index)*width:], "after rows of %d", width)
		require.Panics(t, func() { SelectRows(got, from, width, []int32{rows}) })
		require.Panics(t, func() { SelectRows(got, from, width, []int32{-1}) })
	}
}

func TestTanhApproxIsAccurateAndExactAtTheEnds(t *testing.T) {
	for x := float32(-24); x < 24; x += 0.0007 {
		y := []float32{x}
		TanhApprox(y, 0.5)
		if math.Abs(math.Tanh(float64(x)/2)-float64(y[0])) > 5e-7 || math.Abs(float64(y[0])) > 1 {
			t.Fatalf("tanhApprox(%v/2) is %v", x, y[0])
		}
	}
}

// TestTanhApproxIsTheSameWithoutItsLowerBound compares with the approximation as it is
// defined, for numbers of every binade and both signs.
func TestTanhApproxIsTheSameWithoutItsLowerBound(t *testing.T) {
	src := rng.New(19)
	x := []float32{0, float32(math.Copysign(0, -1)), math.SmallestNonzeroFloat32, 1e-10, 1.0000001e-10}
	for exponent := range uint32(256) {
		for range 200 {
			x = append(x, math.Float32frombits(exponent<<23|uint32(src.Uint64())&0x807fffff))
		}
	}
	want, got := slices.Clone(x), slices.Clone(x)
	for i := range want {
		want[i] = unboundedTanh(x[i])
	}
	tanhApproxGo(got, 1)
	requireBits(t, want, got, "plain Go")
	copy(got, x)
	tanhApprox(got, 1)
	requireBits(t, want, got, "the backend that runs")
}

func unboundedTanh(v float32) float32 {
	b := math.Float32bits(v)
	v = math.Float32frombits(min(b&^(1<<31), saturated) | b&(1<<31))
	horner := func(coefficients []float32) (sum float32) {
		for _, c := range coefficients {
			sum = float32(sum*float32(v*v)) + c
		}
		return sum
	}
	p := horner([]float32{tanhP13, tanhP11, tanhP9, tanhP7, tanhP5, tanhP3, tanhP1})
	return float32(v*p) / horner([]float32{tanhQ6, tanhQ4, tanhQ2, tanhQ0})
}

// TestSquaresUpToTheBoundAreLostInEverySum is the proof that the bound changes no bit for
// any number: where a product with the bound, of either sign, is lost in the sum with the
// next coefficient, so is one with a smaller square, because rounding keeps the order. The
// sum then is that coefficient, and the next step begins as this one did.
func TestSquaresUpToTheBoundAreLostInEverySum(t *testing.T) {
	bound := math.Float32frombits(absorbed)
	bound *= bound
	for _, c := range [][]float32{
		{tanhP13, tanhP11, tanhP9, tanhP7, tanhP5, tanhP3, tanhP1}, {tanhQ6, tanhQ4, tanhQ2, tanhQ0},
	} {
		for i, next := range c[1:] {
			product := float32(c[i] * bound)
			require.Equal(t, next, next+product)
			require.Equal(t, next, next-product)
			require.Greater(t, math.Abs(float64(product)), 0x1p-126, "no product with the bound is subnormal")
		}
	}
}

func TestTransposeMovesEveryElement(t *testing.T) {
	src := rng.New(13)
	for _, rows := range []int{1, 3, 4, 8, 17} {
		for _, cols := range []int{1, 3, 4, 5, 8, 16, 19} {
			x, got := random(src, rows*cols), random(src, rows*cols+4)
			want := slices.Clone(got)
			for i := range rows {
				for j := range cols {
					want[j*rows+i] = x[i*cols+j]
				}
			}
			transpose(got, x, rows, cols)
			requireBits(t, want, got, "%d×%d", rows, cols)
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
	t.Logf("%s: %s", name, why) // platform_test.go looks for it
}
