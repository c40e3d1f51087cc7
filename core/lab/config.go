package lab

import (
	"slices"
	"strings"

	"github.com/resonetics/playground/core/field"
)

// Config fixes a run: which lab, the seed everything random follows from, and
// one value per parameter and text of the lab. The zero value is not valid; use NewConfig.
type Config struct {
	Lab    *Lab
	Seed   uint64
	values []float64
	texts  []string
	sheet  *Sheet // shared by copies, never changed
}

// NewConfig returns lab l with every parameter at its default and the seed of a
// first visit.
func NewConfig(l *Lab) Config {
	c := Config{Lab: l, Seed: l.Seed, values: make([]float64, len(l.Params)), texts: make([]string, len(l.Texts))}
	for i := range l.Params {
		c.values[i] = l.Params[i].Default()
	}
	return c
}

// FirstVisit returns what somebody sees who opens lab l and asks for nothing else.
func FirstVisit(l *Lab) Config {
	c := NewConfig(l)
	for _, v := range l.Visit {
		if err := c.SetText(v.Key, v.Text); err != nil {
			panic("lab: a first visit: " + err.Error())
		}
	}
	return c
}

// Clone returns a copy that shares nothing with c.
func (c Config) Clone() Config {
	c.values, c.texts = slices.Clone(c.values), slices.Clone(c.texts)
	return c
}

// At returns the value of the i-th parameter of the lab.
func (c Config) At(i int) float64 { return c.values[i] }

// Get returns the value of the parameter with that key. It panics when the lab
// has none: keys come from the catalog.
func (c Config) Get(key string) float64 {
	return c.values[c.Lab.must(key)]
}

// Choice returns the value of a choice as links and flags spell it; see Get.
func (c Config) Choice(key string) string {
	i := c.Lab.must(key)
	return c.Lab.Params[i].Format(c.values[i])
}

// Reads reports whether a run of this configuration reads the i-th parameter of the lab; see
// [For].
func (c Config) Reads(i int) bool {
	f := &c.Lab.Params[i].For
	return len(f.Keys) == 0 || slices.ContainsFunc(f.Keys, func(key string) bool {
		return slices.Contains(f.Values, c.Choice(key))
	})
}

// Unread says where it is that nothing in a run of c reads the parameter of that key, as
// in "policy is h3"; empty where something does. It is Reads, and what else the lab knows.
func (c Config) Unread(key string) string {
	i := c.Lab.must(key)
	if !c.Reads(i) {
		var choices []string
		for _, key := range c.Lab.Params[i].For.Keys {
			choices = append(choices, key+" is "+c.Choice(key))
		}
		return strings.Join(choices, ", ")
	}
	if c.Lab.Unread == nil {
		return ""
	}
	return c.Lab.Unread(c, key)
}

// Set gives the parameter with that key the value v. On error c is unchanged.
func (c *Config) Set(key string, v float64) error {
	i, err := c.Lab.Param(key)
	if err == nil {
		err = c.Lab.Params[i].Check(v)
	}
	if err == nil {
		err = c.assignValue(i, v)
	}
	return err
}

// assignValue gives the i-th parameter a value that it accepts, unless it is locked at another.
func (c *Config) assignValue(i int, v float64) error {
	if v != c.values[i] {
		if err := c.Locked(c.Lab.Params[i].Key); err != nil {
			return err
		}
		c.values[i] = v
	}
	return nil
}

// assignText does the same for the i-th text.
func (c *Config) assignText(i int, v string) error {
	if v != c.texts[i] {
		if err := c.Locked(c.Lab.Texts[i].Key); err != nil {
			return err
		}
		c.texts[i] = v
	}
	return nil
}

// SetText gives the parameter or text with that key the value that text spells, as
// links do.
func (c *Config) SetText(key, text string) error {
	if i := c.Lab.text(key); i >= 0 {
		v, err := c.Lab.Texts[i].parse(text)
		if err == nil {
			err = c.assignText(i, v)
		}
		return err
	}
	i, err := c.Lab.Param(key)
	if err != nil {
		return err
	}
	v, err := c.Lab.Params[i].Parse(text)
	if err == nil {
		err = c.assignValue(i, v)
	}
	return err
}

// SetPreset gives every parameter the value of the preset with that key, and reports
// whether the lab has it. It panics where one is locked; see LockedPreset.
func (c *Config) SetPreset(key string) bool {
	values := c.Lab.Preset(key)
	for param, v := range values {
		if err := c.Set(param, v); err != nil {
			panic("lab: preset " + key + ": " + err.Error())
		}
	}
	return values != nil
}

// Fill gives the fields of a configuration of the science, which must have one for
// every parameter, the values of c. It panics when one is refused: c has been checked.
func (c Config) Fill(fields field.List) {
	for i, v := range c.values {
		if err := fields.Must(c.Lab.Params[i].Key).Set(v); err != nil {
			panic("lab: a checked parameter was refused: " + err.Error())
		}
	}
}

// Equal reports whether both describe the same run.
func (c Config) Equal(d Config) bool {
	return c.Lab == d.Lab && c.Seed == d.Seed && slices.Equal(c.values, d.values) && slices.Equal(c.texts, d.texts) && sameSheet(c.sheet, d.sheet)
}

// views reports whether c only says what the stage shows.
func (l *Lab) views(c Change) bool {
	if c.Op != OpSet || l.text(c.Key) >= 0 {
		return false
	}
	return l.Params[l.must(c.Key)].View
}
