package bridge

import (
	"context"
	"encoding/json"
	"fmt"
	"strconv"
	"sync/atomic"
	"time"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/series"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/bench"
)

// task is an evaluation under way.
type task struct {
	cancel context.CancelFunc
	done   chan struct{}
	played atomic.Int64
	total  atomic.Int64
	table  *bench.Table // once done
	err    error
}

// evaluation is what evaluate is asked for. Who is measured is a mind's number, the key of
// a policy that needs no training, or actions that were taken elsewhere.
type evaluation struct {
	Mind     int64    `json:"mind"`
	Policy   string   `json:"policy"`
	Name     string   `json:"name"`
	Actions  [][]byte `json:"actions"` // of each episode
	World    numbers  `json:"world"`   // nil: that of the mind
	Episodes int      `json:"episodes"`
	HeldOut  string   `json:"held_out"` // set of episodes
	Seeds    []string `json:"seeds"`    // of runs whose first episodes are played, in place of those
}

// evaluate begins an evaluation beside the baselines and answers with its number; see wait.
func evaluate(_ int64, request []byte) ([]byte, error) {
	e, err := parse[evaluation](request)
	if err != nil {
		return nil, err
	}
	o, err := e.options()
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithCancel(context.Background())
	t := &task{cancel: cancel, done: make(chan struct{})}
	o.Progress = func(done, total int) {
		t.played.Store(int64(done))
		t.total.Store(int64(total))
	}
	go func() {
		defer close(t.done)
		defer rescue(&t.err)
		t.table, t.err = bench.Run(ctx, o)
	}()
	return strconv.AppendInt(nil, handles.keep(t), 10), nil
}

func (e *evaluation) options() (o bench.Options, err error) {
	if err := e.choose(&o); err != nil {
		return o, err
	}
	player, err := e.player(&o)
	if err != nil {
		return o, err
	}
	if e.World != nil {
		if o.World, err = e.World.world(); err != nil {
			return o, err
		}
	}
	if e.Mind != 0 && o.World.Rules != cluster.V51 {
		return o, fmt.Errorf("rules are %s, and a network reads what %s shows", o.World.Rules, cluster.V51)
	}
	o.Players, err = e.beside(player)
	return o, err
}

// choose writes which episodes are played.
func (e *evaluation) choose(o *bench.Options) (err error) {
	o.Episodes = e.Episodes
	if e.Seeds != nil {
		o.Title = "Episodes of chosen seeds"
		o.Seeds, err = firstEpisodes(e.Seeds)
		return err
	}
	for _, s := range baselines.Sets() {
		if s.Key == e.HeldOut {
			o.Title, o.Seed, o.Seeds = "Held-out episodes of the set "+s.Key, s.Seed, agent.Seeds(s.Seed, max(e.Episodes, 0))
			return nil
		}
	}
	return fmt.Errorf("held_out is %q, want tuning, curves or final", e.HeldOut)
}

// beside returns a player among the baselines, which it may be one of.
func (e *evaluation) beside(player series.Player) ([]series.Player, error) {
	list, err := bench.WithBaselines()
	for _, p := range list {
		if p.Key == player.Key {
			return list, err
		}
	}
	return bench.WithBaselines(player)
}

// player returns who is measured, and writes the world that a mind learned in to o.
func (e *evaluation) player(o *bench.Options) (series.Player, error) {
	switch {
	case e.Mind != 0:
		m, err := find[*mind](e.Mind)
		if err != nil {
			return series.Player{}, err
		}
		o.World = m.learner.Config().World
		return series.Player{Key: e.Name, New: m.learner.Greedy}, nil
	case e.Actions != nil:
		taken := make(map[uint64][]byte)
		for i, seed := range o.Seeds[:min(len(o.Seeds), len(e.Actions))] {
			taken[seed] = e.Actions[i]
		}
		return series.Player{Key: e.Name, New: func() agent.Policy { return repeated{e.Name, taken} }}, nil
	}
	list, err := bench.Baselines(e.Policy)
	if err != nil {
		return series.Player{}, err
	}
	return list[0], nil
}

// firstEpisodes returns the seeds of the first episodes of runs.
func firstEpisodes(runs []string) ([]uint64, error) {
	seeds := make([]uint64, len(runs))
	for i, text := range runs {
		seed, err := strconv.ParseUint(text, 10, 64)
		if err != nil {
			return nil, fmt.Errorf("seed is %q, want a whole number from 0", text)
		}
		seeds[i] = rng.Derive(seed, 0)
	}
	return seeds, nil
}

// repeated plays actions that were taken elsewhere in the same episodes.
type repeated struct {
	name    string
	actions map[uint64][]byte // by the seed of the episode
}

func (r repeated) Name() string { return r.name }

// Act returns the action that was taken at this step; where none was, one that no world takes.
func (r repeated) Act(w *cluster.World, _ *rng.Source) int {
	taken := r.actions[w.Seed()]
	if w.Steps() >= len(taken) {
		return -1
	}
	return int(taken[w.Steps()])
}

// wait waits up to the given milliseconds for an evaluation and answers with how far it has
// come, and with its table once it is done.
func wait(handle int64, request []byte) ([]byte, error) {
	ms, err := strconv.Atoi(string(request))
	if err != nil {
		return nil, fmt.Errorf("milliseconds are %q, want a whole number", request)
	}
	t, err := find[*task](handle)
	if err != nil {
		return nil, err
	}
	select {
	case <-t.done:
	case <-time.After(time.Duration(ms) * time.Millisecond):
		return json.Marshal(map[string]any{"played": t.played.Load(), "total": t.total.Load(), "table": nil})
	}
	if t.err != nil {
		return nil, t.err
	}
	return json.Marshal(map[string]any{"played": t.played.Load(), "total": t.total.Load(), "table": t.table})
}
