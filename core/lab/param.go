package lab

import (
	"slices"
	"strings"

	"github.com/resonetics/playground/core/field"
)

// Option is one value of a choice.
type Option struct {
	Key   string // as written in links and flags
	Label string // as shown
	Help  string
}

// Param shows one number of a configuration to a person. The number itself, with its
// default and the values that it accepts, is a field of the configuration, which Bind
// joins by key; a Param adds words and the range of a slider.
type Param struct {
	field.Field
	Key     string // as written in links and flags: that of the field
	Label   string
	Unit    string
	Help    string
	Group   string  // heading under which the controls stand
	From    float64 // range of the slider; the field may accept more
	To      float64
	Step    float64  // distance of two neighboring slider positions
	Options []Option // of a choice, in the order of the field's
	For     For      // the runs that read it
	OnReset bool     // does not change while the session runs, though the number could
	Log     bool     // the slider moves in factors, not in differences
	Lasts   bool     // a value leaves something behind at once, though no step has seen it
	Tunes   bool     // of a learner: a change leaves counts of episodes alone
	View    bool     // says what the stage shows: a run does not depend on it, and a change is none of the run
	Basic   bool     // shown without opening the advanced controls
}

// For says which runs read a parameter: those where one of some choices of the lab has one
// of some values. The zero value means every run. In the others the parameter keeps its
// value, and no screen shows it.
type For struct {
	Keys   []string // of the choices
	Values []string // as links spell them
}

// Bind gives every parameter the field of its key, and returns params. It panics where
// there is none, or where options and choices differ: both are written in the program.
func Bind(fields field.List, params []Param) []Param {
	for i := range params {
		p := &params[i]
		p.Field = fields.Must(p.Key)
		if len(p.Options) != len(p.Choices) {
			panic("lab: the options of " + p.Key + " are not the choices of its field")
		}
		for j, o := range p.Options {
			if o.Key != p.Choices[j] {
				panic("lab: option " + o.Key + " of " + p.Key + " is not choice " + p.Choices[j] + " of its field")
			}
		}
		if p.From == p.To {
			p.From, p.To = p.Field.Range()
		}
	}
	return params
}

// Default returns the value with which a run starts unless it is given another.
func (p *Param) Default() float64 { return p.Get() }

// Live reports whether the parameter may change while the session runs.
func (p *Param) Live() bool { return !p.Fixed && !p.OnReset }

// Range says in words which values p accepts, with its unit.
func (p *Param) Range() string {
	if p.Unit == "" || len(p.Choices) > 0 || p.Kind() == field.Bool {
		return p.Accepted()
	}
	return p.Accepted() + " " + p.Unit
}

// OptionKeys returns the keys of options, in their order, but for those excepted.
func OptionKeys(options []Option, except ...string) []string {
	keys := make([]string, 0, len(options))
	for _, o := range options {
		if !slices.Contains(except, o.Key) {
			keys = append(keys, o.Key)
		}
	}
	return keys
}

// Words writes v, a value that p accepts, for people: a choice by its label, a number as
// Thousands would.
func (p *Param) Words(v float64) string {
	if len(p.Options) > 0 {
		return p.Options[int(v)].Label
	}
	return p.Field.Words(v)
}

// Thousands writes a count with commas.
func Thousands(n int) string { return field.Words(float64(n)) }

// UnitOf returns a unit of the catalog, a plural in s or none, for a number as it is
// written: "node" for "1".
func UnitOf(unit, written string) string {
	if written == "1" {
		return strings.TrimSuffix(unit, "s")
	}
	return unit
}

// Count writes how many of something there are, as in "1 hotspot" and "1,200 hotspots".
func Count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Thousands(n) + " " + many
}
