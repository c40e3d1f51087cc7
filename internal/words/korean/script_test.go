package korean

import (
	"fmt"
	"strings"
)

// literal is a text in a script: of quotes, or a template, with {0}, {1} … for its values.
type literal struct {
	text   string
	tagged bool // a message: a template behind t
	before string
}

// literals returns the texts of a script, those within templates too.
func literals(script string) []literal {
	s := &scanner{script: script}
	s.code(0, false)
	return s.found
}

type scanner struct {
	script string
	found  []literal
}

// code reads statements from a place on: to the end, or, of a value in a template, to the
// bracket that closes it. It returns where it has come to.
func (s *scanner) code(at int, value bool) int {
	depth, last := 0, byte(0)
	for at < len(s.script) {
		c := s.script[at]
		switch {
		case strings.HasPrefix(s.script[at:], "//"):
			at += max(1, strings.IndexByte(s.script[at:]+"\n", '\n'))
			continue
		case c == '\'' || c == '"':
			at, last = s.quoted(at), 'x'
			continue
		case c == '`':
			at, last = s.template(at), 'x'
			continue
		case c == '/' && strings.IndexByte("(,=:[!&|?>", last) >= 0:
			at, last = s.expression(at), 'x'
			continue
		case c == '{':
			depth++
		case c == '}' && value && depth == 0:
			return at + 1
		case c == '}':
			depth--
		}
		if c > ' ' {
			last = c
		}
		at++
	}
	return at
}

// quoted reads a text between quotes.
func (s *scanner) quoted(at int) int {
	end := at + 1
	for s.script[end] != s.script[at] {
		if s.script[end] == '\\' {
			end++
		}
		end++
	}
	s.add(at, s.script[at+1:end], false)
	return end + 1
}

// template reads a template, and what stands in it.
func (s *scanner) template(at int) int {
	text, end := "", at+1
	for values := 0; s.script[end] != '`'; {
		switch {
		case s.script[end] == '\\':
			text += s.script[end : end+2]
			end += 2
		case strings.HasPrefix(s.script[end:], "${"):
			text += fmt.Sprintf("{%d}", values)
			values++
			end = s.code(end+2, true)
		default:
			text += s.script[end : end+1]
			end++
		}
	}
	s.add(at, text, strings.HasSuffix(s.script[:at], "t") && !strings.ContainsAny(s.script[at-2:at-1], "abcdefghijklmnopqrstuvwxyz."))
	return end + 1
}

// expression skips a regular expression.
func (s *scanner) expression(at int) int {
	set := false
	for at++; s.script[at] != '/' || set; at++ {
		switch s.script[at] {
		case '\\':
			at++
		case '[':
			set = true
		case ']':
			set = false
		}
	}
	return at + 1
}

var unescaped = strings.NewReplacer(`\u00a0`, "\u00a0", `\n`, "\n", "\\`", "`", `\'`, "'")

func (s *scanner) add(at int, text string, tagged bool) {
	s.found = append(s.found, literal{unescaped.Replace(text), tagged, s.script[max(0, at-60):at]})
}
