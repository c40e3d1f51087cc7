package lab

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Kind says how a parameter's number is read and shown.
type Kind uint8

// The kinds of parameters. Every value is a float64: an integer for Int, 0 or 1
// for Bool, an index into Choices for Choice.
const (
	Float Kind = iota
	Int
	Bool
	Choice
)

var kindNames = [...]string{"float", "int", "bool", "choice"}

// String returns the kind's name as the catalog spells it.
func (k Kind) String() string { return kindNames[k] }

// Option is one value of a Choice parameter.
type Option struct {
	Key   string // as written in links and flags
	Label string // as shown
	Help  string
}

// Param describes one knob, once: the command's flags, the page's controls, the
// desktop panel, the share link and the reference documentation are made from
// it.
type Param struct {
	Key     string // as written in links and flags
	Label   string
	Unit    string
	Help    string
	Group   string // heading under which the controls stand
	Kind    Kind
	Min     float64
	Max     float64
	Step    float64 // distance of two neighboring slider positions
	Default float64
	Options []Option // of a Choice
	Live    bool     // may change while the session runs
	Log     bool     // the slider moves in factors, not in differences
	Basic   bool     // shown without opening the advanced controls
}

// Check reports whether v is a value p accepts.
func (p *Param) Check(v float64) error {
	switch {
	case math.IsNaN(v) || v < p.Min || v > p.Max:
		return fmt.Errorf("%s is %s, want %s", p.Key, number(v), p.Range())
	case p.Kind != Float && v != math.Trunc(v):
		return fmt.Errorf("%s is %s, want a whole number (%s)", p.Key, number(v), p.Range())
	}
	return nil
}

// Range says in words which values p accepts.
func (p *Param) Range() string {
	switch p.Kind {
	case Bool:
		return "on or off"
	case Choice:
		keys := make([]string, len(p.Options))
		for i, o := range p.Options {
			keys[i] = o.Key
		}
		return "one of " + strings.Join(keys, ", ")
	}
	s := number(p.Min) + " to " + number(p.Max)
	if p.Unit != "" {
		s += " " + p.Unit
	}
	return s
}

// Parse reads a value as it is written in a link or a flag.
func (p *Param) Parse(text string) (float64, error) {
	wrong := func() error { return fmt.Errorf("%s is %q, want %s", p.Key, text, p.Range()) }
	switch p.Kind {
	case Bool:
		switch text {
		case "on", "true", "1":
			return 1, nil
		case "off", "false", "0":
			return 0, nil
		}
		return 0, wrong()
	case Choice:
		for i, o := range p.Options {
			if o.Key == text {
				return float64(i), nil
			}
		}
		return 0, wrong()
	}
	v, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, wrong()
	}
	return v, p.Check(v)
}

// Format writes v as Parse reads it, with as few digits as identify the number.
func (p *Param) Format(v float64) string {
	switch p.Kind {
	case Bool:
		if v != 0 {
			return "on"
		}
		return "off"
	case Choice:
		return p.Options[int(v)].Key
	}
	return number(v)
}

func number(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
