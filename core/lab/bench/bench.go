// Package bench measures policies against each other: the same episodes for
// each, with confidence intervals, in the layout of the published table.
package bench

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Contender is a policy to measure. New returns an instance of its own for each
// worker, because a policy may keep scratch memory.
type Contender struct {
	Key string
	New func() agent.Policy
}

// Options says what to measure. The first contender is the one the others'
// wins are counted against.
type Options struct {
	Title      string // of the world, for the table
	World      cluster.Config
	Contenders []Contender
	Episodes   int                   // per contender
	Seed       uint64                // episode e of every contender is seeded with rng.Derive(Seed, e)
	Workers    int                   // 0: one per processor
	Progress   func(done, total int) // of all episodes; called from several goroutines; may be nil
}

// check reports what is wrong with o.
func (o *Options) check() error {
	switch {
	case o.Episodes < 1:
		return fmt.Errorf("%d episodes, want at least 1", o.Episodes)
	case len(o.Contenders) == 0:
		return fmt.Errorf("no policies to measure")
	case o.Workers < 0:
		return fmt.Errorf("%d workers, want at least 1, or 0 for one per processor", o.Workers)
	}
	return o.World.Validate()
}

// Run plays the episodes. The table depends on the options but not on the number
// of workers. When ctx ends first, the table covers the episodes that every
// contender had finished by then and says that it is partial.
func Run(ctx context.Context, o Options) (*Table, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	g := newGame(o)
	workers := o.Workers
	if workers == 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	var group sync.WaitGroup
	for range min(workers, g.total()) {
		group.Go(func() { g.work(ctx) })
	}
	group.Wait()
	if g.err != nil {
		return nil, g.err
	}
	return g.table(), nil
}

// game hands out episodes to workers: episode by episode, and within an episode
// contender by contender, so that an interrupted game is still a fair one.
type game struct {
	Options
	next    atomic.Int64
	done    atomic.Int64
	results [][]agent.Episode // by contender and episode; Steps is 0 before it was played

	mu  sync.Mutex
	err error
}

func newGame(o Options) *game {
	g := &game{Options: o, results: make([][]agent.Episode, len(o.Contenders))}
	for i := range g.results {
		g.results[i] = make([]agent.Episode, o.Episodes)
	}
	return g
}

func (g *game) total() int { return g.Episodes * len(g.Contenders) }

func (g *game) work(ctx context.Context) {
	world, err := cluster.New(g.World)
	if err != nil {
		g.fail(err)
		return
	}
	policies := make([]agent.Policy, len(g.Contenders))
	for i, c := range g.Contenders {
		policies[i] = c.New()
	}
	for ctx.Err() == nil {
		job := int(g.next.Add(1)) - 1
		if job >= g.total() {
			return
		}
		episode, contender := job/len(policies), job%len(policies)
		result, err := agent.PlayEpisode(world, policies[contender], rng.Derive(g.Seed, uint64(episode)))
		if err != nil {
			g.fail(err)
			return
		}
		g.results[contender][episode] = result
		done := int(g.done.Add(1))
		if g.Progress != nil {
			g.Progress(done, g.total())
		}
	}
}

// fail keeps the first error and hands out no more episodes.
func (g *game) fail(err error) {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.err == nil {
		g.err = err
	}
	g.next.Store(int64(g.total()))
}

// finished returns how many episodes every contender has played.
func (g *game) finished() int {
	for episode := range g.Episodes {
		for _, results := range g.results {
			if results[episode].Steps == 0 {
				return episode
			}
		}
	}
	return g.Episodes
}

func (g *game) table() *Table {
	n := g.finished()
	t := &Table{
		World: g.Title, Rules: g.World.Rules.String(), Seed: g.Seed,
		Height: g.World.Height, Width: g.World.Width, MaxSteps: g.World.MaxSteps,
		Episodes: n, Wanted: g.Episodes, Partial: n < g.Episodes,
	}
	if n == 0 {
		return t
	}
	for i, c := range g.Contenders {
		t.Rows = append(t.Rows, newRow(c.Key, g.results[i][:n]))
	}
	for i := range g.Contenders[1:] {
		t.Wins = append(t.Wins, newWins(g.Contenders[i+1].Key, g.Contenders[0].Key, g.results[i+1][:n], g.results[0][:n]))
	}
	return t
}
