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
func (r *Run) SetSheet(s *Sheet) error {
	if s != nil {
		if err := s.check(r.Config.Lab.Controls()); err != nil {
			return fmt.Errorf("sheet: %w", err)
		}
	}
	r.Config.sheet = s
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

// Under returns r as the run that takes the place of one of c, whose sheet holds in it. The
// error names the first locked control that r would move.
func (r Run) Under(c Config) (Run, error) {
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

// sameSheet reports whether both say the same.
func sameSheet(a, b *Sheet) bool {
	return a == b || a != nil && b != nil && a.Name == b.Name && a.Note == b.Note && a.By == b.By &&
		slices.Equal(a.Shown, b.Shown) && slices.Equal(a.Locked, b.Locked) && a.Paused == b.Paused
}
