// Package bench lets policies play the same episodes and compares them, with
// confidence intervals, in the layout of the published table.
package bench

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"sync"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/agent/series"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/shard"
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
	Store     *shard.Store

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
// had finished by then and says that it is partial. The error is shard.ErrElsewhere where
// other processes play some of them.
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
	work := shard.Work{Workers: o.Workers, Progress: o.Progress}
	for i := range o.Episodes * n {
		work.Keys = append(work.Keys, o.Players[i%n].Key+", episode "+strconv.Itoa(i/n))
	}
	all, err := shard.Map(ctx, o.Store, work, func(_ context.Context, i int) (played, error) {
		s, err := o.seat(&seats[i%n], i%n)
		if err != nil {
			return played{}, err
		}
		defer seats[i%n].Put(s)
		e, err := agent.PlayEpisode(s.world, s.policy, seeds[i/n])
		return played{e, s.looked(e.Seed)}, err
	})
	if err != nil {
		return nil, err
	}
	results := make([][]played, n) // by player
	for episode := range slices.Chunk(all, n) {
		if slices.Contains(episode, nil) {
			break
		}
		for i, e := range episode {
			results[i] = append(results[i], *e)
		}
	}
	return newTable(&o, results), nil
}

// played is an episode, and what was looked ahead in it; nil for a player that does not.
type played struct {
	agent.Episode
	Looked *imagine.Tally `json:",omitempty"`
}

// seat is where an instance of a player plays. A worker takes a free one or makes one.
type seat struct {
	world  *cluster.World
	policy agent.Policy
}

// looked returns what the policy looked ahead in an episode; nil where it does not.
func (s *seat) looked(seed uint64) *imagine.Tally {
	looks, ok := s.policy.(interface {
		Episode(seed uint64) imagine.Tally
	})
	if !ok {
		return nil
	}
	t := looks.Episode(seed)
	return &t
}

func (o *Options) seat(free *sync.Pool, player int) (*seat, error) {
	if s, ok := free.Get().(*seat); ok {
		return s, nil
	}
	world, err := cluster.New(o.World)
	return &seat{world, o.Players[player].New()}, err
}
