package program

import "go.starlark.net/starlark"

// kept is what a program remembers while it decides in a future that is only imagined.
type kept struct {
	memo, before *starlark.Dict // nil: empty
	first        bool
	printed      []string
}

// Keep keeps what the program remembers now, for Return. Until then it prints nothing.
func (p *Program) Keep() {
	p.kept, p.quiet = kept{p.memo, p.before, p.first, p.printed}, true
	if p.memo.Len() == 0 {
		p.kept.memo = nil // an empty memo is written into; any other is copied first
	}
}

// Return makes the program remember again what Keep kept.
func (p *Program) Return() {
	p.before, p.first, p.printed, p.quiet = p.kept.before, p.kept.first, p.kept.printed, false
	if p.kept.memo == nil {
		p.forget()
		return
	}
	p.use(p.kept.memo)
}
