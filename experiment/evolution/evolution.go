// Package evolution measures what selection changes in the gardener's world: the
// reference's world with each rule for where newcomers come from, on the same seeds.
package evolution

import (
	"context"
	"fmt"

	"github.com/resonetics/playground/core/env/gardener"
	"github.com/resonetics/playground/experiment/shard"
	"github.com/resonetics/playground/experiment/stat"
)

// Options says how much to measure.
type Options struct {
	First       uint64 // of the seeds, which are counted on from it; see FirstSeed
	Seeds       int    // runs per world, at least 2
	Generations int    // steps per run, at least 10
	Workers     int    // runs at once; 0: one per processor
	Store       *shard.Store

	Progress func(done, total int) // called after each run, one call at a time; may be nil
}

// Table is what Compare measured.
type Table struct {
	First       uint64  `json:"first_seed,string"`
	Seeds       int     `json:"seeds"`
	Generations int     `json:"generations"`
	Worlds      []World `json:"worlds"`
}

// World is what the runs with one selection came to.
type World struct {
	Selection string    `json:"selection"`
	Measures  []Measure `json:"measures"`
}

// Measure is one number: its mean over the seeds and the half width of the 95 %
// interval of that mean.
type Measure struct {
	Name string      `json:"name"` // with its unit
	Mean stat.Number `json:"mean"`
	Half stat.Number `json:"half"`
}

// names lists what is measured. All but the last tenths are means over every step
// of a run.
var names = [...]string{
	"population", "population in the last tenth", "mean age (steps)", "mean energy",
	"total entropy", "total entropy in the last tenth", "births per 1,000 steps",
	"newcomers per 1,000 steps", "time creative (share)", "time bubble (share)", "time collapse (share)",
}

// FirstSeed keeps a comparison away from seeds 1 to 8, on which
// gardener.SelectionForagers was tuned.
const FirstSeed = 21

// Compare runs the reference's world with each selection, the reference's own
// first, on the same seeds. The result does not depend on the number
// of workers. When ctx ends it returns ctx's error, and shard.ErrElsewhere where other processes
// do some of the runs.
func Compare(ctx context.Context, o Options) (*Table, error) {
	selections := []gardener.Selection{gardener.SelectionOff, gardener.SelectionLongest, gardener.SelectionForagers}
	worlds := make([]gardener.Config, len(selections))
	for i, s := range selections {
		worlds[i] = gardener.Default()
		worlds[i].Selection = s
	}
	return compare(ctx, o, worlds)
}

func compare(ctx context.Context, o Options, worlds []gardener.Config) (*Table, error) {
	if o.Seeds < 2 || o.Generations < 10 {
		return nil, fmt.Errorf("evolution: %d seeds and %d generations, want at least 2 and 10", o.Seeds, o.Generations)
	}
	work := shard.Work{Workers: o.Workers, Progress: o.Progress}
	for i := range len(worlds) * o.Seeds {
		work.Keys = append(work.Keys, fmt.Sprintf("selection %s, seed %d", worlds[i/o.Seeds].Selection, o.First+uint64(i%o.Seeds)))
	}
	runs, err := shard.Whole(ctx, o.Store, work, func(ctx context.Context, i int) ([len(names)]float64, error) {
		return observe(ctx, worlds[i/o.Seeds], o.First+uint64(i%o.Seeds), o.Generations)
	})
	if err != nil {
		return nil, err
	}
	t := &Table{First: o.First, Seeds: o.Seeds, Generations: o.Generations}
	for i, c := range worlds {
		w := World{Selection: c.Selection.String()}
		for m, name := range names {
			values := make([]float64, o.Seeds)
			for seed := range values {
				values[seed] = runs[i*o.Seeds+seed][m]
			}
			e := stat.Describe(values)
			w.Measures = append(w.Measures, Measure{name, e.Mean, (e.High - e.Low) / 2})
		}
		t.Worlds = append(t.Worlds, w)
	}
	return t, nil
}

// observe runs one world and returns its measures, in the order of names.
func observe(ctx context.Context, c gardener.Config, seed uint64, generations int) (sum [len(names)]float64, err error) {
	w, err := gardener.New(c, seed)
	if err != nil {
		return sum, err
	}
	tail := generations / 10
	for g := range generations {
		if g%1000 == 0 && ctx.Err() != nil {
			return sum, ctx.Err()
		}
		w.Step()
		s, n := w.Stats(), float64(generations)
		population := float64(s.Population)
		add := [len(names)]float64{population / n, 0, s.MeanAge / n, s.MeanEnergy / n,
			s.TotalEntropy / n, 0, 1000 * float64(len(w.Births())) / n, 1000 * float64(len(w.Arrivals())) / n}
		if g >= generations-tail {
			add[1], add[5] = population/float64(tail), s.TotalEntropy/float64(tail)
		}
		add[8+s.Verdict] = 1 / n
		for i, v := range add {
			sum[i] += v
		}
	}
	return sum, nil
}
