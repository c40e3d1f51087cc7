// Package field describes the numbers of a configuration by key: validation,
// changes while running, flags, environment, settings files, checkpoints, links and
// searches are made from one list, so that a number has the same key and the same
// range at every door.
package field

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Field is one number of a configuration.
type Field struct {
	Key      string
	Value    any // *float64, *int, *bool, Inverted, or *uint8 for a choice
	Min, Max float64
	Fixed    bool     // cannot change once what it configures exists
	Choices  []string // names of a choice's values
	Old      []string // former spellings of Key, which files, flags and links still accept
}

// Inverted is the value of a switch whose configuration stores its opposite.
type Inverted struct{ Off *bool }

// List is a configuration's fields in a fixed order. It writes through to them.
// The order is for people: nothing that is stored may depend on it.
type List []Field

// Kind says how a field's number is read and written.
type Kind uint8

// The kinds of fields.
const (
	Float Kind = iota
	Int
	Bool
	Choice
)

// String returns the kind's name as the page's catalog spells it.
func (k Kind) String() string { return [...]string{"float", "int", "bool", "choice"}[k] }

// Kind returns the field's kind.
func (f Field) Kind() Kind {
	switch f.Value.(type) {
	case *float64:
		return Float
	case *int:
		return Int
	case *bool, Inverted:
		return Bool
	case *uint8:
		return Choice
	}
	panic("field: " + f.Key + " has a value of an unknown type")
}

// Range returns the least and the largest value that f accepts.
func (f Field) Range() (lo, hi float64) {
	switch f.Kind() {
	case Bool:
		return 0, 1
	case Choice:
		return 0, float64(len(f.Choices) - 1)
	}
	return f.Min, f.Max
}

// Get returns the field's value; 0 or 1 of a switch, the index of a choice.
func (f Field) Get() float64 {
	switch v := f.Value.(type) {
	case *float64:
		return *v
	case *int:
		return float64(*v)
	case *uint8:
		return float64(*v)
	case *bool:
		return number(*v)
	case Inverted:
		return number(!*v.Off)
	}
	panic("field: " + f.Key + " has a value of an unknown type")
}

func number(on bool) float64 {
	if on {
		return 1
	}
	return 0
}

// Set checks v and gives it to the field.
func (f Field) Set(v float64) error {
	if err := f.Check(v); err != nil {
		return err
	}
	switch p := f.Value.(type) {
	case *float64:
		*p = v
	case *int:
		*p = int(v)
	case *uint8:
		*p = uint8(v)
	case *bool:
		*p = v != 0
	case Inverted:
		*p.Off = v == 0
	}
	return nil
}

// Check reports why f does not accept v.
func (f Field) Check(v float64) error {
	lo, hi := f.Range()
	switch {
	case !(v >= lo && v <= hi):
		return fmt.Errorf("%s is %s, want %s", f.Key, Words(v), f.Accepted())
	case f.Kind() != Float && v != math.Trunc(v):
		return fmt.Errorf("%s is %s, want a whole number (%s)", f.Key, Words(v), f.Accepted())
	}
	return nil
}

// Accepted says in words which values f accepts.
func (f Field) Accepted() string {
	switch f.Kind() {
	case Bool:
		return "on or off"
	case Choice:
		return "one of " + strings.Join(f.Choices, ", ")
	}
	return Words(f.Min) + " to " + Words(f.Max)
}

// Text returns the field's value as SetText reads it, exactly.
func (f Field) Text() string { return f.Format(f.Get()) }

// Format writes v, a value that f accepts, as Parse reads it: with as few digits as
// identify the number.
func (f Field) Format(v float64) string {
	switch f.Kind() {
	case Bool:
		if v != 0 {
			return "on"
		}
		return "off"
	case Choice:
		return f.Choices[int(v)]
	}
	return Number(v)
}

// Parse reads a value as Format writes it: a number, a choice's name, on or off
// (also true, false, 1 and 0).
func (f Field) Parse(text string) (float64, error) {
	wrong := func() error { return fmt.Errorf("%s is %s, want %s", f.Key, Quote(text), f.Accepted()) }
	switch f.Kind() {
	case Bool:
		switch text {
		case "on", "true", "1":
			return 1, nil
		case "off", "false", "0":
			return 0, nil
		}
		return 0, wrong()
	case Choice:
		i := slices.Index(f.Choices, text)
		if i < 0 {
			return 0, wrong()
		}
		return float64(i), nil
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, wrong()
	}
	return v, f.Check(v)
}

// Whole reads a whole number of at most 64 bits as Parse does, where 1e5 is one; beyond 2^53
// only digits tell all of it.
func Whole(text string) (n uint64, ok bool) {
	if n, err := strconv.ParseUint(text, 10, 64); err == nil {
		return n, true
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || v != math.Trunc(v) || v < 0 || v > 1<<53 {
		return 0, false
	}
	return uint64(v), true
}

// SetText gives the field the value that text spells.
func (f Field) SetText(text string) error {
	v, err := f.Parse(text)
	if err != nil {
		return err
	}
	return f.Set(v)
}

// Is reports whether key is the field's, now or formerly.
func (f Field) Is(key string) bool { return f.Key == key || slices.Contains(f.Old, key) }

// Find returns the field of that key, or of that former key.
func (l List) Find(key string) (Field, error) {
	if i := slices.IndexFunc(l, func(f Field) bool { return f.Is(key) }); i >= 0 {
		return l[i], nil
	}
	return Field{}, fmt.Errorf("%q is not a field of this configuration", key)
}

// Must is Find for keys that the program itself spells; it panics where there is no
// such field.
func (l List) Must(key string) Field {
	f, err := l.Find(key)
	if err != nil {
		panic("field: " + err.Error())
	}
	return f
}

// Without returns a list of the fields that have none of those keys.
func (l List) Without(keys ...string) List {
	var rest List
	for _, f := range l {
		if !slices.Contains(keys, f.Key) {
			rest = append(rest, f)
		}
	}
	return rest
}

// Check returns an error that names the first field out of its range.
func (l List) Check() error {
	for _, f := range l {
		if err := f.Check(f.Get()); err != nil {
			return err
		}
	}
	return nil
}

// CheckChange returns an error that names the first fixed field in which l and the
// list next of the same kind of configuration differ.
func (l List) CheckChange(next List) error {
	for i, f := range l {
		if f.Fixed && f.Get() != next[i].Get() {
			return fmt.Errorf("%s cannot change from %s to %s while running; make a new one", f.Key, f.Text(), next[i].Text())
		}
	}
	return nil
}

// Words writes a value that f accepts for people; see the function of that name.
func (f Field) Words(v float64) string {
	if k := f.Kind(); k == Bool || k == Choice {
		return f.Format(v)
	}
	return Words(v)
}

// most is how many bytes of a text that somebody has typed a message repeats.
const most = 40

// Short returns a text as messages repeat it: the beginning of a long one.
func Short(text string) string {
	if len(text) <= most {
		return text
	}
	n := most
	for n > 0 && text[n]&0xc0 == 0x80 { // within a character
		n--
	}
	return text[:n] + "…"
}

// Quote returns a text in quotation marks, as Short does.
func Quote(text string) string { return strconv.Quote(Short(text)) }

// Words writes v for people: with as few digits as identify it, thousands separated, and
// without an exponent where it can be counted.
func Words(v float64) string {
	if a := math.Abs(v); !(a < 1e15) || a > 0 && a < 1e-9 {
		return Number(v)
	}
	text := strconv.FormatFloat(v, 'f', -1, 64)
	end := strings.IndexByte(text, '.')
	if end < 0 {
		end = len(text)
	}
	for i := end - 3; i > 0 && text[i-1] != '-'; i -= 3 {
		text = text[:i] + "," + text[i:]
	}
	return text
}

// Number writes v with as few digits as identify it.
func Number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
