package agent

import (
	"fmt"

	"github.com/resonetics/playground/core/env/cluster"
)

// BatchPolicy is a policy that is faster on a batch of worlds than on one after the
// other. It draws no random numbers.
type BatchPolicy interface {
	Policy
	// MaxBatch returns the number of worlds that ActBatch accepts at most.
	MaxBatch() int
	// ActBatch writes to actions what Act returns for each of the worlds.
	ActBatch(actions []int, worlds []*cluster.World)
}

// Plays is episodes in progress side by side, each in a world of a [cluster.Batch], for
// callers that take a few steps at a time. Every episode is the one that [Play] plays, bit
// for bit. It is not safe for concurrent use.
type Plays struct {
	policy   BatchPolicy
	batch    *cluster.Batch
	seeds    []uint64
	begun    int // of seeds
	episodes []Episode

	// The episodes that run, in no order.
	running []*Play
	numbers []int // of their seeds
	worlds  []*cluster.World
	actions []int
	over    []bool
}

// NewPlays begins episodes of p in worlds of a configuration, one per seed, of which there
// must be one. As many run side by side as the policy accepts; the next one begins when one
// has ended. The error is that of the configuration.
func NewPlays(c cluster.Config, p BatchPolicy, seeds []uint64) (*Plays, error) {
	n := min(len(seeds), p.MaxBatch())
	batch, err := cluster.NewBatch(c, n)
	if err != nil {
		return nil, err
	}
	s := &Plays{
		policy: p, batch: batch, seeds: seeds, episodes: make([]Episode, len(seeds)),
		running: make([]*Play, n), numbers: make([]int, n), worlds: make([]*cluster.World, n), actions: make([]int, n), over: make([]bool, n),
	}
	for i := range s.worlds {
		s.worlds[i] = batch.World(i)
		s.begin(i)
	}
	return s, nil
}

// begin starts the next episode in a world.
func (s *Plays) begin(i int) {
	s.running[i], s.numbers[i] = NewPlay(s.worlds[i], s.policy, s.seeds[s.begun]), s.begun
	s.begun++
}

// Step takes one step in every running episode, and returns how many those were: 0 when all
// have ended. The error names the policy whose action a world refused.
func (s *Plays) Step() (taken int, err error) {
	taken = len(s.running)
	if taken == 0 {
		return 0, nil
	}
	s.policy.ActBatch(s.actions[:taken], s.worlds[:taken])
	if err := s.step(); err != nil {
		return taken, err
	}
	for i := taken - 1; i >= 0; i-- { // downward, because the last one takes the place of i
		if !s.over[i] {
			continue
		}
		s.episodes[s.numbers[i]] = s.running[i].Episode()
		if s.begun < len(s.seeds) {
			s.begin(i)
			continue
		}
		last := len(s.running) - 1
		s.running[i], s.worlds[i], s.numbers[i] = s.running[last], s.worlds[last], s.numbers[last]
		s.running = s.running[:last]
	}
	return taken, nil
}

// step lets the worlds step, together as long as an episode runs in each.
func (s *Plays) step() (err error) {
	if len(s.running) < s.batch.Worlds() {
		for i, p := range s.running {
			if s.over[i], err = p.step(s.actions[i]); err != nil {
				return err
			}
		}
		return nil
	}
	results, err := s.batch.Step(s.actions)
	if err != nil {
		return fmt.Errorf("policy %s: %w", s.policy.Name(), err)
	}
	for i, p := range s.running {
		s.over[i] = p.count(&results[i])
	}
	return nil
}

// Ended returns how many episodes have ended.
func (s *Plays) Ended() int { return s.begun - len(s.running) }

// Episodes returns the outcomes in the order of the seeds, complete once Step has returned
// 0.
func (s *Plays) Episodes() []Episode { return s.episodes }
