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

// Prophet is a forecaster that learns, from one world or from several that step together:
// the first is its caller's, the others are those of a [cluster.Batch]. It is not safe for
// concurrent use.
type Prophet struct {
	cfg    Config
	net    *nn.Net
	random *rng.Source
	memory memory // of every world
	adam   *nn.Adam
	live   Calibration

	steps, updates int
	loss           [heads]float64 // of the last update

	x, y                       []float32        // rows × inputs and rows × heads: a minibatch, or all worlds
	gradient                   []float32        // minibatch × heads
	logits, logitGrad, targets [heads][]float32 // minibatch
}

// Forecast holds the probabilities of two events within the horizon.
type Forecast struct {
	Risk     float32 // the episode fails
	NearMiss float32 // the episode fails, or the memory of a node passes 0.9
}

// New returns a forecaster of one world, whose weights and random draws follow from seed.
// The error is that of Config.Validate.
func New(c Config, seed uint64) (*Prophet, error) { return NewOf(c, 1, seed) }

// NewOf is New for the given number of worlds, which share its memory.
func NewOf(c Config, worlds int, seed uint64) (*Prophet, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	width, rows := inputWidths[c.Inputs], max(c.Batch, worlds)
	p := &Prophet{cfg: c, random: rng.New(seed), memory: newMemory(worlds, c.Capacity, width)}
	p.net = nn.New(width, rows, nn.Dense(c.Hidden), nn.ReLU(), nn.Dense(heads))
	p.net.InitHe(p.random)
	p.adam = nn.NewAdam(len(p.net.Params), 0)
	p.x, p.y = make([]float32, rows*width), make([]float32, rows*heads)
	p.gradient = make([]float32, c.Batch*heads)
	for h := range heads {
		p.logits[h], p.logitGrad[h], p.targets[h] = make([]float32, c.Batch), make([]float32, c.Batch), make([]float32, c.Batch)
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
	return forecastOf(y)
}

// forecastOf returns what a row of the network's outputs says.
func forecastOf(y []float32) Forecast {
	return Forecast{Risk: exact.Sigmoid32(y[failure]), NearMiss: exact.Sigmoid32(y[nearMiss])}
}

// Observe returns the forecast for the present state of w, the first world, and stores the
// state: it is part of the running episode, and gets its labels when that ends.
func (p *Prophet) Observe(w *cluster.World) Forecast { return p.ObserveFeatures(p.features(w)) }

// ObserveFeatures is Observe for a state of which only the features are known.
func (p *Prophet) ObserveFeatures(features []float32) Forecast {
	f := p.ForecastFeatures(features)
	p.memory.of[0].store(features, f.Risk)
	return f
}

// ObserveBatch is Observe for all worlds but the first, those of b, in one forward pass. It
// writes a forecast for each to dst.
func (p *Prophet) ObserveBatch(dst []Forecast, b *cluster.Batch) {
	n, width := b.Worlds(), p.net.In()
	for i := range n {
		Features(p.x[i*width:][:width], b.World(i))
	}
	y := p.y[:n*heads]
	p.net.Forward(y, p.x[:n*width])
	for i := range n {
		dst[i] = forecastOf(y[i*heads:])
		p.memory.of[i+1].store(p.x[i*width:][:width], dst[i].Risk)
	}
}

// features returns the features of w in p's own memory.
func (p *Prophet) features(w *cluster.World) []float32 {
	x := p.x[:p.net.In()]
	Features(x, w)
	return x
}

// EndEpisode labels the states of the running episode of a world, 0 for the first: it
// failed, or was truncated, in the state of w.
func (p *Prophet) EndEpisode(world int, w *cluster.World, failed bool) {
	if world == 0 {
		p.live.Fade()
	}
	b := p.memory.of[world]
	for i, n := b.count-1, b.label(failed, w.Stats().Nearly > 0); n > 0; i, n = i-1, n-1 {
		at := b.position(i)
		p.live.Add(float64(b.forecasts[at]), within(b.toFailure[at], p.cfg.Horizon) > 0)
	}
}

// Interrupt drops the states of the running episode of a world, whose end will not be
// observed.
func (p *Prophet) Interrupt(world int) { p.memory.of[world].dropUnlabeled() }

// Step counts a step of all worlds together. Every few steps, once the buffer is warm, it
// learns at the given learning rate. The error says what was not finite; the weights
// are then those of the last good update.
func (p *Prophet) Step(rate float64) error {
	p.steps++
	if p.memory.labeled() < p.cfg.Warmup || p.steps%p.cfg.Every != 0 {
		return nil
	}
	return p.Learn(rate)
}

// Learn samples a minibatch of labeled states, of which there must be one, and takes
// one gradient step. The error is that of Step.
func (p *Prophet) Learn(rate float64) error {
	p.adam.Rate = float32(rate)
	p.memory.sample(p.x, p.targets[failure], p.targets[nearMiss], p.cfg.Horizon, p.random)
	return p.update()
}

// update takes one gradient step on the minibatch in p.x and p.targets. The heads share
// the hidden layer; their losses add up.
func (p *Prophet) update() error {
	p.net.Forward(p.y[:p.cfg.Batch*heads], p.x[:p.cfg.Batch*p.net.In()])
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
