package train

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
)

// forecasting tells whether the Prophet watches and learns.
func (l *Learner) forecasting() bool {
	switch l.cfg.Guidance {
	case Epsilon, Handover:
		return true
	case YokedEpsilon, Yoked:
		return l.cfg.Forecast || len(l.yoke) == 0
	}
	return l.cfg.Forecast
}

// choose applies guidance and the ε-greedy rule.
func (l *Learner) choose(w *cluster.World) int {
	n := &l.numbers
	handover := false
	switch l.cfg.Guidance {
	case Epsilon:
		n.Effective *= l.request().epsilon
	case YokedEpsilon:
		n.Effective *= l.yokedRate().epsilon
	case Handover:
		handover = l.request().handover > 0
	case Yoked:
		handover = l.random.Float64() < l.yokedRate().handover
	case Threshold:
		handover = float64(w.Stats().AvgMem) > l.cfg.LoadAt
	}
	if handover {
		n.Guided = true
		n.Handovers++
		return agent.SafeAction(w)
	}
	n.Explored = l.random.Float64() < n.Effective
	if n.Explored {
		return l.random.Intn(l.cfg.World.Rules.Actions())
	}
	return l.algo.Best(l.seen)
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

// request is what the forecast asks of guidance in this state.
func (l *Learner) request() rate {
	f := l.numbers.Forecast
	r := rate{epsilon: 1 - float64(l.cfg.Suppression*float64(f.Risk))}
	if float64(f.NearMiss) > l.cfg.HandoverAt {
		r.handover = 1
	}
	return r
}

// yokedRate is how much a yoked control acts: as much as its paired run did in the
// same thousand steps. Without a pair it is as much as the forecast asked for
// recent in this run, at whatever states it asked.
func (l *Learner) yokedRate() rate {
	if len(l.yoke) == 0 {
		l.recent.approach(l.request(), 1.0/RateBlock)
		return l.recent
	}
	return l.yoke.at(l.numbers.Steps)
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
func (l *Learner) Rates() Rates { return append(Rates(nil), l.rates...) }

// Yoke gives the control rules the rates of a paired run.
func (l *Learner) Yoke(r Rates) { l.yoke = r }
