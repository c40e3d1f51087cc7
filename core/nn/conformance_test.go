package nn_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/internal/conformance"
)

func TestConformanceDQN(t *testing.T) {
	conformance.Replay(t, conformance.DQN, func(t *testing.T, c *conformance.Updates) {
		q := nn.New(c.StateDim, c.BatchSize, nn.Dense(len(c.Q["b1"])), nn.ReLU(), nn.Dense(len(c.Q["b2"])), nn.ReLU(), nn.Dense(c.ActionDim))
		hidden := len(c.Prophet["b1"])
		prophet := nn.New(len(c.Prophet["W1"])/hidden, c.BatchSize, nn.Dense(hidden), nn.ReLU(), nn.Dense(1), nn.Sigmoid())
		c.Q.Load(t, q, q.Params)
		c.Prophet.Load(t, prophet, prophet.Params)
		checkInference(t, c, q, prophet)

		adamQ := nn.NewAdam(len(q.Params), float32(c.LRQ))
		adamProphet := nn.NewAdam(len(prophet.Params), float32(c.LRProphet))
		for update := 1; update <= c.Count(); update++ {
			c.CheckUpdate(t, update, "q", gradQ(c, q), q)
			c.CheckUpdate(t, update, "prophet", gradProphet(c, prophet), prophet)
			adamQ.Update(q.Params, q.Grads)
			adamProphet.Update(prophet.Params, prophet.Grads)
			c.CheckWeights(t, update, "q", q, q.Params)
			c.CheckWeights(t, update, "prophet", prophet, prophet.Params)
		}
	})
}

// gradQ computes the gradient of the temporal-difference loss and returns that.
func gradQ(c *conformance.Updates, n *nn.Net) float64 {
	next, y := make([]float32, c.BatchSize*c.ActionDim), make([]float32, c.BatchSize*c.ActionDim)
	n.Forward(next, slices.Concat(c.Batch.S2...))
	n.Forward(y, slices.Concat(c.Batch.S...))
	taken, target, grad := make([]float32, c.BatchSize), make([]float32, c.BatchSize), make([]float32, c.BatchSize)
	for i, a := range c.Batch.A {
		best := slices.Max(next[i*c.ActionDim:][:c.ActionDim])
		taken[i] = y[i*c.ActionDim+a]
		target[i] = c.Batch.R[i] + float32(c.Gamma)*best*(1-c.Batch.Done[i])
	}
	loss := nn.MSE(grad, taken, target)
	dy := make([]float32, len(y))
	for i, a := range c.Batch.A {
		dy[i*c.ActionDim+a] = grad[i]
	}
	n.ZeroGrads()
	n.Backward(nil, dy)
	return loss
}

// gradProphet computes the gradient of the risk network's loss and returns that.
func gradProphet(c *conformance.Updates, n *nn.Net) float64 {
	y, dy := make([]float32, c.BatchSize), make([]float32, c.BatchSize)
	n.Forward(y, c.Statistics(n.In()))
	loss := nn.MSE(dy, y, c.Batch.Outcome)
	n.ZeroGrads()
	n.Backward(nil, dy)
	return loss
}

func checkInference(t *testing.T, c *conformance.Updates, q, prophet *nn.Net) {
	for _, k := range c.Inference.Cases {
		y, risk := make([]float32, c.ActionDim), make([]float32, 1)
		q.Forward(y, k.Obs)
		prophet.Forward(risk, k.Obs[len(k.Obs)-prophet.In():])
		conformance.RequireNear(t, k.Q, y, 1e-5, 0, "q")
		require.InDelta(t, k.Risk, risk[0], 1e-5)
		require.Equal(t, k.Greedy, slices.Index(y, slices.Max(y)))
	}
}

// brainCase is a recorded brain with what it thought of some views.
type brainCase struct {
	Weights map[string]struct {
		Shape []int
		Data  []float32
	}
	Views   [][][]float32
	Outputs []struct{ Probs, Hidden, Cell []float64 }
}

func TestConformanceBrain(t *testing.T) {
	conformance.Replay(t, conformance.GardenerBrain, func(t *testing.T, file *struct{ Cases []brainCase }) {
		for _, c := range file.Cases {
			n := c.net(t)
			hidden := len(n.State) / 2
			probs := make([]float32, n.Out())
			for i, view := range c.Views {
				n.Forward(probs, slices.Concat(view...))
				want := c.Outputs[i]
				conformance.RequireNear(t, want.Probs, probs, 5e-6, 5e-6, "probs")
				conformance.RequireNear(t, want.Hidden, n.State[:hidden], 5e-6, 5e-6, "hidden")
				conformance.RequireNear(t, want.Cell, n.State[hidden:], 5e-6, 5e-6, "cell")
			}
		}
	})
}

// net returns the brain as a network, of the sizes that were recorded.
func (c *brainCase) net(t *testing.T) *nn.Net {
	names := map[string]string{
		"0.weight": "visual.0.weight", "0.bias": "visual.0.bias",
		"4.weight_ih": "lstm.weight_ih_l0", "4.weight_hh": "lstm.weight_hh_l0",
		"4.bias_ih": "lstm.bias_ih_l0", "4.bias_hh": "lstm.bias_hh_l0",
		"5.weight": "policy.weight", "5.bias": "policy.bias",
	}
	size := func(name string) int { return len(c.Weights[name].Data) }
	side, filters, hidden := len(c.Views[0]), size("visual.0.bias"), size("lstm.bias_ih_l0")/4
	n := nn.New(side*side, 1, nn.Conv3x3(side, side, 1, filters), nn.ReLU(), nn.MaxPool2(side-2, side-2, filters),
		nn.ChannelMajor(filters), nn.LSTM(hidden), nn.Dense(size("policy.bias")), nn.Softmax())
	require.Len(t, c.Weights, len(names))
	for _, s := range n.Tensors() {
		conformance.Put(t, n.Params, s, c.Weights[names[s.Name]].Data)
	}
	return n
}
