// Package series lets policies play the same episodes and compares them, with intervals
// that are the same bits on every platform: the page and the terminal show one table.
package series

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Player is a policy of a series.
type Player struct {
	Key string
	// New returns an instance for one goroutine: a policy may keep scratch memory.
	New func() agent.Policy
}

// Seeds returns the seeds of the first n episodes of a seed, those of [agent.Evaluate].
func Seeds(seed uint64, n int) []uint64 {
	seeds := make([]uint64, n)
	for i := range seeds {
		seeds[i] = rng.Derive(seed, uint64(i))
	}
	return seeds
}

// Series is policies playing the same episodes one after the other in one world, a few
// steps at a time. It is not safe for concurrent use.
type Series struct {
	world    *cluster.World
	players  []Player
	policies []agent.Policy // by player
	seeds    []uint64       // by episode
	play     *agent.Play    // the running episode; nil between two
	episodes [][]agent.Episode
	played   int // episodes of all players
	err      error
}

// New returns a series before its first step. The error is that of the configuration.
func New(c cluster.Config, players []Player, seeds []uint64) (*Series, error) {
	w, err := cluster.New(c)
	if err != nil {
		return nil, err
	}
	s := &Series{world: w, players: players, seeds: seeds, episodes: make([][]agent.Episode, len(players))}
	for i, p := range players {
		s.policies = append(s.policies, p.New())
		s.episodes[i] = make([]agent.Episode, 0, len(seeds))
	}
	return s, nil
}

// Advance takes up to n steps and reports whether there are no more: all episodes have
// been played, or a policy could not go on; see Err.
func (s *Series) Advance(n int) bool {
	for n > 0 && !s.over() {
		n -= s.advanceEpisode(n)
	}
	return s.over()
}

func (s *Series) over() bool { return s.err != nil || s.played == len(s.players)*len(s.seeds) }

// Err returns why the series has ended early: a policy could not decide, or chose an
// action that the rules do not have. Otherwise it is nil.
func (s *Series) Err() error { return s.err }

// advanceEpisode takes up to n steps of the running episode and returns how many it
// took. The players take turns, so that at any moment all have played the same episodes.
func (s *Series) advanceEpisode(n int) int {
	player := s.played % len(s.players)
	if s.play == nil {
		s.play = agent.NewPlay(s.world, s.policies[player], s.seeds[s.played/len(s.players)])
	}
	for i := range n {
		over, err := s.play.Step()
		if err != nil {
			s.err = err
			return i + 1
		}
		if over {
			s.episodes[player] = append(s.episodes[player], s.play.Episode())
			s.play = nil
			s.played++
			return i + 1
		}
	}
	return n
}

// Progress returns how many episodes have been played, of how many.
func (s *Series) Progress() (played, total int) { return s.played, len(s.players) * len(s.seeds) }

// Episodes returns by player the episodes that all of them have played.
func (s *Series) Episodes() [][]agent.Episode {
	common := make([][]agent.Episode, len(s.players))
	for i := range common {
		common[i] = s.episodes[i][:s.played/len(s.players)]
	}
	return common
}
