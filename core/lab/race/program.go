package race

import (
	"fmt"

	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
)

// Every lane of the visitor's program has one of its own, with a memo of its own.

// WriteText implements lab.Simulation: the new program begins without a memo.
func (s *simulation) WriteText(_, v string) {
	s.source = v
	for _, l := range s.lanes {
		if l.script != nil {
			l.script = clusterlab.NewScript(v)
		}
	}
}

// decide lets the programs decide before any lane takes its step, and reports whether all
// of them did: where one fails, the race stands still as it was.
func (s *simulation) decide(begins bool) bool {
	for i, l := range s.lanes {
		if l.script == nil || l.over() && !begins || l.script.Decide(l.episodes) {
			continue
		}
		for _, before := range s.lanes[:i] {
			if before.script != nil && (begins || !before.over()) {
				before.script.Undo()
			}
		}
		return false
	}
	return true
}

// Fault implements lab.Simulation.
func (s *simulation) Fault() *lab.Fault {
	for _, l := range s.lanes {
		if l.script != nil && l.script.Fault() != nil {
			f := *l.script.Fault()
			f.Lane = l.number + 1
			return &f
		}
	}
	return nil
}

// Printed implements lab.Simulation, with what the first program printed.
func (s *simulation) Printed() []string {
	for _, l := range s.lanes {
		if l.script != nil {
			return l.script.Printed()
		}
	}
	return nil
}

// checkPrograms reports a lane that this build cannot run.
func checkPrograms(c lab.Config) error {
	for i := range Lanes {
		if c.Choice(laneKey(i)) == clusterlab.KeyProgram {
			return clusterlab.CanProgram()
		}
	}
	return nil
}

// stops says in words that a program has failed; empty where none has.
func (s *simulation) stops() string {
	f := s.Fault()
	if f == nil {
		return ""
	}
	return fmt.Sprintf(" Your program in lane %d stops here: %s", f.Lane, f.Error())
}
