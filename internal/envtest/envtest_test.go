package envtest_test

import (
	"errors"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/internal/envtest"
)

func TestClusterKeepsThePromises(t *testing.T) {
	for _, rules := range []cluster.Rules{cluster.V45, cluster.V46, cluster.V51} {
		for _, size := range [][2]int{{4, 4}, {1, 1}, {1, 7}, {2, 2}, {5, 3}} {
			c := cluster.Default(rules)
			c.Height, c.Width, c.MaxSteps = size[0], size[1], 80
			require.NoError(t, envtest.Check(func() envtest.World {
				w, err := cluster.New(c)
				require.NoError(t, err)
				return w
			}, c.MaxSteps), "%s on %v", rules, size)
		}
	}
}

// TestCheckFindsEveryDefect gives Check one broken world per promise.
func TestCheckFindsEveryDefect(t *testing.T) {
	for defect, want := range map[string]string{
		"":                 "",
		"no actions":       "0 actions",
		"names":            "2 actions and 1 names",
		"bounds":           "order",
		"keeps state":      "same seed did not bring back",
		"saving moves":     "saved after every step",
		"ignores seed":     "two seeds gave the same",
		"accepts":          "action -1 was accepted",
		"errs and changes": "an action out of range changed",
		"never ends":       "has not ended after",
		"first outside":    "first observation",
		"outside":          "is not in the observation space",
		"both":             "terminated and truncated at once",
		"goes on":          "a step after the end was accepted",
		"allocates":        "Step allocates 1 times",
	} {
		err := envtest.Check(func() envtest.World { return &walk{defect: defect} }, 20)
		if want == "" {
			require.NoError(t, err)
			continue
		}
		require.ErrorContains(t, err, want, defect)
	}
}

// walk is a random walk on [0, 1] that ends after ten steps, with one defect.
type walk struct {
	defect string
	rand   rng.Source
	obs    [1]float32
	steps  int
	garden []byte
}

func (w *walk) Reset(seed uint64) ([]float32, env.Info) {
	if w.defect == "ignores seed" {
		seed = 0
	}
	if w.defect != "keeps state" || w.steps == 0 {
		w.rand.Seed(seed)
	}
	w.steps = 0
	w.obs[0] = w.rand.Float32()
	if w.defect == "first outside" {
		w.obs[0] = -1
	}
	return w.obs[:], env.Info{}
}

func (w *walk) Step(action int) (env.Result, error) {
	if (action < 0 || action > 1) && w.defect != "accepts" {
		if w.defect == "errs and changes" {
			w.rand.Uint64()
		}
		return env.Result{}, errors.New("impossible action")
	}
	if w.steps >= 10 && w.defect != "goes on" && w.defect != "never ends" {
		return env.Result{}, errors.New("over")
	}
	if action == 0 || action == 1 {
		w.steps++
		w.obs[0] = w.rand.Float32()
	}
	r := env.Result{Observation: w.obs[:]}
	r.Truncated = w.steps >= 10 && w.defect != "never ends"
	switch w.defect {
	case "both":
		r.Terminated = r.Truncated
	case "outside":
		w.obs[0] = 2
	case "allocates":
		w.garden = make([]byte, 64)
	}
	return r, nil
}

func (w *walk) ActionSpace() env.Discrete {
	d := env.Discrete{N: 2, Names: []string{"wait", "see"}}
	switch w.defect {
	case "no actions":
		d.N = 0
	case "names":
		d.Names = d.Names[:1]
	}
	return d
}

func (w *walk) ObservationSpace() env.Box {
	b := env.Box{Low: []float32{0}, High: []float32{1}}
	if w.defect == "bounds" {
		b.Low[0] = 2
	}
	return b
}

func (w *walk) MarshalBinary() ([]byte, error) {
	if w.defect == "saving moves" {
		w.rand.Uint64()
	}
	return []byte(strconv.Itoa(w.steps)), nil
}
