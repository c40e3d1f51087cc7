package train

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
)

// forecasting tells whether the Prophet watches and learns.
func (m *Learner) forecasting() bool {
	switch m.cfg.Guidance {
	case Epsilon, Handover:
		return true
	case YokedEpsilon, Yoked:
		return m.cfg.Forecast || len(m.yoke) == 0
	}
	return m.cfg.Forecast
}

// choose applies guidance and the ε-greedy rule.
func (m *Learner) choose(w *cluster.World) int {
	n := &m.numbers
	handover := false
	switch m.cfg.Guidance {
	case Epsilon:
		n.Effective *= m.wish().epsilon
	case YokedEpsilon:
		n.Effective *= m.blind().epsilon
	case Handover:
		handover = m.wish().handover > 0
	case Yoked:
		handover = m.random.Float64() < m.blind().handover
	case Threshold:
		handover = float64(w.Stats().AvgMem) > m.cfg.LoadAt
	}
	if handover {
		n.Guided = true
		n.Handovers++
		return agent.SafeAction(w)
	}
	n.Explored = m.random.Float64() < n.Effective
	if n.Explored {
		return m.random.Intn(m.cfg.World.Rules.Actions())
	}
	return m.learner.Best(m.seen)
}

// rate is how much guidance acts.
type rate struct {
	handover float64 // fraction of the steps at which it takes over
	epsilon  float64 // mean of effective ε as a part of ε
}

// approach moves r a part of the way to s.
func (r *rate) approach(s rate, part float64) {
	r.handover += float64(part * (s.handover - r.handover))
	r.epsilon += float64(part * (s.epsilon - r.epsilon))
}

// wish is what the forecast asks of guidance in this state.
func (m *Learner) wish() rate {
	f := m.numbers.Forecast
	r := rate{epsilon: 1 - float64(m.cfg.Suppression*float64(f.Risk))}
	if float64(f.NearMiss) > m.cfg.HandoverAt {
		r.handover = 1
	}
	return r
}

// blind is how much a yoked control acts: as much as its paired run did in the
// same thousand steps. Without a pair it is as much as the forecast asked for
// lately in this run, at whatever states it asked.
func (m *Learner) blind() rate {
	if len(m.yoke) == 0 {
		m.lately.approach(m.wish(), 1.0/RateBlock)
		return m.lately
	}
	return m.yoke.at(m.numbers.Steps)
}

// RateBlock is how many steps share one average in Rates.
const RateBlock = 1000

// Rates is how much guidance acted in a run, by blocks of RateBlock steps. It is
// what a yoked control is given of its paired run: how much, not when.
type Rates []rate

func (r Rates) at(step int) rate { return r[min(step/RateBlock, len(r)-1)] }

// note adds what happened at a step to its block.
func (r *Rates) note(step int, n *Numbers) {
	if step/RateBlock == len(*r) {
		*r = append(*r, rate{epsilon: 1})
	}
	did := rate{epsilon: 1}
	if n.Epsilon > 0 {
		did.epsilon = n.Effective / n.Epsilon
	}
	if n.Guided {
		did.handover = 1
	}
	(*r)[len(*r)-1].approach(did, 1/float64(step%RateBlock+1))
}

// Rates returns how much guidance has acted so far.
func (m *Learner) Rates() Rates { return append(Rates(nil), m.rates...) }

// Yoke gives the control rules the rates of a paired run.
func (m *Learner) Yoke(r Rates) { m.yoke = r }
