// Package series lets policies play the same episodes and compares them, with intervals
// that are the same bits on every platform: the page and the terminal show one table.
package series

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
)

// Player is a policy of a series.
type Player struct {
	Key string
	// New returns an instance for one goroutine: a policy may keep scratch memory.
	New func() agent.Policy
}

// roundEpisodes is how many episodes a player plays before the next one's turn, where one of
// them is an [agent.BatchPolicy] and plays them side by side.
const roundEpisodes = 8

// Series is policies playing the same episodes, a few steps at a time. They take turns, so
// that at any moment all have played nearly the same. It is not safe for concurrent use.
type Series struct {
	config   cluster.Config
	world    *cluster.World // of those that play one episode after the other
	players  []Player
	policies []agent.Policy // by player
	seeds    []uint64       // by episode
	round    int            // episodes in a turn
	first    int            // episode of the present round
	player   int            // whose turn it is
	play     *agent.Play    // the running episode; nil between two
	plays    *agent.Plays   // the running turn of a batch policy; nil for others
	episodes [][]agent.Episode
	err      error
}

// New returns a series before its first step. The error is that of the configuration.
func New(c cluster.Config, players []Player, seeds []uint64) (*Series, error) {
	w, err := cluster.New(c)
	if err != nil {
		return nil, err
	}
	s := &Series{config: c, world: w, players: players, seeds: seeds, round: 1, episodes: make([][]agent.Episode, len(players))}
	for i, p := range players {
		policy := p.New()
		if _, batch := policy.(agent.BatchPolicy); batch {
			s.round = roundEpisodes
		}
		s.policies = append(s.policies, policy)
		s.episodes[i] = make([]agent.Episode, 0, len(seeds))
	}
	return s, nil
}

// Advance takes up to n steps, or a few more where a player takes several at once, and
// reports whether there are no more: all episodes have been played, or a policy could not go
// on; see Err.
func (s *Series) Advance(n int) bool {
	for n > 0 && !s.over() {
		if batch, ok := s.policies[s.player].(agent.BatchPolicy); ok {
			n -= s.stepBatch(batch)
		} else {
			n -= s.step()
		}
	}
	return s.over()
}

func (s *Series) over() bool { return s.err != nil || s.first >= len(s.seeds) || len(s.players) == 0 }

// Err returns why the series has ended early: a policy could not decide, or chose an
// action that the rules do not have. Otherwise it is nil.
func (s *Series) Err() error { return s.err }

// last returns the end of the present round.
func (s *Series) last() int { return min(s.first+s.round, len(s.seeds)) }

// step takes a step of the running episode and returns how many steps that is.
func (s *Series) step() (taken int) {
	played := &s.episodes[s.player]
	if s.play == nil {
		s.play = agent.NewPlay(s.world, s.policies[s.player], s.seeds[len(*played)])
	}
	over, err := s.play.Step()
	if s.err = err; err != nil || !over {
		return 1
	}
	*played, s.play = append(*played, s.play.Episode()), nil
	if len(*played) == s.last() {
		s.turn()
	}
	return 1
}

// stepBatch takes a step of the running episodes of a batch policy and returns how many
// steps those are.
func (s *Series) stepBatch(p agent.BatchPolicy) (taken int) {
	if s.plays == nil {
		if s.plays, s.err = agent.NewPlays(s.config, p, s.seeds[s.first:s.last()]); s.err != nil {
			return 0
		}
	}
	taken, s.err = s.plays.Step()
	if s.err == nil && s.plays.Ended() == s.last()-s.first {
		s.episodes[s.player] = append(s.episodes[s.player], s.plays.Episodes()...)
		s.plays = nil
		s.turn()
	}
	return taken
}

// turn passes the turn on.
func (s *Series) turn() {
	if s.player++; s.player == len(s.players) {
		s.player, s.first = 0, s.last()
	}
}

// Progress returns how many episodes have been played, of how many.
func (s *Series) Progress() (played, total int) {
	if s.plays != nil {
		played = s.plays.Ended()
	}
	for _, own := range s.episodes {
		played += len(own)
	}
	return played, len(s.players) * len(s.seeds)
}

// Episodes returns by player the episodes that all of them have played.
func (s *Series) Episodes() [][]agent.Episode {
	common := len(s.seeds)
	for _, own := range s.episodes {
		common = min(common, len(own))
	}
	all := make([][]agent.Episode, len(s.players))
	for i := range all {
		all[i] = s.episodes[i][:common]
	}
	return all
}
