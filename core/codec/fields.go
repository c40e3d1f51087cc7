package codec

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/field"
)

// Part is what writes itself in a fixed number of bytes, such as a source of random
// numbers.
type Part interface {
	AppendBinary(b []byte) ([]byte, error)
	UnmarshalBinary(b []byte) error
}

// Part walks a part of that many bytes.
func (w *Walk) Part(what string, size int, p Part) {
	if w.writing {
		b, err := p.AppendBinary(w.b)
		w.b = b
		w.Fail(err)
	} else if b := w.take(size, what); b != nil {
		if err := p.UnmarshalBinary(b); err != nil {
			w.Fail(fmt.Errorf("%s: %w", what, err))
		}
	}
}

// Fields walks the numbers of a configuration by key, in any order: how many there are,
// and key and value of each. A key that is missing keeps its value, so that a file from
// before a field was added is read with that field's default.
func (w *Walk) Fields(list field.List) {
	n := len(list)
	Int(w, "the number of fields", &n, 0, 4096)
	for i := 0; i < n && w.err == nil; i++ {
		var f field.Field
		var key string
		var v float64
		if w.writing {
			f = list[i]
			key, v = f.Key, f.Get()
		}
		w.Text("a field's key", &key)
		w.Float64(key, math.NaN(), 0, &v)
		if w.writing || w.err != nil {
			continue
		}
		f, w.err = list.Find(key)
		w.set(f, v)
	}
}

// Floats walks the fields of those keys in that order, without the keys, each as a
// float64 whatever its kind. It and Ints are for layouts from before numbers were
// stored by key; new ones use Fields.
func (w *Walk) Floats(list field.List, keys ...string) {
	for _, key := range keys {
		f := list.Must(key)
		v := f.Get()
		w.Float64(key, math.NaN(), 0, &v)
		w.set(f, v)
	}
}

// Ints walks the fields of those keys in that order, without the keys, each as an
// integer of eight bytes: what the configuration stores, so 1 is off for a
// [field.Inverted].
func (w *Walk) Ints(list field.List, keys ...string) {
	for _, key := range keys {
		f := list.Must(key)
		if v, inverted := f.Value.(field.Inverted); inverted {
			f.Value = v.Off
		}
		n := int64(f.Get())
		w.integer(8, key, &n, math.MinInt64, math.MaxInt64)
		w.set(f, float64(n))
	}
}

// set gives f what has been read.
func (w *Walk) set(f field.Field, v float64) {
	if !w.writing && w.err == nil {
		w.err = f.Set(v)
	}
}
