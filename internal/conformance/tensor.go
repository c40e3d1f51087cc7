package conformance

import (
	"encoding/json"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/nn"
)

// Tensor is a recorded tensor, row-major with outputs first: in full, or as the
// sum, the norm and the first five of its values.
type Tensor struct {
	full    []float64
	Sum, L2 float64
	First5  []float64
}

// UnmarshalJSON reads a list or a summary.
func (r *Tensor) UnmarshalJSON(b []byte) error {
	if b[0] == '[' {
		return json.Unmarshal(b, &r.full)
	}
	type summary Tensor
	return json.Unmarshal(b, (*summary)(r))
}

// singlePrecision is how far float32 may be off, relative to a tensor's largest
// value.
const singlePrecision = 1e-5

// near fails unless got is the tensor; off is how far from the float64 values the
// float32 original was at worst.
func (r Tensor) near(t *testing.T, got []float32, off float64, what string) {
	t.Helper()
	if r.full != nil {
		RequireNear(t, r.full, got, singlePrecision, 10*off, what)
		return
	}
	var sum, squares float64
	for _, v := range got {
		sum += float64(v)
		squares += float64(v) * float64(v)
	}
	root := math.Sqrt(float64(len(got)))
	each := max(singlePrecision*r.L2, 10*off)
	require.InDelta(t, r.L2, math.Sqrt(squares), max(singlePrecision*r.L2, 10*off*root), "%s: norm", what)
	require.InDelta(t, r.Sum, sum, each*root, "%s: sum", what)
	for i, v := range r.First5 {
		require.InDelta(t, v, got[i], each, "%s[%d]", what, i)
	}
}

// RequireNear fails unless got is within relative times the largest of want, or
// within absolute if that is more.
func RequireNear(t *testing.T, want []float64, got []float32, relative, absolute float64, what string) {
	t.Helper()
	require.Len(t, got, len(want), what)
	largest := 0.0
	for _, w := range want {
		largest = max(largest, math.Abs(w))
	}
	for i, w := range want {
		require.InDelta(t, w, float64(got[i]), max(relative*largest, absolute), "%s[%d]", what, i)
	}
}

// Dense returns the tensor that is recorded as W1, b1, W2 and so on of a network
// whose layers with parameters are all dense.
func Dense(n *nn.Net, recorded string) nn.Tensor {
	at := 2 * int(recorded[1]-'1')
	if recorded[0] == 'b' {
		at++
	}
	return n.Tensors()[at]
}

// Transpose writes src, rows × cols, to dst, cols × rows: recorded weight matrices are
// [out, in] as PyTorch stores them, those of package nn [in, out].
func Transpose(dst, src []float32, rows, cols int) {
	for i, v := range src[:rows*cols] {
		dst[i%cols*rows+i/cols] = v
	}
}

// Put stores recorded values of tensor s in flat, which is laid out like a
// network's parameters.
func Put(t *testing.T, flat []float32, s nn.Tensor, values []float32) {
	t.Helper()
	require.Len(t, values, s.Len(), s.Name)
	dst := flat[s.Offset:][:s.Len()]
	if len(s.Shape) == 2 {
		Transpose(dst, values, s.Shape[1], s.Shape[0])
		return
	}
	copy(dst, values)
}

// Get returns the values of tensor s in flat as they would be recorded.
func Get(flat []float32, s nn.Tensor) []float32 {
	src := flat[s.Offset:][:s.Len()]
	values := slices.Clone(src)
	if len(s.Shape) == 2 {
		Transpose(values, src, s.Shape[0], s.Shape[1])
	}
	return values
}
