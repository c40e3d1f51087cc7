package lab

import (
	"encoding/base64"
	"fmt"
	"math"
	"slices"

	"github.com/resonetics/playground/core/field"
)

// Former is a parameter as links of version 1 knew it. Their logs name a parameter by
// its place in the table of that time, and a choice by its place among the options, so
// that a lab keeps that table for ever, apart from the one in force.
type Former struct {
	Key     string
	Now     string   // its present key; empty where it is the same
	Default string   // what links that leave it out mean
	Options []string // of a choice, by the numbers in a log
}

func (f *Former) now() string {
	if f.Now != "" {
		return f.Now
	}
	return f.Key
}

// former returns the parameter with that key of version 1.
func (l *Lab) former(key string) (*Former, error) {
	i := slices.IndexFunc(l.Former, func(f Former) bool { return f.Key == key })
	if i < 0 {
		return nil, fmt.Errorf("unknown parameter %s of lab %s in a link of version 1", field.Quote(key), l.Key)
	}
	return &l.Former[i], nil
}

// setFormer is SetText of a link of version 1.
func (c *Config) setFormer(key, text string) error {
	f, err := c.Lab.former(key)
	if err != nil {
		return err
	}
	return c.SetText(f.now(), text)
}

// setFormerDefaults gives every parameter what links of version 1 that leave it out
// mean.
func (c *Config) setFormerDefaults() {
	for i := range c.Lab.Former {
		f := &c.Lab.Former[i]
		c.mustSet(f.now(), f.Default)
	}
}

// decodeFormer reads a log of version 1: per change the steps since the one before,
// operation, target and, except for OpAct, the eight bytes of the value.
func (l *Lab) decodeFormer(text string) ([]Change, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(text)
	if err != nil {
		return nil, errLog
	}
	r := logReader{b: b}
	return r.changes(func(c *Change) error {
		target, v := r.uvarint(math.MaxUint32), r.value()
		if target >= uint64(len(l.Former)) {
			return fmt.Errorf("parameter number %d, want at most %d", target, len(l.Former)-1)
		}
		f := &l.Former[target]
		i, err := l.Param(f.now())
		if err != nil {
			return err
		}
		c.Key, c.Value = l.Params[i].Key, v
		if f.Options == nil {
			return nil
		}
		if !(v >= 0 && v < float64(len(f.Options))) || v != math.Trunc(v) {
			return fmt.Errorf("%s is %g, want 0 to %d", f.Key, v, len(f.Options)-1)
		}
		c.Value, err = l.Params[i].Parse(f.Options[int(v)])
		return err
	})
}
