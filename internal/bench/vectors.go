package main

import (
	"errors"
	"fmt"
	"math"
	"regexp"

	"github.com/resonetics/playground/internal/bench/core"
)

// ratio compares the time of a measure with that of another, as run by two programs.
type ratio struct {
	name string
	// over and under list what is divided by what, pair by pair; the worst pair counts.
	over, under []timed
}

// timed is a measure of the program with the SIMD routines of amd64, or of plain Go.
type timed struct{ experiment, measure string }

const simd, plain = "simd", ""

// ratios lists for each routine how long AVX2 takes against plain Go, at the kind of values
// where it gains least: below 1 it wins at all of them.
func ratios() (all []ratio) {
	for _, routine := range core.RoutineNames {
		r := ratio{name: routine + "_avx2_vs_plain"}
		for _, k := range core.Kinds {
			r.over = append(r.over, timed{simd, k.Measure(routine)})
			r.under = append(r.under, timed{plain, k.Measure(routine)})
		}
		all = append(all, r)
	}
	normal, tiny := core.Kinds[0].Measure("tanh"), core.Kinds[1].Measure("tanh")
	return append(all, ratio{"tanh_tiny_vs_normal",
		[]timed{{simd, tiny}, {plain, tiny}}, []timed{{simd, normal}, {plain, normal}}})
}

// compareRoutines measures those ratios that the pattern matches. Both programs run in
// turns, so that they meet the same machine, and the best turn of each counts.
func compareRoutines(only *regexp.Regexp, keep func(name string, take func() (float64, error), unit string)) error {
	wanted, names := []ratio{}, map[string][]string{}
	for _, r := range ratios() {
		if only.MatchString(r.name) {
			wanted = append(wanted, r)
			for _, t := range append(r.over, r.under...) {
				names[t.experiment] = append(names[t.experiment], t.measure)
			}
		}
	}
	best := make(map[timed]float64)
	const turns = 3
	for range turns {
		for experiment, list := range names {
			values, err := runMeasures(experiment, list...)
			if err != nil {
				return fmt.Errorf("with experiment %q: %w", experiment, err)
			}
			for i, name := range list {
				t := timed{experiment, name}
				if old, known := best[t]; !known || values[i] < old {
					best[t] = values[i]
				}
			}
		}
	}
	for _, r := range wanted {
		keep(r.name, func() (float64, error) { return r.worst(best) }, "")
	}
	return nil
}

var errNoTime = errors.New("a routine took no time")

func (r *ratio) worst(times map[timed]float64) (float64, error) {
	worst := 0.0
	for i, t := range r.over {
		worst = max(worst, times[t]/times[r.under[i]])
	}
	if worst == 0 || math.IsInf(worst, 0) || math.IsNaN(worst) {
		return 0, errNoTime
	}
	return worst, nil
}
