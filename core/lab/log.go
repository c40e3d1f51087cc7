package lab

import (
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"math"
	"slices"
)

// maxChanges bounds the changes a log may hold; a link with more is refused.
const maxChanges = 100_000

// maxTexts bounds how often a log may give a text another value: each of them, unlike a
// number, may take a while to check.
const maxTexts = 1000

var errLog = errors.New("the recorded changes are damaged")

// encodeChanges writes a log in the compact text form of links, version 2, as unpadded
// URL-safe base64: the number of words and the words, each behind its length; then per
// change the steps since the one before, the operation, and for OpSet the numbers of
// two words, key and value, for OpAct the action, for OpInject the place and eight
// bytes of the amount. All numbers but the amount are unsigned varints. Parameters and
// choices go by name, so that a log does not depend on the order of a table.
func (l *Lab) encodeChanges(changes []Change) string {
	var b, words []byte
	var known []string
	word := func(s string) {
		i := slices.Index(known, s)
		if i < 0 {
			i = len(known)
			known = append(known, s)
			words = append(binary.AppendUvarint(words, uint64(len(s))), s...)
		}
		b = binary.AppendUvarint(b, uint64(i))
	}
	last := uint64(0)
	for _, c := range changes {
		b = append(binary.AppendUvarint(b, c.Step-last), byte(c.Op))
		last = c.Step
		switch c.Op {
		case OpSet:
			word(c.Key)
			word(l.spell(c))
		case OpAct:
			b = binary.AppendUvarint(b, uint64(c.Target))
		case OpInject:
			b = binary.AppendUvarint(b, uint64(c.Target))
			b = binary.LittleEndian.AppendUint64(b, math.Float64bits(c.Value))
		}
	}
	head := append(binary.AppendUvarint(nil, uint64(len(known))), words...)
	return base64.RawURLEncoding.EncodeToString(append(head, b...))
}

// setsText reports whether c gives a text another value.
func (l *Lab) setsText(c Change) bool { return c.Op == OpSet && l.text(c.Key) >= 0 }

// textsSet returns how many of the changes do.
func (l *Lab) textsSet(changes []Change) int {
	n := 0
	for i := range changes {
		if l.setsText(changes[i]) {
			n++
		}
	}
	return n
}

// spell returns the value of an OpSet: a text as it is.
func (l *Lab) spell(c Change) string {
	if l.text(c.Key) >= 0 {
		return c.Text
	}
	return l.Params[l.must(c.Key)].Format(c.Value)
}

// decodeChanges reads what encodeChanges wrote. It accepts nothing else: what it
// returns encodes to the same text.
func (l *Lab) decodeChanges(text string) ([]Change, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, errLog
	}
	r := logReader{b: b}
	known := r.words()
	changes, err := r.changes(func(c *Change) error {
		key, value := r.word(known), r.word(known)
		if r.bad {
			return errLog
		}
		if l.text(key) >= 0 {
			c.Key, c.Text = key, value
			return nil
		}
		set, err := l.parseSet(key, value)
		c.Key, c.Value = set.Key, set.Value
		return err
	})
	if err == nil && l.encodeChanges(changes) != text {
		err = errLog
	}
	return changes, err
}

// logReader reads the bytes of a log. What it returns after they have turned out to be
// damaged is to be thrown away.
type logReader struct {
	b   []byte
	bad bool
}

func (r *logReader) uvarint(most uint64) uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > most {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *logReader) take(n uint64) []byte {
	if n > uint64(len(r.b)) {
		r.bad, r.b = true, nil
		return make([]byte, min(n, 8))
	}
	b := r.b[:n]
	r.b = r.b[n:]
	return b
}

func (r *logReader) words() []string {
	var known []string
	for n := r.uvarint(maxChanges); n > 0 && !r.bad; n-- {
		known = append(known, string(r.take(r.uvarint(MaxText))))
	}
	return known
}

func (r *logReader) word(known []string) string {
	i := r.uvarint(math.MaxUint32)
	if i >= uint64(len(known)) {
		r.bad = true
		return ""
	}
	return known[i]
}

func (r *logReader) value() float64 {
	return math.Float64frombits(binary.LittleEndian.Uint64(r.take(8)))
}

// changes reads changes to the end of the bytes; set reads what follows the operation
// of an OpSet.
func (r *logReader) changes(set func(*Change) error) ([]Change, error) {
	var all []Change
	step := uint64(0)
	for len(r.b) > 0 {
		if len(all) == maxChanges {
			return nil, fmt.Errorf("more than %d recorded changes", maxChanges)
		}
		c := Change{Step: step + r.uvarint(math.MaxUint64-step)}
		c.Op = Op(r.take(1)[0])
		switch c.Op {
		case OpSet:
			if err := set(&c); err != nil && !r.bad {
				return nil, err
			}
		case OpAct:
			c.Target = uint32(r.uvarint(math.MaxUint32))
		case OpInject:
			c.Target, c.Value = uint32(r.uvarint(math.MaxUint32)), r.value()
		}
		if r.bad || c.Op >= ops {
			return nil, errLog
		}
		all, step = append(all, c), c.Step
	}
	if r.bad {
		return nil, errLog
	}
	return all, nil
}
