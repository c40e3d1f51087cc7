// Package words says in another language what was said in English. Everything that a person
// reads is written in English where it is made, and looked up in a table where it is shown: by
// the whole text, by a form of it with {0}, {1} … where values stood, or sentence by sentence.
// What the table does not know stays English.
package words

import (
	"cmp"
	"slices"
	"strings"
)

// Table has the messages of one language by their English. The nil table leaves English as it
// is. It is used by one goroutine at a time.
type Table struct {
	exact map[string]string
	forms []form
	said  map[string]string // what was asked for before
}

// form is a message with holes.
type form struct {
	parts    []string // of the English, around the holes
	holes    []byte   // their numbers, '0' to '9'
	other    string
	literals int // bytes of all parts: of two forms that fit, the longer one counts
}

// remembered is how many texts a table remembers the translation of: numbers change all the
// time, and the labels of a picture are soon among them again.
const remembered = 2000

// New returns the table of messages by their English.
func New(messages map[string]string) *Table {
	t := &Table{exact: make(map[string]string, len(messages)), said: make(map[string]string)}
	for english, other := range messages {
		if parts, holes := cut(english); len(holes) == 0 {
			t.exact[english] = other
		} else {
			t.forms = append(t.forms, form{parts, holes, other, len(english) - 3*len(holes)})
		}
	}
	slices.SortFunc(t.forms, func(a, b form) int {
		return cmp.Or(cmp.Compare(b.literals, a.literals), slices.Compare(a.parts, b.parts))
	})
	return t
}

// Parse returns the table of a text with two lines for every message: its English, and what
// it is in the other language.
func Parse(text string) *Table {
	messages := make(map[string]string)
	for english, rest, ok := strings.Cut(text, "\n"); ok; english, rest, ok = strings.Cut(rest, "\n") {
		messages[english], rest, _ = strings.Cut(rest, "\n")
	}
	return New(messages)
}

// cut returns the parts of a message around its holes, and their numbers.
func cut(english string) (parts []string, holes []byte) {
	from := 0
	for i := 0; i+2 < len(english); i++ {
		if english[i] == '{' && english[i+1] >= '0' && english[i+1] <= '9' && english[i+2] == '}' {
			parts, holes = append(parts, english[from:i]), append(holes, english[i+1])
			from = i + 3
		}
	}
	return append(parts, english[from:]), holes
}

// Say returns an English text in the table's language.
func (t *Table) Say(english string) string {
	if t == nil || !hasLetter(english) {
		return english
	}
	if said, ok := t.said[english]; ok {
		return said
	}
	if len(t.said) >= remembered {
		clear(t.said)
	}
	said := particles(t.find(english))
	t.said[english] = said
	return said
}

func (t *Table) find(english string) string {
	if other, ok := t.known(english); ok {
		return other
	}
	if list := sentences(english); len(list) > 1 {
		for i, one := range list {
			list[i] = t.find(one)
		}
		return strings.Join(list, " ")
	}
	return t.pieces(english)
}

// pieces says what is made of known texts: a list of them, one with something behind it, one
// that goes on or was made a sentence of.
func (t *Table) pieces(english string) string {
	for _, between := range [...]string{", ", " · ", " → ", " ", ".", ","} {
		left, right, ok := strings.Cut(english, between)
		if between == " " { // the longest one that is known
			at := strings.LastIndex(english, between)
			for at > 0 && t.exact[english[:at]] == "" {
				at = strings.LastIndex(english[:at], between)
			}
			ok = at > 0
			if ok {
				left, right = english[:at], english[at+1:]
			}
		}
		if ok && left != "" && (right == "" || len(between) > 1 || between == " ") {
			if said := t.find(left) + between + t.value(right); !inEnglish(said) {
				return said
			}
		}
	}
	return english
}

// telling is from how many bytes around its holes on a form is meant where it fits. Shorter
// ones, like "{0} of {1}", fit much, and are meant where all that stands in them is known.
const telling = 20

// inEnglish reports whether a phrase of a text has stayed English.
func inEnglish(text string) bool {
	for i := 1; i+2 < len(text); i++ {
		if text[i] == ' ' && isLower(text[i-1]) && isLower(text[i+1]) && isLower(text[i+2]) {
			return true
		}
	}
	return false
}

func isLower(b byte) bool { return b >= 'a' && b <= 'z' }

func (t *Table) known(english string) (string, bool) {
	if other, ok := t.exact[english]; ok {
		return other, true
	}
	for i := range t.forms {
		if values := t.forms[i].match(english); values != nil {
			if said := t.fill(&t.forms[i], values); t.forms[i].literals >= telling || !inEnglish(said) {
				return said, true
			}
		}
	}
	return "", false
}

// match returns what stands in the holes where the English has that form, else nil. A hole
// holds something, and no end of a sentence.
func (f *form) match(english string) []string {
	rest, ok := strings.CutPrefix(english, f.parts[0])
	if !ok {
		return nil
	}
	var values []string
	for i, part := range f.parts[1:] {
		at := len(rest) - len(part)
		if i+2 < len(f.parts) {
			at = next(rest, part)
		}
		if at < 1 || rest[at:at+len(part)] != part || strings.Contains(rest[:at], ". ") {
			return nil
		}
		values = append(values, rest[:at])
		rest = rest[at+len(part):]
	}
	return values
}

// next returns where a part begins after something else, -1 for nowhere.
func next(rest, part string) int {
	if rest == "" {
		return -1
	}
	if at := strings.Index(rest[1:], part); at >= 0 {
		return at + 1
	}
	return -1
}

// fill puts the values, in the table's language, into the holes of a form.
func (t *Table) fill(f *form, values []string) string {
	parts, holes := cut(f.other)
	var b strings.Builder
	for i, part := range parts {
		b.WriteString(part)
		if i < len(holes) {
			if at := slices.Index(f.holes, holes[i]); at >= 0 {
				b.WriteString(t.value(values[at]))
			}
		}
	}
	return b.String()
}

func (t *Table) value(english string) string {
	if !hasLetter(english) {
		return english
	}
	return t.find(english)
}

// sentences cuts a text after every point that a capital follows, or a heuristic like h.3.
func sentences(text string) (list []string) {
	from := 0
	for i := 0; i+2 < len(text); i++ {
		next := text[i+2:]
		if strings.IndexByte(".!?", text[i]) >= 0 && text[i+1] == ' ' && (strings.IndexByte(starts, next[0]) >= 0 || strings.HasPrefix(next, "h.")) {
			list = append(list, text[from:i+1])
			from = i + 2
		}
	}
	return append(list, text[from:])
}

// starts are what a sentence begins with.
const starts = "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789\""

func hasLetter(text string) bool {
	return strings.ContainsAny(text, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
}
