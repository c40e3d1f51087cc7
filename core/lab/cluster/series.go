package cluster

import (
	"errors"
	"fmt"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/series"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab"
)

// Compare is lab.Lab.Compare of every lab that has the parameters of WorldParams.
var Compare = lab.Computed(func(c lab.Config, l lab.Lineup, minds map[string][]byte) (lab.Comparison, error) {
	players, err := Players(c, l.Players, minds)
	if err != nil {
		return nil, err
	}
	m := &match{names: l.Players}
	m.Series, err = series.New(World(c), players, agent.Seeds(l.Seed, l.Episodes))
	return &comparison{m, l.Seed}, err
})

// Players returns the players of those keys in a run of c, whose program may be among
// them: minds holds by player what those that learn know.
func Players(c lab.Config, keys []string, minds map[string][]byte) ([]series.Player, error) {
	players := make([]series.Player, len(keys))
	for i, key := range keys {
		players[i] = series.Player{Key: key, New: func() agent.Policy { return Classical(key) }}
		if key == KeyProgram {
			source := c.Text(KeyProgram)
			players[i].New = func() agent.Policy { return compiled(source) }
		}
		if !learned(key) {
			continue
		}
		if minds[key] == nil {
			return nil, fmt.Errorf("series: what %s has learned is missing", key)
		}
		mind, err := train.LoadLearner(minds[key])
		if err != nil {
			return nil, fmt.Errorf("series: %s: %w", key, err)
		}
		players[i].New = mind.Greedy
	}
	return players, nil
}

// comparison is a match whose outcome is a table.
type comparison struct {
	*match
	seed uint64
}

// AppendTable implements lab.Comparison.
func (c *comparison) AppendTable(dst []byte) []byte {
	return series.Compare(c.names, c.Episodes(), c.seed).Append(dst)
}

// AppendEpisodes implements lab.Comparison.
func (c *comparison) AppendEpisodes(dst []byte) []byte {
	return series.AppendEpisodes(dst, c.names, c.Episodes())
}

// Mind implements lab.Simulation.
func (s *simulation) Mind(player string) (mind []byte, steps int, err error) {
	if !learned(player) {
		return nil, 0, nil
	}
	l := s.minds[player]
	if l == nil {
		return nil, 0, errors.New("it has learned nothing in this run: choose it as the policy and let it learn first")
	}
	return l.learner.Append(nil, 0), l.learner.Numbers().Steps, nil
}
