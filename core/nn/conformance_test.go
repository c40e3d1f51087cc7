package nn_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/exact"
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

// brain is a recorded convolution, LSTM and policy of any size. Its layers with
// weights are dense ones of this package, the convolution over one patch at a time.
type brain struct {
	side, filters, hidden     int // of the view, of the convolution, of the LSTM
	conv, input, back, policy *nn.Net
	h, c                      []float32
}

// brainCase is a recorded brain with its answers to some views.
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
			b := c.brain(t)
			for i, view := range c.Views {
				probs, want := b.forward(view), c.Outputs[i]
				conformance.RequireNear(t, want.Probs, probs, 5e-6, 5e-6, "probs")
				conformance.RequireNear(t, want.Hidden, b.h, 5e-6, 5e-6, "hidden")
				conformance.RequireNear(t, want.Cell, b.c, 5e-6, 5e-6, "cell")
			}
		}
	})
}

func (c *brainCase) brain(t *testing.T) *brain {
	size := func(name string) int { return len(c.Weights[name].Data) }
	b := &brain{side: len(c.Views[0]), filters: size("visual.0.bias"), hidden: size("lstm.bias_ih_l0") / 4}
	dense := func(in int, weight, bias string) *nn.Net {
		n := nn.New(in, 1, nn.Dense(size(bias)))
		conformance.Put(t, n.Params, n.Tensors()[0], c.Weights[weight].Data)
		conformance.Put(t, n.Params, n.Tensors()[1], c.Weights[bias].Data)
		return n
	}
	require.Len(t, c.Weights, 8)
	pooled := (b.side - 2) / 2
	b.conv = dense(9, "visual.0.weight", "visual.0.bias")
	b.input = dense(b.filters*pooled*pooled, "lstm.weight_ih_l0", "lstm.bias_ih_l0")
	b.back = dense(b.hidden, "lstm.weight_hh_l0", "lstm.bias_hh_l0")
	b.policy = dense(b.hidden, "policy.weight", "policy.bias")
	b.h, b.c = make([]float32, b.hidden), make([]float32, b.hidden)
	return b
}

// forward returns the probabilities of the actions and moves h and c one step.
func (b *brain) forward(view [][]float32) []float32 {
	pooled := (b.side - 2) / 2
	features := make([]float32, b.filters*pooled*pooled) // one plane per filter, of ReLU and 2×2 maxima
	y := make([]float32, b.filters)
	for row := range 2 * pooled {
		for col := range 2 * pooled {
			b.conv.Forward(y, slices.Concat(view[row][col:][:3], view[row+1][col:][:3], view[row+2][col:][:3]))
			for f, v := range y {
				at := &features[(f*pooled+row/2)*pooled+col/2]
				*at = max(*at, v)
			}
		}
	}
	gates, back := make([]float32, 4*b.hidden), make([]float32, 4*b.hidden)
	b.input.Forward(gates, features)
	b.back.Forward(back, b.h)
	gate := func(g, i int) float32 { return gates[g*b.hidden+i] + back[g*b.hidden+i] }
	for i := range b.h {
		in, forget, out := exact.Sigmoid32(gate(0, i)), exact.Sigmoid32(gate(1, i)), exact.Sigmoid32(gate(3, i))
		b.c[i] = forget*b.c[i] + in*exact.Tanh32(gate(2, i))
		b.h[i] = out * exact.Tanh32(b.c[i])
	}
	probs, sum := make([]float32, b.policy.Out()), float32(0)
	b.policy.Forward(probs, b.h)
	for i, v := range probs {
		probs[i] = exact.Exp32(v)
		sum += probs[i]
	}
	for i := range probs {
		probs[i] /= sum
	}
	return probs
}
