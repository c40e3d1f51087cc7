package kernel

import (
	"math"

	"github.com/resonetics/playground/core/exact"
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

const (
	maxHorizon  = 64
	gapWindow   = 10   // steps whose mean reality gap the predictor sees
	driftMemory = 0.95 // share of the past in the drift of the output
	riskSlope   = 3    // of the reference's target σ(3·loss)
	riskRate    = 0.5  // the predictor's learning rate over the base rate
	maxPrior    = 8    // largest logit that the forecast starts from

	referenceInputs = 3
	foresightInputs = 6
)

// observer remembers what the predictor's inputs are made of.
type observer struct {
	steps  int
	output float64             // of the latest step
	drift  float64             // moving average of the change of the output
	gaps   [maxHorizon]float64 // ring of reality gaps, step s at s mod maxHorizon
}

// note takes a finished forward pass.
func (o *observer) note(output, gap float64) {
	if o.steps > 0 {
		o.drift = float64(driftMemory*o.drift) + float64((1-driftMemory)*(output-o.output))
	}
	o.output = output
	o.gaps[o.steps%maxHorizon] = gap
	o.steps++
}

// ago returns the reality gap n steps before the latest, 0 before the first.
func (o *observer) ago(n int) float64 {
	if n >= o.steps {
		return 0
	}
	return o.gaps[(o.steps-1-n)%maxHorizon]
}

// mean returns the mean reality gap of the latest n steps, or of all when there
// are fewer.
func (o *observer) mean(n int) float64 {
	n = min(n, o.steps)
	sum := 0.0
	for i := range n {
		sum += o.ago(i)
	}
	return sum / float64(n)
}

// inputs writes what the predictor sees. The reference's are progress, drift
// and the mean reality gap of the last ten steps. The foresight controller's are
// the same with the gap squashed to [0, 1), then the gap of this step and the one
// before, squashed, and how fast the error closes.
func (o *observer) inputs(x []float32, progress, drift, tolerance float64) {
	x[0], x[1] = float32(progress), float32(drift)
	if len(x) == referenceInputs {
		x[2] = float32(o.mean(gapWindow))
		return
	}
	now, before := o.ago(0), o.ago(1)
	x[2] = float32(squash(o.mean(gapWindow), tolerance))
	x[3] = float32(squash(now, tolerance))
	x[4] = float32(squash(before, tolerance))
	x[5] = float32(clamp(math.Sqrt(before)-math.Sqrt(now), -1, 1))
}

// squash maps [0, ∞) to [0, 1), unit to one half.
func squash(x, unit float64) float64 { return x / (x + unit) }

// persistence returns the logit of the forecast that nothing changes: a risk of
// one half for a reality gap at the tolerance, rising and falling with the gap.
func persistence(gap, tolerance float64) float64 {
	const steepness = 2
	return clamp(steepness*exact.Log(gap/tolerance), -maxPrior, maxPrior)
}

// predictor is the network that forecasts the risk: inputs → hidden ReLU →
// dropout → hidden ReLU → 1 sigmoid, trained on binary cross-entropy, so that
// what it returns is a probability. The foresight controller's adds its
// output to the logit of the forecast that nothing changes.
type predictor struct {
	net    *nn.Net // its output is the logit
	adam   *nn.Adam
	inputs int

	// Rings of what was forecast, step s at s mod maxHorizon.
	seen     [maxHorizon * foresightInputs]float32
	prior    [maxHorizon]float64 // logit that the network adds to
	forecast [maxHorizon]float64

	y, dy, target [1]float32
}

func newPredictor(c *Config, src *rng.Source) *predictor {
	inputs := foresightInputs
	if c.Strategy == Reference {
		inputs = referenceInputs
	}
	p := &predictor{inputs: inputs, net: nn.New(inputs, 1, nn.Dense(c.Hidden), nn.ReLU(), nn.Dropout(float32(c.Dropout)),
		nn.Dense(c.Hidden), nn.ReLU(), nn.Dense(1))}
	p.net.InitXavier(src, c.Gain)
	p.adam = nn.NewAdam(len(p.net.Params), float32(riskRate*c.BaseRate))
	return p
}

// slot returns the memory of the inputs of a step.
func (p *predictor) slot(step int) []float32 {
	return p.seen[step%maxHorizon*foresightInputs:][:p.inputs]
}

// predict returns the risk for the inputs in the step's slot and a prior logit,
// without dropout, and remembers it.
func (p *predictor) predict(step int, prior float64) float64 {
	p.net.Noise = nil
	p.net.Forward(p.y[:], p.slot(step))
	p.prior[step%maxHorizon] = prior
	risk := exact.Sigmoid(float64(p.y[0]) + prior)
	p.forecast[step%maxHorizon] = risk
	return risk
}

// learn tells what came of the step's forecast, in [0, 1]. Dropout draws from
// src.
func (p *predictor) learn(step int, outcome float64, src *rng.Source) {
	p.net.Noise = src
	p.net.Forward(p.y[:], p.slot(step))
	p.y[0] += float32(p.prior[step%maxHorizon])
	p.target[0] = float32(outcome)
	nn.BCELogits(p.dy[:], p.y[:], p.target[:])
	p.net.ZeroGrads()
	p.net.Backward(nil, p.dy[:])
	p.adam.Update(p.net.Params, p.net.Grads)
}
