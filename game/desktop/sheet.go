package desktop

import (
	"encoding/json"
	"fmt"

	"github.com/ebitenui/ebitenui/widget"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
)

// hold shows the sheet of c's run, and lets nobody move what it locks.
func (p *panel) hold(c lab.Config) {
	p.style.setLabel(p.sheet, sheetWords(c.Sheet()))
	for _, control := range p.controls {
		control.lock(c.Locked(control.param.Key) != nil)
	}
	for i, button := range p.presets {
		button.GetWidget().Disabled = c.LockedPreset(p.lab.Presets[i].Values) != nil
	}
	p.transport.hold(c)
}

// presetEnding ends the name of a preset's file, and presetFormat is what it calls itself.
const (
	presetEnding = ".json"
	presetFormat = "resonetics preset"
)

// openPreset opens the preset of a file that the page has written.
func (o *owner) openPreset(b []byte) error {
	var file struct {
		Format, Link string
		Version      int
	}
	if err := json.Unmarshal(b, &file); err != nil || file.Format != presetFormat {
		return fmt.Errorf("it is not the file of a preset, whose format is %q", presetFormat)
	}
	if file.Version != 1 {
		return fmt.Errorf("its version is %d, want 1: a newer playground has written it", file.Version)
	}
	r, err := labs.All.ParseLink(file.Link)
	if err != nil {
		return err
	}
	o.leaveFor(r.Config.Lab)
	return o.open(r)
}

// waits pauses a run that a teacher has set up to wait for its class.
func (o *owner) waits() {
	if s := o.runner.Session().Config().Sheet(); s != nil && s.Paused {
		o.play(false)
	}
}

// sheetWords says what a teacher has made of a run; empty where none has.
func sheetWords(s *lab.Sheet) string {
	if s == nil {
		return ""
	}
	words := s.Name + ". This window was set up for a class."
	if s.By != "" {
		words = s.Name + ". This window was set up by " + s.By + "."
	}
	if s.Note != "" {
		words += "\n" + s.Note
	}
	return words
}

// lock lets nobody move the control, or everybody.
func (c *control) lock(on bool) { c.locked, c.moved.Disabled = on, on }

// hold shows and locks the seed as the sheet of c's run has it.
func (t *transport) hold(c lab.Config) {
	locked := c.Locked(lab.LockSeed) != nil
	t.seed.GetWidget().Disabled, t.fresh.GetWidget().Disabled = locked, locked
	t.seeds.GetWidget().Visibility = map[bool]widget.Visibility{false: widget.Visibility_Hide, true: widget.Visibility_Show}[c.Shows(lab.LockSeed)]
}
