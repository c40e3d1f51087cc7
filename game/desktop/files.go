package desktop

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/resonetics/playground/core/lab"
)

// examEpisodes is how many held-out episodes the Evaluate button plays.
const examEpisodes = 50

// Save writes the session into the file, so that it can be gone on with.
func (d *Driver) Save(path string) { d.post(func(o *owner) { o.save(path) }) }

// Load goes on with a saved session, or gives the acting policy a saved mind,
// whichever b holds. name is what messages call it.
func (d *Driver) Load(name string, b []byte) { d.send(func(o *owner) { o.load(name, b) }) }

// Evaluate lets what has been learned play held-out episodes, beside the run.
func (d *Driver) Evaluate() {
	d.post(func(o *owner) {
		if o.note(o.session.Exam(examEpisodes)); o.notice == "" {
			o.say(fmt.Sprintf("Playing %d held-out episodes.", examEpisodes))
		}
	})
}

func (o *owner) save(path string) {
	o.writes.Wait() // what is older must not come later
	err := writeSession(path, o.session.Save(nil))
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
	if _, err := lab.SavedRun(b); err != nil {
		if err := o.session.LoadMind(b); err != nil {
			o.note(fmt.Errorf("%s: %w", name, err))
			return
		}
		o.note(nil)
		o.say("The policy goes on with the mind of " + name + ". Links no longer describe this run.")
		return
	}
	err := o.session.Restore(b)
	if err != nil {
		o.note(fmt.Errorf("%s: %w", name, err))
		return
	}
	o.resumed()
	o.note(nil)
	o.say("Going on with " + name)
}

// resumed reads what a restored session has brought along.
func (o *owner) resumed() {
	o.now = lab.NewConfig(o.now.Lab)
	o.configured()
	o.wanted = o.now.Clone()
	o.view.Rewind = 0
	o.setPace()
}

// contend plays the contest that is under way and says how it came out.
func (o *owner) contend() {
	if !o.session.Contend(slice) {
		return
	}
	o.note(nil)
	o.say(verdict(o.session.Finish()))
}

// verdict puts into words how a contest between a learned policy and others came
// out.
func verdict(c *lab.Contest) string {
	text := ""
	for i, name := range c.Players() {
		s := c.Summary(i)
		switch i {
		case 0:
			text = fmt.Sprintf("On %d held-out episodes: mean return %.1f, %.0f %% failures.", s.Episodes, s.Return, 100*s.FailedRate)
		default:
			text += fmt.Sprintf(" %s: %.1f, %.0f %%.", name, s.Return, 100*s.FailedRate)
		}
	}
	return text
}

// saveName returns the name of a file that does not exist yet, called as the page
// calls its downloads.
func saveName(folder string, s *lab.Snapshot) string {
	name := fmt.Sprintf("resonetics_%s_%d_step%d", s.Lab.Catalog().Key, s.Seed, s.Step)
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

const ending = ".safetensors"
