package gardener

import (
	"encoding/binary"
	"fmt"
	"math"
)

// decoder reads numbers and remembers the first thing that is wrong.
type decoder struct {
	data []byte
	err  error
}

func (d *decoder) fail(format string, args ...any) {
	if d.err == nil {
		d.err = fmt.Errorf("gardener: state: "+format, args...)
	}
}

// take returns the next n bytes, or zeros when there are fewer.
func (d *decoder) take(n int, what string) []byte {
	if len(d.data) < n {
		d.fail("ends in %s: %d bytes left, want %d", what, len(d.data), n)
		d.data = nil
		return make([]byte, n)
	}
	b := d.data[:n]
	d.data = d.data[n:]
	return b
}

// whole reads an integer from lo to hi.
func (d *decoder) whole(what string, lo, hi int) int {
	v := binary.LittleEndian.Uint64(d.take(8, what))
	if v > math.MaxInt64 || int(v) < lo || int(v) > hi {
		d.fail("%s is %d, want %d to %d", what, v, lo, hi)
		return lo
	}
	return int(v)
}

// number reads a float from lo to hi.
func (d *decoder) number(what string, lo, hi float64) float64 {
	v := math.Float64frombits(binary.LittleEndian.Uint64(d.take(8, what)))
	if !(v >= lo && v <= hi) {
		d.fail("%s is %s, want %s to %s", what, short(v), short(lo), short(hi))
		return lo
	}
	return v
}

// singles reads finite float32s into dst.
func (d *decoder) singles(what string, dst []float32) {
	b := d.take(4*len(dst), what)
	for i := range dst {
		dst[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
		if v := dst[i]; v-v != 0 {
			d.fail("%s %d is %v, want a finite number", what, i, v)
		}
	}
}
