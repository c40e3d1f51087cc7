package race

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/pqn"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/internal/labtest"
)

// TestASquadronLearnsBesideTheRace, changes with the world, and goes on from a file bit for
// bit.
func TestASquadronLearnsBesideTheRace(t *testing.T) {
	s := labtest.New(t, Lab, "teach", "10", "lane-1", "h3", "lane-2", "pqn", "lane-3", "none", "steps", "40")
	s.Advance(30)
	mind, steps, err := s.Mind("pqn")
	require.NoError(t, err)
	require.Equal(t, 30*10*64, steps)
	labtest.Apply(t, s, "set drift 0.001")
	s.Advance(30)
	restored, err := lab.List{Lab}.Restore(s.Save(nil))
	require.NoError(t, err)
	s.Advance(50)
	restored.Advance(50)
	require.Equal(t, s.Digest(), restored.Digest())
	require.True(t, bytes.Equal(s.Save(nil), restored.Save(nil)))

	other := labtest.New(t, Lab, "teach", "10", "lane-1", "h3", "lane-2", "pqn", "lane-3", "none", "rows", "4")
	require.NoError(t, other.LoadMind(mind))
	other.Advance(10)
	_, steps, err = other.Mind("pqn")
	require.NoError(t, err)
	require.Equal(t, 40*10*64, steps)
}

// TestASquadronIsTunedByTheRace: its numbers and its guidance reach who learns, and a
// mind that is loaded goes on with those of the race.
func TestASquadronIsTunedByTheRace(t *testing.T) {
	s := labtest.New(t, Lab, "teach", "1", "lane-1", "pqn-prophet", "lane-2", "pqn", "lane-3", "none", "steps", "40")
	in := func(s *lab.Session, policy string) train.Config {
		mind, _, err := s.Mind(policy)
		require.NoError(t, err)
		l, err := train.LoadLearner(mind)
		require.NoError(t, err)
		return l.Config()
	}
	require.Equal(t, pqn.Default(), in(s, lanePQN).PQN)
	require.Equal(t, train.Withdrawn, in(s, laneBoth).Guidance)
	for key, v := range Lab.Preset("scarcity") {
		if live, err := Lab.Live(key); live && err == nil {
			require.NoError(t, s.Apply(lab.Change{Op: lab.OpSet, Key: key, Value: v}))
		}
	}
	labtest.Apply(t, s, "set pqn-gamma 0.9")
	labtest.Apply(t, s, "set guidance epsilon")
	s.Advance(2)
	for policy, rule := range map[string]train.Guidance{lanePQN: train.None, laneBoth: train.Epsilon} {
		require.Equal(t, 0.9, in(s, policy).PQN.Gamma)
		require.Equal(t, rule, in(s, policy).Guidance)
	}
	mind, _, err := s.Mind(laneBoth)
	require.NoError(t, err)
	other := labtest.New(t, Lab, "teach", "1", "lane-1", "pqn-prophet", "lane-2", "h3", "lane-3", "none", "steps", "40")
	require.NoError(t, other.LoadMind(mind))
	require.Equal(t, pqn.Default(), in(other, laneBoth).PQN)
	require.Equal(t, train.Withdrawn, in(other, laneBoth).Guidance)
}
