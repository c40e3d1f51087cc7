package guidance

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"slices"
	"sync"
)

// Settings are what two results must have in common to be put together.
type Settings struct {
	Steps       int    `json:"trained_steps"` // environment steps of a training
	Episodes    int    `json:"episodes"`      // held out, after each
	HeldOut     string `json:"held_out"`      // the set of those episodes: its name, or its seed
	TuningSeeds int    `json:"tuning_seeds"`
}

// Store keeps what is finished, in a file if it has one: a line of JSON for the settings,
// and one for every trial and every seed of a world. A process may be killed at any moment;
// the next one goes on after the last whole line. Goroutines may share it.
type Store struct {
	mu      sync.Mutex
	file    *os.File // nil: in memory alone
	trials  []Trial
	results []result
}

// result is what one seed came to in one world under some rules.
type result struct {
	World string          `json:"world"`
	Seed  uint64          `json:"seed,string"`
	Cells map[string]Cell `json:"cells"` // by rule
}

// line is a line of the file.
type line struct {
	Settings *Settings `json:"settings,omitempty"`
	Trial    *Trial    `json:"trial,omitempty"`
	Result   *result   `json:"result,omitempty"`
}

// OpenStore reads the file, if there is one, and goes on with it. The error says whose
// results it holds where they are not of these settings.
func OpenStore(path string, s Settings) (*Store, error) {
	b, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	store := new(Store)
	b = b[:bytes.LastIndexByte(b, '\n')+1] // the last line was being written
	if err := store.read(b, s); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if store.file, err = os.OpenFile(path, os.O_WRONLY|os.O_CREATE, 0o644); err != nil {
		return nil, err
	}
	if err := store.file.Truncate(int64(len(b))); err != nil {
		return nil, err
	}
	if _, err := store.file.Seek(0, 2); err != nil {
		return nil, err
	}
	if len(b) == 0 {
		err = store.write(line{Settings: &s})
	}
	return store, err
}

func (s *Store) read(b []byte, want Settings) error {
	for i, text := range bytes.Split(bytes.TrimSuffix(b, []byte("\n")), []byte("\n")) {
		var l line
		if len(b) == 0 {
			return nil
		}
		if err := json.Unmarshal(text, &l); err != nil {
			return fmt.Errorf("line %d is none of a comparison of guidance: %w", i+1, err)
		}
		switch {
		case i == 0 && l.Settings == nil:
			return errors.New("it does not begin with the settings of a comparison of guidance")
		case l.Settings != nil && *l.Settings != want:
			return fmt.Errorf("it holds results with other settings, %+v, and %+v are asked for; choose another file with --out", *l.Settings, want)
		case l.Trial != nil:
			s.trials = append(s.trials, *l.Trial)
		case l.Result != nil:
			s.merge(*l.Result)
		}
	}
	return nil
}

// merge adds the cells of a result to those of the same seed and world.
func (s *Store) merge(r result) {
	for i := range s.results {
		if have := &s.results[i]; have.World == r.World && have.Seed == r.Seed {
			for rule, c := range r.Cells {
				have.Cells[rule] = c
			}
			return
		}
	}
	s.results = append(s.results, r)
}

func (s *Store) write(l line) error {
	if s.file == nil {
		return nil
	}
	b, err := json.Marshal(l)
	if err == nil {
		_, err = s.file.Write(append(b, '\n'))
	}
	return err
}

func (s *Store) addTrial(t Trial) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.trials = append(s.trials, t)
	return s.write(line{Trial: &t})
}

func (s *Store) addResult(r result) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.merge(r)
	return s.write(line{Result: &r})
}

// has reports whether a trial has been trained.
func (s *Store) has(t Trial) bool {
	return slices.ContainsFunc(s.trials, func(done Trial) bool { return done.id() == t.id() })
}

// trialsOf returns the trials of a list, as they came out, in its order.
func (s *Store) trialsOf(list []Trial) []Trial {
	done := make(map[Trial]Trial)
	for _, t := range s.trials {
		done[t.id()] = t
	}
	out := make([]Trial, 0, len(list))
	for _, t := range list {
		out = append(out, done[t.id()])
	}
	return out
}

// cells returns what is known of a seed in a world, by rule.
func (s *Store) cells(world string, seed uint64) map[string]Cell {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, r := range s.results {
		if r.World == world && r.Seed == seed {
			return r.Cells
		}
	}
	return nil
}

// Close closes the file.
func (s *Store) Close() error {
	if s.file == nil {
		return nil
	}
	return s.file.Close()
}
