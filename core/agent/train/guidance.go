package train

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/core/env/cluster"
)

// forecasting tells whether the Prophet watches and learns.
func (l *Learner) forecasting() bool {
	switch l.cfg.Guidance {
	case Epsilon, Handover, Withdrawn:
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
	case Withdrawn:
		return l.request(f).handover > 0 && l.random.Float64() < l.obedience(), 1
	case Yoked:
		return l.random.Float64() < l.yokedRate(f).handover, 1
	case Threshold:
		return float64(w.Stats().AvgMem) > l.cfg.LoadAt, 1
	case MaxThreshold:
		return float64(w.Stats().MaxMem) > l.cfg.MaxAt, 1
	case AlwaysSafe:
		return true, 1
	}
	return false, 1
}

// obedience is the probability that a handover is obeyed which the rule in force asks for:
// 0 of a rule that hands nothing over. Under Withdrawn it falls, so that the learner meets
// danger while it still learns.
func (l *Learner) obedience() float64 {
	c := &l.cfg
	switch c.Guidance {
	case None, Epsilon, YokedEpsilon:
		return 0
	case Withdrawn:
		horizon := c.Pilot.Horizon
		if c.Algorithm == PQN {
			horizon = c.PQN.Horizon
		}
		done := float64(l.numbers.Steps) / float64(horizon)
		if done < c.WithdrawFrom {
			return 1
		}
		return max(0, (c.WithdrawTo-done)/max(c.WithdrawTo-c.WithdrawFrom, 1e-9))
	}
	return 1
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
