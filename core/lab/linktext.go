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
	case ok && !strings.ContainsAny(rest, "&="): // words may stick to its end
		return body, nil
	case strings.HasPrefix(want, got):
		return body, errCut
	}
	return body, errChanged
}

// needsCheck reports whether a link is of a version that ends in a check, or the beginning
// of one.
func needsCheck(link string) bool {
	for part := range strings.SplitSeq(link, "&") {
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
		if text = strings.ReplaceAll(text, "&amp;", "&"); isTyped(text) {
			break
		}
		text = unescape(text)
	}
	text = strings.Map(func(r rune) rune {
		if r <= ' ' || r == '\u00a0' || r == '\u200b' || r == '\u00ad' {
			return -1
		}
		return r
	}, text)
	if address, link, ok := strings.Cut(text, "#"); ok && !strings.Contains(address, "=") {
		text = link
	}
	text = strings.TrimLeft(text, "?<([{\"'“‘«`*")
	return strings.TrimRight(text, ".,;:!?>)]}\"'”’»`*…|\\")
}

// isTyped reports whether a link consists of keys and values, and is not one of those that
// end in a check.
func isTyped(link string) bool {
	parts := strings.Split(link, "&")
	for _, part := range parts {
		if !strings.Contains(part, "=") {
			return false
		}
	}
	return len(parts) > 1 && !strings.Contains(link, checkKey)
}

// unescape replaces each %XX by its character.
func unescape(text string) string {
	if !strings.Contains(text, "%") {
		return text
	}
	b := make([]byte, 0, len(text))
	for i := 0; i < len(text); i++ {
		if text[i] == '%' && i+2 < len(text) {
			high, low := digit(text[i+1]), digit(text[i+2])
			if high >= 0 && low >= 0 {
				b = append(b, byte(high<<4|low))
				i += 2
				continue
			}
		}
		b = append(b, text[i])
	}
	return string(b)
}

// digit returns the value of a hexadecimal digit, -1 for another character.
func digit(c byte) int { return strings.IndexByte("0123456789abcdef", c|0x20) }

// readable returns the settings that a refused link still says; nil where it says none. Of
// one that was cut, the last is left out: nobody can know how it went on.
func (l List) readable(link string, cut bool) *Config {
	parts := strings.Split(link, "&")
	if cut {
		parts = parts[:len(parts)-1]
	}
	one, version := l[0], LinkVersion
	for _, part := range parts {
		var err error
		if key, ok := strings.CutPrefix(part, "lab="); ok {
			one, err = l.Find(key)
		} else if v, ok := strings.CutPrefix(part, "v="); ok {
			version, err = parseVersion(v)
		}
		if err != nil {
			return nil
		}
	}
	r, said := Run{Config: leftOut(one, version)}, false
	for _, part := range parts {
		key, value, _ := strings.Cut(part, "=")
		switch key {
		case "v", "lab", "at", "series", "log", "digest":
		default:
			said = r.set(pair{key, value}, version) == nil || said
		}
	}
	if !said || r.Check() != nil {
		return nil
	}
	return &r.Config
}
