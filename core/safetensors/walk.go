package safetensors

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/codec"
)

// Walk visits the contents of a file once for both directions: one function names every
// tensor of a state, and the same function writes and reads it, so that the two cannot
// differ. After an error it leaves everything alone.
type Walk struct {
	w *Writer // nil: it reads
	r *Reader
}

// Writing returns a walk that adds to w.
func Writing(w *Writer) *Walk { return &Walk{w: w} }

// Reading returns a walk that takes from r, which keeps the first error.
func Reading(r *Reader) *Walk { return &Walk{r: r} }

// Writes reports whether the walk writes.
func (k *Walk) Writes() bool { return k.w != nil }

// Reads reports whether the walk reads and nothing has been wrong so far.
func (k *Walk) Reads() bool { return k.r != nil && k.r.Err() == nil }

// Fail makes an error of the caller's stick; see [Reader.Fail]. Writing has none.
func (k *Walk) Fail(err error) {
	if k.r != nil {
		k.r.Fail(err)
	}
}

// Has tells whether a tensor of that name is written in any case, or is there to be
// read.
func (k *Walk) Has(name string) bool { return k.w != nil || k.r.Has(name) }

// Rows returns the first dimension of a tensor that is to be read, at most most; n where
// the walk writes. Parse has compared the shape with the bytes there are.
func (k *Walk) Rows(name string, n, most int) int {
	if k.w != nil {
		return n
	}
	shape := k.r.Shape(name)
	if k.r.Err() == nil && (len(shape) == 0 || shape[0] > most) {
		k.Fail(fmt.Errorf("tensor %q has shape %s, want at most %d rows", name, shapeText(shape), most))
	}
	if k.r.Err() != nil {
		return 0
	}
	return shape[0]
}

// tensor visits the n elements of a tensor of that shape, none meaning [n].
func (k *Walk) tensor(name string, of Type, n int, shape []int, walk func(*codec.Walk)) {
	if k.w != nil {
		w := codec.Writer(make([]byte, 0, n*of.Size()))
		walk(w)
		k.w.add(name, of, n, shape, w.Bytes())
	} else if t := k.r.take(name, of, n, shape); t != nil {
		w := codec.Reader(t.Data)
		walk(w)
		if err := w.Close(); err != nil {
			k.Fail(fmt.Errorf("tensor %q: %w", name, err))
		}
	}
}

// Float32 visits numbers, which must be finite to be read, in a tensor of that shape;
// none means [len(v)].
func (k *Walk) Float32(name string, v []float32, shape ...int) {
	k.tensor(name, F32, len(v), shape, func(w *codec.Walk) { w.Float32s("element", -math.MaxFloat32, math.MaxFloat32, v) })
}

// Float64 is Float32 in double precision.
func (k *Walk) Float64(name string, v []float64, shape ...int) {
	k.tensor(name, F64, len(v), shape, func(w *codec.Walk) { w.Float64s("element", -math.MaxFloat64, math.MaxFloat64, v) })
}

// Uint64 visits any 64-bit numbers in one tensor.
func (k *Walk) Uint64(name string, v []uint64) {
	k.tensor(name, U64, len(v), nil, func(w *codec.Walk) {
		for i := range v {
			w.Uint64("an element", &v[i])
		}
	})
}

// Numbers visits single numbers, *float64 or *float32, in one tensor; see Float64.
func (k *Walk) Numbers(name string, all ...any) {
	v := make([]float64, len(all))
	for i, p := range all {
		v[i] = get(p)
	}
	k.Float64(name, v)
	for i, p := range all {
		if k.Reads() {
			set(p, v[i])
		}
	}
}

// maxCount is the largest counter that is read: more than any program has counted to,
// and exact in every number format.
const maxCount = 1 << 53

// Counts visits counters, *int or *uint64, of at most 2^53, and flags, *bool, in one
// tensor.
func (k *Walk) Counts(name string, all ...any) {
	v := make([]int, len(all))
	for i, p := range all {
		v[i] = int(get(p))
	}
	k.tensor(name, U64, len(v), nil, func(w *codec.Walk) {
		for i := range v {
			codec.Int(w, "an element", &v[i], 0, maxCount)
		}
	})
	for i, p := range all {
		if k.Reads() {
			set(p, float64(v[i]))
		}
	}
}

func get(p any) float64 {
	switch p := p.(type) {
	case *float64:
		return *p
	case *float32:
		return float64(*p)
	case *int:
		return float64(*p)
	case *uint64:
		return float64(*p)
	case *bool:
		if *p {
			return 1
		}
		return 0
	}
	panic(fmt.Sprintf("safetensors: a number of type %T", p))
}

func set(p any, v float64) {
	switch p := p.(type) {
	case *float64:
		*p = v
	case *float32:
		*p = float32(v)
	case *int:
		*p = int(v)
	case *uint64:
		*p = uint64(v)
	case *bool:
		*p = v != 0
	}
}

// Bytes visits a tensor of bytes of any length; what is read is a window into the file.
func (k *Walk) Bytes(name string, v *[]byte) {
	if k.w != nil {
		k.w.Bytes(name, *v)
	} else if b := k.r.Bytes(name); k.Reads() {
		*v = b
	}
}

// Part visits what writes itself, such as a source of random numbers or a world.
func (k *Walk) Part(name string, p interface {
	AppendBinary(b []byte) ([]byte, error)
	UnmarshalBinary(b []byte) error
}) {
	var b []byte
	if k.w != nil {
		b, _ = p.AppendBinary(nil) // memory is its only destination
	}
	if k.Bytes(name, &b); k.Reads() {
		k.Fail(p.UnmarshalBinary(b))
	}
}

// Inner visits a state that walks itself, as a tensor of bytes.
func (k *Walk) Inner(name string, walk func(*codec.Walk)) {
	var b []byte
	if k.w != nil {
		w := codec.Writer(nil)
		walk(w)
		b = w.Bytes()
	}
	if k.Bytes(name, &b); !k.Reads() {
		return
	}
	w := codec.Reader(b)
	walk(w)
	if err := w.Close(); err != nil {
		k.Fail(fmt.Errorf("tensor %q: %w", name, err))
	}
}
