package lab

import (
	"fmt"
	"strings"

	"github.com/resonetics/playground/core/field"
)

// sheetKey begins the keys of a link that describe a sheet, and paused is how it begins.
const (
	sheetKey = "sheet"
	paused   = "paused"
)

// SpellSheet writes s as links spell it: keys and values, of which the texts stand in base64.
func SpellSheet(s *Sheet) string {
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

// ParseSheet reads what SpellSheet wrote, for [Run.SetSheet] to check.
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
func (r *Run) takeSheet(pairs []pair) error {
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
	return r.SetSheet(s)
}

// Prepare returns the run that starts as this one is now, with the sheet that SpellSheet has
// written. A run in which something is locked makes none.
func (s *Session) Prepare(spelled string) (Run, error) {
	if was := s.config.sheet; was != nil && was.Locked != nil {
		return Run{}, fmt.Errorf("this run is locked by %s: a preset of your own begins in one that is not", was.locker())
	}
	sheet, err := ParseSheet(spelled)
	r := Run{Config: s.Config()}
	if err == nil {
		err = r.SetSheet(sheet)
	}
	return r, err
}
