package words

import (
	"strings"
	"unicode/utf8"
)

// pairs are the Korean particles that depend on the sound before them, as the table writes
// them behind a value: with both forms. The first stands after a consonant.
var pairs = [...]struct{ both, consonant, vowel string }{
	{"은(는)", "은", "는"}, {"이(가)", "이", "가"}, {"을(를)", "을", "를"}, {"과(와)", "과", "와"}, {"으로(로)", "으로", "로"}, {"이에요(예요)", "이에요", "예요"},
}

// particles chooses among both forms of every particle in a text.
func particles(text string) string {
	if !strings.Contains(text, ")") {
		return text
	}
	for i := range pairs {
		p := &pairs[i]
		for at := strings.Index(text, p.both); at >= 0; at = strings.Index(text, p.both) {
			one := p.vowel
			if final := finalOf(text[:at]); final == otherFinal || final == lFinal && p.vowel != "로" {
				one = p.consonant
			}
			text = text[:at] + one + text[at+len(p.both):]
		}
	}
	return text
}

// How a word ends when it is spoken.
const (
	noFinal = iota // in a vowel
	lFinal         // in ㄹ, after which 로 stands
	otherFinal
)

// digits are how the names of the digits end: 영, 일, 이, 삼, 사, 오, 육, 칠, 팔, 구.
var digits = [...]int{otherFinal, lFinal, noFinal, otherFinal, noFinal, noFinal, otherFinal, lFinal, lFinal, noFinal}

// finalOf returns how the last letter or digit of a text ends; quotes and brackets after it
// are silent.
func finalOf(text string) int {
	text = strings.TrimRight(text, "”’\"')] ")
	r, _ := utf8.DecodeLastRuneInString(text)
	switch {
	case r >= '가' && r <= '힣':
		switch (r - '가') % 28 {
		case 0:
			return noFinal
		case 8:
			return lFinal
		}
		return otherFinal
	case r >= '0' && r <= '9':
		return digits[r-'0']
	case strings.ContainsRune("lL", r), strings.ContainsRune("rR", r):
		return lFinal
	case strings.ContainsRune("mMnN", r):
		return otherFinal
	}
	return noFinal
}
