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
	case Yoked:
		return l.random.Float64() < l.yokedRate(f).handover, 1
	case Withdrawn:
		return l.asks(w, f) && l.random.Float64() < l.obedience(), 1
	}
	return l.asks(w, f), 1
}

// asks reports whether the rule in force wants to take over in a world with that forecast.
func (l *Learner) asks(w *cluster.World, f prophet.Forecast) bool {
	switch l.cfg.Guidance {
	case Handover, Withdrawn:
		return l.request(f).handover > 0
	case Threshold:
		return float64(w.Stats().AvgMem) > l.cfg.LoadAt
	case MaxThreshold:
		return float64(w.Stats().MaxMem) > l.cfg.MaxAt
	}
	return l.cfg.Guidance == AlwaysSafe
}

// HandsOver reports whether guidance would take a safe action in w if it was obeyed, for
// evaluations with guidance left on. Nothing is learned from w.
func (l *Learner) HandsOver(w *cluster.World) bool { return l.asks(w, l.prophet.Forecast(w)) }

// obedience is the probability that a handover is obeyed which the rule in force asks for:
// 0 of a rule that hands nothing over. Under Withdrawn it falls, so that the learner meets
// danger while it still learns.
func (l *Learner) obedience() float64 {
	c := &l.cfg
	switch c.Guidance {
	case None, Epsilon, YokedEpsilon:
		return 0
	case Withdrawn:
		done := float64(l.numbers.Steps) / float64(l.algo.horizon(c))
		if done < c.WithdrawFrom {
			return 1
		}
		return max(0, (c.WithdrawTo-done)/max(c.WithdrawTo-c.WithdrawFrom, 1e-9))
	}
	return 1
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
