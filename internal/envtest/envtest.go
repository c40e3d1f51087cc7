// Package envtest checks that a world keeps the promises of env.Env, the way
// Gymnasium's check_env does (Towers et al., 2024), and a few more of ours: an
// error changes nothing, looking changes nothing, Step allocates nothing.
package envtest

import (
	"bytes"
	"encoding"
	"errors"
	"fmt"
	"math"
	"slices"
	"testing"

	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/rng"
)

// Episodes is how many episodes Check plays.
const Episodes = 5

// World is what Check needs: an Env that can say by its bytes whether it has changed.
type World interface {
	env.Env
	encoding.BinaryMarshaler
}

// Inside reports whether every value of x lies within its bounds.
func Inside(b env.Box, x []float32) bool {
	if len(x) != len(b.Low) {
		return false
	}
	for i, v := range x {
		if !(v >= b.Low[i] && v <= b.High[i]) {
			return false
		}
	}
	return true
}

// Check plays Episodes episodes of at most longest steps with random actions
// and returns an error that names the first broken promise, or nil. fresh
// returns a new world, configured alike each time.
func Check(fresh func() World, longest int) error {
	for _, check := range []func(func() World, int) error{spaces, seeding, refusals, endings, allocations} {
		if err := check(fresh, longest); err != nil {
			return fmt.Errorf("envtest: %w", err)
		}
	}
	return nil
}

func spaces(fresh func() World, _ int) error {
	e := fresh()
	a, o := e.ActionSpace(), e.ObservationSpace()
	switch {
	case a.N < 1 || len(a.Names) != a.N:
		return fmt.Errorf("the action space has %d actions and %d names, want as many and at least one", a.N, len(a.Names))
	case len(o.Low) == 0 || len(o.Low) != len(o.High):
		return fmt.Errorf("the observation space has %d lower and %d upper bounds, want as many and at least one", len(o.Low), len(o.High))
	}
	for i := range o.Low {
		if !(o.Low[i] <= o.High[i]) {
			return fmt.Errorf("the observation space bounds value %d by %g and %g, want an order", i, o.Low[i], o.High[i])
		}
	}
	return nil
}

// seeding compares a world that has already been played and is looked at all
// the time with a new one.
func seeding(fresh func() World, longest int) error {
	used, other := fresh(), fresh()
	first := slices.Clone(record(used, 1, longest))
	switch {
	case !slices.Equal(first, record(used, 1, longest)):
		return errors.New("a second reset with the same seed did not bring back the same episode")
	case !slices.Equal(first, record(watched{other}, 1, longest)):
		return errors.New("a new world with the same seed, saved after every step, did not play the same episode")
	case slices.Equal(first, record(used, 2, longest)):
		return errors.New("two seeds gave the same episode")
	}
	return nil
}

// watched is saved after every step.
type watched struct{ World }

func (w watched) Step(action int) (env.Result, error) {
	r, err := w.World.Step(action)
	if _, failed := w.MarshalBinary(); failed != nil {
		return r, failed
	}
	return r, err
}

// record plays an episode with actions that follow from seed and returns
// everything it showed.
func record(e env.Env, seed uint64, longest int) []float64 {
	r := rng.New(seed)
	obs, info := e.Reset(seed)
	trace := append(values(info), widen(obs)...)
	for range longest {
		s, err := e.Step(r.Intn(e.ActionSpace().N))
		if err != nil {
			return append(trace, -1)
		}
		trace = append(append(append(trace, s.Reward), values(s.Info)...), widen(s.Observation)...)
		if s.Terminated || s.Truncated {
			break
		}
	}
	return trace
}

func values(i env.Info) []float64 {
	return []float64{i.AvgLoad, float64(i.OOMNodes), float64(i.CriticalOOM), i.Budget}
}

func widen(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}

// refusals expects an error for every action outside the space, and the episode
// to go on as if it had not been asked.
func refusals(fresh func() World, longest int) error {
	plain, teased := fresh(), &teasing{Env: fresh()}
	if !slices.Equal(record(plain, 3, longest), record(teased, 3, longest)) {
		return errors.New("an action out of range changed the world")
	}
	return teased.err
}

// teasing asks for impossible actions before every step.
type teasing struct {
	env.Env
	err error
}

func (t *teasing) Step(action int) (env.Result, error) {
	for _, bad := range []int{-1, t.ActionSpace().N, math.MaxInt32} {
		if _, err := t.Env.Step(bad); err == nil && t.err == nil {
			t.err = fmt.Errorf("action %d was accepted, want an error", bad)
		}
	}
	return t.Env.Step(action)
}

// endings expects observations inside their space, an end within longest steps
// that has one reason, and an error for a step beyond it.
func endings(fresh func() World, longest int) error {
	e := fresh()
	actions, space := e.ActionSpace(), e.ObservationSpace()
	for seed := range uint64(Episodes) {
		r := rng.New(seed)
		if obs, _ := e.Reset(seed); !Inside(space, obs) {
			return fmt.Errorf("seed %d: the first observation %v is not in the observation space", seed, obs)
		}
		over := false
		for step := 0; !over; step++ {
			if step == longest {
				return fmt.Errorf("seed %d: the episode has not ended after %d steps", seed, longest)
			}
			s, err := e.Step(r.Intn(actions.N))
			switch {
			case err != nil:
				return fmt.Errorf("seed %d, step %d: %w", seed, step, err)
			case !Inside(space, s.Observation):
				return fmt.Errorf("seed %d, step %d: the observation %v is not in the observation space", seed, step, s.Observation)
			case s.Terminated && s.Truncated:
				return fmt.Errorf("seed %d, step %d: terminated and truncated at once, want the one reason", seed, step)
			}
			over = s.Terminated || s.Truncated
		}
		before, _ := e.MarshalBinary()
		_, err := e.Step(0)
		if after, _ := e.MarshalBinary(); err == nil || !bytes.Equal(before, after) {
			return fmt.Errorf("seed %d: a step after the end was accepted or changed the world, want an error", seed)
		}
	}
	return nil
}

func allocations(fresh func() World, longest int) error {
	e := fresh()
	r := rng.New(0)
	n := e.ActionSpace().N
	e.Reset(0)
	if a := testing.AllocsPerRun(longest, func() {
		if s, err := e.Step(r.Intn(n)); err != nil || s.Terminated || s.Truncated {
			e.Reset(r.Uint64())
		}
	}); a > 0 {
		return fmt.Errorf("Step allocates %g times, want 0", a)
	}
	return nil
}
