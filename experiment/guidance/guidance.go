// Package guidance compares ways to keep a Pilot out of danger while it learns: what the
// Prophet's forecasts change, their controls, limits on memory without any network, and what
// looks ahead; each trained from the same seeds in the same eight worlds.
package guidance

import (
	"context"
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/localrule"
	"github.com/resonetics/playground/experiment/shard"
)

// Options says what to compare.
type Options struct {
	Suite   []World                           // in which limits are tuned
	Worlds  []string                          // keys of those that are measured
	Rules   []string                          // keys of Rules
	Learner func(cluster.Config) train.Config // what learns in a world, but for seed, schedules and guidance

	First         uint64        // of the seeds, which are counted on from it
	Seeds         int           // paired; at least 2
	TuningSeeds   int           // from TuningFirst on
	LocalEpisodes int           // of the set baselines.Tuning, on which the best local rule is found
	Steps         int           // environment steps of a training
	Episodes      int           // held out, after each
	HeldOut       baselines.Set // of which they are
	Workers       int           // trainings at once; 0: one per processor

	Store    *shard.Store                     // nil: all is measured here
	Progress func(done, total int, of string) // after every part, without overlap; may be nil

	locals *locals
}

// Defaults returns the options of the published comparison.
func Defaults() Options {
	return Options{
		Suite: Worlds(), Worlds: WorldKeys(), Rules: RuleKeys(), Learner: train.Default, First: 1, Seeds: 20, TuningSeeds: 3, LocalEpisodes: localrule.TunedEpisodes,
		Steps: 30_000, Episodes: 300, HeldOut: baselines.Final,
	}
}

// Settings are what two tables must have in common to be put together.
type Settings struct {
	Steps       int    `json:"trained_steps"` // environment steps of a training
	Episodes    int    `json:"episodes"`      // held out, after each
	HeldOut     string `json:"held_out"`      // the set of those episodes: its name, or its seed
	TuningSeeds int    `json:"tuning_seeds"`
}

// result is what one seed came to in one world, by rule.
type result struct {
	World string
	Seed  uint64
	Cells map[string]Cell
}

// Settings returns what results of other options must have in common with these.
func (o *Options) Settings() Settings {
	return Settings{o.Steps, o.Episodes, o.HeldOut.Key, o.TuningSeeds}
}

func (o *Options) progress(of string) func(done, total int) {
	return func(done, total int) {
		if o.Progress != nil {
			o.Progress(done, total, of)
		}
	}
}

// Measure tunes the limits, then trains every seed under every rule in every world. What the
// store has is not trained again. When ctx ends first, the table covers the seeds that were
// finished by then in all worlds. The error is shard.ErrElsewhere where other processes do some.
func Measure(ctx context.Context, o Options) (*Table, error) {
	if o.Seeds < 2 || o.Steps < 1 || o.Episodes < 1 || o.TuningSeeds < 1 {
		return nil, fmt.Errorf("guidance: %d seeds, %d steps, %d episodes, %d seeds for tuning: want at least two seeds, and one of the others",
			o.Seeds, o.Steps, o.Episodes, o.TuningSeeds)
	}
	o.locals = &locals{of: map[string]agent.Rule{}}
	t, err := o.tune(ctx)
	if err != nil {
		return nil, err
	}
	units := o.units(t)
	work := shard.Work{Workers: o.Workers, Progress: o.progress("seeds in a world")}
	for _, u := range units {
		work.Keys = append(work.Keys, fmt.Sprintf("%s, seed %d", u.world.Key, u.seed))
	}
	results, err := shard.Map(ctx, o.Store, work, func(ctx context.Context, i int) (result, error) {
		units[i].ctx = ctx
		return units[i].run()
	})
	if err != nil {
		return nil, err
	}
	return o.table(t.trials, results), nil
}

// units returns what has to be trained, the worlds of a seed one after the other.
func (o *Options) units(t *tuned) (list []*unit) {
	for i := range o.Seeds {
		for _, w := range o.measured() {
			list = append(list, &unit{o: o, world: w, seed: o.First + uint64(i), tuned: t, rates: map[string]train.Rates{}, cells: map[string]Cell{}})
		}
	}
	return list
}

// measured returns the worlds that are measured, in the order of the suite.
func (o *Options) measured() []World {
	return slices.DeleteFunc(slices.Clone(o.Suite), func(w World) bool { return !slices.Contains(o.Worlds, w.Key) })
}

// run trains under all rules.
func (u *unit) run() (result, error) {
	r := result{u.world.Key, u.seed, map[string]Cell{}}
	for _, rule := range Rules() {
		if !slices.Contains(u.o.Rules, rule.Key) {
			continue
		}
		c, err := rule.run(u)
		if err != nil {
			return r, fmt.Errorf("%s, seed %d, %s: %w", u.world.Key, u.seed, rule.Key, err)
		}
		r.Cells[rule.Key] = c
	}
	return r, nil
}
