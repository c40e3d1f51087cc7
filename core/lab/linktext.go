package lab

import (
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
)

// checkKey begins the last part of a link since version 3.
const checkKey = "&check="

// firstChecked is the first version of links that end in a check.
const firstChecked = 3

var (
	errCut     = errors.New("it was cut off: its end is missing")
	errChanged = errors.New("it was changed on its way: it is not as it was when it was shared")
)

// LinkError says why a link cannot be opened, and what can be read of it all the same.
type LinkError struct {
	err      error
	Settings *Config // what the run started from; nil where nothing of it can be read
}

// Error returns what is wrong with the link.
func (e *LinkError) Error() string { return "link: " + e.err.Error() }

// Unwrap returns that without the word link.
func (e *LinkError) Unwrap() error { return e.err }

// checkOf returns what a link ends in: 8 hexadecimal digits that depend on each of its
// characters, so that no cut or edited link is taken for another run.
func checkOf(link string) string {
	h := fnv.New32a()
	h.Write([]byte(link))
	return fmt.Sprintf("%08x", h.Sum32())
}

// verify returns what a link says without its check. The error says what has happened to
// one that should end in a check and does not, or in that of another link.
func verify(link string) (string, error) {
	i := strings.LastIndex(link, checkKey)
	if i < 0 {
		if needsCheck(link) {
			return link, errCut
		}
		return link, nil
	}
	body, got, want := link[:i], link[i+len(checkKey):], checkOf(link[:i])
	switch rest, ok := strings.CutPrefix(got, want); {
	case ok && !strings.Contains(rest, "&") && !strings.Contains(rest, "="): // words may stick to its end
		return body, nil
	case strings.HasPrefix(want, got):
		return body, errCut
	}
	return body, errChanged
}

// needsCheck reports whether a link is of a version that ends in a check, or the beginning
// of one, or says what is locked.
func needsCheck(link string) bool {
	for part := range strings.SplitSeq(link, "&") {
		if key, _, _ := strings.Cut(part, "="); ofSheet(key) {
			return true
		}
		if version, ok := strings.CutPrefix(part, "v="); ok {
			v, err := parseVersion(version)
			return err == nil && v >= firstChecked || version == ""
		}
	}
	return link == "v"
}

// tidy undoes what other programs do to a link: it returns the part behind the # of an
// address, without the escapes of URLs and of HTML, line breaks, and the marks that a sentence
// puts around it. No link that Link wrote has one of these of its own. The values of one that a
// shell has put together of what a person typed keep their escapes, for splitLink.
func tidy(text string) string {
	const most = 3 // a program that quotes another's link escapes it again
	for range most {
		if text = clean(text, false); isTyped(text) {
			break
		}
		text = clean(text, true)
	}
	if address, link, ok := strings.Cut(text, "#"); ok && !strings.Contains(address, "=") {
		text = link
	}
	from, to := 0, len(text)
	for from < to && !endsLink(text[from]) {
		from++
	}
	for from < to && !endsLink(text[to-1]) && text[to-1] != '=' {
		to--
	}
	return text[from:to]
}

// endsLink reports whether a link of some version begins or ends with c.
func endsLink(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z' || c == '-' || c == '_'
}

// isTyped reports whether a link consists of keys and values, and is not one of those that
// end in a check.
func isTyped(link string) bool {
	for part := range strings.SplitSeq(link, "&") {
		if !strings.Contains(part, "=") {
			return false
		}
	}
	return strings.Contains(link, "&") && !strings.Contains(link, checkKey)
}

// blanks are what a program puts into a link to break or to join lines.
var blanks = [...]string{"\u00a0", "\u00ad", "\u200b"}

// clean replaces each &amp; by what it stands for, leaves blanks out, and, if escapes is
// true, replaces each %XX by its character.
func clean(text string, escapes bool) string {
	const ampersand = "&amp;"
	b := make([]byte, 0, len(text))
next:
	for len(text) > 0 {
		for _, blank := range blanks {
			if strings.HasPrefix(text, blank) {
				text = text[len(blank):]
				continue next
			}
		}
		c, n := text[0], 1
		if strings.HasPrefix(text, ampersand) {
			n = len(ampersand)
		} else if escapes && c == '%' && len(text) > 2 && digit(text[1]) >= 0 && digit(text[2]) >= 0 {
			c, n = byte(digit(text[1])<<4|digit(text[2])), 3
		}
		if text = text[n:]; c > ' ' {
			b = append(b, c)
		}
	}
	return string(b)
}

// digit returns the value of a hexadecimal digit, -1 for another character.
func digit(c byte) int { return strings.IndexByte("0123456789abcdef", c|0x20) }

// readable returns the settings that a refused link still says; nil where it says none, and
// where it said that some are locked. Of one that was cut, the last is left out: nobody can
// know how it went on.
func (l List) readable(link string, cut bool) *Config {
	if cut {
		link = link[:max(strings.LastIndex(link, "&"), 0)]
	}
	one, version := l[0], LinkVersion
	for part := range strings.SplitSeq(link, "&") {
		key, value, _ := strings.Cut(part, "=")
		var err error
		switch key {
		case "lab":
			one, err = l.Find(value)
		case "v":
			version, err = parseVersion(value)
		}
		if err != nil || ofSheet(key) {
			return nil
		}
	}
	r, said := Run{Config: leftOut(one, version)}, false
	for part := range strings.SplitSeq(link, "&") {
		switch key, value, _ := strings.Cut(part, "="); key {
		case "v", "lab", "at", "series", "log", "digest":
		default:
			said = r.set(pair{key, unescape(value)}, version) == nil || said
		}
	}
	if !said || r.Check() != nil {
		return nil
	}
	return &r.Config
}

// unescape replaces each %XX in a value by its character.
func unescape(value string) string {
	if !strings.Contains(value, "%") {
		return value
	}
	return clean(value, true)
}

// ReadableOf returns what LinkError.Settings says of an error of ParseLink.
func ReadableOf(err error) *Config {
	if damage, ok := err.(*LinkError); ok { // as it is returned, and not wrapped
		return damage.Settings
	}
	return nil
}
