package lab

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/resonetics/playground/core/field"
)

// Sheet is what a teacher has made of a run for a class: what it is called, which controls a
// screen shows, and which of them nobody can move. It travels with the configuration: in
// links, in saved runs, and over a restart.
type Sheet struct {
	Name   string   // 1 to MaxSheetName characters
	Note   string   // for the class, up to MaxSheetNote characters
	By     string   // who made it, up to MaxSheetName characters
	Shown  []string // keys of the controls that are shown, of [Lab.Controls], or ShowNone; nil for all
	Locked []string // keys of those that keep their value, or LockAll
	Paused bool     // the run waits until somebody lets it play
}

// The longest texts of a sheet, in characters.
const (
	MaxSheetName = 80
	MaxSheetNote = 500
)

// What a sheet can lock beside parameters and texts, by the keys that it uses. A screen shows
// the seed and the presets, or not.
const (
	ShowNone    = "none"
	LockAll     = "all"
	LockSeed    = "seed"
	LockPresets = "presets"
	LockAct     = "act"    // a visitor's moves
	LockInject  = "inject" // a visitor's clicks on the stage
)

// lockWords are what these are called where one is refused.
var lockWords = map[string]string{
	LockSeed: "the seed", LockPresets: "the choice of presets", LockAct: "acting yourself", LockInject: "disturbing the world",
}

// Controls returns the keys that a sheet of the lab can name: parameters, texts, and the
// Lock constants but LockAll.
func (l *Lab) Controls() []string {
	keys := []string{LockSeed, LockPresets, LockAct, LockInject}
	for i := range l.Params {
		keys = append(keys, l.Params[i].Key)
	}
	for i := range l.Texts {
		keys = append(keys, l.Texts[i].Key)
	}
	return keys
}

// Sheet returns the sheet of a run, which is not to be changed; nil for none.
func (c Config) Sheet() *Sheet { return c.sheet }

// SetSheet gives the run a sheet, or none where s is nil. The error names the first text
// that is too long or control that is not known.
func (c *Config) SetSheet(s *Sheet) error {
	if s != nil {
		if err := s.check(c.Lab.Controls()); err != nil {
			return fmt.Errorf("sheet: %w", err)
		}
	}
	c.sheet = s
	return nil
}

func (s *Sheet) check(controls []string) error {
	if s.Name == "" {
		return errors.New("it has no name")
	}
	for _, text := range []struct {
		what, text string
		most       int
	}{{"its name", s.Name, MaxSheetName}, {"its note", s.Note, MaxSheetNote}, {"the name of who made it", s.By, MaxSheetName}} {
		if n := utf8.RuneCountInString(text.text); n > text.most {
			return fmt.Errorf("%s has %d characters, want at most %d", text.what, n, text.most)
		}
		if !utf8.ValidString(text.text) || strings.ContainsFunc(text.text, unprintable) {
			return fmt.Errorf("%s is %s, want letters that can be shown, in one line", text.what, field.Quote(text.text))
		}
	}
	if err := known("shown", s.Shown, ShowNone, controls); err != nil {
		return err
	}
	return known("locked", s.Locked, LockAll, controls)
}

// unprintable reports whether r would do something to a screen or a terminal instead of being
// shown. What joins the parts of one sign is shown.
func unprintable(r rune) bool { return r != '\u200d' && !strconv.IsPrint(r) }

// known reports the first key that is no control, or named twice. One word stands for itself.
func known(what string, keys []string, word string, controls []string) error {
	if slices.Equal(keys, []string{word}) {
		return nil
	}
	for i, key := range keys {
		if !slices.Contains(controls, key) {
			return fmt.Errorf("%s is %s, want a control; %s", what, field.Quote(key), meant(key, controls))
		}
		if slices.Contains(keys[:i], key) {
			return fmt.Errorf("%s names %s twice", what, key)
		}
	}
	return nil
}

// Shows reports whether a screen shows the control with that key.
func (c Config) Shows(key string) bool {
	return c.sheet == nil || c.sheet.Shown == nil || slices.Contains(c.sheet.Shown, key)
}

// Locked returns why the control with that key cannot be moved, as in "drift is locked by
// Ms. Kim"; nil where it can.
func (c Config) Locked(key string) error {
	s := c.sheet
	if s == nil || !slices.Contains(s.Locked, key) && !slices.Contains(s.Locked, LockAll) {
		return nil
	}
	what := key
	if words := lockWords[key]; words != "" {
		what = words
	}
	return fmt.Errorf("%s is locked by %s", what, s.locker())
}

// locker is who has locked what is locked.
func (s *Sheet) locker() string {
	if s.By == "" {
		return "the preset " + s.Name
	}
	return s.By
}

// Prepare returns the run that starts as c is now, with the sheet that Sheet.String spelled. A
// run in which something is locked makes none.
func (c Config) Prepare(spelled string) (Run, error) {
	if s := c.sheet; s != nil && s.Locked != nil {
		return Run{}, fmt.Errorf("this run is locked by %s: a preset of your own begins in one that is not", s.locker())
	}
	s, err := ParseSheet(spelled)
	if err == nil {
		c = c.Clone()
		err = c.SetSheet(s)
	}
	return Run{Config: c}, err
}

// LockedPreset returns why the values of a preset cannot be taken over; nil where they can.
func (c Config) LockedPreset(values map[string]float64) error {
	if err := c.Locked(LockPresets); err != nil {
		return err
	}
	for i := range c.values {
		key := c.Lab.Params[i].Key
		if v, has := values[key]; has && v != c.values[i] {
			if err := c.Locked(key); err != nil {
				return err
			}
		}
	}
	return nil
}

// Hold returns r under the sheet of c, for a run that begins again. The error names the first
// locked control that r would move.
func (c Config) Hold(r Run) (Run, error) {
	if c.sheet == nil || c.Lab != r.Config.Lab {
		return r, nil
	}
	held := r.Config.Clone()
	held.sheet = c.sheet
	for i := range c.values {
		if err := c.Locked(c.Lab.Params[i].Key); err != nil && c.values[i] != held.values[i] {
			return Run{}, err
		}
	}
	for i := range c.texts {
		if err := c.Locked(c.Lab.Texts[i].Key); err != nil && c.texts[i] != held.texts[i] {
			return Run{}, err
		}
	}
	if err := c.Locked(LockSeed); err != nil && c.Seed != held.Seed {
		return Run{}, err
	}
	r.Config = held
	return r, nil
}

// sheetKey begins the keys of a link that describe a sheet, and paused is how it begins.
const (
	sheetKey = "sheet"
	paused   = "paused"
)

// String writes s as links spell it: keys and values, of which the texts stand in base64.
func (s *Sheet) String() string {
	var b strings.Builder
	add := func(rest, value string) {
		if value != "" {
			b.WriteString("&" + sheetKey + rest + "=" + value)
		}
	}
	add("", EncodeText(s.Name))
	add("-note", EncodeText(s.Note))
	add("-by", EncodeText(s.By))
	add("-shown", strings.Join(s.Shown, "."))
	add("-locked", strings.Join(s.Locked, "."))
	if s.Paused {
		add("-start", paused)
	}
	return strings.TrimPrefix(b.String(), "&")
}

// ParseSheet reads what Sheet.String wrote, for [Config.SetSheet] to check.
func ParseSheet(text string) (*Sheet, error) {
	pairs, err := splitLink(text)
	s := new(Sheet)
	for i := 0; i < len(pairs) && err == nil; i++ {
		err = s.set(pairs[i])
	}
	return s, err
}

func (s *Sheet) set(p pair) error {
	texts := map[string]*string{sheetKey: &s.Name, sheetKey + "-note": &s.Note, sheetKey + "-by": &s.By}
	switch text := texts[p.key]; {
	case text != nil:
		var err error
		*text, err = decodeText(p.key, p.value)
		return err
	case p.key == sheetKey+"-shown":
		s.Shown = strings.Split(p.value, ".")
	case p.key == sheetKey+"-locked":
		s.Locked = strings.Split(p.value, ".")
	case p.key == sheetKey+"-start" && p.value == paused:
		s.Paused = true
	case p.key == sheetKey+"-start":
		return fmt.Errorf("%s is %s, want %s", p.key, field.Quote(p.value), paused)
	default:
		return fmt.Errorf("unknown part %s of a sheet", field.Quote(p.key))
	}
	return nil
}

// ofSheet reports whether a key of a link describes a sheet.
func ofSheet(key string) bool { return key == sheetKey || strings.HasPrefix(key, sheetKey+"-") }

// takeSheet gives the run the sheet that the pairs of a link describe, if they do. It comes
// last: what it locks has its value then.
func (c *Config) takeSheet(pairs []pair) error {
	var s *Sheet
	for _, p := range pairs {
		if !ofSheet(p.key) {
			continue
		}
		if s == nil {
			s = new(Sheet)
		}
		if err := s.set(p); err != nil {
			return err
		}
	}
	return c.SetSheet(s)
}

// sameSheet reports whether both say the same.
func sameSheet(a, b *Sheet) bool {
	return a == b || a != nil && b != nil && a.String() == b.String()
}
