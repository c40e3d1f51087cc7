package desktop

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/labs"
)

// evaluationEpisodes is how many held-out episodes the Evaluate button plays.
const evaluationEpisodes = 50

// Save writes the session into the file, so that it can be gone on with.
func (d *Driver) Save(path string) { d.post(func(o *owner) { o.save(path) }) }

// Load goes on with a saved session, or gives the acting policy a saved mind,
// whichever b holds. name is what messages call it.
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
	err := writeRun(path, o.runner.Session().Save(nil))
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
	told := "Going on with " + name
	s, err := labs.All.Restore(b)
	if err == nil {
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
	text := fmt.Sprintf("On %d held-out episodes: mean return %.1f, %.0f %% failures.", own.Episodes, own.Return, 100*own.Failed)
	for _, other := range list[1:] {
		text += fmt.Sprintf(" %s: %.1f, %.0f %%.", other.Name, other.Return, 100*other.Failed)
	}
	return text
}

// saveName returns the name of a file that does not exist yet, called as the page
// calls its downloads.
func saveName(folder string, s *lab.Snapshot) string {
	name := fmt.Sprintf("resonetics_%s_%d_step%d", s.Lab.Key, s.Seed, s.Step)
	for n := 1; ; n++ {
		path := filepath.Join(folder, name+extension)
		if n > 1 {
			path = filepath.Join(folder, fmt.Sprintf("%s_%d%s", name, n, extension))
		}
		if _, err := os.Lstat(path); errors.Is(err, fs.ErrNotExist) {
			return path
		}
	}
}

const extension = ".safetensors"
