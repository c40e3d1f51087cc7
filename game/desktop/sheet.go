package desktop

import (
	"github.com/ebitenui/ebitenui/widget"

	"github.com/resonetics/playground/core/lab"
)

// hold shows the sheet of c's run, and lets nobody move what it locks.
func (p *panel) hold(c lab.Config) {
	setLabel(p.sheet, sheetWords(c.Sheet()))
	for _, control := range p.controls {
		control.lock(c.Locked(control.param.Key) != nil)
	}
	for i, button := range p.presets {
		button.GetWidget().Disabled = c.LockedPreset(p.lab.Presets[i].Values) != nil
	}
	p.transport.hold(c)
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
