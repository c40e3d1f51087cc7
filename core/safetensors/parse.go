package safetensors

import (
	"cmp"
	"encoding/binary"
	"fmt"
	"hash/fnv"
	"math"
	"slices"
	"strings"
)

// File is the content of a checked file.
type File struct {
	Metadata []Entry
	Tensors  []Tensor // in the order of their data
}

// Parse checks a whole file and returns what is in it. The tensors' data are
// windows into b.
func Parse(b []byte) (*File, error) {
	const prefix = 8
	if len(b) < prefix {
		return nil, fmt.Errorf("the file has %d bytes, fewer than the %d that give a header's length", len(b), prefix)
	}
	length := binary.LittleEndian.Uint64(b)
	switch {
	case length > MaxHeader:
		return nil, fmt.Errorf("the first 8 bytes announce a header of %d bytes, want at most %d: this is no safetensors file, or not one of ours", length, MaxHeader)
	case length > uint64(len(b)-prefix):
		return nil, fmt.Errorf("the header should have %d bytes and the file ends after %d of them: it is truncated", length, len(b)-prefix)
	}
	header, data := b[prefix:prefix+int(length)], b[prefix+int(length):]
	f, err := parseHeader(header)
	if err != nil {
		return nil, err
	}
	return f, f.place(data)
}

// Sum returns the 64-bit FNV-1a hash of the names and data of all tensors, for
// those who want to notice damage.
func (f *File) Sum() uint64 { return sum(f.Tensors) }

func sum(tensors []Tensor) uint64 {
	h := fnv.New64a()
	for _, t := range tensors {
		h.Write([]byte(t.Name))
		h.Write(t.Data)
	}
	return h.Sum64()
}

// Seal returns a 64-bit FNV-1a hash of everything a file says but the metadata of that key:
// of its metadata, and of names, types, shapes and data of all tensors. It does not depend on
// an order, which programs that write a file again may change.
func (f *File) Seal(but string) uint64 { return seal(f.Metadata, f.Tensors, but) }

func seal(entries []Entry, tensors []Tensor, but string) uint64 {
	parts := make([]string, 0, len(entries)+len(tensors))
	for _, e := range entries {
		if e.Key != but {
			parts = append(parts, fmt.Sprintf("%q=%q", e.Key, e.Value))
		}
	}
	for i := range tensors {
		t := &tensors[i]
		h := fnv.New64a()
		h.Write(t.Data)
		parts = append(parts, fmt.Sprintf("%q %s %s %x", t.Name, t.Type, shapeText(t.Shape), h.Sum64()))
	}
	slices.Sort(parts)
	h := fnv.New64a()
	for _, part := range parts {
		h.Write([]byte(part))
		h.Write([]byte{0})
	}
	return h.Sum64()
}

func parseHeader(header []byte) (*File, error) {
	s := &scanner{b: header}
	f := &File{}
	if len(header) == 0 || header[0] != '{' {
		s.fail("it does not begin with '{': this is no safetensors file")
	}
	s.object(func(key string) {
		if key == metadataKey {
			s.object(func(k string) { f.Metadata = append(f.Metadata, Entry{k, s.text()}) })
			return
		}
		f.Tensors = append(f.Tensors, s.tensor(key))
	})
	if s.peek(); s.err == nil && s.at < len(header) {
		s.fail("text after the header's object")
	}
	return f, s.err
}

// maxDimensions bounds the shape of a tensor.
const maxDimensions = 8

// tensor reads {"dtype": …, "shape": …, "data_offsets": …}.
func (s *scanner) tensor(name string) Tensor {
	t := Tensor{Name: name}
	found := 0
	s.object(func(key string) {
		found++
		switch key {
		case "dtype":
			t.Type = s.elementType(name)
		case "shape":
			t.Shape = s.naturals(maxDimensions)
		case "data_offsets":
			v := s.naturals(2)
			if s.err == nil && len(v) != 2 {
				s.fail("data_offsets of %q has %d numbers, want 2", name, len(v))
			}
			if s.err == nil {
				t.begin, t.end = v[0], v[1]
			}
		default:
			s.fail("%q of tensor %q is unknown", key, name)
		}
	})
	if s.err == nil && found != 3 {
		s.fail("tensor %q wants dtype, shape and data_offsets", name)
	}
	if s.err == nil {
		s.size(&t)
	}
	return t
}

func (s *scanner) elementType(tensor string) Type {
	name := s.text()
	i := slices.Index(typeNames[:], name)
	if i < 0 {
		s.fail("dtype of %q is %q, want one of %s", tensor, name, strings.Join(typeNames[:], ", "))
		return F32
	}
	return Type(i)
}

// size compares the bytes that shape and offsets give.
func (s *scanner) size(t *Tensor) {
	bytes := t.Type.Size()
	for _, d := range t.Shape {
		if d != 0 && bytes > math.MaxInt/d {
			s.fail("shape %s of %q is too large", shapeText(t.Shape), t.Name)
			return
		}
		bytes *= d
	}
	if t.end < t.begin || t.end-t.begin != bytes {
		s.fail("tensor %q, %s %s, needs %d bytes and its data_offsets are [%d, %d]", t.Name, t.Type, shapeText(t.Shape), bytes, t.begin, t.end)
	}
}

// place gives every tensor its window into data, which they must fill exactly.
func (f *File) place(data []byte) error {
	slices.SortStableFunc(f.Tensors, func(a, b Tensor) int { return cmp.Or(a.begin-b.begin, a.end-b.end) })
	at := 0
	for i := range f.Tensors {
		s := &f.Tensors[i]
		switch {
		case s.begin < at:
			return fmt.Errorf("tensor %q begins at byte %d of the data, inside the tensor before it, which ends at %d", s.Name, s.begin, at)
		case s.begin > at:
			return fmt.Errorf("tensor %q begins at byte %d of the data and the tensor before it ends at %d: nothing fills the gap", s.Name, s.begin, at)
		case s.end > len(data):
			return fmt.Errorf("tensor %q ends at byte %d of the data and there are %d: the file is truncated", s.Name, s.end, len(data))
		}
		s.Data = data[s.begin:s.end:s.end]
		at, s.begin, s.end = s.end, 0, 0 // where they lay is no part of a tensor
	}
	if at != len(data) {
		return fmt.Errorf("%d bytes follow the last tensor", len(data)-at)
	}
	return nil
}
