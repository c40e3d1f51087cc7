package desktop

import (
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
)

// readEvery is how often the file of a program is looked at.
const readEvery = 500 * time.Millisecond

// programEnding is that of a file with a program.
const programEnding = ".star"

// ProgramFile is the file of the program that acts, which its user writes on while the
// window is open.
type ProgramFile struct {
	Name string
	Read func() (string, error)
}

// Watch gives the session the text of f whenever it is due and has changed. What is wrong
// with it is told, and the last good version goes on.
func (d *Driver) Watch(f *ProgramFile, due <-chan time.Time) {
	last, err := f.Read()
	trouble := err != nil
	d.finished.Go(func() {
		for {
			select {
			case <-d.stop:
				return
			case <-due:
			}
			text, err := f.Read()
			switch {
			case err != nil && !trouble:
				d.Refuse(fmt.Errorf("%s: %w (the last version goes on)", f.Name, err))
			case err == nil && (trouble || text != last):
				last = text
				d.Rewrite(f.Name, text)
			}
			trouble = err != nil
		}
	})
}

// Rewrite gives the visitor's program another text, which name is called in what is told.
// A lab that has none leaves it to the next that is opened and has.
func (d *Driver) Rewrite(name, text string) {
	d.send(func(o *owner) {
		o.rewritten = func() { o.rewrite(name, text) }
		o.catchUp()
	})
}

// catchUp gives the program the text that its file got meanwhile.
func (o *owner) catchUp() {
	isProgram := func(t lab.Text) bool { return t.Key == cluster.KeyProgram }
	if o.rewritten != nil && slices.ContainsFunc(o.lab().Texts, isProgram) {
		o.rewritten()
		o.rewritten = nil
	}
}

func (o *owner) rewrite(name, text string) {
	err := o.apply(lab.Change{Op: lab.OpSet, Key: cluster.KeyProgram, Text: text})
	if inner := errors.Unwrap(err); inner != nil {
		err = inner // the name of the file stands for the key
	}
	if err != nil {
		then := "the last version that was fine goes on"
		if o.runner.Session().Fault() != nil {
			then = "the run stands still until it is mended"
		}
		o.note(fmt.Errorf("%s: %w (%s)", name, err, then))
		return
	}
	o.note(nil)
	o.say("Read " + name)
}

// isProgram reports whether a file that was dropped is a program.
func isProgram(name string) bool { return strings.EqualFold(filepath.Ext(name), programEnding) }

// standstill says why the run stands still where a program has failed; empty where none
// has.
func standstill(f *lab.Fault) string {
	switch {
	case f == nil:
		return ""
	case f.Lane > 0:
		return fmt.Sprintf("Your program in lane %d stops here: %s", f.Lane, f.Error())
	}
	return "Your program stops here: " + f.Error()
}
