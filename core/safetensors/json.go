package safetensors

import (
	"fmt"
	"strconv"
	"unicode/utf16"
	"unicode/utf8"
)

// scanner reads the subset of JSON that a safetensors header consists of:
// objects, strings, and arrays of natural numbers. The first error sticks, and
// every later call returns a zero value.
type scanner struct {
	b   []byte
	at  int
	err error
}

func (s *scanner) fail(format string, args ...any) {
	if s.err == nil {
		s.err = fmt.Errorf("header, byte %d: "+format, append([]any{s.at}, args...)...)
	}
}

// peek skips white space and returns the next byte, 0 at the end.
func (s *scanner) peek() byte {
	for s.at < len(s.b) {
		switch c := s.b[s.at]; c {
		case ' ', '\t', '\n', '\r':
			s.at++
		default:
			return c
		}
	}
	return 0
}

// accept consumes c if it comes next.
func (s *scanner) accept(c byte) bool {
	if s.err != nil || s.peek() != c || s.at == len(s.b) {
		return false
	}
	s.at++
	return true
}

func (s *scanner) expect(c byte) {
	if s.accept(c) || s.err != nil {
		return
	}
	if s.at == len(s.b) {
		s.fail("ends where %q is due", c)
		return
	}
	s.fail("%q where %q is due", s.b[s.at], c)
}

// list reads open, items separated by commas, and end.
func (s *scanner) list(open, end byte, item func()) {
	s.expect(open)
	if s.accept(end) {
		return
	}
	for s.err == nil {
		item()
		if !s.accept(',') {
			s.expect(end)
			return
		}
	}
}

// object reads an object whose keys differ.
func (s *scanner) object(value func(key string)) {
	seen := make(map[string]bool)
	s.list('{', '}', func() {
		key := s.text()
		if seen[key] {
			s.fail("%q is given twice", key)
		}
		seen[key] = true
		s.expect(':')
		if s.err == nil {
			value(key)
		}
	})
}

// naturals reads an array of at most limit natural numbers.
func (s *scanner) naturals(limit int) []int {
	var v []int
	s.list('[', ']', func() {
		if len(v) == limit {
			s.fail("an array of more than %d numbers", limit)
		}
		v = append(v, s.natural())
	})
	return v
}

// natural reads a whole number of at most 15 digits, which any int64 and any
// float64 holds exactly.
func (s *scanner) natural() int {
	s.peek()
	start := s.at
	for s.at < len(s.b) && s.b[s.at] >= '0' && s.b[s.at] <= '9' {
		s.at++
	}
	digits := string(s.b[start:s.at])
	if digits == "" || len(digits) > 15 || len(digits) > 1 && digits[0] == '0' {
		s.at = start
		s.fail("a whole number of 1 to 15 digits is due")
		return 0
	}
	n, err := strconv.Atoi(digits)
	if err != nil {
		s.fail("%s is too large for this machine", digits)
	}
	return n
}

// text reads a string.
func (s *scanner) text() string {
	s.expect('"')
	var b []byte
	for s.err == nil {
		if s.at == len(s.b) {
			s.fail("a string does not end")
			break
		}
		switch c := s.b[s.at]; {
		case c == '"':
			s.at++
			return string(b)
		case c == '\\':
			b = s.escape(b)
		case c < ' ':
			s.fail("a control character in a string")
		default:
			r, size := utf8.DecodeRune(s.b[s.at:])
			if r == utf8.RuneError && size == 1 {
				s.fail("a string is not UTF-8")
			}
			b = append(b, s.b[s.at:s.at+size]...)
			s.at += size
		}
	}
	return ""
}

var escapes = map[byte]byte{'"': '"', '\\': '\\', '/': '/', 'b': '\b', 'f': '\f', 'n': '\n', 'r': '\r', 't': '\t'}

// escape appends the character that the escape sequence at s.at stands for.
func (s *scanner) escape(b []byte) []byte {
	if s.at+1 < len(s.b) {
		if c, ok := escapes[s.b[s.at+1]]; ok {
			s.at += 2
			return append(b, c)
		}
	}
	r := s.unit()
	if utf16.IsSurrogate(r) {
		r = utf16.DecodeRune(r, s.unit())
		if r == utf8.RuneError {
			s.fail("half of a surrogate pair in a string")
		}
	}
	return utf8.AppendRune(b, r)
}

// unit reads \uXXXX.
func (s *scanner) unit() rune {
	const size = len(`\u0000`)
	if s.at+size <= len(s.b) && s.b[s.at] == '\\' && s.b[s.at+1] == 'u' {
		if v, err := strconv.ParseUint(string(s.b[s.at+2:s.at+size]), 16, 16); err == nil {
			s.at += size
			return rune(v)
		}
	}
	s.fail("an escape sequence in a string is not one of JSON's")
	return 0
}
