// Package bench lets policies play the same episodes and compares them, with
// confidence intervals, in the layout of the published table.
package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/series"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/pool"
)

// Baselines returns the players with those keys, of [baselines.Policies].
func Baselines(keys ...string) ([]series.Player, error) {
	var list []series.Player
	for _, key := range keys {
		p, err := baselines.Policy(key)
		if err != nil {
			return nil, err
		}
		list = append(list, series.Player{Key: key, New: func() agent.Policy { return p }})
	}
	return list, nil
}

// WithBaselines returns players among the policies that every learned one is measured
// beside: h.3 before them, the tuned local rule and the omniscient planner after them.
func WithBaselines(players ...series.Player) ([]series.Player, error) {
	list, err := Baselines("h3", "local", "omniscient")
	return slices.Insert(list, min(1, len(list)), players...), err
}

// Options says what to measure. The first player is the one that the others are compared
// with.
type Options struct {
	Title    string // of the world, for the table
	World    cluster.Config
	Players  []series.Player
	Episodes int      // per player
	Seed     uint64   // episode e of every player is seeded with rng.Derive(Seed, e)
	Seeds    []uint64 // of the episodes, in place of those; nil for those
	Workers  int      // 0: one per processor

	Foresight *Foresight // of the players that look ahead; nil where none does

	Progress func(done, total int) // called after each of all episodes, one call at a time; may be nil
}

// check reports what is wrong with o.
func (o *Options) check() error {
	switch {
	case o.Episodes < 1:
		return fmt.Errorf("%d episodes, want at least 1", o.Episodes)
	case o.Seeds != nil && len(o.Seeds) != o.Episodes:
		return fmt.Errorf("%d seeds for %d episodes, want one each", len(o.Seeds), o.Episodes)
	case len(o.Players) == 0:
		return errors.New("no policies to measure")
	}
	if o.Foresight != nil {
		if err := o.Foresight.Imagine.Validate(); err != nil {
			return err
		}
	}
	return o.World.Validate()
}

// Run plays the episodes. The table depends on the options but not on the number
// of workers. When ctx ends first, the table covers the episodes that every player
// had finished by then and says that it is partial.
func Run(ctx context.Context, o Options) (*Table, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	// Episode by episode, and within an episode player by player, so that an
	// interrupted comparison is still a fair one.
	n := len(o.Players)
	seats := make([]sync.Pool, n) // by player
	seeds := o.Seeds
	if seeds == nil {
		seeds = agent.Seeds(o.Seed, o.Episodes)
	}
	played, err := pool.Partial(ctx, o.Episodes*n, o.Workers, o.Progress, func(_ context.Context, i int) (agent.Episode, error) {
		s, err := o.seat(&seats[i%n], i%n)
		if err != nil {
			return agent.Episode{}, err
		}
		defer seats[i%n].Put(s)
		return agent.PlayEpisode(s.world, s.policy, seeds[i/n])
	})
	if err != nil {
		return nil, err
	}
	results := make([][]agent.Episode, n) // by player
	for episode := range slices.Chunk(played, n) {
		if slices.Contains(episode, nil) {
			break
		}
		for i, e := range episode {
			results[i] = append(results[i], *e)
		}
	}
	return newTable(&o, results), nil
}

// seat is where an instance of a player plays. A worker takes a free one or makes one.
type seat struct {
	world  *cluster.World
	policy agent.Policy
}

func (o *Options) seat(free *sync.Pool, player int) (*seat, error) {
	if s, ok := free.Get().(*seat); ok {
		return s, nil
	}
	world, err := cluster.New(o.World)
	return &seat{world, o.Players[player].New()}, err
}
