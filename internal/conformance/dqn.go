package conformance

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/nn"
)

// Updates is a recorded run of updates of the Q-network (q) and the risk network
// (prophet) on one batch, of the family DQN.
type Updates struct {
	StateDim  int `json:"state_dim"`
	Hidden    int
	ActionDim int     `json:"action_dim"`
	BatchSize int     `json:"batch_size"`
	Gamma     float64 `json:"gamma"`
	LRQ       float64 `json:"lr_q"`
	LRProphet float64 `json:"lr_prophet"`
	Q         Weights `json:"q_weights"`
	Prophet   Weights `json:"prophet_weights"`
	Batch     struct {
		S, S2         [][]float32
		A             []int
		R             []float32
		Done, Outcome []float32
	}
	LossQ       []float64 `json:"loss_q"`
	LossProphet []float64 `json:"loss_prophet"`
	Inference   struct {
		Cases []struct {
			Obs    []float32
			Q      []float64
			Risk   float64
			Greedy int `json:"greedy_action"`
		}
	}

	// Off is how far from the float64 values the float32 original was, by the key
	// of a moment.
	Off map[string]float64 `json:"max_abs_diff_float32"`

	grads, weights map[int]Moment // by the number of the update, from 1
}

// Weights are tensors by their recorded names.
type Weights map[string][]float32

// Load sets the parameters of a network of dense layers.
func (w Weights) Load(t *testing.T, n *nn.Net, flat []float32) {
	t.Helper()
	require.Len(t, w, len(n.Tensors()))
	for name, values := range w {
		Put(t, flat, Dense(n, name), values)
	}
}

// Moment is what was recorded of both networks' tensors in one update. The empty
// one is that nothing was.
type Moment struct {
	tensors map[string]map[string]Tensor // by network and recorded name
	off     float64
}

// Check compares a network's values, gradients or weights in the layout of flat.
func (m Moment) Check(t *testing.T, network string, n *nn.Net, flat []float32) {
	t.Helper()
	if m.tensors == nil {
		return
	}
	require.Len(t, m.tensors[network], len(n.Tensors()), network)
	for name, want := range m.tensors[network] {
		want.near(t, Get(flat, Dense(n, name)), m.off, network+" "+name)
	}
}

// UnmarshalJSON also finds the moments, whichever updates they are of.
func (u *Updates) UnmarshalJSON(b []byte) error {
	type plain Updates
	if err := json.Unmarshal(b, (*plain)(u)); err != nil {
		return err
	}
	var all map[string]json.RawMessage
	err := json.Unmarshal(b, &all)
	if err == nil {
		u.grads, err = moments(all, "grads_step%d", u.Off)
	}
	if err == nil {
		u.weights, err = moments(all, "weights_after_%d", u.Off)
	}
	return err
}

// moments returns what the keys of that format hold, by their number.
func moments(all map[string]json.RawMessage, format string, off map[string]float64) (map[int]Moment, error) {
	found := make(map[int]Moment)
	for key, value := range all {
		update := 0
		if fmt.Sscanf(key, format, &update); key != fmt.Sprintf(format, update) {
			continue
		}
		m := Moment{off: off[key]}
		if err := json.Unmarshal(value, &m.tensors); err != nil {
			return nil, fmt.Errorf("%s: %w", key, err)
		}
		found[update] = m
	}
	return found, nil
}

// Count returns how many updates were recorded.
func (u *Updates) Count() int {
	n := max(len(u.LossQ), len(u.LossProphet))
	for _, m := range []map[int]Moment{u.grads, u.weights} {
		n = max(n, slices.Max(append(slices.Collect(maps.Keys(m)), 0)))
	}
	return n
}

// CheckUpdate compares the loss and the gradients of an update, counted from 1.
// The loss was recorded for the first updates only, perhaps.
func (u *Updates) CheckUpdate(t *testing.T, update int, network string, loss float64, n *nn.Net) {
	t.Helper()
	recorded := u.LossQ
	if network == "prophet" {
		recorded = u.LossProphet
	}
	if update <= len(recorded) {
		want := recorded[update-1]
		off := singlePrecision * max(want, math.Sqrt(want)/10) // a small loss is the square of differences of large values
		require.InDelta(t, want, loss, off, "%s: loss of update %d", network, update)
	}
	u.grads[update].Check(t, network, n, n.Grads)
}

// CheckWeights compares the weights after an update, counted from 1.
func (u *Updates) CheckWeights(t *testing.T, update int, network string, n *nn.Net, flat []float32) {
	t.Helper()
	u.weights[update].Check(t, network, n, flat)
}

// Statistics returns the end of every state of the batch, which the risk network
// reads.
func (u *Updates) Statistics(width int) []float32 {
	var x []float32
	for _, s := range u.Batch.S {
		x = append(x, s[len(s)-width:]...)
	}
	return x
}
