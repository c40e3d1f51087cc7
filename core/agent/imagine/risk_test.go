package imagine

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
)

// TestTheRiskIsTheShareOfFuturesThatFail compares it with what All counts, and looks at a
// world without danger.
func TestTheRiskIsTheShareOfFuturesThatFail(t *testing.T) {
	c := cluster.Default(cluster.V51)
	c.MemDrift = 0.02
	m, err := New(Config{At: 0.75, Futures: 10, Steps: 40, Tolerated: 0.2}, c, 3)
	require.NoError(t, err)
	w, err := cluster.New(c)
	require.NoError(t, err)
	w.Reset(5)
	require.Zero(t, m.Risk(w, 1, cluster.Clean, agent.H3), "nothing is full yet")
	for range 30 {
		_, err := w.Step(cluster.Up)
		require.NoError(t, err)
	}
	risk := m.Risk(w, 1, cluster.Clean, agent.H3)
	require.Positive(t, risk)
	require.True(t, m.All(w, 1, agent.H3))
	require.InDelta(t, float64(m.Vision().Failed[cluster.Clean])/10, risk, 1e-12)
	require.Zero(t, m.Tally())
}
