package desktop

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/internal/files"
)

// saveEvery is how often a session is saved into the file it lives in, which is
// what a crash can cost. The page saves as often.
const saveEvery = 30 * time.Second

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
	content := o.runner.Session().Save(nil)
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
