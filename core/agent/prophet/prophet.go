package prophet

import (
	"fmt"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/exact"
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// The outputs of the network.
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
	memory *memory
	adam   *nn.Adam
	live   Calibration

	steps, updates int
	loss           [heads]float64

	x, y, gradient          []float32 // batch × inputs; batch × heads
	logits, errors, targets [heads][]float32
	note                    func(at int)
}

// Forecast is what the Prophet says of one moment, as probabilities.
type Forecast struct {
	Risk     float32 // the episode fails within the horizon
	NearMiss float32 // it fails, or a node's memory passes 0.9, within the horizon
}

// New returns a forecaster whose weights and draws are fixed by seed.
func New(c Config, seed uint64) (*Prophet, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	width := inputWidths[c.Inputs]
	p := &Prophet{cfg: c, random: rng.New(seed), memory: newMemory(c.Capacity, width)}
	p.net = nn.New(width, c.Batch, nn.Dense(c.Hidden), nn.ReLU(), nn.Dense(heads))
	p.net.InitHe(p.random)
	p.adam = nn.NewAdam(len(p.net.Params), 0)
	p.x = make([]float32, c.Batch*width)
	p.y, p.gradient = make([]float32, c.Batch*heads), make([]float32, c.Batch*heads)
	for h := range heads {
		p.logits[h], p.errors[h], p.targets[h] = make([]float32, c.Batch), make([]float32, c.Batch), make([]float32, c.Batch)
	}
	p.note = func(at int) {
		p.live.Add(float64(p.memory.forecasts[at]), within(p.memory.fail[at], p.cfg.Horizon) > 0)
	}
	return p, nil
}

// Config returns the numbers in force.
func (p *Prophet) Config() Config { return p.cfg }

// SetConfig changes the numbers that are not fixed. On error nothing changes.
func (p *Prophet) SetConfig(c Config) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if err := p.cfg.Fields().CheckChange(c.Fields()); err != nil {
		return fmt.Errorf("prophet: %w", err)
	}
	p.cfg = c
	return nil
}

// Inputs returns how many values the network reads.
func (p *Prophet) Inputs() int { return p.net.In() }

// Updates returns how many batches have been learned from.
func (p *Prophet) Updates() int { return p.updates }

// Loss returns the loss of the failure head in the last update.
func (p *Prophet) Loss() float64 { return p.loss[failure] }

// Live returns how the forecasts made while learning have come out so far: each
// was made before its label was known.
func (p *Prophet) Live() *Calibration { return &p.live }

// Forecast reads features, Inputs of them.
func (p *Prophet) Forecast(features []float32) Forecast {
	y := p.y[:heads]
	p.net.Forward(y, features)
	return Forecast{Risk: exact.Sigmoid32(y[failure]), NearMiss: exact.Sigmoid32(y[nearMiss])}
}

// Look forecasts from the present state of w.
func (p *Prophet) Look(w *cluster.World) Forecast {
	x := p.x[:p.net.In()]
	Features(x, w)
	return p.Forecast(x)
}

// Watch is Look at a state of the running episode that will be remembered, and
// learned from once the episode has ended.
func (p *Prophet) Watch(w *cluster.World) Forecast {
	x := p.x[:p.net.In()]
	Features(x, w)
	return p.Note(x)
}

// Note is Watch for a state of which only the features are known.
func (p *Prophet) Note(features []float32) Forecast {
	f := p.Forecast(features)
	p.memory.push(features, f.Risk)
	return f
}

// Tick counts a step of the environment and learns when that is due, at the
// given learning rate. The error says what was not finite; the weights are then
// those of the last good update.
func (p *Prophet) Tick(rate float64) error {
	p.steps++
	if p.memory.labeled() < p.cfg.Warmup || p.steps%p.cfg.Every != 0 {
		return nil
	}
	return p.Learn(rate)
}

// End gives the running episode its labels: it failed or was cut off in the
// state that w shows.
func (p *Prophet) End(w *cluster.World, failed bool) {
	p.live.Fade()
	p.memory.label(failed, w.Stats().Nearly > 0, p.note)
}

// Interrupt forgets what was watched of the running episode: nobody will say how
// it ended.
func (p *Prophet) Interrupt() {
	p.memory.count -= p.memory.waiting
	p.memory.waiting = 0
}

// Learn takes one step down the gradient of a random batch of labeled states, of
// which there must be one.
func (p *Prophet) Learn(rate float64) error {
	p.adam.Rate = float32(rate)
	p.memory.sample(p.x, p.targets[failure], p.targets[nearMiss], p.cfg.Horizon, p.random)
	return p.update()
}

// update is one step on the batch in p.x and p.targets. The heads share the
// hidden layer; their losses add up.
func (p *Prophet) update() error {
	p.net.Forward(p.y, p.x)
	for h := range heads {
		for i := range p.logits[h] {
			p.logits[h][i] = p.y[i*heads+h]
		}
		p.loss[h] = p.measure(p.errors[h], p.logits[h], p.targets[h])
		for i, e := range p.errors[h] {
			p.gradient[i*heads+h] = e
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

// measure returns a head's loss and writes its derivative by the logits.
func (p *Prophet) measure(grad, logits, targets []float32) float64 {
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
