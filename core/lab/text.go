package lab

import (
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// Text describes a text of a configuration, such as a program that a visitor has
// written. It is empty by default. Links and commands spell it in unpadded URL-safe
// base64.
type Text struct {
	Key   string // as written in links
	Label string
	Help  string
	Max   int  // bytes
	Live  bool // may change while the session runs
	Bytes bool // it is not for reading: any bytes, not only UTF-8
	// Check reports what is wrong with a text that is not empty; nil accepts any.
	Check func(string) error
}

// ErrNoLanguage refuses a program that a visitor wrote, in a build of this program that
// cannot run it.
var ErrNoLanguage = errors.New("this build carries no language for programs")

// MaxText bounds Text.Max: a text has to fit into a recorded change.
const MaxText = 1 << 16

// check reports why the text cannot be v.
func (t *Text) check(v string) error {
	switch {
	case len(v) > t.Max:
		return fmt.Errorf("%s has %d bytes, want at most %d", t.Key, len(v), t.Max)
	case !t.Bytes && !utf8.ValidString(v):
		return fmt.Errorf("%s is not text in UTF-8", t.Key)
	case v == "" || t.Check == nil:
		return nil
	}
	if err := t.Check(v); err != nil {
		return fmt.Errorf("%s: %w", t.Key, err)
	}
	return nil
}

// EncodeText spells a text as links and commands do.
func EncodeText(v string) string { return base64.RawURLEncoding.EncodeToString([]byte(v)) }

// parse reads what EncodeText wrote and checks it.
func (t *Text) parse(spelled string) (string, error) {
	v, err := decodeText(t.Key, spelled)
	if err == nil {
		err = t.check(v)
	}
	return v, err
}

// decodeText reads what EncodeText wrote as the value of a key.
func decodeText(key, spelled string) (string, error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(spelled)
	if err != nil {
		return "", fmt.Errorf("%s is damaged, want a text in base64 without padding", key)
	}
	return string(b), nil
}

// text returns the index of the text with that key in l.Texts, -1 for none.
func (l *Lab) text(key string) int {
	return slices.IndexFunc(l.Texts, func(t Text) bool { return t.Key == key })
}

// Text returns the text with that key. It panics when the lab has none: keys come from
// the catalog.
func (c Config) Text(key string) string {
	i := c.Lab.text(key)
	if i < 0 {
		panic("lab: " + c.Lab.Key + " has no text " + key)
	}
	return c.texts[i]
}

// WriteText gives the text with that key the value v. On error c is unchanged.
func (c *Config) WriteText(key, v string) error {
	i := c.Lab.text(key)
	if i < 0 {
		return fmt.Errorf("unknown text %q of lab %s", key, c.Lab.Key)
	}
	err := c.Lab.Texts[i].check(v)
	if err == nil {
		err = c.assignText(i, v)
	}
	return err
}

// writeTexts appends the texts that are not empty to a link.
func (c Config) writeTexts(b *strings.Builder) {
	for i, v := range c.texts {
		if v != "" {
			b.WriteString("&" + c.Lab.Texts[i].Key + "=" + EncodeText(v))
		}
	}
}
