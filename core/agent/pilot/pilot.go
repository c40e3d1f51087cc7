package pilot

import (
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
)

// Pilot is a deep Q-network that learns. It is not safe for concurrent use.
type Pilot struct {
	cfg    Config
	random *rng.Source
	replay *Replay
	adam   *nn.Adam

	net                     *nn.Net   // the layers, run with one of the next three
	online, target, average []float32 // weights of Q, of the target network Q⁻, and the moving average of Q's

	steps, updates int
	lastCopy       int // the update after which target was last copied
	stats          Stats

	minibatch         minibatch
	q, qGrad          []float32 // 2·batch × actions: Q(s, ·), then Q(s', ·); batch × actions: ∂loss/∂Q(s, ·)
	values, valueGrad []float32 // batch: Q(s, a) and ∂loss/∂Q(s, a)
	tdTargets         []float32 // batch
	missing           []int32   // at most batch positions in the replay; see fillTargetCache
	missingStates     []float32 // batch × inputs

	// Q(s, ·) of the last observation asked for: the picture of a step and the choice
	// of the next one ask for the same.
	lastObservation, lastValues []float32
	lastValid                   bool
}

// New returns a learner whose weights and random draws follow from seed. The error
// is that of Config.Validate.
func New(c Config, seed uint64) (*Pilot, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	p := &Pilot{cfg: c, random: rng.New(seed), replay: NewReplay(c.Capacity, c.Inputs, c.Actions), net: network(c)}
	p.net.InitUniform(p.random)
	p.online = p.net.Params
	p.target, p.average = slices.Clone(p.online), slices.Clone(p.online)
	p.adam = nn.NewAdam(len(p.online), float32(c.Rate))

	p.minibatch = newMinibatch(c.Batch, c.Inputs)
	p.q, p.qGrad = make([]float32, 2*c.Batch*c.Actions), make([]float32, c.Batch*c.Actions)
	p.values, p.valueGrad = make([]float32, c.Batch), make([]float32, c.Batch)
	p.tdTargets = make([]float32, c.Batch)
	p.missing, p.missingStates = make([]int32, c.Batch), make([]float32, c.Batch*c.Inputs)
	p.lastObservation, p.lastValues = make([]float32, c.Inputs), make([]float32, c.Actions)
	return p, nil
}

// network builds the layers: a valid 3×3 convolution over the 3×3 patch, which has
// one position and so is a dense layer over the patch, joined with the global
// values; two hidden layers; one output per action. A batch is twice the
// minibatch: the states and the next states.
func network(c Config) *nn.Net {
	dense := []nn.Spec{nn.Dense(c.Width), nn.ReLU(), nn.Dense(c.Width), nn.ReLU(), nn.Dense(c.Actions)}
	if c.Filters == 0 {
		return nn.New(c.Inputs, 2*c.Batch, dense...)
	}
	local := []nn.Spec{nn.Dense(c.Filters), nn.ReLU()}
	return nn.New(c.Inputs, 2*c.Batch, append([]nn.Spec{nn.Branch(patch, local, nil)}, dense...)...)
}

// forward writes Q(s, ·) of every observation, by the given weights, to q.
func (p *Pilot) forward(q, weights, observations []float32) {
	p.net.Params = weights
	p.net.Forward(q, observations)
}

// onlineValues returns Q(s, ·) by the online weights; it is p's own memory.
func (p *Pilot) onlineValues(observation []float32) []float32 {
	if !p.lastValid || !slices.Equal(p.lastObservation, observation) {
		p.forward(p.lastValues, p.online, observation)
		copy(p.lastObservation, observation)
		p.lastValid = true
	}
	return p.lastValues
}

// Values writes the value of every action, by the online weights, to dst.
func (p *Pilot) Values(dst, observation []float32) { copy(dst, p.onlineValues(observation)) }

// Best returns the greedy action of the online weights, the first of equals.
func (p *Pilot) Best(observation []float32) int { return nn.ArgMax(p.onlineValues(observation)) }

// Observe stores one step in the replay: the observation, the action taken there,
// the reward, the next observation, and whether the episode terminated (by its
// rules) or was truncated (at its step limit). Every few steps, once the replay is
// warm, it learns. The error names the value that was not finite; the weights are
// then those of the last good update.
func (p *Pilot) Observe(observation []float32, action int, reward float64, next []float32, terminated, truncated bool) error {
	if reward-reward != 0 {
		return fmt.Errorf("pilot: step %d: the reward is %v, want a finite number", p.steps, reward)
	}
	if i := nn.FirstNonFinite(next); i >= 0 {
		return fmt.Errorf("pilot: step %d: observed value %d is %v, want a finite number", p.steps, i, next[i])
	}
	p.replay.Store(observation, action, reward)
	if terminated || truncated {
		p.replay.EndEpisode(next, terminated)
	}
	p.steps++
	if p.replay.Len() > max(p.cfg.Warmup, p.cfg.NStep+1) && p.steps%p.cfg.Every == 0 {
		return p.Learn()
	}
	return nil
}

// Interrupt truncates the running episode at observation: it goes on under another
// policy, and what follows is not the result of the Pilot's last action.
func (p *Pilot) Interrupt(observation []float32) { p.replay.EndEpisode(observation, false) }

// progress is the part of the horizon that has passed, in [0, 1].
func (p *Pilot) progress() float64 {
	return min(1, float64(p.steps)/float64(p.cfg.Horizon))
}

// Rate returns the learning rate of the present step: linear from Config.Rate to
// Config.FinalRate over the horizon.
func (p *Pilot) Rate() float64 {
	return p.cfg.Rate + float64(p.progress()*(p.cfg.FinalRate-p.cfg.Rate))
}

// targetEvery returns the updates between two copies to the target network, which has
// a setting of its own after a third of the horizon, when values should be steady.
func (p *Pilot) targetEvery() int {
	if p.progress() > 1.0/3 {
		return p.cfg.TargetLate
	}
	return p.cfg.TargetEvery
}

// loss returns the mean loss of the minibatch and writes its derivative by each
// value to grad. Huber's loss beyond an error of 1 is the error clipping of Mnih et
// al. 2015.
func (p *Pilot) loss(grad, values, targets []float32) float64 {
	if p.cfg.Loss == Squared {
		return nn.MSE(grad, values, targets)
	}
	return nn.Huber(grad, values, targets, 1)
}

// Learn samples a minibatch from the replay, which must hold more than n+1 entries,
// and takes one gradient step. The error is that of Observe.
func (p *Pilot) Learn() error {
	p.replay.sample(&p.minibatch, p.random, p.cfg.NStep, float32(p.cfg.Gamma))
	return p.update()
}

// update takes one gradient step on the minibatch: the inner loop of Algorithm 1 of
// Mnih et al. 2015, from the TD targets on. Departures are cited where they enter.
func (p *Pilot) update() error {
	b, actions, size := &p.minibatch, p.cfg.Actions, p.cfg.Batch

	// The online network gives Q(s, ·) and Q(s', ·), the target network Q⁻(s', ·). Without
	// a target network, Q⁻ is Q.
	hasTarget, states := p.cfg.TargetEvery > 0, b.states
	if hasTarget {
		p.fillTargetCache()
		if !p.cfg.Double {
			states = states[:size*p.cfg.Inputs] // Q(s', ·) is not needed
		}
	}
	p.forward(p.q[:len(states)/p.cfg.Inputs*actions], p.online, states)

	// TD target: y = R + γⁿ·max Q⁻(s', ·); R and γⁿ are those of the n-step return. Double
	// DQN (van Hasselt, Guez and Silver 2016): y = R + γⁿ·Q⁻(s', argmax Q(s', ·)). The
	// discount is 0 if s' is terminal; truncated episodes bootstrap (Pardo et al. 2018).
	for i, r := range b.returns {
		online := p.q[(size+i)*actions:][:actions]
		target := online
		if hasTarget {
			target = p.replay.targetCache.values(b.to[i])
		}
		chooser := target
		if p.cfg.Double {
			chooser = online
		}
		p.tdTargets[i] = r + float32(b.discounts[i]*target[nn.ArgMax(chooser)])
		p.values[i] = p.q[i*actions+b.actions[i]]
	}

	// Loss of the TD errors y − Q(s, a), and its gradient.
	loss := p.loss(p.valueGrad, p.values, p.tdTargets)
	clear(p.qGrad)
	for i, a := range b.actions {
		p.qGrad[i*actions+a] = p.valueGrad[i]
	}
	p.net.ZeroGrads()
	p.net.Backward(nil, p.qGrad)
	norm := nn.Norm(p.net.Grads)
	if err := p.net.CheckUpdate(loss, norm); err != nil {
		return fmt.Errorf("pilot: update %d: %w; the weights are those before it", p.updates, err)
	}

	// Adam (Kingma and Ba 2015) with the norm clipped (Pascanu et al. 2013), not RMSProp.
	p.adam.Rate, p.adam.Clip = float32(p.Rate()), float32(p.cfg.Clip)
	p.adam.UpdateWithNorm(p.online, p.net.Grads, norm)
	p.record(loss, norm)
	p.updates++
	p.lastValid = false

	// Every C updates Q⁻ = Q. Evaluations use averaged weights (Polyak and Juditsky 1992).
	if p.updates-p.lastCopy >= p.targetEvery() {
		copy(p.target, p.online)
		p.lastCopy = p.updates
		p.replay.targetCache.invalidate()
	}
	nn.Lerp(p.average, p.online, float32(p.cfg.Average))
	return nil
}
