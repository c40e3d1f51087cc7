package cluster

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/rng"
)

// match lets several policies play the same episodes in a world of its own.
type match struct {
	world    *cluster.World
	players  []agent.Policy
	seeds    []uint64
	play     *agent.Play
	episodes [][]agent.Episode // played so far, by player
	played   int
	after    uint64
	closed   func() // called once after the last step, if any
}

// Evaluation implements lab.Learner: what has been learned up to now, h.3 and the
// omniscient planner play n held-out episodes.
func (l acting) Evaluation(n int) (lab.Match, error) {
	seeds := make([]uint64, n)
	for i := range seeds {
		seeds[i] = rng.Derive(train.HeldOut, uint64(i))
	}
	frozen := l.learner.Greedy()
	l.learner.Copy(frozen)
	m, err := newMatch(World(l.sim.config), seeds, frozen, agent.H3, agent.Omniscient{})
	if err != nil {
		return nil, err
	}
	m.after = uint64(l.learner.Numbers().Steps)
	m.closed = func() {
		l.report = report(int(m.after), m.summary(0), m.summary(1))
	}
	return m, nil
}

// Baselines implements lab.Simulation: h.3 and the omniscient planner play the episode
// that the simulation is in, from its beginning, with the present parameters.
func (s *simulation) Baselines() (lab.Match, error) {
	return newMatch(World(s.config), []uint64{rng.Derive(s.episodes.Seed, s.episodes.Number)}, agent.H3, agent.Omniscient{})
}

func newMatch(c cluster.Config, seeds []uint64, players ...agent.Policy) (*match, error) {
	w, err := cluster.New(c)
	if err != nil {
		return nil, err
	}
	return &match{world: w, players: players, seeds: seeds, episodes: make([][]agent.Episode, len(players))}, nil
}

func (m *match) Advance(n int) bool {
	for ; n > 0 && m.played < m.total(); n-- {
		m.step()
	}
	return m.played == m.total()
}

func (m *match) total() int { return len(m.players) * len(m.seeds) }

// step takes one step of the running episode. The players take turns, so that at any
// moment all have played the same episodes.
func (m *match) step() {
	player := m.played % len(m.players)
	if m.play == nil {
		m.play = agent.NewPlay(m.world, m.players[player], m.seeds[m.played/len(m.players)])
	}
	over, err := m.play.Step()
	if err != nil {
		panic("lab: a policy chose an impossible action: " + err.Error())
	}
	if !over {
		return
	}
	m.episodes[player] = append(m.episodes[player], m.play.Episode())
	m.play = nil
	m.played++
	if m.played == m.total() && m.closed != nil {
		m.closed()
	}
}

func (m *match) Progress() (played, total int) { return m.played, m.total() }

func (m *match) After() uint64 { return m.after }

func (m *match) summary(player int) agent.Summary { return agent.Summarize(m.episodes[player]) }

func (m *match) Standings() []lab.Standing {
	list := make([]lab.Standing, len(m.players))
	for i, p := range m.players {
		s := m.summary(i)
		list[i] = lab.Standing{Name: p.Name(), Return: s.Return, Failed: s.FailedRate, Steps: s.Steps, Episodes: s.Episodes}
	}
	return list
}
