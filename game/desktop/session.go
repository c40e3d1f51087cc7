package desktop

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/files"
)

// saveEvery is how often a session is saved into the file it lives in, which is
// what a crash can cost. The page keeps its runs as often.
const saveEvery = 30 * time.Second

// Session is the file that a session lives in.
type Session struct {
	path  string
	saved []byte // nil when there was no such file
	run   lab.Run
}

// OpenSession reads the session that the file holds, where there is such a file,
// and makes sure that another can be written in its place.
func OpenSession(path string) (*Session, error) {
	if err := files.MayWrite(path, true); err != nil {
		return nil, err
	}
	s := &Session{path: path}
	folder, name := filepath.Split(path)
	saved, err := readFile(os.DirFS(filepath.Clean(folder)), name)
	if errors.Is(err, fs.ErrNotExist) {
		return s, nil
	}
	if err != nil {
		return nil, err
	}
	if s.run, err = lab.SavedRun(saved); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	s.saved = saved
	return s, nil
}

// Run returns the run that the file held when it was opened, and whether it held
// one.
func (s *Session) Run() (lab.Run, bool) { return s.run, s.saved != nil }

// start goes on with what the file holds, or starts r where there is no file or it
// holds nothing.
func (s *Session) start(r lab.Run, rate float64) (*Driver, error) {
	if s == nil || s.saved == nil {
		return NewDriver(r, rate)
	}
	d, err := ResumeDriver(s.saved, rate)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", s.path, err)
	}
	return d, nil
}

// Keep saves the session into the file whenever it is due and anything has
// happened since the last time.
func (d *Driver) Keep(path string, due <-chan time.Time) {
	d.finished.Go(func() {
		for {
			select {
			case <-d.stop:
				return
			case <-due:
				d.post(func(o *owner) { o.keep(path) })
			}
		}
	})
}

// keep lets the disk work beside the session, which would stand still meanwhile.
func (o *owner) keep(path string) {
	if !o.unsaved || o.keeping {
		return
	}
	o.unsaved, o.keeping = false, true
	content := o.session.Save(nil)
	o.writes.Add(1)
	go func() {
		err := writeSession(path, content)
		o.writes.Done() // first: whoever waits for it takes no commands
		o.driver.post(func(o *owner) { o.kept(err) })
	}()
}

// kept tells of trouble once, not every time, and takes it back when it is over.
func (o *owner) kept(err error) {
	o.keeping = false
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

// writeSession replaces a file by a saved session.
func writeSession(path string, content []byte) error {
	if err := files.Write(path, content); err != nil {
		return fmt.Errorf("the session could not be saved: %w", err)
	}
	return nil
}
