package pilot

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/nn"
)

// recorded is a run of five updates; matrices are [out, in].
type recorded struct {
	StateDim  int `json:"state_dim"`
	Hidden    int
	ActionDim int     `json:"action_dim"`
	BatchSize int     `json:"batch_size"`
	Gamma     float64 `json:"gamma"`
	LRQ       float64 `json:"lr_q"`
	Batch     struct {
		S, S2 [][]float32
		A     []int
		R     []float32
		Done  []float32
	}
	LossQ         []float64                    `json:"loss_q"`
	GradsStep1    map[string]map[string]tensor `json:"grads_step1"`
	WeightsAfter1 map[string]map[string]tensor `json:"weights_after_1"`
	WeightsAfter5 map[string]map[string]tensor `json:"weights_after_5"`
	Inference     struct {
		Cases []struct {
			Obs    []float32
			Q      []float64
			Greedy int `json:"greedy_action"`
		}
	}
}

// tensor is recorded in full or as a summary.
type tensor struct {
	full []float64
	Sum  float64
	L2   float64
}

func (x *tensor) UnmarshalJSON(b []byte) error {
	if b[0] == '[' {
		return json.Unmarshal(b, &x.full)
	}
	type summary tensor
	return json.Unmarshal(b, (*summary)(x))
}

var names = map[string]string{"W1": "0.weight", "b1": "0.bias", "W2": "2.weight", "b2": "2.bias", "W3": "4.weight", "b3": "4.bias"}

func caseFiles(t *testing.T) []string {
	folder := "testdata"
	if f := os.Getenv("RESONETICS_CONFORMANCE"); f != "" {
		folder = f
	}
	files, err := filepath.Glob(filepath.Join(folder, "dqn_*.json"))
	require.NoError(t, err)
	require.NotEmpty(t, files)
	return files
}

// TestConformanceDQN replays the recorded updates through the Pilot's own: no
// target network, no double Q, mean squared error, no clipping.
func TestConformanceDQN(t *testing.T) {
	for _, path := range caseFiles(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			b, err := os.ReadFile(path)
			require.NoError(t, err)
			var c struct {
				recorded
				QWeights map[string][]float32 `json:"q_weights"`
			}
			require.NoError(t, json.Unmarshal(b, &c))
			p, err := New(Config{
				Inputs: c.StateDim, Actions: c.ActionDim, Width: c.Hidden, Batch: c.BatchSize, Capacity: 100, Every: 1,
				Gamma: c.Gamma, NStep: 1, Loss: Squared, Rate: c.LRQ, FinalRate: c.LRQ, Horizon: 1, Average: 1,
			}, 1)
			require.NoError(t, err)
			for name, values := range c.QWeights {
				p.importTensor(names[name], values)
			}
			for _, k := range c.Inference.Cases {
				q := make([]float32, c.ActionDim)
				p.Values(q, k.Obs)
				require.InDeltaSlice(t, k.Q, doubles(q), 1e-6)
				require.Equal(t, k.Greedy, p.Best(k.Obs))
			}
			p.setBatch(c.Batch.S, c.Batch.S2, c.Batch.A, c.Batch.R, c.Batch.Done, float32(c.Gamma))
			require.Len(t, c.LossQ, 5)
			for i, want := range c.LossQ {
				require.NoError(t, p.update())
				require.InEpsilon(t, want, p.Stats().Loss, 1e-5)
				if i == 0 {
					p.compare(t, c.GradsStep1["q"], p.net.Grads)
					p.compare(t, c.WeightsAfter1["q"], p.online)
				}
			}
			p.compare(t, c.WeightsAfter5["q"], p.online)
			require.Equal(t, p.online, p.average, "an average of 1 evaluates the learning weights")
		})
	}
}

// setBatch makes a batch of episodes of one step each.
func (p *Pilot) setBatch(s, s2 [][]float32, actions []int, rewards, done []float32, gamma float32) {
	for i := range actions {
		p.replay.Step(s[i], actions[i], float64(rewards[i]))
		p.replay.End(s2[i], done[i] == 1)
		p.replay.draw(&p.batch, i, 2*i, 1, gamma)
	}
	p.replay.fetch(&p.batch)
}

func (p *Pilot) importTensor(name string, values []float32) {
	for _, s := range p.net.Tensors() {
		switch {
		case s.Name != name:
		case len(s.Shape) == 2:
			nn.FromOutIn(p.online[s.Offset:][:s.Len()], values, s.Shape[1], s.Shape[0])
		default:
			copy(p.online[s.Offset:][:s.Len()], values)
		}
	}
}

func (p *Pilot) compare(t *testing.T, want map[string]tensor, flat []float32) {
	t.Helper()
	require.Len(t, want, len(names))
	for name, w := range want {
		var got []float64
		for _, s := range p.net.Tensors() {
			if s.Name != names[name] {
				continue
			}
			values := append([]float32(nil), flat[s.Offset:][:s.Len()]...)
			if len(s.Shape) == 2 {
				nn.ToOutIn(values, flat[s.Offset:], s.Shape[1], s.Shape[0])
			}
			got = doubles(values)
		}
		if w.full != nil {
			require.InDeltaSlice(t, w.full, got, 1e-5*largestOf(w.full), name)
			continue
		}
		sum, squares := 0.0, 0.0
		for _, v := range got {
			sum += v
			squares += v * v
		}
		require.InEpsilon(t, w.L2, math.Sqrt(squares), 1e-5, name)
		require.InDelta(t, w.Sum, sum, 1e-5*w.L2*math.Sqrt(float64(len(got))), name)
	}
}

func largestOf(x []float64) float64 {
	m := 0.0
	for _, v := range x {
		m = max(m, math.Abs(v))
	}
	return m
}

func doubles(x []float32) []float64 {
	y := make([]float64, len(x))
	for i, v := range x {
		y[i] = float64(v)
	}
	return y
}
