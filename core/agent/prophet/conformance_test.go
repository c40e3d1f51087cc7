package prophet

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/internal/conformance"
)

// TestConformanceDQN replays the recorded updates of the risk network through
// the Prophet's own: squared error, and a near-miss head that is exactly right
// and so leaves the hidden layer alone.
func TestConformanceDQN(t *testing.T) {
	conformance.Replay(t, conformance.DQN, func(t *testing.T, c *conformance.Updates) {
		config := Default()
		config.Batch, config.Loss, config.Hidden = c.BatchSize, Squared, len(c.Prophet["b1"])
		p := build(t, config)
		p.load(c.Prophet)
		width := p.net.In()
		for _, k := range c.Inference.Cases {
			require.InDelta(t, k.Risk, p.ForecastFeatures(k.Obs[len(k.Obs)-width:]).Risk, 1e-5)
		}
		copy(p.x, c.Statistics(width))
		for i, outcome := range c.Batch.Outcome {
			p.targets[failure][i], p.targets[nearMiss][i] = outcome, 0.5
		}
		p.adam.Rate = float32(c.LRProphet)
		for update, want := range c.LossProphet {
			require.NoError(t, p.update())
			require.InDelta(t, want, p.Loss(), 1e-5*want, "update %d", update+1)
		}
	})
}

// load gives the failure head recorded weights and the other none.
func (p *Prophet) load(w conformance.Weights) {
	clear(p.net.Params)
	tensor := func(i int) []float32 { // weight and bias of the layers in turn
		t := p.net.Tensors()[i]
		return p.net.Params[t.Offset:][:t.Len()]
	}
	conformance.Transpose(tensor(0), w["W1"], p.cfg.Hidden, p.net.In())
	copy(tensor(1), w["b1"])
	for i, v := range w["W2"] {
		tensor(2)[i*heads+failure] = v
	}
	tensor(3)[failure] = w["b2"][0]
}
