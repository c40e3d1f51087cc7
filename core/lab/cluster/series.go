package cluster

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/imagine"
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
	for i, player := range keys {
		key, foresees := PlayerPolicy(player)
		policy, err := policyOf(c, key, minds[player])
		if err != nil {
			return nil, err
		}
		if foresees {
			policy = foreseeing(c, policy)
		}
		players[i] = series.Player{Key: player, New: policy}
	}
	return players, nil
}

// policyOf returns what makes instances of the policy of that key, which has learned mind.
func policyOf(c lab.Config, key string, mind []byte) (func() agent.Policy, error) {
	switch {
	case key == KeyProgram:
		source := c.Text(KeyProgram)
		return func() agent.Policy { return compiled(source) }, nil
	case !learned(key):
		return func() agent.Policy { return Classical(key) }, nil
	case mind == nil:
		return nil, fmt.Errorf("series: what %s has learned is missing", key)
	}
	learner, err := train.LoadLearner(mind)
	if err != nil {
		return nil, fmt.Errorf("series: %s: %w", key, err)
	}
	return learner.Greedy, nil
}

// foreseeing returns what makes instances of a policy that looks ahead.
func foreseeing(c lab.Config, policy func() agent.Policy) func() agent.Policy {
	return func() agent.Policy {
		m, err := NewImagination(c, World(c))
		if err != nil {
			panic("lab: a checked configuration was refused: " + err.Error())
		}
		return imagine.GuardBy(policy(), m, foresightImagine).Policy()
	}
}

// lookingAhead is the end of the key of a player that looks ahead before it acts.
const lookingAhead = "-imagine"

// LabPlayers returns the players of a series for the policies of those keys: as they act by
// themselves, and looking ahead.
func LabPlayers(keys []string) (players []string) {
	for _, key := range keys {
		players = append(players, PlayerKey(key, true))
	}
	return slices.Concat(keys, players)
}

// PlayerKey returns the key of a player.
func PlayerKey(policy string, foresees bool) string {
	if foresees {
		return policy + lookingAhead
	}
	return policy
}

// PlayerPolicy returns the key of a player's policy, and whether it looks ahead.
func PlayerPolicy(player string) (policy string, foresees bool) {
	return strings.CutSuffix(player, lookingAhead)
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
	policy, _ := PlayerPolicy(player)
	if !learned(policy) {
		return nil, 0, nil
	}
	l := s.minds[policy]
	if l == nil {
		return nil, 0, errors.New("it has learned nothing in this run: choose it as the policy and let it learn first")
	}
	return l.learner.Append(nil, 0), l.learner.Numbers().Steps, nil
}
