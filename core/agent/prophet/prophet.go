package prophet

import (
	"fmt"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/exact"
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// The outputs of the network, before their sigmoid.
const (
	failure = iota
	nearMiss
	heads
)

// Prophet is a forecaster that learns. It is not safe for concurrent use.
type Prophet struct {
	cfg    Config
	net    *nn.Net
	random *rng.Source
	buffer *hindsightBuffer
	adam   *nn.Adam
	live   Calibration

	steps, updates int
	loss           [heads]float64 // of the last update

	x, y, gradient             []float32        // minibatch × inputs; minibatch × heads
	logits, logitGrad, targets [heads][]float32 // minibatch
	score                      func(at int)     // adds the forecast of a labeled state to live
}

// Forecast holds the probabilities of two events within the horizon.
type Forecast struct {
	Risk     float32 // the episode fails
	NearMiss float32 // the episode fails, or the memory of a node passes 0.9
}

// New returns a forecaster whose weights and random draws follow from seed. The error
// is that of Config.Validate.
func New(c Config, seed uint64) (*Prophet, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	width := inputWidths[c.Inputs]
	p := &Prophet{cfg: c, random: rng.New(seed), buffer: newHindsightBuffer(c.Capacity, width)}
	p.net = nn.New(width, c.Batch, nn.Dense(c.Hidden), nn.ReLU(), nn.Dense(heads))
	p.net.InitHe(p.random)
	p.adam = nn.NewAdam(len(p.net.Params), 0)
	p.x = make([]float32, c.Batch*width)
	p.y, p.gradient = make([]float32, c.Batch*heads), make([]float32, c.Batch*heads)
	for h := range heads {
		p.logits[h], p.logitGrad[h], p.targets[h] = make([]float32, c.Batch), make([]float32, c.Batch), make([]float32, c.Batch)
	}
	p.score = func(at int) {
		p.live.Add(float64(p.buffer.forecasts[at]), within(p.buffer.toFailure[at], p.cfg.Horizon) > 0)
	}
	return p, nil
}

// Inputs returns the number of features that the network reads.
func (p *Prophet) Inputs() int { return p.net.In() }

// Loss returns the loss of the failure head in the last update.
func (p *Prophet) Loss() float64 { return p.loss[failure] }

// Live returns the calibration of the forecasts made while learning: each was made
// before its label was known.
func (p *Prophet) Live() *Calibration { return &p.live }

// Forecast returns the forecast for the present state of w.
func (p *Prophet) Forecast(w *cluster.World) Forecast { return p.ForecastFeatures(p.features(w)) }

// ForecastFeatures is Forecast for a state of which only the features are known,
// Inputs of them.
func (p *Prophet) ForecastFeatures(features []float32) Forecast {
	y := p.y[:heads]
	p.net.Forward(y, features)
	return Forecast{Risk: exact.Sigmoid32(y[failure]), NearMiss: exact.Sigmoid32(y[nearMiss])}
}

// Observe returns the forecast for the present state of w and stores the state: it is
// part of the running episode, and gets its labels when that ends.
func (p *Prophet) Observe(w *cluster.World) Forecast { return p.ObserveFeatures(p.features(w)) }

// ObserveFeatures is Observe for a state of which only the features are known.
func (p *Prophet) ObserveFeatures(features []float32) Forecast {
	f := p.ForecastFeatures(features)
	p.buffer.store(features, f.Risk)
	return f
}

// features returns the features of w in p's own memory.
func (p *Prophet) features(w *cluster.World) []float32 {
	x := p.x[:p.net.In()]
	Features(x, w)
	return x
}

// EndEpisode labels the states of the running episode: it failed, or was truncated,
// in the state of w.
func (p *Prophet) EndEpisode(w *cluster.World, failed bool) {
	p.live.Fade()
	p.buffer.label(failed, w.Stats().Nearly > 0, p.score)
}

// Interrupt drops the states of the running episode, whose end will not be observed.
func (p *Prophet) Interrupt() { p.buffer.dropUnlabeled() }

// Step counts a step of the environment. Every few steps, once the buffer is warm, it
// learns at the given learning rate. The error says what was not finite; the weights
// are then those of the last good update.
func (p *Prophet) Step(rate float64) error {
	p.steps++
	if p.buffer.labeled() < p.cfg.Warmup || p.steps%p.cfg.Every != 0 {
		return nil
	}
	return p.Learn(rate)
}

// Learn samples a minibatch of labeled states, of which there must be one, and takes
// one gradient step. The error is that of Step.
func (p *Prophet) Learn(rate float64) error {
	p.adam.Rate = float32(rate)
	p.buffer.sample(p.x, p.targets[failure], p.targets[nearMiss], p.cfg.Horizon, p.random)
	return p.update()
}

// update takes one gradient step on p.x and p.targets. The heads share the hidden
// layer; their losses add up.
func (p *Prophet) update() error {
	p.net.Forward(p.y, p.x)
	for h := range heads {
		for i := range p.logits[h] {
			p.logits[h][i] = p.y[i*heads+h]
		}
		p.loss[h] = p.headLoss(p.logitGrad[h], p.logits[h], p.targets[h])
		for i, d := range p.logitGrad[h] {
			p.gradient[i*heads+h] = d
		}
	}
	p.net.ZeroGrads()
	p.net.Backward(nil, p.gradient)
	if sum := p.loss[failure] + p.loss[nearMiss]; sum-sum != 0 || nn.FirstNonFinite(p.net.Grads) >= 0 {
		return fmt.Errorf("prophet: update %d: the loss is %v or a gradient is not finite; the weights are those before it", p.updates, sum)
	}
	p.adam.Update(p.net.Params, p.net.Grads)
	p.updates++
	return nil
}

// headLoss returns a head's mean loss and writes its derivative by the logits to grad.
// It may overwrite the logits.
func (p *Prophet) headLoss(grad, logits, targets []float32) float64 {
	if p.cfg.Loss == CrossEntropy {
		return nn.BCELogits(grad, logits, targets)
	}
	for i, x := range logits {
		logits[i] = exact.Sigmoid32(x)
	}
	loss := nn.MSE(grad, logits, targets)
	for i, s := range logits {
		grad[i] *= float32(s * (1 - s))
	}
	return loss
}
