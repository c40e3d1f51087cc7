package pilot

import (
	"fmt"
	"math"
	"sort"

	"github.com/resonetics/playground/core/nn"
)

// Observe remembers one step: what was observed, done and earned, what was
// observed next, and whether the episode ended, by its rules (dead) or by being
// cut off. It learns when that is due; the error says what was not finite, and
// the weights are then those of the last good update.
func (p *Pilot) Observe(observation []float32, action int, reward float64, next []float32, dead, cut bool) error {
	if reward-reward != 0 {
		return fmt.Errorf("pilot: step %d: the reward is %v, want a finite number", p.steps, reward)
	}
	if i := nn.FirstNonFinite(next); i >= 0 {
		return fmt.Errorf("pilot: step %d: observed value %d is %v, want a finite number", p.steps, i, next[i])
	}
	p.replay.Step(observation, action, reward)
	if dead || cut {
		p.replay.End(next, dead)
	}
	p.steps++
	if p.replay.Len() > max(p.cfg.Warmup, p.cfg.NStep+1) && p.steps%p.cfg.Every == 0 {
		return p.Learn()
	}
	return nil
}

// Interrupt remembers that the running episode goes on without the Pilot: what
// follows is not what its last action led to. Like an episode that was cut off,
// its last step bootstraps.
func (p *Pilot) Interrupt(observation []float32) { p.replay.End(observation, false) }

// Learn draws a batch from the replay, which must hold more than n+1 rows, and
// takes one step down the gradient.
func (p *Pilot) Learn() error {
	p.replay.sample(&p.batch, p.random, p.cfg.NStep, float32(p.cfg.Gamma))
	return p.update()
}

// update is the DQN update on p.batch. Polyak and Juditsky 1992: the average of the
// weights is what is evaluated.
func (p *Pilot) update() error {
	p.aim()
	loss := p.loss()
	clear(p.gradient)
	for i, a := range p.batch.actions {
		p.gradient[i*p.cfg.Actions+a] = p.errors[i]
	}
	p.net.ZeroGrads()
	p.net.Backward(nil, p.gradient)
	norm := nn.Norm(p.net.Grads)
	if err := p.check(loss, norm); err != nil {
		return err
	}

	p.adam.Rate, p.adam.Clip = float32(p.Rate()), float32(p.cfg.Clip)
	p.adam.UpdateWithNorm(p.online, p.net.Grads, norm)
	p.note(loss, norm)
	p.updates++
	p.known = false
	if p.updates-p.lastCopy >= p.copyEvery() {
		copy(p.target, p.online)
		p.lastCopy = p.updates
		p.replay.verdicts.forget()
	}
	nn.Lerp(p.average, p.online, float32(p.cfg.Average))
	return nil
}

// aim writes to p.predicted and p.wanted what the values of the batch's actions are
// and what they should be. Mnih et al. 2015: a target network values the next state.
// Van Hasselt, Guez and Silver 2016 (Double DQN): the online network chooses the
// action it is valued at. Episodes that were cut off bootstrap, those that ended do
// not (Pardo et al. 2018).
func (p *Pilot) aim() {
	b, actions := &p.batch, p.cfg.Actions
	target := p.cfg.TargetEvery > 0
	if target {
		p.judge()
	}
	states := b.states
	if target && !p.cfg.Double { // about the next states nobody asks the learning network
		states = states[:len(states)/2]
	}
	p.forward(p.q[:len(states)/p.cfg.Inputs*actions], p.online, states)
	for i, r := range b.returns {
		pick := p.q[(len(b.returns)+i)*actions:][:actions]
		value := pick
		if target {
			value = p.replay.verdicts.of(b.to[i])
		}
		if !p.cfg.Double {
			pick = value
		}
		p.wanted[i] = r + float32(b.discounts[i]*value[largest(pick)])
	}
	for i, a := range b.actions {
		p.predicted[i] = p.q[i*actions+a]
	}
}

// loss compares p.predicted with p.wanted and writes the derivatives to p.errors.
func (p *Pilot) loss() float64 {
	if p.cfg.Loss == Squared {
		return nn.MSE(p.errors, p.predicted, p.wanted)
	}
	return nn.Huber(p.errors, p.predicted, p.wanted, 1)
}

// check returns an error that names what is not finite, before it can touch a
// weight.
func (p *Pilot) check(loss float64, norm float32) error {
	if loss-loss != 0 {
		return fmt.Errorf("pilot: update %d: the loss is %v; the weights are those before it", p.updates, loss)
	}
	if norm-norm == 0 {
		return nil
	}
	i := nn.FirstNonFinite(p.net.Grads)
	if i < 0 { // the squares only add up to more than a float32 holds
		return nil
	}
	tensors := p.net.Tensors()
	t := sort.Search(len(tensors), func(j int) bool { return tensors[j].Offset > i }) - 1
	return fmt.Errorf("pilot: update %d: the gradient of %s is %v; the weights are those before it", p.updates, tensors[t].Name, p.net.Grads[i])
}

func (p *Pilot) note(loss float64, norm float32) {
	q, d := 0.0, 0.0
	for i, v := range p.predicted {
		q += float64(v)
		d += math.Abs(float64(p.wanted[i]) - float64(v))
	}
	n := float64(len(p.predicted))
	p.stats = Stats{Loss: loss, GradNorm: float64(norm), Rate: p.Rate(), MeanQ: q / n, TDError: d / n}
}

// progress is how much of the horizon has passed, in [0, 1].
func (p *Pilot) progress() float64 {
	return min(1, float64(p.steps)/float64(p.cfg.Horizon))
}

// Rate returns the learning rate that the schedule has reached.
func (p *Pilot) Rate() float64 {
	return p.cfg.Rate + float64(p.progress()*(p.cfg.FinalRate-p.cfg.Rate))
}

// copyEvery returns the updates between two copies to the target: rarer after a
// third of the horizon, when values should stand still.
func (p *Pilot) copyEvery() int {
	if p.progress() > 1.0/3 {
		return p.cfg.TargetLate
	}
	return p.cfg.TargetEvery
}
