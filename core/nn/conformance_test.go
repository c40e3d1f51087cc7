package nn

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
)

// dqnCase is a recorded run of five updates; matrices are [out, in].
type dqnCase struct {
	Case           string
	StateDim       int `json:"state_dim"`
	Hidden         int
	ActionDim      int       `json:"action_dim"`
	BatchSize      int       `json:"batch_size"`
	Gamma          float32   `json:"gamma"`
	LRQ            float32   `json:"lr_q"`
	LRProphet      float32   `json:"lr_prophet"`
	QWeights       tensorMap `json:"q_weights"`
	ProphetWeights tensorMap `json:"prophet_weights"`
	Batch          struct {
		S, S2   [][]float32
		A       []int
		R       []float32
		Done    []float32
		Outcome []float32
	}
	LossQ         []float64                          `json:"loss_q"`
	LossProphet   []float64                          `json:"loss_prophet"`
	GradsStep1    map[string]map[string]tensorRecord `json:"grads_step1"`
	GradsStep5    map[string]map[string]tensorRecord `json:"grads_step5"`
	WeightsAfter1 map[string]map[string]tensorRecord `json:"weights_after_1"`
	WeightsAfter5 map[string]map[string]tensorRecord `json:"weights_after_5"`
	Inference     struct {
		Cases []struct {
			Obs    []float32
			Risk   float64
			Q      []float64
			Greedy int `json:"greedy_action"`
		}
	}
}

type tensorMap map[string][]float32

// tensorNames translates the recorded names of a stack of dense layers with
// activations in between.
var tensorNames = map[string]string{
	"W1": "0.weight", "b1": "0.bias", "W2": "2.weight", "b2": "2.bias", "W3": "4.weight", "b3": "4.bias",
}

func (m tensorMap) load(n *Net) {
	for name, values := range m {
		importTensor(n, tensorNames[name], values)
	}
}

// importTensor stores values recorded as [out, in], or [out].
func importTensor(n *Net, name string, values []float32) {
	dst := n.Tensor(name)
	for _, s := range n.Tensors() {
		if s.Name == name && len(s.Shape) == 2 {
			FromOutIn(dst, values, s.Shape[1], s.Shape[0])
			return
		}
	}
	copy(dst, values)
}

// exported returns a tensor of flat (Params or Grads) as [out, in].
func exported(n *Net, flat []float32, name string) []float32 {
	for _, s := range n.Tensors() {
		if s.Name == name {
			out := append([]float32(nil), flat[s.Offset:][:s.Len()]...)
			if len(s.Shape) == 2 {
				ToOutIn(out, flat[s.Offset:], s.Shape[1], s.Shape[0])
			}
			return out
		}
	}
	panic(name)
}

func flatten(rows [][]float32) (flat []float32) {
	for _, r := range rows {
		flat = append(flat, r...)
	}
	return flat
}

func TestConformanceDQN(t *testing.T) {
	for _, path := range caseFiles(t, "dqn_*.json") {
		var c dqnCase
		readCase(t, path, &c)
		t.Run(c.Case, func(t *testing.T) {
			q := New(c.StateDim, c.BatchSize, Dense(c.Hidden), ReLU(), Dense(c.Hidden), ReLU(), Dense(c.ActionDim))
			prophet := New(5, c.BatchSize, Dense(32), ReLU(), Dense(1), Sigmoid())
			c.QWeights.load(q)
			c.ProphetWeights.load(prophet)
			c.checkInference(t, q, prophet)

			adamQ, adamProphet := NewAdam(len(q.Params), c.LRQ), NewAdam(len(prophet.Params), c.LRProphet)
			require.Len(t, c.LossQ, 5)
			require.True(t, c.GradsStep5 != nil || len(c.Inference.Cases) > 0)
			for i := range c.LossQ {
				require.InEpsilon(t, c.LossQ[i], c.gradQ(q), 1e-5)
				require.InEpsilon(t, c.LossProphet[i], c.gradProphet(prophet), 1e-5)
				if i == 0 {
					compareTensors(t, c.GradsStep1, q, prophet, func(n *Net) []float32 { return n.Grads })
				}
				if i == 4 && c.GradsStep5 != nil {
					compareTensors(t, c.GradsStep5, q, prophet, func(n *Net) []float32 { return n.Grads })
				}
				adamQ.Update(q.Params, q.Grads)
				adamProphet.Update(prophet.Params, prophet.Grads)
				if i == 0 {
					compareTensors(t, c.WeightsAfter1, q, prophet, func(n *Net) []float32 { return n.Params })
				}
			}
			compareTensors(t, c.WeightsAfter5, q, prophet, func(n *Net) []float32 { return n.Params })
		})
	}
}

// gradQ computes the gradient of the temporal-difference loss and returns it.
func (c *dqnCase) gradQ(n *Net) float64 {
	next, y := make([]float32, c.BatchSize*c.ActionDim), make([]float32, c.BatchSize*c.ActionDim)
	n.Forward(next, flatten(c.Batch.S2))
	n.Forward(y, flatten(c.Batch.S))
	taken, target, grad := make([]float32, c.BatchSize), make([]float32, c.BatchSize), make([]float32, c.BatchSize)
	for i, a := range c.Batch.A {
		best := next[i*c.ActionDim]
		for _, v := range next[i*c.ActionDim:][:c.ActionDim] {
			best = max(best, v)
		}
		taken[i] = y[i*c.ActionDim+a]
		target[i] = c.Batch.R[i] + c.Gamma*best*(1-c.Batch.Done[i])
	}
	loss := MSE(grad, taken, target)
	dy := make([]float32, len(y))
	for i, a := range c.Batch.A {
		dy[i*c.ActionDim+a] = grad[i]
	}
	n.ZeroGrads()
	n.Backward(nil, dy)
	return loss
}

func (c *dqnCase) gradProphet(n *Net) float64 {
	y, dy := make([]float32, c.BatchSize), make([]float32, c.BatchSize)
	var x []float32
	for _, s := range c.Batch.S {
		x = append(x, s[len(s)-5:]...)
	}
	n.Forward(y, x)
	loss := MSE(dy, y, c.Batch.Outcome)
	n.ZeroGrads()
	n.Backward(nil, dy)
	return loss
}

func (c *dqnCase) checkInference(t *testing.T, q, prophet *Net) {
	for _, k := range c.Inference.Cases {
		y, risk := make([]float32, c.ActionDim), make([]float32, 1)
		q.Forward(y, k.Obs)
		prophet.Forward(risk, k.Obs[len(k.Obs)-5:])
		requireClose(t, k.Q, y, 1e-5, "q")
		require.InEpsilon(t, k.Risk, risk[0], 1e-5)
		best := 0
		for i := range y {
			if y[i] > y[best] {
				best = i
			}
		}
		require.Equal(t, k.Greedy, best)
	}
}

// tensorRecord is a recorded tensor, in full or summarized.
type tensorRecord struct {
	full    []float64
	Sum, L2 float64
	First5  []float64
}

func (r *tensorRecord) UnmarshalJSON(b []byte) error {
	if b[0] == '[' {
		return json.Unmarshal(b, &r.full)
	}
	type summary tensorRecord
	return json.Unmarshal(b, (*summary)(r))
}

func compareTensors(t *testing.T, want map[string]map[string]tensorRecord, q, prophet *Net, flat func(*Net) []float32) {
	t.Helper()
	for side, n := range map[string]*Net{"q": q, "prophet": prophet} {
		require.NotEmpty(t, want[side])
		for name, w := range want[side] {
			got := exported(n, flat(n), tensorNames[name])
			if w.full != nil {
				requireClose(t, w.full, got, 1e-5, side+name)
				continue
			}
			var sum, squares float64
			for _, v := range got {
				sum += float64(v)
				squares += float64(v) * float64(v)
			}
			require.InEpsilon(t, w.L2, math.Sqrt(squares), 1e-5, side+name)
			require.InDelta(t, w.Sum, sum, 1e-5*w.L2*math.Sqrt(float64(len(got))), side+name)
			for i, v := range w.First5 {
				require.InDelta(t, v, got[i], 1e-5*max(w.L2, math.Abs(v)), side+name)
			}
		}
	}
}

func TestConformanceBrain(t *testing.T) {
	names := map[string]string{
		"visual.0.weight": "0.weight", "visual.0.bias": "0.bias",
		"lstm.weight_ih_l0": "4.weight_ih", "lstm.weight_hh_l0": "4.weight_hh",
		"lstm.bias_ih_l0": "4.bias_ih", "lstm.bias_hh_l0": "4.bias_hh",
		"policy.weight": "5.weight", "policy.bias": "5.bias",
	}
	for _, path := range caseFiles(t, "gardener_brain.json") {
		var f struct {
			Cases []struct {
				Weights map[string]struct{ Data []float32 }
				Views   [][][]float32
				Outputs []struct {
					Probs, Hidden, Cell []float64
					Action              int
				}
			}
		}
		readCase(t, path, &f)
		require.NotEmpty(t, f.Cases)
		for _, c := range f.Cases {
			n := New(49, 1, Conv3x3(7, 7, 1, 8), ReLU(), MaxPool2(5, 5, 8), ChannelMajor(8), LSTM(16), Dense(6), Softmax())
			for recorded, w := range c.Weights {
				importTensor(n, names[recorded], w.Data)
			}
			require.Len(t, c.Weights, len(names))
			probs := make([]float32, 6)
			for i, view := range c.Views {
				n.Forward(probs, flatten(view))
				want := c.Outputs[i]
				requireClose(t, want.Probs, probs, 1e-5, "probs")
				requireClose(t, want.Hidden, n.State[:16], 1e-5, "hidden")
				requireClose(t, want.Cell, n.State[16:], 1e-5, "cell")
			}
		}
	}
}
