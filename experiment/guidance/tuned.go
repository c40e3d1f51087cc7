package guidance

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/experiment/shard"
)

// TuningFirst is the first of the seeds that limits are tuned on, which no row is measured
// on as long as its own are fewer.
const TuningFirst = 1_000_001

// Trial is one training for the choice of a limit: under it, or under Withdrawn, which says
// how much may be handed over.
type Trial struct {
	World    string  `json:"world"`
	Seed     uint64  `json:"seed,string"`
	Limit    string  `json:"limit"` // average, max, or withdrawn
	Value    float64 `json:"value"` // of the limit
	Failures float64 `json:"failures"`
	Share    float64 `json:"share"` // of the steps that were handed over
}

// Keys of rules that are named more than once.
const (
	withdrawn     = "withdrawn"
	withdrawnGrid = "withdrawn-grid"
)

// tuned are the limits that were found.
type tuned struct {
	worlds []string // of the suite
	trials []Trial
}

// trials lists what has to be trained to tune the limits of the given rules; nothing where
// none of them has one.
func (o *Options) trials() (list []Trial) {
	for _, limit := range []string{average, fullest} {
		if !slices.ContainsFunc(o.Rules, func(key string) bool { return limitOf(key) == limit }) {
			continue
		}
		for _, v := range limits[limit].values {
			list = append(list, o.everywhere(limit, v)...)
		}
	}
	if list != nil {
		list = append(list, o.everywhere(withdrawn, 0)...)
	}
	return list
}

func (o *Options) everywhere(limit string, v float64) (list []Trial) {
	for _, w := range o.Suite {
		for i := range o.TuningSeeds {
			list = append(list, Trial{World: w.Key, Seed: TuningFirst + uint64(i), Limit: limit, Value: v})
		}
	}
	return list
}

// tune trains the trials, which every process needs. They are whole or there are none.
func (o *Options) tune(ctx context.Context) (*tuned, error) {
	t := new(tuned)
	for _, w := range o.Suite {
		t.worlds = append(t.worlds, w.Key)
	}
	list := o.trials()
	work := shard.Work{Every: true, Workers: o.Workers, Progress: o.progress("trials of limits")}
	for _, one := range list {
		work.Keys = append(work.Keys, fmt.Sprintf("limit %s %g in %s, seed %d", one.Limit, one.Value, one.World, one.Seed))
	}
	var err error
	t.trials, err = shard.Whole(ctx, o.Store, work, func(ctx context.Context, i int) (Trial, error) { return o.try(ctx, list[i]) })
	return t, err
}

// try trains one trial.
func (o *Options) try(ctx context.Context, t Trial) (Trial, error) {
	u := unit{ctx: ctx, o: o, seed: t.Seed}
	for _, w := range o.Suite {
		if w.Key == t.World {
			u.world = w
		}
	}
	c := u.config(train.Withdrawn)
	if t.Limit != withdrawn {
		c = withLimit(u.config(limits[t.Limit].guidance), t.Value)
	}
	_, cell, err := u.train(c, nil)
	t.Failures, t.Share = cell.Failures, cell.Share
	return t, err
}

// limit returns the value of a limit that is tuned here, carried over or of the suite, for
// one of the worlds.
func (t *tuned) limit(key, from, world string) float64 {
	switch from {
	case here:
		return t.choose(key, world)
	case carried:
		return t.choose(key, carriedFrom)
	}
	return t.choose(key, slices.DeleteFunc(slices.Clone(t.worlds), func(w string) bool { return w == world })...)
}

// choose returns the value under which the fewest episodes failed in those worlds, of those
// that handed over at most as many steps as Withdrawn did there. Where all handed over more,
// it is the one that did so least.
func (t *tuned) choose(limit string, worlds ...string) float64 {
	var best *total
	budget := t.sum(withdrawn, worlds)[0].share
	for _, s := range t.sum(limit, worlds) {
		if best == nil || better(&s, best, budget) {
			best = &s
		}
	}
	return best.value
}

// total is what the trials of one value came to.
type total struct{ value, failures, share float64 }

// sum returns the totals of a limit's values over some worlds, the highest value first.
func (t *tuned) sum(limit string, worlds []string) (list []total) {
	for _, trial := range t.trials {
		if trial.Limit != limit || !slices.Contains(worlds, trial.World) {
			continue
		}
		i := slices.IndexFunc(list, func(s total) bool { return s.value == trial.Value })
		if i < 0 {
			i, list = len(list), append(list, total{value: trial.Value})
		}
		list[i].failures += trial.Failures
		list[i].share += trial.Share
	}
	slices.SortFunc(list, func(a, b total) int { return cmp.Compare(b.value, a.value) })
	return list
}

// better reports whether a is to be chosen rather than b, which has a higher value.
func better(a, b *total, budget float64) bool {
	if within := a.share <= budget; within != (b.share <= budget) {
		return within
	} else if !within {
		return a.share < b.share
	}
	return a.failures < b.failures
}
