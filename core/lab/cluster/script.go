package cluster

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/rng"
)

// KeyProgram is the key of the text that holds a visitor's program, and of the choice
// that lets it act.
const KeyProgram = "program"

// ProgramText describes the text that holds a visitor's program.
var ProgramText = lab.Text{
	Key: KeyProgram, Label: "Your program", Max: lab.MaxText, Live: true, Check: CheckProgram,
	Help: "A policy in Starlark, which looks like Python: a function act(see, memo) that returns an action. While it is empty, h.3 in ten lines.",
}

// ProgramOption is the choice that lets it act.
var ProgramOption = lab.Option{
	Key: KeyProgram, Label: "Your program", Help: "A policy that you write. Until you do, it plays as h.3 does.",
}

// interpreter is a compiled program; see package program.
type interpreter interface {
	agent.Decider
	Begin()
	Undo()
	Keep()
	Return()
	Printed() []string
	AppendBinary(b []byte) ([]byte, error)
	UnmarshalBinary(b []byte) error
}

// Script lets a visitor's program act in one world. It decides before the step is taken,
// so that a decision that fails changes nothing: it can be made again, in a replay as it
// was live.
type Script struct {
	source  string
	program interpreter    // nil until it is asked for
	next    *cluster.World // where an episode's first decision is made
	action  int
	fault   *lab.Fault
}

// NewScript returns the script of a source that CheckProgram accepts, with an empty memo.
func NewScript(source string) *Script { return &Script{source: source} }

// compiled compiles the program when it is first needed: a replay may give a text many
// values of which none is ever run.
func (s *Script) compiled() interpreter {
	if s.program == nil {
		s.program = compiled(s.source)
	}
	return s.program
}

// compiled compiles a source that CheckProgram accepts.
func compiled(source string) interpreter {
	p, err := newProgram(source)
	if err != nil {
		panic("lab: a checked program was refused: " + err.Error())
	}
	return p
}

// Decide makes the decision of the next step of w, the first of an episode if begins, and
// reports whether there is one; see Fault.
func (s *Script) Decide(w *cluster.World, begins bool) bool {
	if begins {
		s.compiled().Begin()
	}
	action, err := s.compiled().Decide(w)
	s.action, s.fault = action, nil
	if err != nil {
		s.fault = FaultOf(err)
	}
	return err == nil
}

// ahead returns the world in which the next decision of e is made: where the episode is
// over, one at the beginning of the next, because e's own still shows the end.
func (s *Script) ahead(e *agent.Episodes) *cluster.World {
	config := e.World.Config()
	if !e.Over() {
		return e.World
	}
	if s.next == nil || s.next.Config() != config {
		w, err := cluster.New(config)
		if err != nil {
			panic("lab: a checked world was refused: " + err.Error())
		}
		s.next = w
	}
	s.next.Reset(rng.Derive(e.Seed, e.Number+1))
	return s.next
}

// Undo takes the last decision back, where another lane's has failed.
func (s *Script) Undo() { s.compiled().Undo() }

// Policy returns the program as it decides in worlds that are imagined.
func (s *Script) Policy() agent.Policy { return s.compiled() }

// Name returns the key of the choice.
func (s *Script) Name() string { return KeyProgram }

// Act returns the action that Decide has chosen.
func (s *Script) Act(*cluster.World, *rng.Source) int { return s.action }

// Fault returns why the last decision failed; nil where it did not.
func (s *Script) Fault() *lab.Fault { return s.fault }

// Printed returns the lines that the program printed at its last decision.
func (s *Script) Printed() []string {
	if s.program == nil {
		return nil
	}
	return s.program.Printed()
}

// AppendBinary appends the memo.
func (s *Script) AppendBinary(b []byte) ([]byte, error) { return s.compiled().AppendBinary(b) }

// UnmarshalBinary reads it.
func (s *Script) UnmarshalBinary(b []byte) error { return s.compiled().UnmarshalBinary(b) }
