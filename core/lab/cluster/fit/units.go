package fit

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/field"
)

// The largest value that a column of fractions, and one of percents, may have: what is
// measured overshoots.
const (
	mostFraction = 1.2
	mostPercent  = 120
)

// factors returns what makes the values of every node fractions, NaN for a node whose unit is
// not known, and says what was assumed.
func (h *history) factors(ch int) ([]float64, error) {
	most := 0.0
	for i := range h.nodes {
		if t := &h.nodes[i].tracks[ch]; t.count > 0 && t.scale == unsaid {
			most = max(most, t.most)
		}
	}
	factors := make([]float64, len(h.nodes))
	used, unlimited, example := 0, 0, ""
	for i := range h.nodes {
		n := &h.nodes[i]
		factors[i] = n.factor(ch, most)
		switch {
		case n.tracks[ch].count == 0:
		case math.IsNaN(factors[i]):
			unlimited++
			example = n.name
		default:
			used++
		}
	}
	if used == 0 && unlimited > 0 {
		what := [channels][3]string{{"bytes", "memory_limit", "--memory-limit 16Gi"}, {"cores", "cpu_limit", "--cpu-limit 4"}}[ch]
		return nil, fmt.Errorf("%s is in %s, and nothing says how many a node has: add a column %s, or in the terminal %s", channelNames[ch], what[0], what[1], what[2])
	}
	h.noteUnits(ch, most, used)
	if unlimited > 0 {
		h.note(Note{Key: channelNames[ch] + "-unlimited", Values: []float64{float64(unlimited)}, Text: field.Short(example)})
	}
	return factors, nil
}

// factor returns what makes the values of a node fractions. most is the largest value of all
// nodes whose unit nothing says.
func (n *node) factor(ch int, most float64) float64 {
	t := &n.tracks[ch]
	percents := most > mostFraction && most <= mostPercent
	switch {
	case t.scale == fraction || t.scale == unsaid && most <= mostFraction:
		return 1
	case t.scale == unsaid && percents && isFraction(ch, t.most):
		return 1
	case t.scale == unsaid && percents:
		return 0.01
	case n.limits[ch] > 0:
		return 1 / n.limits[ch]
	}
	return math.NaN()
}

// isFraction reports whether a node among others of percents has fractions: its memory never
// passes 1. A CPU may well stay below 1 %.
func isFraction(ch int, most float64) bool { return ch == memory && most <= mostFraction }

// noteUnits says in which unit the values of a channel were taken to be.
func (h *history) noteUnits(ch int, most float64, used int) {
	kinds := map[string]int{}
	for i := range h.nodes {
		n := &h.nodes[i]
		t := &n.tracks[ch]
		switch {
		case t.count == 0:
		case t.scale == fraction:
			kinds["-said"]++
		case t.scale == absolute || most > mostPercent:
			kinds["-limit"]++
		case most <= mostFraction || isFraction(ch, t.most):
			kinds["-fraction"]++
		default:
			kinds["-percent"]++
		}
	}
	for _, kind := range []string{"-fraction", "-percent", "-limit"} { // what is said is not assumed
		if n := kinds[kind]; n > 0 {
			h.note(Note{Key: channelNames[ch] + kind, Values: []float64{most, float64(n), float64(used)}})
		}
	}
}

func (h *history) note(n Note) { h.notes = append(h.notes, n) }

// noteRest says what was left out, and what a table lacks.
func (h *history) noteRest() {
	for _, c := range []struct {
		key   string
		count int
		text  string
	}{
		{"wrong", h.wrong, h.firstWrong}, {"backward", h.backward, ""}, {"repeated", h.repeated, ""},
	} {
		if c.count > 0 {
			h.note(Note{Key: c.key, Values: []float64{float64(c.count)}, Text: c.text})
		}
	}
	if !h.timed {
		h.note(Note{Key: "no-time"})
	}
	if h.noNodes {
		h.note(Note{Key: "no-node"})
	}
}
