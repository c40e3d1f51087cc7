package nn

import (
	"fmt"

	"github.com/resonetics/playground/core/rng"
)

// Net is a stack of layers over flat memory. It holds the workspace of one
// batch, so it is not safe for concurrent use; Clone it for that.
type Net struct {
	// Params and Grads hold every parameter and its gradient. Params may be
	// pointed at another slice of the same length.
	Params, Grads []float32
	// Noise drives dropout; nil, its initial value, switches dropout off, which
	// is what an evaluation wants.
	Noise *rng.Source

	specs         []Spec
	in, out, rows int
	top           *stack
	tensors       []Tensor
	y             []float32 // output of the last Forward
	x             []float32 // input of the last Forward
	scratch       []float32 // one transposed weight matrix
	zeros         []float32
}

// Tensor describes one parameter tensor of a Net. Weights are [in, out], biases
// [out].
type Tensor struct {
	Name   string // position in the stack and role, such as "0.weight"
	Offset int    // of the first element in Params
	Shape  []int
}

// Len returns the number of elements.
func (t Tensor) Len() int {
	n := 1
	for _, d := range t.Shape {
		n *= d
	}
	return n
}

// Spec is one layer to be built into a Net.
type Spec func(b *builder, in int) (l layer, out int)

// layer is one step of a network. y and dx have the width the layer announced;
// dx.data is nil when the gradient of the input is not needed. An activation
// may find y and x, and dx and dy, to be the same memory.
type layer interface {
	forward(n *Net, y, x matrix, rows int)
	backward(n *Net, dx, dy, y, x matrix, rows int)
}

// New builds a network for inputs of width in and batches of at most rows rows.
// Its parameters are zero until an Init method or a checkpoint sets them.
func New(in, rows int, specs ...Spec) *Net {
	if in < 1 || rows < 1 {
		panic(fmt.Sprintf("nn: New(%d, %d): the width and the rows must be positive", in, rows))
	}
	b := &builder{rows: rows}
	n := &Net{specs: specs, in: in, rows: rows}
	n.top = b.stack(in, specs)
	n.out = n.top.out
	n.Params, n.Grads = make([]float32, b.size), make([]float32, b.size)
	n.tensors = b.tensors
	n.y = make([]float32, rows*n.out)
	n.scratch, n.zeros = make([]float32, b.largest), make([]float32, b.widest)
	return n
}

// Clone returns a network with the same layers and a copy of the parameters,
// for batches of at most rows rows, sharing no memory with n.
func (n *Net) Clone(rows int) *Net {
	c := New(n.in, rows, n.specs...)
	copy(c.Params, n.Params)
	return c
}

// In returns the width of an input row.
func (n *Net) In() int { return n.in }

// Out returns the width of an output row.
func (n *Net) Out() int { return n.out }

// Tensors lists the parameter tensors in the order of Params.
func (n *Net) Tensors() []Tensor { return n.tensors }

// Forward writes the outputs of the batch x (rows × In) to y (rows × Out). x must stay
// unchanged until Backward has used it; y is the caller's. It panics if the lengths do
// not fit, or for more rows than New was given.
func (n *Net) Forward(y, x []float32) {
	rows := len(x) / n.in
	if rows*n.in != len(x) || rows > n.rows || len(y) != rows*n.out {
		panic(fmt.Sprintf("nn: Forward: %d inputs and %d outputs for rows of %d and %d, at most %d", len(x), len(y), n.in, n.out, n.rows))
	}
	n.x = x
	n.top.forward(n, matrix{n.y, n.out}, matrix{x, n.in}, rows)
	copy(y, n.y)
}

// Backward adds to Grads the gradient of a loss whose derivative by the outputs
// of the last Forward is dy (rows × Out), and writes the derivative by its
// inputs to dx (rows × In) unless dx is nil. The rows may be fewer than Forward's, the
// first of them, when the loss does not depend on the others. It panics if the lengths
// do not fit.
func (n *Net) Backward(dx, dy []float32) {
	rows := len(dy) / n.out
	if len(dy) != rows*n.out || rows*n.in > len(n.x) || (dx != nil && len(dx) != rows*n.in) {
		panic(fmt.Sprintf("nn: Backward: %d output and %d input gradients for rows of %d and %d, at most %d", len(dy), len(dx), n.out, n.in, len(n.x)/n.in))
	}
	n.top.backward(n, matrix{dx, n.in}, matrix{dy, n.out}, matrix{n.y, n.out}, matrix{n.x, n.in}, rows)
}

// ZeroGrads clears Grads; Backward adds.
func (n *Net) ZeroGrads() { clear(n.Grads) }

// Backend returns the name of the routines that run, chosen once at start
// ("plain Go", "AVX2" or "WebAssembly SIMD"), and the reason for the choice. All
// of them return the same bits; see the package's documentation.
func Backend() (name, why string) { return backendName, backendWhy }

// FirstNonFinite returns the index of the first NaN or infinity in x, or -1.
func FirstNonFinite(x []float32) int {
	from := 0
	s := sumSquares(x)
	if sum := s[0] + s[1] + s[2] + s[3]; sum-sum == 0 {
		from = len(x) &^ 3
	}
	for i, v := range x[from:] {
		if v-v != 0 {
			return from + i
		}
	}
	return -1
}

// Lerp moves dst a fraction of the way to src: one step of an exponential moving
// average. It panics if src is shorter than dst.
func Lerp(dst, src []float32, fraction float32) { lerp(dst, src[:len(dst)], fraction) }

// SelectRows copies those rows of src, of width values each, that rows lists to dst,
// one after the other. dst must not overlap src. It panics if a row is not in src or
// dst is too short.
func SelectRows(dst, src []float32, width int, rows []int32) {
	if len(dst) < len(rows)*width {
		panic(fmt.Sprintf("nn: SelectRows: %d rows of %d do not fit into %d values", len(rows), width, len(dst)))
	}
	for _, row := range rows {
		if row < 0 || (int(row)+1)*width > len(src) {
			panic(fmt.Sprintf("nn: SelectRows: row %d, want 0 to %d", row, len(src)/width-1))
		}
	}
	selectRows(dst, src, width, rows)
}
