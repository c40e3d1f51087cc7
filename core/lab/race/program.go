package race

import (
	"fmt"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/rng"
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
		if l.script == nil || l.over() && !begins || l.script.Decide(s.ahead(l, begins), begins) {
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

// ahead returns the world in which a lane's next decision is made: its own; or, where a
// race begins or the start of the race changes the world first, a copy that has come so
// far, because nothing may change where a decision fails.
func (s *simulation) ahead(l *lane, begins bool) *cluster.World {
	changes := s.due(begins)
	if !begins && len(changes) == 0 {
		return l.episodes.World
	}
	e, err := agent.NewEpisodes(settingsOf(s.config).mind.World, s.config.Seed)
	if err != nil {
		panic("race: a checked world was refused: " + err.Error())
	}
	copied := &lane{key: l.key, episodes: e, random: rng.New(0), from: l.from, tally: newTally(e.World.Config())}
	if begins {
		copied.begin(s.races)
	} else {
		copied.configure(l.episodes.World.Config())
		if err := e.World.UnmarshalBinary(lab.Own(l.episodes.World.AppendBinary(nil))); err != nil {
			panic("race: a world cannot be copied: " + err.Error())
		}
	}
	copied.repeat(changes)
	return copied.episodes.World
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

// stops says in words that a program has failed; empty where none has.
func (s *simulation) stops() string {
	f := s.Fault()
	if f == nil {
		return ""
	}
	return fmt.Sprintf(" Your program in lane %d stops here: %s", f.Lane, f.Error())
}
