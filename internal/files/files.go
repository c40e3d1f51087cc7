// Package files writes files so that nothing is lost: what cannot be written is
// found out before the work begins, and a file that is replaced is there whole at
// every moment, old or new.
package files

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// MayWrite returns why a file cannot be written: it exists and force does not
// allow to replace it, it is none that can be replaced, or its folder is missing
// or closed to this user.
func MayWrite(path string, force bool) error {
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return err
	case info.IsDir():
		return fmt.Errorf("%s is a folder", path)
	case !info.Mode().IsRegular():
		return fmt.Errorf("%s is a device, which cannot be replaced by a file", path)
	case !force:
		return exists(path)
	}
	draft, err := draftOf(path)
	if err != nil {
		return err
	}
	return draft.Discard()
}

func exists(path string) error {
	return fmt.Errorf("%s exists; choose another name or add --force to overwrite it", path)
}

// Create creates a file to be read while it is being written, and refuses to
// overwrite one unless force says so; a device or a pipe is always written to.
func Create(path string, force bool) (*os.File, error) {
	if isDevice(path) {
		return os.OpenFile(path, os.O_WRONLY, 0)
	}
	mode := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if force {
		mode = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	file, err := os.OpenFile(path, mode, 0o644)
	if info, wrong := os.Stat(path); err != nil && wrong == nil && info.IsDir() {
		return nil, fmt.Errorf("%s is a folder", path)
	}
	if errors.Is(err, fs.ErrExist) {
		return nil, exists(path)
	}
	return file, err
}

// Write replaces a file's content: the old one or the new one is there whole, even
// after a crash.
func Write(path string, content []byte) error {
	draft, err := draftOf(path)
	if err != nil {
		return err
	}
	if _, err := draft.Write(content); err != nil {
		return errors.Join(err, draft.Discard())
	}
	return draft.Keep()
}

// Draft is a file under way, which appears under its name with Keep.
type Draft struct {
	*os.File
	path string // where it belongs; empty for a device, which it is written to directly
}

// Begin starts a file that takes its place when it is finished. It returns an
// error if the file exists, unless force says so; a device is always written to.
func Begin(path string, force bool) (*Draft, error) {
	if isDevice(path) {
		file, err := os.OpenFile(path, os.O_WRONLY, 0)
		return &Draft{File: file}, err
	}
	if err := MayWrite(path, force); err != nil {
		return nil, err
	}
	return draftOf(path)
}

// isDevice reports whether there is something of that name that is neither a file nor a
// folder.
func isDevice(path string) bool {
	info, err := os.Stat(path)
	return err == nil && !info.Mode().IsRegular() && !info.IsDir()
}

func draftOf(path string) (*Draft, error) {
	if target, err := filepath.EvalSymlinks(path); err == nil {
		path = target // a link goes on pointing where it did
	}
	removeLeft(path)
	file, err := os.CreateTemp(filepath.Dir(path), fmt.Sprintf("%s%d.*", draftPrefix(path), os.Getpid()))
	if err != nil {
		var at *fs.PathError
		if errors.As(err, &at) { // the temporary name that was tried says nothing
			err = at.Err
		}
		return nil, fmt.Errorf("%s cannot be written: %w", path, err)
	}
	return &Draft{file, path}, nil
}

// draftPrefix begins the names of the drafts of a file; the number of the process that
// writes follows, a dot, and what makes the name one of its own.
func draftPrefix(path string) string { return "." + filepath.Base(path) + ".draft-" }

// removeLeft removes the drafts of a file that processes have left which are no more: they
// were killed while they wrote. What cannot be removed stays.
func removeLeft(path string) {
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil {
		return
	}
	for _, e := range entries {
		rest, mine := strings.CutPrefix(e.Name(), draftPrefix(path))
		number, _, _ := strings.Cut(rest, ".")
		if pid, err := strconv.Atoi(number); mine && err == nil && !runs(pid) {
			os.Remove(filepath.Join(filepath.Dir(path), e.Name()))
		}
	}
}

// Keep gives the file its name, with everything written so far.
func (d *Draft) Keep() error {
	if d.path == "" {
		return d.Close()
	}
	err := d.Chmod(0o644)
	if err == nil {
		err = d.Sync()
	}
	err = errors.Join(err, d.Close())
	if err == nil {
		err = os.Rename(d.Name(), d.path)
	}
	if err != nil {
		return errors.Join(err, os.Remove(d.Name()))
	}
	return nil
}

// Discard leaves everything as it was before Begin.
func (d *Draft) Discard() error {
	if d.path == "" {
		return d.Close()
	}
	return errors.Join(d.Close(), os.Remove(d.Name()))
}
