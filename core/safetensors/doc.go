// Package safetensors reads and writes safetensors files
// (github.com/huggingface/safetensors, "Format"): eight bytes with the length of
// a JSON header, little-endian, the header, and the raw tensors. Nothing in such
// a file is executed, and other tools can read the weights.
//
// Reading is strict. Parse checks lengths, the header's grammar, element types,
// shapes and offsets (contiguous, in bounds, without overlap) before it returns,
// and a Reader hands out values only when type, shape and finiteness are right.
// Every error names the first thing that is wrong.
package safetensors

import "strconv"

// MaxHeader is the longest header in bytes that Parse reads.
const MaxHeader = 1 << 20

// Type is the type of a tensor's elements.
type Type uint8

// The element types this package writes and reads.
const (
	F32 Type = iota // IEEE 754 single precision
	F64             // IEEE 754 double precision
	U8
	U64
	types
)

var typeNames = [types]string{F32: "F32", F64: "F64", U8: "U8", U64: "U64"}
var typeSizes = [types]int{F32: 4, F64: 8, U8: 1, U64: 8}

// String returns the name that safetensors uses.
func (t Type) String() string { return typeNames[t] }

// Size returns the bytes of one element.
func (t Type) Size() int { return typeSizes[t] }

// Tensor is one named array. Data holds its elements row-major, little-endian.
type Tensor struct {
	Name  string
	Type  Type
	Shape []int // empty for a single number
	Data  []byte

	begin, end int // of Data, while a file is parsed
}

// Entry is a line of the header's free text.
type Entry struct{ Key, Value string }

// metadataKey is where safetensors keeps free text among the tensors.
const metadataKey = "__metadata__"

func shapeText(shape []int) string {
	s := "["
	for i, d := range shape {
		if i > 0 {
			s += ", "
		}
		s += strconv.Itoa(d)
	}
	return s + "]"
}
