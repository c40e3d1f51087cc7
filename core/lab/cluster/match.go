package cluster

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/series"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/rng"
)

// match is several policies that play the same episodes in a world of its own.
type match struct {
	*series.Series
	names  []string // of the players
	after  uint64
	closed func() // called once after the last step, if any
}

// Evaluation implements lab.Learner: what has been learned up to now, h.3, the tuned local
// rule and the omniscient planner play n held-out episodes, and the first once more as it looks
// ahead.
func (l acting) Evaluation(n int) (lab.Match, error) {
	frozen := l.learner.Greedy()
	l.learner.Copy(frozen)
	players := []agent.Policy{frozen, agent.H3, agent.Local{}, agent.Omniscient{}}
	if l.sim.ahead != nil {
		guarded, err := l.sim.guarded(frozen)
		if err != nil {
			return nil, err
		}
		players = append(players, guarded)
	}
	m, err := newMatch(World(l.sim.config), agent.Seeds(train.HeldOut, n), players...)
	if err != nil {
		return nil, err
	}
	m.after = uint64(l.learner.Numbers().Steps)
	m.closed = func() {
		played := m.Episodes()
		l.report = report(int(m.after), agent.Summarize(played[0]), agent.Summarize(played[1]))
	}
	return m, nil
}

// Baselines implements lab.Simulation: h.3 and the omniscient planner play the episode
// that the simulation is in, from its beginning, with the present parameters.
func (s *simulation) Baselines() (lab.Match, error) {
	return newMatch(World(s.config), []uint64{rng.Derive(s.episodes.Seed, s.episodes.Number)}, agent.H3, agent.Omniscient{})
}

func newMatch(c cluster.Config, seeds []uint64, policies ...agent.Policy) (*match, error) {
	m := new(match)
	players := make([]series.Player, len(policies))
	for i, p := range policies {
		players[i] = series.Player{Key: p.Name(), New: func() agent.Policy { return p }}
		m.names = append(m.names, p.Name())
	}
	var err error
	m.Series, err = series.New(c, players, seeds)
	return m, err
}

// Advance implements lab.Match.
func (m *match) Advance(n int) bool {
	over := m.Series.Advance(n)
	if over && m.closed != nil {
		m.closed()
		m.closed = nil
	}
	return over
}

// After implements lab.Match.
func (m *match) After() uint64 { return m.after }

// Standings implements lab.Match, over the episodes that all players have played.
func (m *match) Standings() []lab.Standing {
	list := make([]lab.Standing, len(m.names))
	for i, episodes := range m.Episodes() {
		s := agent.Summarize(episodes)
		list[i] = lab.Standing{Name: m.names[i], Return: s.Return, Failed: s.FailedRate, Steps: s.Steps, Episodes: s.Episodes}
	}
	return list
}
