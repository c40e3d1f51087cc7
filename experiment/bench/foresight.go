package bench

import (
	"context"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/aggregate"
	"github.com/resonetics/playground/core/agent/distil"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/agent/series"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
	lookahead "github.com/resonetics/playground/experiment/imagine"
	"github.com/resonetics/playground/experiment/stat"
)

// Look says how players look ahead.
type Look struct {
	Imagine imagine.Config
	Distil  *distil.Config // of the network that learns what is imagined, and plays no future; nil: they imagine
}

// Foresight lets players look ahead.
type Foresight struct {
	Look
	World cluster.Config
	Seed  uint64 // of what is imagined
}

// Player returns p as it looks ahead. A network is taught what p's futures are first, in
// episodes that no evaluation plays. The numbers of f must have been checked.
func (f *Foresight) Player(ctx context.Context, p series.Player) (series.Player, error) {
	if f.Distil == nil {
		return guarded(p, imagined, func() imagine.Foresight {
			m, err := imagine.New(f.Imagine, f.World, f.Seed)
			if err != nil {
				panic("bench: checked numbers were refused: " + err.Error())
			}
			return m
		}), nil
	}
	s, err := lookahead.Distil(ctx, *f.Distil, f.Imagine, f.World, p.New(), f.Seed)
	if err != nil {
		return series.Player{}, err
	}
	return guarded(p, lookahead.Distilled, func() imagine.Foresight { return s.Frozen() }), nil
}

// imagined is the name of looking ahead by playing futures.
const imagined = "imagine"

// guarded returns p with what ahead returns, which has a name.
func guarded(p series.Player, name string, ahead func() imagine.Foresight) series.Player {
	return series.Player{Key: key(p, name), New: func() agent.Policy { return imagine.GuardBy(p.New(), ahead(), name).Policy() }}
}

// key returns the key of p as it looks ahead.
func key(p series.Player, name string) string { return p.Key + " + " + name }

// shown returns p as it looks ahead in episodes that have been played.
func (f *Foresight) shown(p series.Player) series.Player {
	if f.Distil == nil {
		return series.Player{Key: key(p, imagined)}
	}
	return series.Player{Key: key(p, lookahead.Distilled)}
}

// LookAhead lets every player of o play once more, looking ahead.
func (o *Options) LookAhead(ctx context.Context, l Look) error {
	o.Foresight = &Foresight{Look: l, World: o.World, Seed: o.Seed}
	if err := o.check(); err != nil {
		return err
	}
	var list []series.Player
	for _, p := range o.Players {
		ahead := o.Foresight.shown(p)
		if o.Store.Measures() {
			var err error
			if ahead, err = o.Foresight.Player(ctx, p); err != nil {
				return err
			}
		}
		list = append(list, p, ahead)
	}
	o.Players = list
	return nil
}

// Overrules says how often a player looked ahead and took another action: shares of its
// steps, with intervals by the bootstrap over episodes.
type Overrules struct {
	Looked    stat.Interval `json:"looked_share"`
	Overruled stat.Interval `json:"overruled_share"`
}

// overrules returns what a player did in episodes; nil where it did not look.
func overrules(episodes []played, seed uint64) *Overrules {
	if episodes[0].Looked == nil {
		return nil
	}
	shares := func(dst []float64, drawn []int) {
		var sum imagine.Tally
		for _, i := range drawn {
			t := episodes[i].Looked
			sum.Steps += t.Steps
			sum.Looked += t.Looked
			sum.Overruled += t.Overruled
		}
		dst[0], dst[1] = float64(sum.Looked)/float64(sum.Steps), float64(sum.Overruled)/float64(sum.Steps)
	}
	all, value := make([]int, len(episodes)), make([]float64, 2)
	for i := range all {
		all[i] = i
	}
	shares(value, all)
	low, high := aggregate.Bootstrap([]int{len(episodes)}, 2, aggregate.Resamples, rng.New(seed), shares)
	interval := func(i int) stat.Interval {
		return stat.Interval{Value: stat.Number(value[i]), Low: stat.Number(low[i]), High: stat.Number(high[i])}
	}
	return &Overrules{interval(0), interval(1)}
}
