package desktop

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/internal/files"
)

const (
	evaluationEpisodes = 50               // held-out, that the Evaluate button plays
	saveEvery          = 30 * time.Second // what a crash can cost a run with a file; the page saves as often
)

// Save writes the session into the file, so that it can be gone on with.
func (d *Driver) Save(path string) { d.post(func(o *owner) { o.save(path) }) }

// SaveMind writes what the acting policy has learned into the file.
func (d *Driver) SaveMind(path string) {
	d.post(func(o *owner) {
		mind, err := o.runner.Session().AppendMind(nil)
		o.saved(path, mind, err)
	})
}

// SaveCSV writes the metrics of the run into the file, as the page saves them.
func (d *Driver) SaveCSV(path string) {
	d.post(func(o *owner) { o.saved(path, o.runner.AppendCSV(nil), nil) })
}

// Load goes on with a saved session, or gives the acting policy a saved mind, or the
// visitor's program another text, whichever b holds. name is what messages call it.
func (d *Driver) Load(name string, b []byte) { d.send(func(o *owner) { o.load(name, b) }) }

// Evaluate lets what has been learned play held-out episodes, beside the run.
func (d *Driver) Evaluate() {
	d.post(func(o *owner) {
		if o.note(o.runner.Evaluate(evaluationEpisodes)); o.notice == "" {
			o.say(fmt.Sprintf("Playing %d held-out episodes.", evaluationEpisodes))
		}
	})
}

func (o *owner) save(path string) {
	o.writes.Wait() // what is older must not come later
	o.saved(path, o.runner.Session().Save(nil), nil)
}

// saved writes a file, unless there is none to write, and tells what came of it.
func (o *owner) saved(path string, content []byte, err error) {
	if err == nil {
		err = writeRun(path, content)
	}
	if o.note(err); err == nil {
		o.say("Saved to " + path)
	}
}

// readFile reads a file of a size that a session can have.
func readFile(files fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(files, name)
	if err != nil {
		return nil, err
	}
	if info.Size() > lab.MaxSaved {
		return nil, fmt.Errorf("%s has %d bytes, and no saved session has more than %d", name, info.Size(), lab.MaxSaved)
	}
	return fs.ReadFile(files, name)
}

func (o *owner) load(name string, b []byte) {
	if isProgram(name) {
		o.rewrite(name, string(b))
		return
	}
	if strings.EqualFold(filepath.Ext(name), presetEnding) {
		if err := o.openPreset(b); err != nil {
			o.note(fmt.Errorf("%s: %w", name, err))
		} else {
			o.note(nil)
			o.waits()
		}
		return
	}
	told := "Going on with " + name
	s, err := labs.All.Restore(b)
	if err == nil {
		o.leaveFor(s.Lab())
		o.use(s)
	} else if _, notRun := labs.All.SavedRun(b); notRun != nil {
		err = o.runner.Session().LoadMind(b)
		told = "The policy goes on with the mind of " + name + ". Links no longer describe this run."
	}
	if err != nil {
		o.note(fmt.Errorf("%s: %w", name, err))
		return
	}
	o.note(nil)
	o.say(told)
}

// lead is how many steps before now a race begins that asks what if of the present.
const lead = 40

// WhatIf opens the race that asks what others would have done from the moment on the
// stage, or from a little before now, and takes along what was learned.
func (d *Driver) WhatIf() {
	d.send(func(o *owner) {
		if err := o.whatIf(); err != nil {
			o.note(fmt.Errorf("what if: %w", err))
		}
	})
}

func (o *owner) whatIf() error {
	s, back := o.runner.Session(), o.view.Rewind
	if back == 0 {
		back = int(min(lead, max(s.Step(), 1)-1))
	}
	run, mind, err := s.WhatIf(labs.All, back)
	if err == nil {
		o.leaveFor(run.Config.Lab)
		err = o.open(run)
	}
	if err == nil && mind != nil {
		err = o.runner.Session().LoadMind(mind)
	}
	if err == nil {
		o.note(nil)
		o.say("Every race begins at the moment that was on the stage.")
	}
	return err
}

// evaluate plays the evaluation that is under way and tells how it came out.
func (o *owner) evaluate() {
	if o.runner.Play(slice) {
		o.note(nil)
		o.say(standings(o.runner.Finish().Standings()))
	}
}

// standings puts into words how a learned policy, the first, and the baselines have done.
func standings(list []lab.Standing) string {
	own := list[0]
	text := fmt.Sprintf("On %d held-out episodes: %.0f %% failures, mean return %.1f.", own.Episodes, 100*own.Failed, own.Return)
	for _, other := range list[1:] {
		text += fmt.Sprintf(" %s: %.0f %%, %.1f.", other.Name, 100*other.Failed, other.Return)
	}
	return text
}

// folder is the one that the window was started from, or the user's own where that is closed
// to them, as it can be without a terminal. Its whole name says where a file is.
func folder() string {
	here, err := os.Getwd()
	if err == nil && files.MayWrite(filepath.Join(here, "resonetics"+extension), true) == nil {
		return here
	}
	if own, err := os.UserHomeDir(); err == nil {
		return own
	}
	return "."
}

// saveName returns the name of a file for the run that does not exist yet, called as the
// page calls its downloads.
func saveName(folder string, s *lab.Snapshot) string {
	return newName(folder, s, fmt.Sprintf("_step%d", s.Step), extension)
}

func newName(folder string, s *lab.Snapshot, what, ending string) string {
	name := fmt.Sprintf("resonetics_%s_%d%s", s.Lab.Key, s.Seed, what)
	for n := 1; ; n++ {
		path := filepath.Join(folder, name+ending)
		if n > 1 {
			path = filepath.Join(folder, fmt.Sprintf("%s_%d%s", name, n, ending))
		}
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			return path
		}
	}
}

const extension = ".safetensors"

// RunFile is the file that a run is gone on with from, and saved into.
type RunFile struct {
	path    string
	session *lab.Session // nil when there was no such file
}

// OpenRunFile reads the session that the file holds, where there is such a file,
// and makes sure that another can be written in its place.
func OpenRunFile(path string) (*RunFile, error) {
	if err := files.MayWrite(path, true); err != nil {
		return nil, err
	}
	f := &RunFile{path: path}
	folder, name := filepath.Split(path)
	saved, err := readFile(os.DirFS(filepath.Clean(folder)), name)
	if errors.Is(err, fs.ErrNotExist) {
		return f, nil
	}
	if err != nil {
		return nil, err
	}
	if f.session, err = labs.All.Restore(saved); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return f, nil
}

// Run returns the run that the file held when it was opened, and whether it held one.
func (f *RunFile) Run() (lab.Run, bool) {
	if f.session == nil {
		return lab.Run{}, false
	}
	return f.session.Run(), true
}

// start goes on with what the file holds, or starts r where there is no file or it holds
// nothing. A nil rate is the lab's own.
func (f *RunFile) start(r lab.Run, rate *float64) (*Driver, error) {
	held := f != nil && f.session != nil
	l := r.Config.Lab
	if held {
		l = f.session.Lab()
	}
	if rate == nil {
		rate = &l.Rate
	}
	if held {
		return ResumeDriver(f.session, *rate), nil
	}
	return NewDriver(r, *rate)
}

// Autosave saves the session into the file whenever it is due and anything has
// happened since the last time.
func (d *Driver) Autosave(path string, due <-chan time.Time) {
	d.finished.Go(func() {
		for {
			select {
			case <-d.stop:
				return
			case <-due:
				d.post(func(o *owner) { o.autosave(path) })
			}
		}
	})
}

// autosave lets the disk work beside the session, which would stand still meanwhile.
func (o *owner) autosave(path string) {
	if !o.unsaved || o.writing {
		return
	}
	o.unsaved, o.writing = false, true
	content := o.homeRun()
	o.writes.Add(1)
	go func() {
		err := writeRun(path, content)
		o.writes.Done() // first: the owner takes no commands while it waits
		o.driver.post(func(o *owner) { o.autosaved(err) })
	}()
}

// autosaved tells of trouble once, not every time, and takes it back when it is over.
func (o *owner) autosaved(err error) {
	o.writing = false
	switch {
	case err == nil && o.trouble == "":
	case err == nil:
		if o.notice == o.trouble {
			o.note(nil)
		}
		o.trouble = ""
	default:
		o.unsaved = true
		if o.trouble == "" {
			o.note(err)
			o.trouble = o.notice
		}
	}
}

// writeRun replaces a file by a saved session.
func writeRun(path string, content []byte) error {
	if err := files.Write(path, content); err != nil {
		return fmt.Errorf("the session could not be saved: %w", err)
	}
	return nil
}
