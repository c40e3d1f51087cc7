package pilot

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/internal/conformance"
)

// TestConformanceDQN replays the recorded updates through the Pilot's own: no
// target network, no double Q, mean squared error, no clipping.
func TestConformanceDQN(t *testing.T) {
	conformance.Replay(t, conformance.DQN, func(t *testing.T, c *conformance.Updates) {
		p, err := New(Config{
			Inputs: c.StateDim, Actions: c.ActionDim, Width: c.Hidden, Batch: c.BatchSize, Capacity: max(100, 2*c.BatchSize), Every: 1,
			Gamma: c.Gamma, NStep: 1, Loss: Squared, Rate: c.LRQ, FinalRate: c.LRQ, Horizon: 1, Average: 1,
		}, 1)
		require.NoError(t, err)
		c.Q.Load(t, p.net, p.online)
		for _, k := range c.Inference.Cases {
			q := make([]float32, c.ActionDim)
			p.Values(q, k.Obs)
			conformance.RequireNear(t, k.Q, q, 0, 1e-6, "q")
			require.Equal(t, k.Greedy, p.Best(k.Obs))
		}
		p.setBatch(c.Batch.S, c.Batch.S2, c.Batch.A, c.Batch.R, c.Batch.Done, float32(c.Gamma))
		for update := 1; update <= c.Count(); update++ {
			require.NoError(t, p.update())
			c.CheckUpdate(t, update, "q", p.Stats().Loss, p.net)
			c.CheckWeights(t, update, "q", p.net, p.online)
		}
		require.InDeltaSlice(t, p.online, p.average, 1e-6, "an average of 1 evaluates the learning weights")
	})
}

// setBatch makes a batch of episodes of one step each.
func (p *Pilot) setBatch(s, s2 [][]float32, actions []int, rewards, done []float32, gamma float32) {
	for i := range actions {
		p.replay.Store(s[i], actions[i], float64(rewards[i]))
		p.replay.EndEpisode(s2[i], done[i] == 1)
		p.replay.draw(&p.minibatch, i, 2*i, 1, gamma)
	}
	p.replay.fetch(&p.minibatch)
}
