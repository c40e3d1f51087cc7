package train

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/prophet"
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

// choose applies guidance and the ε-greedy rule in the caller's world.
func (l *Learner) choose(w *cluster.World) int {
	n := &l.numbers
	handover, part := l.guide(w, n.Forecast)
	n.Effective *= part
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

// guide returns whether guidance takes over in a world with that forecast, and which part
// of ε it leaves.
func (l *Learner) guide(w *cluster.World, f prophet.Forecast) (handover bool, part float64) {
	switch l.cfg.Guidance {
	case Epsilon:
		return false, l.request(f).epsilon
	case YokedEpsilon:
		return false, l.yokedRate(f).epsilon
	case Handover:
		return l.request(f).handover > 0, 1
	case Yoked:
		return l.random.Float64() < l.yokedRate(f).handover, 1
	case Threshold:
		return float64(w.Stats().AvgMem) > l.cfg.LoadAt, 1
	}
	return false, 1
}

// others is the say of a Learner in the worlds that its algorithm has of its own: the
// Prophet learns from them, and guidance acts in them, as in the caller's.
type others struct {
	*Learner
	forecasts []prophet.Forecast
	did       []rate // what guidance did in the last step
}

// Watch implements pqn.Guide.
func (o *others) Watch(own *cluster.Batch) {
	if o.forecasting() {
		o.prophet.ObserveBatch(o.forecasts, own)
	}
}

// Guide implements pqn.Guide.
func (o *others) Guide(world int, w *cluster.World) (action int, part float64) {
	handover, part := o.guide(w, o.forecasts[world])
	o.did[world] = rate{epsilon: part}
	if !handover {
		return -1, part
	}
	o.did[world].handover = 1
	o.numbers.Handovers++
	return agent.SafeAction(w), part
}

// Ended implements pqn.Guide.
func (o *others) Ended(world int, w *cluster.World, failed bool) {
	if o.forecasting() {
		o.prophet.EndEpisode(world+1, w, failed)
	}
}

// drop says that the running episodes will not be seen to their ends.
func (o *others) drop() {
	for world := range o.did {
		o.prophet.Interrupt(world + 1)
	}
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

// request is what a forecast asks of guidance.
func (l *Learner) request(f prophet.Forecast) rate {
	r := rate{epsilon: 1 - float64(l.cfg.Suppression*float64(f.Risk))}
	if float64(f.NearMiss) > l.cfg.HandoverAt {
		r.handover = 1
	}
	return r
}

// yokedRate is how much a yoked control acts: as much as its paired run did in the
// same thousand steps. Without a pair it is as much as the forecast asked for
// recent in this run, at whatever states it asked.
func (l *Learner) yokedRate(f prophet.Forecast) rate {
	if len(l.yoke) == 0 {
		l.recent.approach(l.request(f), 1.0/RateBlock)
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

// note adds what guidance did at a step to its block.
func (r *Rates) note(step int, did rate) {
	if step/RateBlock == len(*r) {
		*r = append(*r, rate{epsilon: 1})
	}
	(*r)[len(*r)-1].approach(did, 1/float64(step%RateBlock+1))
}

// did returns what guidance did at the last step in the caller's world.
func (n *Numbers) did() rate {
	did := rate{epsilon: 1}
	if n.Epsilon > 0 {
		did.epsilon = n.Effective / n.Epsilon
	}
	if n.Guided {
		did.handover = 1
	}
	return did
}

// Rates returns how much guidance has acted so far.
func (l *Learner) Rates() Rates { return append(Rates(nil), l.rates...) }

// Yoke gives the control rules the rates of a paired run.
func (l *Learner) Yoke(r Rates) { l.yoke = r }
