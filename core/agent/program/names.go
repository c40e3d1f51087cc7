package program

import (
	"fmt"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// maxLocals is how many names of its own a function may have: each takes memory in
// every call.
const maxLocals = 250

// constant reports whether name is one of Starlark's own, which nothing replaces.
func constant(name string) bool { return name == "None" || name == "True" || name == "False" }

// checkNames refuses uses of names that mean nothing: neither in the program nor among
// the predeclared ones.
func checkNames(uses []*syntax.Ident, predeclared starlark.StringDict) error {
	for _, id := range uses {
		bind, ok := id.Binding.(*resolve.Binding)
		if !ok {
			continue
		}
		switch bind.Scope {
		case resolve.Predeclared:
			if !predeclared.Has(id.Name) {
				return at(id.NamePos, fmt.Sprintf("`%s` %s", cut(id.Name), missing(id.Name, uses)))
			}
		case resolve.Local, resolve.Cell, resolve.Free:
			if bind.Index >= maxLocals {
				return at(id.NamePos, fmt.Sprintf("a function has at most %d names of its own", maxLocals))
			}
		}
	}
	return nil
}

// spelled reports whether a program can spell the predeclared name: guards begin with a
// sign or end with a space.
func spelled(name string) bool {
	letter := name[0] | 0x20
	return letter >= 'a' && letter <= 'z' && name[len(name)-1] != ' '
}

// commonNames answer what people look for.
var commonNames = map[string]string{
	"random": "; there is no chance in a policy: the same world gets the same answer", "math": "; there are no modules", "round": "; int(x + 0.5) rounds",
	"true": "; did you mean True?", "false": "; did you mean False?", "none": "; did you mean None?", "null": "; did you mean None?",
	"set": "; a dict or a list will do",
}

// missing says that a name does not exist, and which one may have been meant.
func missing(name string, uses []*syntax.Ident) string {
	if starlark.Universe.Has(name) {
		return "does not exist here" + commonNames[name]
	}
	if name == "see" || name == "memo" {
		return "is not defined; see and memo exist inside of act"
	}
	hint := commonNames[name]
	if hint == "" {
		field, own := closest(name, names(fields)), closest(name, known(uses))
		switch {
		case fields[name] != 0:
			hint = "; did you mean see." + name + "?"
		case own != "" && (field == "" || distance(name, own, 9) < distance(name, field, 9)):
			hint = "; did you mean " + own + "?"
		case field != "":
			hint = "; did you mean see." + field + "?"
		}
	}
	return "is not defined" + hint
}

// known returns the names that mean something in the program.
func known(uses []*syntax.Ident) []string {
	all := map[string]bool{"see": true, "memo": true, "None": true, "True": true, "False": true, "print": true}
	for name := range predeclared {
		if spelled(name) {
			all[name] = true
		}
	}
	for _, id := range uses {
		if bind, ok := id.Binding.(*resolve.Binding); ok && bind.Scope != resolve.Predeclared {
			all[id.Name] = true
		}
	}
	return names(all)
}
