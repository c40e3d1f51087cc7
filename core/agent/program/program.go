// Package program runs policies for a cluster that people write in Starlark, a small
// dialect of Python: a function act(see, memo) that returns an action.
//
// A program is deterministic and shut in: there is no clock, no chance, no file, no
// module. Every operation whose work or memory grows with its operands is charged to
// the steps of the decision before it is done, so that time and memory of a decision
// are bounded whatever the program does; see guard.go. check.go rewrites the syntax
// tree to that end.
//
// The package links Starlark, which the page loads on request only: in a browser,
// core/lab imports it where the build tag "programs" is set.
package program

import (
	"errors"
	"fmt"
	"maps"
	"strings"
	"unicode/utf8"

	"go.starlark.net/starlark"
	"go.starlark.net/syntax"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Limits of a program.
const (
	MaxSource     = 64 << 10 // bytes
	DecisionSteps = 20_000   // steps of the interpreter that a decision may take
	loadSteps     = 100_000  // and what stands outside of functions, once
)

// dialect is the part of Starlark that is on: what somebody who knows Python expects,
// without recursion and sets.
var dialect = &syntax.FileOptions{While: true, TopLevelControl: true, GlobalReassign: true}

// Program is a policy in Starlark. It is not safe for concurrent use; programs made of
// one source share nothing.
type Program struct {
	name, source string

	thread  starlark.Thread
	act     *starlark.Function
	see     *see
	memo    *starlark.Dict
	before  *starlark.Dict // the memo before the last decision; nil: empty
	first   bool           // the next decision begins an episode
	args    starlark.Tuple // see, memo
	chosen  int            // what the present decision returned; -1 for nothing yet
	printed []string
	kept    kept
	quiet   bool // nothing is printed
}

var _ agent.Decider = (*Program)(nil)

// New compiles source and runs what stands outside of functions. The name is the
// policy's. An error is an [*Error].
func New(source, name string) (p *Program, err error) {
	defer func() {
		if r := recover(); r != nil {
			p, err = nil, &Error{Message: fmt.Sprintf("this program breaks the interpreter: %v", r)}
		}
	}()
	switch {
	case len(source) > MaxSource:
		return nil, &Error{Message: fmt.Sprintf("the program has %d bytes; at most %d are accepted", len(source), MaxSource)}
	case !utf8.ValidString(source) || strings.ContainsRune(source, 0):
		return nil, &Error{Message: "the program is not text in UTF-8"}
	}
	p = &Program{name: name, source: source, see: newSee(), chosen: -1}
	p.thread.Print = func(*starlark.Thread, string) {}
	p.thread.SetMaxExecutionSteps(loadSteps)
	globals, err := p.load()
	if err != nil {
		return nil, err
	}
	if p.act, err = actOf(globals); err != nil {
		return nil, err
	}
	p.forget()
	return p, nil
}

// load returns the program's globals, frozen.
func (p *Program) load() (starlark.StringDict, error) {
	names := maps.Clone(predeclared)
	names[guardReturn] = starlark.NewBuiltin("return", p.returned)
	names["print"] = starlark.NewBuiltin("print", p.print)
	file, err := dialect.Parse("policy", p.source, 0)
	if err != nil {
		return nil, syntaxError(err, p.source)
	}
	uses, err := check(file)
	if err != nil {
		return nil, err
	}
	// Every name that means nothing passes as predeclared, because the resolver's own
	// search for what was meant takes seconds where there are thousands.
	compiled, err := starlark.FileProgram(file, func(name string) bool { return !constant(name) })
	if err != nil {
		return nil, resolveError(err)
	}
	if err := checkNames(uses, names); err != nil {
		return nil, err
	}
	globals, err := compiled.Init(&p.thread, names)
	if err != nil {
		return nil, p.inWords(err, loadSteps)
	}
	left := loadSteps
	for _, name := range globals.Keys() {
		if left -= weigh(globals[name], left); left < 0 { // before Freeze, which walks without a bound
			return nil, &Error{Message: fmt.Sprintf("`%s` holds too much, or is nested too deeply", name)}
		}
	}
	globals.Freeze()
	return globals, nil
}

// shape is how act is written, for messages.
const shape = "`def act(see, memo):`"

func actOf(globals starlark.StringDict) (*starlark.Function, error) {
	v, ok := globals["act"]
	if !ok {
		return nil, &Error{Message: "there is no function `act`; a policy begins with " + shape}
	}
	f, ok := v.(*starlark.Function)
	if !ok {
		return nil, &Error{Message: fmt.Sprintf("`act` is a %s; it has to be a function, %s", kind(v), shape)}
	}
	if f.NumParams() != 2 || f.HasVarargs() || f.HasKwargs() || f.NumKwonlyParams() > 0 {
		return nil, at(f.Position(), "`act` has to take two values, see and memo: "+shape)
	}
	return f, nil
}

// Name returns the program's name.
func (p *Program) Name() string { return p.name }

func (p *Program) forget() { p.use(new(starlark.Dict)) }

func (p *Program) use(memo *starlark.Dict) {
	p.memo = memo
	p.args = starlark.Tuple{p.see, memo}
}

// Decide returns the action that the program chooses in w, whose rules have it. The
// memo is forgotten where w has taken no step yet. On error, which is an [*Error], it
// is what it was before: the same decision fails again.
func (p *Program) Decide(w *cluster.World) (action int, err error) {
	defer func() {
		if r := recover(); r != nil {
			action, err = 0, &Error{Message: fmt.Sprintf("this program breaks the interpreter: %v", r)}
			p.Undo()
		}
	}()
	p.see.look(w)
	p.begin(p.first || w.Steps() == 0)
	p.thread.Steps, p.chosen, p.printed = loadSteps-DecisionSteps, -1, p.printed[:0]
	v, err := starlark.Call(&p.thread, p.act, p.args, nil)
	if err == nil && p.chosen < 0 { // act is not the function that has the name, or it came to its end
		if p.chosen, err = p.see.action(v); err != nil {
			err = at(p.act.Position(), err.Error())
		}
	}
	if err == nil && p.memo.Len() > 0 {
		if err = p.settle(); err != nil {
			err = at(p.act.Position(), err.Error())
		}
	}
	if err != nil {
		err = p.inWords(err, DecisionSteps)
		p.thread.Uncancel()
		p.Undo()
		return 0, err
	}
	return p.chosen, nil
}

// Begin says that the next decision is the first of an episode, which needs to be said
// only where that does not begin with the first step of a world.
func (p *Program) Begin() { p.first = true }

// begin keeps the memo for Undo and gives the program the one to write into.
func (p *Program) begin(afresh bool) {
	p.before, p.first = p.memo, false
	switch {
	case p.memo.Len() == 0:
		p.before = nil // what is empty need not be copied
	case afresh:
		p.forget()
	default:
		p.use(p.copied())
	}
}

// Undo makes the memo what it was before the last decision, for a caller that did not
// carry that out.
func (p *Program) Undo() {
	if p.before == nil {
		p.forget()
		return
	}
	p.use(p.before)
}

// Act is Decide without a reason: what could not be decided is action 0.
func (p *Program) Act(w *cluster.World, _ *rng.Source) int {
	action, _ := p.Decide(w)
	return action
}

// returned takes the value of a return of act; it is called in its place, so that an
// error has the line of that return.
func (p *Program) returned(_ *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, _ []starlark.Tuple) (starlark.Value, error) {
	if p.see.world == nil { // act is called while the program loads
		return args[0], nil
	}
	var err error
	p.chosen, err = p.see.action(args[0])
	return args[0], err
}

// Bounds of what print keeps of a decision.
const (
	maxLines  = 20
	maxLetter = 200
)

// Printed returns what the last decision printed: its first lines, cut to a moderate
// length. The slice is valid until the next decision.
func (p *Program) Printed() []string { return p.printed }

func (p *Program) print(thread *starlark.Thread, _ *starlark.Builtin, args starlark.Tuple, kwargs []starlark.Tuple) (starlark.Value, error) {
	if len(kwargs) > 0 {
		return nil, errors.New("print takes values only, without names")
	}
	if err := charge(thread, weighAll(args)); err != nil {
		return nil, err
	}
	if p.quiet || len(p.printed) >= maxLines {
		return starlark.None, nil
	}
	line := []rune{}
	for i, v := range args {
		if i > 0 {
			line = append(line, ' ')
		}
		text, isText := starlark.AsString(v)
		if !isText {
			text = v.String()
		}
		line = append(line, []rune(text)...)
	}
	p.printed = append(p.printed, string(line[:min(len(line), maxLetter)]))
	return starlark.None, nil
}
