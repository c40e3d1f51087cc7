package race

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/rng"
)

// keyStart is the text that holds a start.
const keyStart = "start"

// start is a moment of another run that every race of this one begins from, with what
// happened from then on.
type start struct {
	budget  float64      // the largest, as it was: a visitor may have lowered it since
	state   []byte       // of the world
	steps   int          // of its episode, up to the moment
	actions []uint8      // that were taken from then on
	changes []lab.Change // of the world by a person; Step counts from the moment
}

// walk walks everything but the steps, which the state holds.
func (s *start) walk(w *codec.Walk) {
	version := 1
	codec.Int8(w, "the version of the start", &version, 1, 1)
	w.Float64("the largest budget", 0, math.MaxFloat64, &s.budget)
	codec.Resize32(w, "the size of the state", &s.state, 1, 0, lab.MaxText)
	w.Raw("the state", s.state)
	codec.Resize16(w, "the number of actions", &s.actions, 1, 0, math.MaxUint16)
	w.Raw("the actions", s.actions)
	codec.Resize16(w, "the number of changes", &s.changes, 1, 0, math.MaxUint16)
	for i := range s.changes {
		c := &s.changes[i]
		step := int(c.Step)
		codec.Int32(w, "the step of a change", &step, 0, math.MaxInt32)
		c.Step = uint64(step)
		codec.Int8(w, "what a change does", &c.Op, 0, int(lab.OpInject))
		w.Text("what is changed", &c.Key)
		codec.Int32(w, "the changed place", &c.Target, 0, math.MaxInt32)
		w.Float64("the size of a change", -math.MaxFloat64, math.MaxFloat64, &c.Value)
		if w.Err() != nil {
			return
		}
	}
}

// text spells a start as the configuration holds it.
func (s *start) text() string {
	w := codec.Writer(nil)
	s.walk(w)
	return string(lab.Own(w.Bytes(), w.Err()))
}

// parseStart reads what text wrote; nil for nothing.
func parseStart(text string) (*start, error) {
	if text == "" {
		return nil, nil
	}
	s, w := new(start), codec.Reader([]byte(text))
	s.walk(w)
	return s, w.Close()
}

// checkStart reports what is wrong with the text of a start.
func checkStart(text string) error {
	_, err := parseStart(text)
	return err
}

// startOf returns what the races of a configuration begin from; nil where each begins
// with an episode of its own.
func startOf(c lab.Config) (*start, error) {
	s, err := parseStart(c.Text(keyStart))
	if s == nil || err != nil {
		return nil, err
	}
	world := settingsOf(c).mind.World
	w, err := cluster.New(world)
	if err == nil {
		err = s.recall(w)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", keyStart, err)
	}
	s.steps = w.Steps()
	return s, s.check(w)
}

// check reports what could not have happened from the moment on, which is w's.
func (s *start) check(w *cluster.World) error {
	if w.Over() {
		return errors.New("start: its episode has ended")
	}
	if acts := w.ActionSpace().N; len(s.actions) > 0 && int(slices.Max(s.actions)) >= acts {
		return fmt.Errorf("start: action %d, want 0 to %d", slices.Max(s.actions), acts-1)
	}
	for i, c := range s.changes {
		if i > 0 && c.Step < s.changes[i-1].Step {
			return errors.New("start: its changes are not in order")
		}
		if err := checkChange(w, c); err != nil {
			return fmt.Errorf("start: %w", err)
		}
	}
	return nil
}

// checkChange reports why c could not have been done to w while it ran.
func checkChange(w *cluster.World, c lab.Change) error {
	switch c.Op {
	case lab.OpSet:
		world := w.Config()
		f, err := world.Fields().Find(c.Key)
		if err == nil && f.Fixed {
			err = fmt.Errorf("%s cannot change while the session runs", c.Key)
		}
		if err == nil {
			err = f.Set(c.Value)
		}
		if err == nil {
			err = world.Validate()
		}
		return err
	case lab.OpInject:
		if int(c.Target) >= len(w.Mem()) || !(c.Value >= -1 && c.Value <= 1) {
			return fmt.Errorf("place %d by %g, want 0 to %d by -1 to 1", c.Target, c.Value, len(w.Mem())-1)
		}
		return nil
	}
	return errors.New("a move among the changes of the world")
}

// recall puts w, whose configuration is in force, back to the moment.
func (s *start) recall(w *cluster.World) error {
	now := w.Config()
	then := now
	then.Budget = max(now.Budget, s.budget)
	err := w.SetConfig(then)
	if err == nil {
		err = w.UnmarshalBinary(s.state)
	}
	if err != nil {
		return err
	}
	return w.SetConfig(now)
}

// at returns the changes of the world that came after that many steps.
func (s *start) at(step int) []lab.Change {
	first := 0
	for first < len(s.changes) && int(s.changes[first].Step) < step {
		first++
	}
	last := first
	for last < len(s.changes) && int(s.changes[last].Step) == step {
		last++
	}
	return s.changes[first:last]
}

// recorded is the policy that does again what was done.
type recorded struct{ from *start }

// Name implements agent.Policy.
func (recorded) Name() string { return laneRecorded }

// Act implements agent.Policy.
func (r recorded) Act(w *cluster.World, _ *rng.Source) int {
	return int(r.from.actions[w.Steps()-r.from.steps])
}

// over reports whether nothing more was done than has been done again in w.
func (s *start) over(w *cluster.World) bool { return w.Steps()-s.steps >= len(s.actions) }
