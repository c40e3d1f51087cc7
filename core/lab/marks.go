package lab

import (
	"slices"
	"strings"
)

// Mark is a change of parameters on the time axis.
type Mark struct {
	Step uint64 // steps that had been taken when it was made
	Text string // what changed, as in "Drift 0.005 → 0.009"
}

// mark is a change of one parameter or text, of which a Mark tells.
type mark struct {
	step    uint64
	text    bool
	param   int // of the lab's, or of its texts
	was, is float64
	preset  int // whose values the run has had from there on; -1 for none
}

// note remembers what c, a checked OpSet that is about to be carried out, changes, and
// reports whether the counts begin again with it: it changes who acts, or the world.
func (s *Session) note(c Change) (recount bool) {
	l, next := s.config.Lab, s.config.Clone()
	next.assign(c)
	if next.Equal(s.config) {
		return false
	}
	m := mark{step: c.Step, param: l.text(c.Key)}
	if m.text = m.param >= 0; !m.text {
		m.param = l.must(c.Key)
		m.was, m.is = s.config.values[m.param], c.Value
	}
	m.preset = slices.IndexFunc(l.Presets, func(p Preset) bool { return next.Has(p.Values) })
	s.marks = append(s.marks, m)
	if !m.text && l.Params[m.param].Tunes {
		return false
	}
	s.since, s.why, s.loaded = c.Step, l.because(m), false
	return true
}

// Has reports whether c has all those values, by key.
func (c Config) Has(values map[string]float64) bool {
	for key, v := range values {
		if c.Get(key) != v {
			return false
		}
	}
	return true
}

// because says since when counts are counted that began with m.
func (l *Lab) because(m mark) string {
	if m.text {
		return "since " + l.Texts[m.param].Label + " changed"
	}
	p := &l.Params[m.param]
	switch {
	case p.Key == l.Actor && p.Options[int(m.is)].Key == "you":
		return "since you took over"
	case p.Key == l.Actor:
		return "since you chose " + p.Options[int(m.is)].Label
	case m.preset >= 0:
		return "since the preset " + l.Presets[m.preset].Label
	}
	return "since " + p.Label + " changed"
}

// markWidth is how many points of a chart one mark stands for at most: the changes of a
// slider that is dragged are one.
const markWidth = 8

// appendMarks appends the marks of the steps that d shows to dst.
func (s *Session) appendMarks(dst []Mark, d *ChartData) []Mark {
	first, _ := slices.BinarySearchFunc(s.marks, d.First, func(m mark, step uint64) int {
		if m.step < step {
			return -1
		}
		return 1
	})
	width := markWidth * max(d.Stride, 1)
	for from := first; from < len(s.marks); {
		to := from + 1
		for to < len(s.marks) && s.marks[to].step/width == s.marks[from].step/width {
			to++
		}
		if text := s.config.Lab.tell(s.marks[from:to]); text != "" {
			dst = append(dst, Mark{s.marks[from].step, text})
		}
		from = to
	}
	return dst
}

// mostTold is how many parameters a mark names.
const mostTold = 3

// tell says what changes made one after the other have changed together; empty where
// that is nothing.
func (l *Lab) tell(all []mark) string {
	var sum []mark // a parameter each
	for _, m := range all {
		if i := slices.IndexFunc(sum, func(o mark) bool { return o.param == m.param && o.text == m.text }); i >= 0 {
			sum[i].is = m.is
		} else {
			sum = append(sum, m)
		}
	}
	sum = slices.DeleteFunc(sum, func(m mark) bool { return m.was == m.is && !m.text })
	if preset := all[len(all)-1].preset; len(sum) > 1 && preset >= 0 {
		return "Preset " + l.Presets[preset].Label
	}
	words := make([]string, min(len(sum), mostTold))
	for i := range words {
		words[i] = l.tellOne(sum[i])
	}
	if len(sum) > mostTold {
		words = append(words, "and more")
	}
	return strings.Join(words, ", ")
}

func (l *Lab) tellOne(m mark) string {
	if m.text {
		return l.Texts[m.param].Label + " changed"
	}
	p := &l.Params[m.param]
	return p.Label + " " + p.Words(m.was) + " → " + p.Words(m.is)
}
