package core

import (
	"slices"
	"strings"
	"time"

	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// Routines lists what package nn has vector routines for, once for each kind of value: the
// native ones are compared with plain Go, which must lose everywhere.
var Routines = routines()

// Kinds are the values that routines meet: usual ones, some whose squares are too small for
// a float32, and zeros, of which ReLU leaves many.
var Kinds = []Kind{{"", 1}, {"_tiny", 1e-20}, {"_zero", 0}}

// Kind is what the values of a routine are multiplied by, and the end of its name.
type Kind struct {
	Suffix string
	Size   float32
}

// Measure returns the name of the measure of a routine with values of that kind.
func (k Kind) Measure(routine string) string { return routine + k.Suffix + "_us" }

// RoutineNames lists the names of the routines, to which a kind's suffix is appended.
var RoutineNames = []string{"dense", "dense_grad", "relu", "tanh", "lerp", "norm", "adam", "layernorm", "layernorm_grad"}

func routines() (all []Measure) {
	for _, name := range RoutineNames {
		for _, k := range Kinds {
			all = append(all, Measure{k.Measure(name), "µs", false, func() (float64, error) { return routineTime(name, k.Size) }})
		}
	}
	return all
}

// layerNormTime returns the microseconds of one normalization of 128 rows of 64 values,
// with ReLU.
func layerNormTime() (float64, error) { return microseconds(200, newRoutine("layernorm", 1)) }

// routineTime returns the microseconds of one call, on 128 rows of 64 values. A call is so
// short that some are not interrupted even on a busy machine.
func routineTime(name string, size float32) (float64, error) {
	const times, calls, quick = 500, 10, 50 // the time of the fastest in fifty counts
	call := newRoutine(name, size)
	durations := make([]time.Duration, times)
	for i := range durations {
		start := time.Now()
		for range calls {
			call()
		}
		durations[i] = time.Since(start)
	}
	slices.Sort(durations)
	return float64(durations[times/quick].Nanoseconds()) / calls / 1e3, nil
}

func newRoutine(name string, size float32) func() {
	const rows, width = 128, 64
	src := rng.New(1)
	values := func() []float32 {
		x := make([]float32, rows*width)
		for i := range x {
			x[i] = size * float32(src.Normal())
		}
		return x
	}
	x, y, dx, dy := values(), values(), values(), values()
	switch name {
	case "tanh":
		return func() { copy(y, x); nn.TanhApprox(y, 1) }
	case "lerp":
		return func() { nn.Lerp(y, x, 0.01) }
	case "norm":
		return func() { nn.Norm(x) }
	case "adam":
		adam := nn.NewAdam(len(x), 1e-3)
		return func() { adam.Update(y, x) }
	}
	layer, grad := strings.CutSuffix(name, "_grad")
	spec := map[string]nn.Spec{"dense": nn.Dense(width), "relu": nn.ReLU(), "layernorm": nn.LayerNormReLU()}[layer]
	n := nn.New(width, rows, spec)
	n.InitHe(src)
	n.Forward(y, x)
	if grad {
		return func() { n.Backward(dx, dy) }
	}
	return func() { n.Forward(y, x) }
}
