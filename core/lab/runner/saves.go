package runner

import (
	"fmt"

	"github.com/resonetics/playground/core/lab"
)

// Save appends the session to dst, so that Restore goes on bit for bit; nothing
// when no run is open.
func (r *Runner) Save(dst []byte) []byte {
	if r.session == nil {
		return dst
	}
	return r.session.Save(dst)
}

// Restore goes on with a saved session in place of the present run. On error,
// which names the first thing wrong, the present run continues. A run of another
// lab is refused: whoever shows this one has no controls for it.
func (r *Runner) Restore(b []byte) error {
	if r.session == nil {
		s, err := lab.Restore(b)
		if err != nil {
			return err
		}
		r.session = s
		r.begin()
		return nil
	}
	run, err := lab.SavedRun(b)
	if err != nil {
		return err
	}
	if here, there := r.session.Config().Lab, run.Config.Lab; here != there {
		return fmt.Errorf("saved session: it is of the lab %s and this is the lab %s: go there and load it",
			there.Catalog().Label, here.Catalog().Label)
	}
	if err := r.session.RestoreIn(b); err != nil {
		return err
	}
	r.begin()
	return nil
}

// SaveMind appends the mind of the acting policy to dst, as the terminal's train
// and eval read it.
func (r *Runner) SaveMind(dst []byte) ([]byte, error) {
	if r.session == nil {
		return dst, errNothingOpen
	}
	return r.session.SaveMind(dst)
}

// LoadMind gives the acting policy the mind of a checkpoint. On error nothing
// has changed.
func (r *Runner) LoadMind(b []byte) error {
	if r.session == nil {
		return errNothingOpen
	}
	return r.session.LoadMind(b)
}

// Adopted reports whether the run has loaded a mind, which its link does not
// describe.
func (r *Runner) Adopted() bool { return r.session != nil && r.session.Adopted() }

// Stopped returns why training has stopped by itself; empty when it has not.
func (r *Runner) Stopped() string {
	if r.session == nil {
		return ""
	}
	if err := r.session.Stopped(); err != nil {
		return err.Error()
	}
	return ""
}
