// Package knob describes the numbers of a configuration by name, so that ranges,
// checkpoints, live changes and searches share one list.
package knob

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
)

// Knob is one field of a configuration.
type Knob struct {
	Key      string
	Field    any // *float64, *int, *bool, or *uint8 for a choice
	Min, Max float64
	Fixed    bool     // cannot change once the learner exists
	Choices  []string // names of a choice's values
}

// List is a configuration's fields in a fixed order. It writes through to them.
type List []Knob

// Get returns the field's value; 0 or 1 of a bool, the index of a choice.
func (k Knob) Get() float64 {
	switch f := k.Field.(type) {
	case *float64:
		return *f
	case *int:
		return float64(*f)
	case *uint8:
		return float64(*f)
	case *bool:
		if *f {
			return 1
		}
		return 0
	}
	panic("knob: " + k.Key + " has a field of an unknown type")
}

// Set checks v and gives it to the field.
func (k Knob) Set(v float64) error {
	if err := k.check(v); err != nil {
		return err
	}
	switch f := k.Field.(type) {
	case *float64:
		*f = v
	case *int:
		*f = int(v)
	case *uint8:
		*f = uint8(v)
	case *bool:
		*f = v != 0
	}
	return nil
}

func (k Knob) check(v float64) error {
	lo, hi := k.Min, k.Max
	_, real := k.Field.(*float64)
	switch k.Field.(type) {
	case *bool:
		lo, hi = 0, 1
	case *uint8:
		lo, hi = 0, float64(len(k.Choices)-1)
	}
	switch {
	case !(v >= lo && v <= hi):
		return fmt.Errorf("%s is %s, want %s", k.Key, number(v), k.accepted(lo, hi))
	case !real && v != math.Trunc(v):
		return fmt.Errorf("%s is %s, want a whole number", k.Key, number(v))
	}
	return nil
}

func (k Knob) accepted(lo, hi float64) string {
	if k.Choices != nil {
		return "0 to " + number(hi) + " (" + strings.Join(k.Choices, ", ") + ")"
	}
	return number(lo) + " to " + number(hi)
}

// Text returns the field's value as SetText reads it, exactly.
func (k Knob) Text() string {
	if k.Choices != nil {
		return k.Choices[int(k.Get())]
	}
	return number(k.Get())
}

// SetText gives the field the value that text spells: a number, or a choice's
// name.
func (k Knob) SetText(text string) error {
	if i := slices.Index(k.Choices, text); i >= 0 {
		return k.Set(float64(i))
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil || k.Choices != nil {
		return fmt.Errorf("%s is %q, want %s", k.Key, text, k.wanted())
	}
	return k.Set(v)
}

func (k Knob) wanted() string {
	if k.Choices != nil {
		return "one of " + strings.Join(k.Choices, ", ")
	}
	return "a number from " + number(k.Min) + " to " + number(k.Max)
}

// Find returns the field of that name.
func (l List) Find(key string) (Knob, error) {
	for _, k := range l {
		if k.Key == key {
			return k, nil
		}
	}
	return Knob{}, fmt.Errorf("%q is not a field of this configuration", key)
}

// Check returns an error that names the first field out of its range.
func (l List) Check() error {
	for _, k := range l {
		if err := k.check(k.Get()); err != nil {
			return err
		}
	}
	return nil
}

// CheckChange returns an error that names the first fixed field in which l and
// the list next of the same kind of configuration differ.
func (l List) CheckChange(next List) error {
	for i, k := range l {
		if k.Fixed && k.Get() != next[i].Get() {
			return fmt.Errorf("%s cannot change from %s to %s while learning; make a new learner", k.Key, k.Text(), next[i].Text())
		}
	}
	return nil
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
