package torch

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"github.com/resonetics/playground/core/field"
)

// kind is a type of elements.
type kind struct {
	name  string // of PyTorch's storage
	width int    // bytes
	read  func([]byte) float32
}

// kinds are the types that a file may hold; those without read are no weights.
var kinds = []kind{
	{"torch.FloatStorage", 4, func(b []byte) float32 { return math.Float32frombits(binary.LittleEndian.Uint32(b)) }},
	{"torch.DoubleStorage", 8, func(b []byte) float32 { return float32(math.Float64frombits(binary.LittleEndian.Uint64(b))) }},
	{"torch.HalfStorage", 2, func(b []byte) float32 { return half(binary.LittleEndian.Uint16(b)) }},
	{"torch.BFloat16Storage", 2, func(b []byte) float32 {
		return math.Float32frombits(uint32(binary.LittleEndian.Uint16(b)) << 16)
	}},
	{"torch.LongStorage", 8, nil}, {"torch.IntStorage", 4, nil}, {"torch.ShortStorage", 2, nil},
	{"torch.CharStorage", 1, nil}, {"torch.ByteStorage", 1, nil}, {"torch.BoolStorage", 1, nil},
}

func kindOf(name string) *kind {
	for i := range kinds {
		if kinds[i].name == name {
			return &kinds[i]
		}
	}
	return nil
}

// half widens a number of 16 bits (IEEE 754).
func half(h uint16) float32 {
	sign, exponent, fraction := uint32(h>>15)<<31, int32(h>>10&31), uint32(h&1023)
	switch exponent {
	case 31:
		return math.Float32frombits(sign | 0x7f80_0000 | fraction<<13)
	case 0:
		v := float32(fraction) / (1 << 24)
		return math.Float32frombits(sign | math.Float32bits(v))
	}
	return math.Float32frombits(sign | uint32(exponent+112)<<23 | fraction<<13)
}

// Tensor is an array of a file. Path is where it stands: the keys of the dictionaries that
// lead to it, with dots.
type Tensor struct {
	Path  string
	Shape []int

	storage *storage
	offset  int
	strides []int
}

// The largest tensor that is read: of a network with every size at its largest there is none
// near it.
const (
	maxElements   = 1 << 22
	maxDimensions = 8
)

// newTensor makes what PyTorch's function of that name does: a view of a storage.
func newTensor(args tuple) (*Tensor, error) {
	wrong := errors.New("a tensor is not described by a storage, an offset, sizes and strides")
	if len(args) < 4 {
		return nil, wrong
	}
	s, isStorage := args[0].(*storage)
	offset, isOffset := args[1].(int64)
	shape, isShape := integers(args[2])
	strides, isStrides := integers(args[3])
	if !isStorage || !isOffset || !isShape || !isStrides || len(shape) != len(strides) || offset < 0 || offset > math.MaxInt32 {
		return nil, wrong
	}
	return &Tensor{Shape: shape, storage: s, offset: int(offset), strides: strides}, nil
}

// integers reads sizes or strides.
func integers(v any) ([]int, bool) {
	items, is := v.(tuple)
	if !is || len(items) > maxDimensions {
		return nil, false
	}
	list := make([]int, len(items))
	for i, item := range items {
		n, is := item.(int64)
		if !is || n < 0 || n > math.MaxInt32 {
			return nil, false
		}
		list[i] = int(n)
	}
	return list, true
}

// Len returns the number of elements, maxElements + 1 for more than that.
func (t *Tensor) Len() int {
	n := 1
	for _, d := range t.Shape {
		if n *= d; n > maxElements {
			return maxElements + 1
		}
	}
	return n
}

// Values returns the elements, row-major. The error says what about them is wrong: their type,
// their number, that the storage is missing or too small, or one that is not finite.
func (t *Tensor) Values() ([]float32, error) {
	n, s := t.Len(), t.storage
	switch {
	case s.kind.read == nil:
		return nil, fmt.Errorf("tensor %s holds elements of %s, want floating-point numbers", field.Quote(t.Path), s.kind.name)
	case n > maxElements:
		return nil, fmt.Errorf("tensor %s has more than %d elements", field.Quote(t.Path), maxElements)
	case s.data == nil:
		return nil, fmt.Errorf("the file lacks the storage %s of tensor %s", field.Quote(s.key), field.Quote(t.Path))
	}
	have, last := len(s.data)/s.kind.width, t.offset
	for i, d := range t.Shape {
		last += (d - 1) * t.strides[i]
	}
	if n > 0 && last >= have {
		return nil, fmt.Errorf("tensor %s reaches beyond its storage of %d elements", field.Quote(t.Path), have)
	}
	values := make([]float32, 0, n)
	return t.gather(values, 0, t.offset)
}

// gather appends the elements of a dimension and of those below it.
func (t *Tensor) gather(values []float32, dimension, at int) ([]float32, error) {
	if dimension == len(t.Shape) {
		w := t.storage.kind.width
		v := t.storage.kind.read(t.storage.data[at*w:][:w])
		if v-v != 0 {
			return nil, fmt.Errorf("tensor %s holds %v, want finite numbers", field.Quote(t.Path), v)
		}
		return append(values, v), nil
	}
	var err error
	for i := range t.Shape[dimension] {
		if values, err = t.gather(values, dimension+1, at+i*t.strides[dimension]); err != nil {
			return nil, err
		}
	}
	return values, nil
}

// persistent returns the storage that a pickle refers to: ("storage", type, key, place, number
// of elements), and in old files how much of another it is.
func (u *unpickler) persistent(id any) (*storage, error) {
	wrong := errors.New("the pickle refers to what is no storage of a tensor")
	args, is := id.(tuple)
	if !is || len(args) < 5 || args[0] != any("storage") {
		return nil, wrong
	}
	name, isName := args[1].(global)
	key, isKey := args[2].(string)
	count, isCount := args[4].(int64)
	k := kindOf(string(name))
	if !isName || !isKey || !isCount || k == nil || count < 0 {
		return nil, wrong
	}
	if len(args) > 5 && args[5] != nil {
		return nil, fmt.Errorf("the storage %s is a part of another, as no state dict has had it since PyTorch 0.2", field.Quote(key))
	}
	if s := u.storages[key]; s != nil {
		if s.kind != k {
			return nil, fmt.Errorf("the storage %s is of two types", field.Quote(key))
		}
		return s, nil
	}
	s := &storage{kind: k, key: key, count: int(min(count, math.MaxInt32))}
	u.storages[key] = s
	return s, nil
}
