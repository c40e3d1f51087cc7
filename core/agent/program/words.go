package program

import (
	"errors"
	"fmt"
	"strings"

	"go.starlark.net/resolve"
	"go.starlark.net/starlark"
	"go.starlark.net/syntax"
)

// Error is a mistake in a program, in words for the person who wrote it.
type Error struct {
	Line    int // from 1; 0 where no line is to blame
	Column  int // from 1; 0 where it is not known
	Message string
}

// Error returns the message behind its line.
func (e *Error) Error() string {
	if e.Line == 0 {
		return e.Message
	}
	return fmt.Sprintf("line %d: %s", e.Line, e.Message)
}

func at(pos syntax.Position, message string) *Error {
	return &Error{int(pos.Line), int(pos.Col), message}
}

// kind returns what v is, as people call it.
func kind(v starlark.Value) string {
	switch v.(type) {
	case starlark.String:
		return "text"
	case starlark.Float:
		return "number"
	case starlark.Int:
		return "whole number"
	case *starlark.Builtin:
		return "function"
	}
	return v.Type()
}

// suggestion returns "; did you mean …?" with the name among names that is most like
// name, empty where none is.
func suggestion(name string, names []string, format string) string {
	if near := closest(name, names); near != "" {
		return "; did you mean " + fmt.Sprintf(format, near) + "?"
	}
	return ""
}

// closest returns the name that differs from name in the fewest letters, empty where
// that is more than every third.
func closest(name string, names []string) string {
	best, nearest := "", min(len(name), 60)/3+1
	for _, n := range names {
		if d := distance(name, n, nearest); d < nearest && d > 0 {
			best, nearest = n, d
		}
	}
	return best
}

// distance returns how many letters have to be put in, taken out, changed or swapped
// with the next to make b of a; limit where it is that or more.
func distance(a, b string, limit int) int {
	if d := len(a) - len(b); d >= limit || -d >= limit || len(a) > 60 {
		return limit
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := range len(a) {
		row[0] = i + 1
		for j := range len(b) {
			change := 1
			if a[i] == b[j] {
				change = 0
			}
			row[j+1] = min(last[j+1]+1, row[j]+1, last[j]+change)
			if i > 0 && j > 0 && a[i] == b[j-1] && a[i-1] == b[j] {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return min(last[len(b)], limit)
}

// syntaxError says in words what the parser did not understand.
func syntaxError(err error, source string) error {
	var e syntax.Error
	if !errors.As(err, &e) {
		return &Error{Message: err.Error()}
	}
	found := at(e.Pos, e.Msg)
	got, want := "", ""
	if rest, ok := strings.CutPrefix(e.Msg, "got "); ok {
		got, want, _ = strings.Cut(rest, ", want ")
	}
	if got == "newline" && found.Column == 1 && found.Line > 1 { // the parser stands behind it
		found.Line--
		if lines := strings.Split(strings.ReplaceAll(source, "\r\n", "\n"), "\n"); found.Line <= len(lines) {
			found.Column = len([]rune(lines[found.Line-1])) + 1
		}
	}
	found.Message = spoken(e.Msg, got, want)
	return found
}

// reserved are words of Python that mean nothing here.
var reserved = map[string]string{
	"import": "there are no modules: a policy uses see, memo and the functions that are listed",
	"from":   "there are no modules: a policy uses see, memo and the functions that are listed",
	"is":     "write == instead",
	"global": "what should last from one decision to the next belongs in memo", "nonlocal": "what should last from one decision to the next belongs in memo",
	"class": "", "try": "", "except": "", "finally": "", "raise": "use fail(\"…\") to stop", "with": "", "yield": "", "del": "use .pop(…)", "as": "", "async": "", "await": "",
}

func spoken(msg, got, want string) string {
	name := strings.Trim(got, "'`\"")
	if hint, ok := reserved[name]; ok {
		if hint != "" {
			hint = ": " + hint
		}
		return fmt.Sprintf("`%s` does not exist here%s", name, hint)
	}
	switch {
	case got == "'**'":
		return "`**` does not exist here: for a square write x * x"
	case got == "newline" && want == "':'":
		return "a `:` is missing at the end of the line"
	case want == "indent":
		return "the lines after a `:` have to begin further to the right"
	case got == "indent":
		return "this line begins further to the right than the one before, without a `:` there"
	case got == "'='" && want == "':'":
		return "`=` gives a name a value; to compare, write `==`"
	case got == "'='" && want == "')'":
		return "`=` gives a name a value; to compare, write `==`"
	case want == "primary expression":
		return fmt.Sprintf("a value is missing before %s", token(got))
	case got == "string literal":
		return "a text stands where none is expected; f\"…\" does not exist here: print takes several values"
	case got != "" && want != "":
		return fmt.Sprintf("%s stands where %s is expected", token(got), token(want))
	}
	for _, s := range [...][2]string{
		{"unindent does not match", "this line begins neither where the lines of its block begin nor where an outer block does: mend the spaces before it"},
		{"unexpected EOF in string", "this text has no end: a quotation mark is missing"},
		{"unexpected newline in string", "this text has no end: a quotation mark is missing on this line"},
		{"stray backslash", "a `\\` has no meaning here"},
		{"excessive nesting", "this is nested too deeply"},
		{"unexpected input character '!'", "`!` has no meaning here: write `not`, or `!=` for unequal"},
		{"conditional expression without else", "`… if …` inside an expression needs an `else …`"},
		{"not an identifier", "a name is missing here"},
		{"unparenthesized tuple", "there is a comma too many at the end"},
		{"keyword argument must have", "before `=` in a call stands a name; to compare, write `==`"},
		{"invalid float literal", "this number is not written as one"},
		{"invalid int literal", "this number is not written as one"},
		{"invalid escape sequence", "this text has a `\\` without a meaning: write `\\\\` for the sign itself"},
		{"obsolete form of octal", "a whole number does not begin with 0"},
	} {
		if strings.HasPrefix(msg, s[0]) {
			return s[1]
		}
	}
	if strings.Contains(msg, "does not associate") {
		return "compare two values at a time: `a < b and b < c`"
	}
	if rest, ok := strings.CutPrefix(msg, "unexpected input character "); ok {
		return rest + " has no meaning here"
	}
	if rest, ok := strings.CutPrefix(msg, "unexpected "); ok {
		return rest + " closes what was not opened"
	}
	return msg
}

// token returns a part of the language as people call it.
func token(name string) string {
	switch name {
	case "newline":
		return "the end of the line"
	case "end of file":
		return "the end of the program"
	case "indent":
		return "a line that begins further to the right"
	case "outdent":
		return "the end of the block"
	case "identifier":
		return "a name"
	case "string literal":
		return "a text"
	case "int literal", "float literal":
		return "a number"
	}
	return "`" + strings.Trim(name, "'") + "`"
}

// resolveError returns the first thing in the program that the resolver refuses.
func resolveError(err error) error {
	var list resolve.ErrorList
	if !errors.As(err, &list) {
		return &Error{Message: err.Error()}
	}
	first := list[0]
	for _, e := range list[1:] {
		if e.Pos.Line < first.Pos.Line || e.Pos.Line == first.Pos.Line && e.Pos.Col < first.Pos.Col {
			first = e
		}
	}
	return at(first.Pos, first.Msg)
}

// inWords turns what went wrong while the program ran into an [*Error]; steps is what
// it was allowed.
func (p *Program) inWords(err error, steps int) error {
	var own *Error
	if errors.As(err, &own) {
		return own
	}
	var e *starlark.EvalError
	if !errors.As(err, &e) {
		return &Error{Message: err.Error()}
	}
	pos := place(e)
	switch {
	case errors.Is(err, errTooBig), errors.Is(err, errNumber):
		return at(pos, e.Msg)
	case p.thread.Steps >= loadSteps:
		who := "act has not decided"
		if steps != DecisionSteps {
			who = "the program has not begun"
		}
		return at(pos, fmt.Sprintf("%s within %s steps: does a loop never end?", who, thousands(steps)))
	}
	return at(pos, failure(e.Msg, p.source))
}

func thousands(n int) string { return fmt.Sprintf("%d,%03d", n/1000, n%1000) }

// place returns the line of the program that e happened in.
func place(e *starlark.EvalError) syntax.Position {
	stack := e.CallStack
	if strings.HasPrefix(e.Msg, "function ") && len(stack) > 1 {
		stack = stack[:len(stack)-1] // the caller is to blame, for missing values or a circle
	}
	for i := len(stack) - 1; i >= 0; i-- {
		if pos := stack[i].Pos; pos.Line > 0 {
			return pos
		}
	}
	return syntax.Position{}
}

// failure says in words what the interpreter did not do.
func failure(msg, source string) string {
	if name, ok := strings.CutSuffix(strings.TrimPrefix(msg, "function "), " called recursively"); ok {
		return fmt.Sprintf("`%s` calls itself, which does not exist here: use a loop", name)
	}
	if strings.Contains(msg, "division by zero") || strings.Contains(msg, "modulo by zero") {
		return "a division by zero"
	}
	for _, scope := range [...]string{"local variable ", "global variable "} {
		if rest, ok := strings.CutPrefix(msg, scope); ok {
			if name, ok := strings.CutSuffix(rest, " referenced before assignment"); ok {
				hint := ""
				if strings.Contains(source, "\n"+name) || strings.HasPrefix(source, name) {
					hint = "; what should last from one decision to the next belongs in memo: memo[\"" + name + "\"]"
				}
				return fmt.Sprintf("`%s` is used before it has a value%s", name, hint)
			}
		}
	}
	if rest, ok := strings.CutPrefix(msg, "key "); ok {
		if name, ok := strings.CutSuffix(rest, " not in dict"); ok {
			return fmt.Sprintf("there is nothing under the key %s; .get(%s, 0) gives 0 then", name, name)
		}
	}
	if rest, ok := strings.CutPrefix(msg, "unknown binary op: "); ok {
		if words := strings.Fields(rest); len(words) == 3 {
			return fmt.Sprintf("`%s` does not work between a %s and a %s", words[1], named(words[0]), named(words[2]))
		}
	}
	if words := strings.Fields(msg); len(words) == 5 && strings.HasSuffix(msg, "not implemented") {
		return fmt.Sprintf("`%s` does not work between a %s and a %s", words[1], named(words[0]), named(words[2]))
	}
	switch {
	case strings.Contains(msg, "frozen"):
		return "what was made outside of act cannot change: keep a copy in memo, made with list(…) or dict(…)"
	case strings.Contains(msg, "during iteration"):
		return "a list or dict cannot change while a loop goes through it"
	case strings.HasPrefix(msg, "unhashable type"):
		return errKey.Error()
	case strings.HasPrefix(msg, "comparison exceeded"):
		return "lists that are nested so deeply cannot be compared"
	case strings.HasSuffix(msg, "in sequence assignment"):
		return "there are several names before `=` and one value behind it"
	case strings.HasPrefix(msg, "fail: "):
		return msg[len("fail: "):]
	}
	if before, _, ok := strings.Cut(msg, " field or method"); ok {
		if what, name, ok := strings.Cut(before, " has no "); ok {
			return fmt.Sprintf("a %s has no %s", named(what), name)
		}
	}
	if what, ok := strings.CutSuffix(msg, " value is not iterable"); ok {
		return fmt.Sprintf("a %s cannot be gone through", named(what))
	}
	if what, ok := strings.CutPrefix(msg, "invalid call of non-function ("); ok {
		return fmt.Sprintf("a %s cannot be called", named(strings.TrimSuffix(what, ")")))
	}
	return msg
}

// named returns what Starlark calls a kind of value as people call it.
func named(kind string) string {
	switch kind {
	case "string":
		return "text"
	case "float":
		return "number"
	case "int":
		return "whole number"
	case "NoneType":
		return "None"
	case "builtin_function_or_method":
		return "function"
	}
	return kind
}
