package pilot

import "github.com/resonetics/playground/core/nn"

// targetCache keeps what the target network answered about entries of the replay.
// That network does not change between two copies to it, and meanwhile most
// entries are sampled more than once.
type targetCache struct {
	actions int
	q       []float32 // capacity × actions: Q⁻(s, ·)
	valid   []bool    // capacity
}

func newTargetCache(capacity, actions int) targetCache {
	return targetCache{actions, make([]float32, capacity*actions), make([]bool, capacity)}
}

// values returns Q⁻(s, ·) of the entry at a position.
func (c *targetCache) values(at int32) []float32 { return c.q[int(at)*c.actions:][:c.actions] }

// invalidate drops every answer. It is called when the target network changes.
func (c *targetCache) invalidate() { clear(c.valid) }

// fillTargetCache evaluates the target network at those next states of the
// minibatch that the cache has no valid answer for.
func (p *Pilot) fillTargetCache() {
	c, missing := &p.replay.targetCache, p.missing[:0]
	for _, at := range p.minibatch.to {
		if !c.valid[at] {
			c.valid[at] = true
			missing = append(missing, at)
		}
	}
	if len(missing) == 0 {
		return
	}
	states, q := p.missingStates[:len(missing)*p.cfg.Inputs], p.q[:len(missing)*p.cfg.Actions]
	nn.SelectRows(states, p.replay.observations, p.cfg.Inputs, missing)
	p.forward(q, p.target, states)
	for i, at := range missing {
		copy(c.values(at), q[i*c.actions:])
	}
}
