// Package codec walks a state once for both directions: one function names every part
// of it, in order, and the same function writes and reads them, so that the two cannot
// differ. Numbers are little-endian.
//
// Reading is strict: every part has a range, and the first thing that is wrong ends the
// walk with an error that names it. Nothing is allocated for what the bytes cannot hold.
package codec

import (
	"encoding/binary"
	"fmt"
	"math"
	"slices"

	"github.com/resonetics/playground/core/field"
)

// Walk moves a state between memory and bytes. After an error it does nothing more.
type Walk struct {
	b       []byte
	writing bool
	err     error
}

// Writer returns a walk that appends to b.
func Writer(b []byte) *Walk { return &Walk{b: b, writing: true} }

// Reader returns a walk that reads b, and keeps none of it.
func Reader(b []byte) *Walk { return &Walk{b: b} }

// Writing reports whether the walk writes.
func (w *Walk) Writing() bool { return w.writing }

// Bytes returns what has been written, or what is still to be read.
func (w *Walk) Bytes() []byte { return w.b }

// Err returns the first error.
func (w *Walk) Err() error { return w.err }

// Fail ends the walk with an error of the caller's, unless it is nil or the walk has
// ended already.
func (w *Walk) Fail(err error) {
	if w.err == nil {
		w.err = err
	}
}

// Close returns the first error; bytes that nothing has read are one.
func (w *Walk) Close() error {
	if !w.writing && len(w.b) > 0 {
		w.Fail(fmt.Errorf("there are %d bytes too many", len(w.b)))
	}
	return w.err
}

// Need fails unless n bytes are left to read. It guards memory that is taken before
// what fills it is read.
func (w *Walk) Need(n int, what string) {
	if !w.writing && w.err == nil && (n < 0 || len(w.b) < n) {
		w.Fail(fmt.Errorf("it ends in %s: %d bytes are left where %d are due", what, len(w.b), n))
	}
}

// take returns the next n bytes to read; nil after an error.
func (w *Walk) take(n int, what string) []byte {
	if w.Need(n, what); w.err != nil {
		return nil
	}
	b := w.b[:n:n]
	w.b = w.b[n:]
	return b
}

// Magic writes text, or reads it and fails where there is another.
func (w *Walk) Magic(text string) {
	if w.writing {
		w.b = append(w.b, text...)
	} else if b := w.take(len(text), "its first bytes"); b != nil && string(b) != text {
		w.Fail(fmt.Errorf("it begins with %q, want %q", b, text))
	}
}

// Version walks text, and after it the number of a layout's version, 1 to newest, as
// one digit.
func (w *Walk) Version(text string, v *int, newest int) {
	w.Magic(text)
	if w.writing {
		w.b = append(w.b, byte('0'+*v))
	} else if b := w.take(1, "its version"); b != nil {
		if *v = int(b[0]) - '0'; *v < 1 || *v > newest {
			w.Fail(fmt.Errorf("its version is %q, want 1 to %d", b, newest))
		}
	}
}

// Uint64 walks any 64-bit number.
func (w *Walk) Uint64(what string, v *uint64) {
	if w.writing {
		w.b = binary.LittleEndian.AppendUint64(w.b, *v)
	} else if b := w.take(8, what); b != nil {
		*v = binary.LittleEndian.Uint64(b)
	}
}

// Whole is any integer type.
type Whole interface {
	~int | ~int8 | ~int16 | ~int32 | ~int64 | ~uint8 | ~uint16 | ~uint32
}

// Int walks a whole number from lo to hi in eight bytes. A walk that fails leaves v
// alone.
func Int[T Whole](w *Walk, what string, v *T, lo, hi int) { sized(w, 8, what, v, lo, hi) }

// Int32 is Int in four bytes.
func Int32[T Whole](w *Walk, what string, v *T, lo, hi int) { sized(w, 4, what, v, lo, hi) }

// Int16 is Int in two bytes.
func Int16[T Whole](w *Walk, what string, v *T, lo, hi int) { sized(w, 2, what, v, lo, hi) }

// Int8 is Int in one byte.
func Int8[T Whole](w *Walk, what string, v *T, lo, hi int) { sized(w, 1, what, v, lo, hi) }

func sized[T Whole](w *Walk, size int, what string, v *T, lo, hi int) {
	n := int64(*v)
	w.integer(size, what, &n, int64(lo), int64(hi))
	*v = T(n)
}

func (w *Walk) integer(size int, what string, v *int64, lo, hi int64) {
	if w.writing {
		var b [8]byte
		binary.LittleEndian.PutUint64(b[:], uint64(*v))
		w.b = append(w.b, b[:size]...)
		return
	}
	b := w.take(size, what)
	if b == nil {
		return
	}
	shift := 64 - 8*size
	var raw [8]byte
	copy(raw[:], b)
	n := int64(binary.LittleEndian.Uint64(raw[:]))
	if lo < 0 {
		n = n << shift >> shift // the sign of a short number
	}
	switch {
	case n >= lo && n <= hi:
		*v = n
	case lo == hi:
		w.Fail(fmt.Errorf("%s is %d, want %d", what, n, lo))
	default:
		w.Fail(fmt.Errorf("%s is %d, want %d to %d", what, n, lo, hi))
	}
}

// Bool walks a truth value in eight bytes.
func (w *Walk) Bool(what string, v *bool) {
	n := 0
	if *v {
		n = 1
	}
	Int(w, what, &n, 0, 1)
	*v = n == 1
}

// Flags walks up to eight truth values in one byte, the first in its lowest bit.
func (w *Walk) Flags(what string, all ...*bool) { w.flags(1, what, all) }

// Flags16 is Flags in two bytes.
func (w *Walk) Flags16(what string, all ...*bool) { w.flags(2, what, all) }

func (w *Walk) flags(size int, what string, all []*bool) {
	n := int64(0)
	for i, v := range all {
		if *v {
			n |= 1 << i
		}
	}
	w.integer(size, what, &n, 0, 1<<len(all)-1)
	for i, v := range all {
		*v = n&(1<<i) != 0
	}
}

// Float64 walks numbers from lo to hi in eight bytes each. A NaN is written with one
// bit pattern, since arithmetic leaves different ones on different platforms, and is
// accepted where lo is NaN, as is everything else.
func (w *Walk) Float64(what string, lo, hi float64, all ...*float64) {
	for _, v := range all {
		bits := math.Float64bits(*v)
		if *v != *v {
			bits = 0x7ff8000000000000
		}
		w.Uint64(what, &bits)
		if w.writing || w.err != nil {
			continue
		}
		x := math.Float64frombits(bits)
		if lo == lo && !(x >= lo && x <= hi) {
			w.Fail(fmt.Errorf("%s is %s, want %s", what, field.Words(x), wanted(lo, hi, math.MaxFloat64)))
			return
		}
		*v = x
	}
}

// Float64s walks a slice of known length; see Float64.
func (w *Walk) Float64s(what string, lo, hi float64, all []float64) {
	for i := range all {
		w.Float64(what, lo, hi, &all[i])
	}
}

// Float32 walks a number from lo to hi in four bytes; see Float64.
func (w *Walk) Float32(what string, lo, hi float32, v *float32) {
	one := [1]float32{*v}
	w.Float32s(what, lo, hi, one[:])
	*v = one[0]
}

// Float32s walks a slice of known length, every number of it from lo to hi; see
// Float64.
func (w *Walk) Float32s(what string, lo, hi float32, all []float32) {
	if w.writing {
		out := slices.Grow(w.b, 4*len(all))
		for _, v := range all {
			bits := math.Float32bits(v)
			if v != v {
				bits = 0x7fc00000
			}
			out = binary.LittleEndian.AppendUint32(out, bits)
		}
		w.b = out
		return
	}
	b := w.take(4*len(all), what)
	for i := 0; i < len(all) && w.err == nil; i++ {
		x := math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		if lo == lo && !(x >= lo && x <= hi) {
			w.Fail(fmt.Errorf("%s %d is %v, want %s", what, i, x, wanted(float64(lo), float64(hi), math.MaxFloat32)))
		}
		all[i] = x
	}
}

func wanted(lo, hi, most float64) string {
	if lo == -most && hi == most {
		return "a finite number"
	}
	return field.Words(lo) + " to " + field.Words(hi)
}

// Resize walks the length of a slice, lo to hi, in eight bytes and gives the slice that
// length, of elements of at least size bytes each.
func Resize[T any](w *Walk, what string, s *[]T, size, lo, hi int) {
	resize(w, 8, what, s, size, lo, hi)
}

// Resize32 is Resize with a length in four bytes.
func Resize32[T any](w *Walk, what string, s *[]T, size, lo, hi int) {
	resize(w, 4, what, s, size, lo, hi)
}

// Resize16 is Resize with a length in two bytes.
func Resize16[T any](w *Walk, what string, s *[]T, size, lo, hi int) {
	resize(w, 2, what, s, size, lo, hi)
}

func resize[T any](w *Walk, bytes int, what string, s *[]T, size, lo, hi int) {
	n := w.length(bytes, what, len(*s), size, lo, hi)
	if w.writing || w.err != nil {
		return
	}
	if cap(*s) < n {
		*s = make([]T, n)
	}
	*s = (*s)[:n]
}

// length walks the length of a slice and checks it; it is apart from resize, of which the
// program holds a copy for every type of element.
func (w *Walk) length(bytes int, what string, now, size, lo, hi int) int {
	n := int64(now)
	w.integer(bytes, what, &n, int64(lo), int64(hi))
	if !w.writing && w.err == nil && int(n) > len(w.b)/size {
		w.Fail(fmt.Errorf("%s is %d, and only %d bytes are left", what, n, len(w.b)))
	}
	return int(n)
}

// Text walks up to 65535 bytes of text behind their length in two bytes.
func (w *Walk) Text(what string, v *string) {
	n := len(*v)
	Int16(w, what, &n, 0, math.MaxUint16)
	if w.writing {
		w.b = append(w.b, *v...)
	} else if b := w.take(n, what); b != nil {
		*v = string(b)
	}
}

// Section walks a part that begins with a tag of four letters and its length in four
// bytes, and is padded with zeros to a multiple of eight bytes behind them.
func (w *Walk) Section(tag string, walk func(*Walk)) {
	if w.writing {
		w.b = append(append(w.b, tag...), 0, 0, 0, 0)
		start := len(w.b)
		walk(w)
		n := len(w.b) - start
		binary.LittleEndian.PutUint32(w.b[start-4:], uint32(n))
		w.b = append(w.b, make([]byte, -n&7)...)
		return
	}
	if got := w.take(4, "a tag"); got != nil && string(got) != tag {
		w.Fail(fmt.Errorf("it has the section %q where %s is due", got, tag))
	}
	n := 0
	Int32(w, "the length of "+tag, &n, 0, len(w.b))
	inner := Reader(w.take(n, tag))
	w.take(-n&7, "the padding of "+tag)
	if w.err != nil {
		return
	}
	walk(inner)
	if err := inner.Close(); err != nil {
		w.Fail(fmt.Errorf("%s: %w", tag, err))
	}
}

// Raw walks bytes of known number.
func (w *Walk) Raw(what string, v []byte) {
	if w.writing {
		w.b = append(w.b, v...)
	} else if b := w.take(len(v), what); b != nil {
		copy(v, b)
	}
}
