package lab

import (
	"fmt"
	"slices"
)

// Moment is a past moment of a run, and what happened from then on to the end of its
// episode: another run can begin from it.
type Moment struct {
	Config  Config   // as it was
	State   []byte   // of the world
	Policy  string   // who acted, as the lab spells it
	Actions []uint8  // that were taken from then on
	Changes []Change // that a person made from then on; Step counts from the moment
}

// WhatIf returns the run that asks what others would have done from the moment that many
// steps ago; see Lab.WhatIf. mind is what the acting policy has learned, for the run to
// load; nil where it does not learn.
func (s *Session) WhatIf(l List, back int) (r Run, mind []byte, err error) {
	if s.Lab().WhatIf == "" {
		return Run{}, nil, fmt.Errorf("the lab %s has no what if", s.Lab().Label)
	}
	to, err := l.Find(s.Lab().WhatIf)
	if err != nil {
		return Run{}, nil, err
	}
	if back < 0 || uint64(back) > s.step {
		return Run{}, nil, fmt.Errorf("%d steps back, want 0 to %d", back, s.step)
	}
	m := s.moment(s.step - uint64(back))
	if err := s.sim.Moment(m, back); err != nil {
		return Run{}, nil, err
	}
	config, err := to.From(NewConfig(to), m)
	if err == nil {
		r = Run{Config: config}
		err = r.Check()
	}
	if learner := s.sim.Learner(); err == nil && learner != nil {
		mind = learner.AppendMind(nil)
	}
	return r, mind, err
}

// moment returns what the session knows of the moment after a step. What was changed at
// that step came after it.
func (s *Session) moment(step uint64) *Moment {
	m := &Moment{Config: s.initial.Clone()}
	for _, c := range s.log {
		if c.Step >= step {
			c.Step -= step
			m.Changes = append(m.Changes, c)
		} else if c.Op == OpSet {
			m.Config.assign(c)
		}
	}
	return m
}

// Add puts a change among those that there are, before those of the same step.
func (m *Moment) Add(c Change) {
	i := 0
	for i < len(m.Changes) && m.Changes[i].Step < c.Step {
		i++
	}
	m.Changes = slices.Insert(m.Changes, i, c)
}
