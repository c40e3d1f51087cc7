package lab

import "github.com/resonetics/playground/core/field"

// record writes down a change that is about to be carried out. What a slider does before
// one and the same step is written down as one change, or as two: a number that is given
// another value before the step takes the place of the value it was given last, which no step has
// seen. That value stays where the number would otherwise go back to what it was before: a
// repetition has to count afresh from this step on, as this run does.
func (s *Session) record(c Change) (recount bool) {
	if s.replaces(c) {
		last := len(s.log) - 1
		s.log = s.log[:last]
		s.marks = s.marks[:s.before.marks]
		s.config.values[s.Lab().must(c.Key)] = s.before.value
	} else {
		s.remember(c)
	}
	s.log = append(s.log, c)
	return c.Op == OpSet && s.note(c)
}

// before is what the last change of the log found.
type before struct {
	log   int     // length of the log with that change; 0 where nothing can take its place
	marks int     // how many there were
	value float64 // of the number
	again bool    // the change ahead of it gave the same number a value, before the same step
}

// remember keeps what c finds, for another change that may take its place.
func (s *Session) remember(c Change) {
	if !s.Lab().slides(c) {
		s.before = before{}
		return
	}
	again := s.before.log == len(s.log) && s.before.log > 0 && s.sameNumber(c)
	s.before = before{len(s.log) + 1, len(s.marks), s.config.Get(c.Key), again}
}

// sameNumber reports whether c sets what the last change has set, before the same step.
func (s *Session) sameNumber(c Change) bool {
	last := &s.log[len(s.log)-1]
	return last.Step == c.Step && last.Key == c.Key
}

// replaces reports whether c takes the place of the last change.
func (s *Session) replaces(c Change) bool {
	return s.before.log > 0 && s.before.log == len(s.log) && s.Lab().slides(c) && s.sameNumber(c) &&
		(s.before.again || c.Value != s.before.value)
}

// slides reports whether a change gives a number its value: not a choice, a switch, a text,
// or a number that Lasts, whose values in between leave something behind.
func (l *Lab) slides(c Change) bool {
	if c.Op != OpSet || l.text(c.Key) >= 0 {
		return false
	}
	p := &l.Params[l.must(c.Key)]
	return !p.Lasts && (p.Kind() == field.Float || p.Kind() == field.Int)
}
