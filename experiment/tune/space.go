// Package tune searches for hyperparameters of the learners: the published grid
// over the Q-table's learning rate and discount, and a tree-structured Parzen
// estimator (TPE) with median pruning over the Q-table's or the Pilot's numbers.
//
// A study is kept by goptuna, in memory or in an SQLite file; one that was
// interrupted continues where it stopped. Trials run one after the other, and the
// training runs inside a trial side by side: what a study finds depends on its
// options and not on processors, timing or the kind of machine. One thing is left to
// goptuna: it interpolates the median of an even number of trials, which may come
// out a rounding apart on amd64 and arm64, and would prune a trial on one of them
// whose return is that very number.
package tune

import (
	"fmt"
	"math"
	"slices"

	"github.com/resonetics/playground/core/agent/train"
)

// The methods.
const (
	Grid = "grid"
	TPE  = "tpe"
)

// Methods returns the names of the methods.
func Methods() []string { return []string{Grid, TPE} }

// Learners returns the names of the learners that can be tuned.
func Learners() []string {
	names := make([]string, len(spaces))
	for i, s := range spaces {
		names[i] = s.learner
	}
	return names
}

// param is one number that is searched.
type param struct {
	key       string // of train.Config.Fields
	stored    string // its name in a study's file, which never changes
	low, high float64
	log       bool    // uniform in its logarithm
	multiple  float64 // rounded to; 0: not rounded
	grid      []float64
}

// space is what is searched for one learner.
type space struct {
	learner string
	kind    train.Algorithm
	params  []param
}

var spaces = []space{
	{"qtable", train.QTable, []param{
		{key: "qtable-lr", stored: "qtable.rate", low: 0.01, high: 0.5, log: true, grid: []float64{0.05, 0.1, 0.2}},
		{key: "qtable-gamma", stored: "qtable.gamma", low: 0.8, high: 0.99, grid: []float64{0.9, 0.95, 0.99}},
		{key: "qtable-decay", stored: "qtable.decay", low: 0.9, high: 0.999},
	}},
	{"pilot", train.Pilot, []param{
		{key: "lr", stored: "pilot.rate", low: 1e-4, high: 5e-3, log: true},
		{key: "gamma", stored: "pilot.gamma", low: 0.9, high: 0.995},
		{key: "n-step", stored: "pilot.n-step", low: 0.5, high: 5.499, multiple: 1},
		{key: "width", stored: "pilot.width", low: 16, high: 128, multiple: 8},
		{key: "target-every", stored: "pilot.target-every", low: 100, high: 3000, log: true, multiple: 100},
	}},
}

func spaceOf(learner string) (space, error) {
	for _, s := range spaces {
		if s.learner == learner {
			return s, nil
		}
	}
	return space{}, fmt.Errorf("learner is %q, want one of %v", learner, Learners())
}

// gridded returns the parameters that the grid covers.
func (s space) gridded() []param {
	return slices.DeleteFunc(slices.Clone(s.params), func(p param) bool { return p.grid == nil })
}

// value returns what the learner is given for a suggestion.
func (p param) value(v float64) float64 {
	if p.multiple > 0 {
		v = math.Round(v/p.multiple) * p.multiple
	}
	return v
}

// points returns how many combinations the grid has.
func points(params []param) int {
	n := 1
	for _, p := range params {
		n *= len(p.grid)
	}
	return n
}

// point returns the value of a parameter in a combination, the last parameter
// changing fastest.
func point(params []param, number int, stored string) float64 {
	for _, p := range slices.Backward(params) {
		if p.stored == stored {
			return p.grid[number%len(p.grid)]
		}
		number /= len(p.grid)
	}
	panic("tune: the grid has no " + stored)
}
