package safetensors

import (
	"encoding/binary"
	"fmt"
	"slices"
	"strconv"
)

// Writer collects tensors and text, and lays them out as a file. The zero value
// is an empty file.
type Writer struct {
	entries []Entry
	tensors []Tensor
}

// sealKey is the metadata that Seal adds.
const sealKey = "checksum"

// Seal adds a checksum of everything there is, which Reader.Sealed compares. Nothing may be
// added after it.
func (w *Writer) Seal() { w.Text(sealKey, strconv.FormatUint(seal(w.entries, w.tensors, sealKey), 16)) }

// Text adds a line of metadata. Keys must differ.
func (w *Writer) Text(key, value string) {
	w.entries = append(w.entries, Entry{key, value})
}

// Bytes adds a copy of v as a tensor of one dimension.
func (w *Writer) Bytes(name string, v []byte) {
	w.add(name, U8, len(v), nil, slices.Clone(v))
}

// Tensor adds t as it is, as Parse returns it.
func (w *Writer) Tensor(t Tensor) { w.tensors = append(w.tensors, t) }

func (w *Writer) add(name string, of Type, n int, shape []int, data []byte) {
	if len(shape) == 0 {
		shape = []int{n}
	}
	product := 1
	for _, d := range shape {
		product *= d
	}
	if product != n {
		panic(fmt.Sprintf("safetensors: %s has %d elements and shape %s", name, n, shapeText(shape)))
	}
	w.tensors = append(w.tensors, Tensor{Name: name, Type: of, Shape: shape, Data: data})
}

// Append appends the file to dst and returns the extended slice. Tensors with
// wider elements come first and the header is padded to eight bytes, so that
// every tensor is aligned in a file that is mapped into memory.
func (w *Writer) Append(dst []byte) []byte {
	w.sort()
	header := w.header()
	dst = binary.LittleEndian.AppendUint64(dst, uint64(len(header)))
	dst = append(dst, header...)
	for _, t := range w.tensors {
		dst = append(dst, t.Data...)
	}
	return dst
}

func (w *Writer) sort() {
	slices.SortStableFunc(w.tensors, func(a, b Tensor) int { return b.Type.Size() - a.Type.Size() })
}

// Sum returns what File.Sum returns for the file that Append will write.
func (w *Writer) Sum() uint64 {
	w.sort()
	return sum(w.tensors)
}

func (w *Writer) header() []byte {
	h := []byte(`{"` + metadataKey + `":{`)
	for i, e := range w.entries {
		if i > 0 {
			h = append(h, ',')
		}
		h = append(appendString(h, e.Key), ':')
		h = appendString(h, e.Value)
	}
	h = append(h, '}')
	at := 0
	for _, t := range w.tensors {
		h = append(appendString(append(h, ','), t.Name), `:{"dtype":"`+t.Type.String()+`","shape":`...)
		h = append(h, shapeText(t.Shape)...)
		h = append(h, `,"data_offsets":[`...)
		h = strconv.AppendInt(h, int64(at), 10)
		at += len(t.Data)
		h = append(strconv.AppendInt(append(h, ','), int64(at), 10), "]}"...)
	}
	h = append(h, '}')
	for len(h)%8 != 0 {
		h = append(h, ' ')
	}
	return h
}

// appendString appends s as a JSON string; bytes that are not UTF-8 become the
// replacement character.
func appendString(b []byte, s string) []byte {
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < ' ':
			b = fmt.Appendf(b, `\u%04x`, r)
		default:
			b = append(b, string(r)...)
		}
	}
	return append(b, '"')
}
