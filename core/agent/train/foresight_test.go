package train

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/internal/clustertest"
)

func foreseen(t *testing.T, a Algorithm, at float64) (*Trainer, *imagine.Imagination) {
	t.Helper()
	c := Default(clustertest.Scarcity(t))
	c.Algorithm, c.Guidance, c.Forecast = a, None, false
	tr, err := New(c)
	require.NoError(t, err)
	config := imagine.Default()
	config.At = at
	m, err := imagine.New(config, c.World, 7)
	require.NoError(t, err)
	tr.SetForesight(m)
	return tr, m
}

// What learns must learn from the action that was taken, in every algorithm.
func TestALearnerLearnsFromTheActionThatWasTaken(t *testing.T) {
	for _, a := range []Algorithm{Pilot, QTable, PQN} {
		tr, m := foreseen(t, a, imagine.Default().At)
		overruled := 0
		for range 2000 {
			require.NoError(t, tr.Step())
			require.Equal(t, tr.World().LastAction(), tr.learner.action)
			if m.Tally().Overruled > overruled {
				overruled++
				require.Equal(t, m.Vision().Taken, tr.learner.action)
				require.False(t, tr.learner.numbers.Explored)
			}
		}
		require.Positive(t, overruled)
		require.Equal(t, overruled, m.Tally().Overruled)
		require.Equal(t, 2000, m.Tally().Steps)
	}
}

// A trainer whose imagination never looks takes the very steps of one without, and so does
// one whose foresight was taken away.
func TestForesightDrawsNothingFromARun(t *testing.T) {
	blind, m := foreseen(t, Pilot, 1)
	bare, _ := foreseen(t, Pilot, 0)
	bare.SetForesight(nil)
	require.NoError(t, blind.Run(1500))
	require.NoError(t, bare.Run(1500))
	require.Equal(t, bare.Append(nil, Everything), blind.Append(nil, Everything))
	require.Zero(t, m.Tally().Looked)
}

// A checkpoint holds nothing of what was imagined: a run goes on from it as it would have.
func TestForesightGoesOnAfterACheckpoint(t *testing.T) {
	a, _ := foreseen(t, Pilot, 0.75)
	require.NoError(t, a.Run(700))
	b, err := Load(a.Append(nil, Everything))
	require.NoError(t, err)
	_, m := foreseen(t, Pilot, 0.75)
	b.SetForesight(m)
	require.NoError(t, a.Run(700))
	require.NoError(t, b.Run(700))
	require.Equal(t, a.Append(nil, Everything), b.Append(nil, Everything))
	require.Positive(t, m.Tally().Overruled)
}

func TestAnotherLearnerLooksAheadToo(t *testing.T) {
	tr, m := foreseen(t, Pilot, 0.75)
	require.NoError(t, tr.Run(100))
	looked := m.Tally().Looked
	other, err := NewLearner(tr.learner.Config())
	require.NoError(t, err)
	require.NoError(t, tr.Use(other))
	require.NoError(t, tr.Run(400))
	require.Greater(t, m.Tally().Looked, looked)
	require.Equal(t, 400, other.Numbers().Steps)
	var _ agent.Actor = foreseeing{}
}
