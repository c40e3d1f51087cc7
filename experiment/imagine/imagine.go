// Package imagine measures what looking ahead is worth to a policy that has learned: the same
// network on the same episodes by itself, with an imagination that may overrule it, and with
// the network that imagination has taught, which needs no futures any more.
package imagine

import (
	"context"
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/distil"
	ahead "github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/learning"
	"github.com/resonetics/playground/experiment/pool"
)

// Options says what to measure: Config trained from every seed, each under every rule.
type Options struct {
	Learner string // names the table
	Preset  string // of Config's world
	Config  train.Config
	Seeds   []uint64 // without repetition
	Steps   int      // environment steps of training per seed
	Stated  int      // steps that the bars are stated over

	Episodes int           // held out, per seed and rule
	HeldOut  baselines.Set // of which they are
	Ahead    ahead.Config
	Distil   distil.Config
	Workers  int // seeds at once; 0: one per processor

	Progress func(seed uint64, rule string) // called before each part, from several goroutines; may be nil
}

// The rules that are compared, in the order of the table.
const (
	Alone     = "alone"
	LookAhead = "look-ahead"
	Distilled = "distilled"
)

// Rules returns the rules in the order of the table.
func Rules() []string { return []string{Alone, LookAhead, Distilled} }

// Run is what one seed came to.
type Run struct {
	Seed    uint64   `json:"seed,string"`
	Digest  string   `json:"digest"`  // of what was learned; see learning.Digest
	Lessons int      `json:"lessons"` // imagined states that the distilled network learned from
	Played  []Played `json:"played"`  // by rule
}

// Played is what the episodes of one rule came to.
type Played struct {
	baselines.Score
	Looked float64 `json:"looked_share"`    // share of the steps
	Acted  float64 `json:"overruled_share"` // share of the steps at which an action was overruled
}

// Measure trains every seed and lets it play the held-out episodes under every rule. When ctx
// ends first, the table covers the seeds that were finished by then.
func Measure(ctx context.Context, o Options) (*Table, error) {
	if len(o.Seeds) < 2 || o.Steps < 1 || o.Episodes < 1 {
		return nil, fmt.Errorf("imagine: %d seeds, %d steps, %d episodes: want at least two seeds and one of the others", len(o.Seeds), o.Steps, o.Episodes)
	}
	t := &Table{
		Learner: o.Learner, Preset: o.Preset, Steps: o.Steps, Wanted: len(o.Seeds), Set: o.HeldOut.Key, SetSeed: o.HeldOut.Seed, Episodes: o.Episodes,
		Futures: o.Ahead.Futures, Horizon: o.Ahead.Steps,
	}
	var err error
	if t.Baselines, err = o.HeldOut.Baselines(ctx, o.Config.World, o.Episodes); err != nil {
		return nil, err
	}
	runs, err := pool.Partial(ctx, len(o.Seeds), o.Workers, nil, func(ctx context.Context, i int) (Run, error) { return o.run(ctx, o.Seeds[i]) })
	if err != nil {
		return nil, err
	}
	t.Runs = slices.DeleteFunc(runs, func(r *Run) bool { return r == nil })
	t.summarize()
	t.judge(&o)
	return t, nil
}

// run measures one seed.
func (o *Options) run(ctx context.Context, seed uint64) (Run, error) {
	r := Run{Seed: seed}
	c := o.Config
	c.Seed = seed
	o.tell(seed, "training")
	t, err := train.New(c)
	if err != nil {
		return r, err
	}
	if err := learning.Train(ctx, t, o.Steps, nil); err != nil {
		return r, fmt.Errorf("seed %d: %w", seed, err)
	}
	r.Digest = learning.Digest(t.Learner())
	for _, rule := range Rules() {
		o.tell(seed, rule)
		played, err := o.play(ctx, rule, t.Learner().Greedy(), &r)
		if err != nil {
			return r, err
		}
		r.Played = append(r.Played, played)
	}
	return r, nil
}

func (o *Options) tell(seed uint64, part string) {
	if o.Progress != nil {
		o.Progress(seed, part)
	}
}

// play lets a policy play the held-out episodes under a rule.
func (o *Options) play(ctx context.Context, rule string, p agent.Policy, r *Run) (Played, error) {
	world := o.Config.World
	var f ahead.Foresight
	switch rule {
	case Alone:
		s, err := o.HeldOut.Play(ctx, world, p, o.Episodes)
		return Played{Score: s}, err
	case LookAhead:
		m, err := ahead.New(o.Ahead, world, r.Seed)
		if err != nil {
			return Played{}, err
		}
		f = m
	case Distilled:
		s, err := Distil(ctx, o.Distil, o.Ahead, world, p, r.Seed)
		if err != nil {
			return Played{}, err
		}
		r.Lessons = s.Network().Seen()
		f = s.Frozen()
	}
	s, err := o.HeldOut.Play(ctx, world, ahead.GuardBy(p, f, rule).Policy(), o.Episodes)
	t := f.Tally()
	steps := float64(max(1, t.Steps))
	return Played{s, float64(t.Looked) / steps, float64(t.Overruled) / steps}, err
}

// MaxLessons is how many episodes a network is taught in at most: where nothing is ever
// dangerous, there is nothing to learn.
const MaxLessons = 1000

// Distil teaches a network what is imagined while p plays the episodes of the set
// [baselines.Lessons], until it is ready or the episodes are played. When ctx ends first it
// returns ctx's error.
func Distil(ctx context.Context, c distil.Config, look ahead.Config, world cluster.Config, p agent.Policy, seed uint64) (*distil.Student, error) {
	s, err := distil.NewStudent(c, look, world, seed)
	if err != nil {
		return nil, err
	}
	w, err := cluster.New(world)
	if err != nil {
		return nil, err
	}
	taught := ahead.GuardBy(p, s, Distilled).Policy()
	for i := range uint64(MaxLessons) {
		if s.Network().Ready() {
			break
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		if _, err := agent.PlayEpisode(w, taught, rng.Derive(baselines.Lessons.Seed, i)); err != nil {
			return nil, err
		}
		if s.Err() != nil {
			return nil, s.Err()
		}
	}
	return s, nil
}
