package lab

import (
	"errors"
	"fmt"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Contest lets several policies play the same episodes, a few steps at a time, in
// a world of its own: the session it came from goes on undisturbed.
type Contest struct {
	world    *cluster.World
	players  []agent.Policy
	seeds    []uint64
	play     *agent.Play
	episodes [][]agent.Episode // played so far, by player
	played   int
	after    uint64
	closed   func() // called once behind the last step; nil: nobody is told
}

// Exam lets what the acting policy has learned up to now, h.3 and the omniscient
// planner play n held-out episodes. When it is done, the report is in the
// session's next snapshot, as Evaluate has it.
func (s *Session) Exam(n int) (*Contest, error) {
	if n < 1 || n > maxEvaluation {
		return nil, fmt.Errorf("an evaluation of %d episodes, want 1 to %d", n, maxEvaluation)
	}
	sim, ok := s.sim.(*clusterSim)
	if !ok || sim.learner == nil {
		return nil, errNobodyLearns
	}
	seeds := make([]uint64, n)
	for i := range seeds {
		seeds[i] = rng.Derive(train.HeldOut, uint64(i))
	}
	learner := sim.learner
	frozen := learner.mind.Greedy()
	learner.mind.Copy(frozen)
	c, err := newContest(clusterConfig(sim.config), seeds, frozen, agent.H3, agent.Omniscient{})
	if err != nil {
		return nil, err
	}
	c.after = uint64(learner.mind.Numbers().Steps)
	c.closed = func() {
		ours, base := c.Summary(0), c.Summary(1)
		learner.report = Evaluation{
			Step: c.after, Episodes: n,
			Return: ours.Return, Failed: ours.FailedRate,
			Baseline: base.Return, Survived: 1 - base.FailedRate,
		}
	}
	return c, nil
}

// Rivals lets h.3 and the omniscient planner play the episode that the session is
// in, from its beginning, with the present parameters.
func (s *Session) Rivals() (*Contest, error) {
	sim, ok := s.sim.(*clusterSim)
	if !ok {
		return nil, errors.New("only the cluster has episodes that others can play")
	}
	return newContest(clusterConfig(sim.config), []uint64{rng.Derive(sim.config.Seed, sim.number)}, agent.H3, agent.Omniscient{})
}

var errNobodyLearns = errors.New("only a policy that learns can be evaluated: choose the Q-table, the Pilot or Pilot + Prophet")

func newContest(c cluster.Config, seeds []uint64, players ...agent.Policy) (*Contest, error) {
	w, err := cluster.New(c)
	if err != nil {
		return nil, err
	}
	return &Contest{world: w, players: players, seeds: seeds, episodes: make([][]agent.Episode, len(players))}, nil
}

// Advance takes up to n steps and reports whether all episodes have been played.
func (c *Contest) Advance(n int) bool {
	for ; n > 0 && c.played < c.total(); n-- {
		c.step()
	}
	return c.played == c.total()
}

func (c *Contest) total() int { return len(c.players) * len(c.seeds) }

// step takes one step of the running episode. The players take turns, so that
// all have played the same episodes whenever somebody looks.
func (c *Contest) step() {
	player := c.played % len(c.players)
	if c.play == nil {
		c.play = agent.NewPlay(c.world, c.players[player], c.seeds[c.played/len(c.players)])
	}
	over, err := c.play.Step()
	if err != nil {
		panic("lab: a policy chose an impossible action: " + err.Error())
	}
	if !over {
		return
	}
	c.episodes[player] = append(c.episodes[player], c.play.Episode())
	c.play = nil
	c.played++
	if c.played == c.total() && c.closed != nil {
		c.closed()
	}
}

// Players returns the names of the players.
func (c *Contest) Players() []string {
	names := make([]string, len(c.players))
	for i, p := range c.players {
		names[i] = p.Name()
	}
	return names
}

// Progress returns how many episodes have been played, of how many.
func (c *Contest) Progress() (played, total int) { return c.played, c.total() }

// After returns how many steps the examined policy had learned from; 0 where none
// is.
func (c *Contest) After() uint64 { return c.after }

// Summary returns how the player with that number has done so far.
func (c *Contest) Summary(player int) agent.Summary { return agent.Summarize(c.episodes[player]) }
