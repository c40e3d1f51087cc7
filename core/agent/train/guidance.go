package train

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
)

// forecasting tells whether the Prophet watches and learns.
func (m *Mind) forecasting() bool {
	switch m.cfg.Guidance {
	case Epsilon, Handover:
		return true
	}
	return m.cfg.Forecast
}

var exploringOnly = false

// choose applies guidance and the ε-greedy rule.
func (m *Mind) choose(w *cluster.World) int {
	n := &m.numbers
	f := n.Forecast
	handover := false
	switch m.cfg.Guidance {
	case Epsilon:
		n.Effective *= 1 - float64(m.cfg.Suppression*float64(f.Risk))
	case YokedEpsilon:
		n.Effective *= m.yoke.at(n.Steps).epsilon
	case Handover:
		handover = float64(f.NearMiss) > m.cfg.HandoverAt
	case Yoked:
		handover = m.random.Float64() < m.yoke.at(n.Steps).handover
	case Threshold:
		handover = float64(w.Stats().AvgMem) > m.cfg.LoadAt
	}
	n.Explored = m.random.Float64() < n.Effective
	if handover && (n.Explored || !exploringOnly) {
		n.Explored, n.Guided = false, true
		n.Handovers++
		return agent.SafeAction(w)
	}
	if n.Explored {
		return m.random.Intn(m.cfg.World.Rules.Actions())
	}
	return m.learner.Best(m.seen)
}

// RateBlock is how many steps share one average in Rates.
const RateBlock = 1000

type block struct {
	steps    int
	handover float64 // fraction of the steps at which guidance took over
	epsilon  float64 // mean of effective ε as a part of ε
}

// Rates is how often guidance acted in a run, by blocks of RateBlock steps. It is
// what a yoked control is given of its paired run: how much, not when.
type Rates []block

func (r Rates) at(step int) block {
	if len(r) == 0 {
		return block{epsilon: 1}
	}
	return r[min(step/RateBlock, len(r)-1)]
}

// note adds a step to its block.
func (r *Rates) note(step int, n *Numbers) {
	for len(*r) <= step/RateBlock {
		*r = append(*r, block{})
	}
	b := &(*r)[step/RateBlock]
	b.steps++
	part := 1.0
	if n.Epsilon > 0 {
		part = n.Effective / n.Epsilon
	}
	acted := 0.0
	if n.Guided {
		acted = 1
	}
	b.handover += (acted - b.handover) / float64(b.steps)
	b.epsilon += (part - b.epsilon) / float64(b.steps)
}

// Rates returns how often guidance has acted so far.
func (m *Mind) Rates() Rates { return append(Rates(nil), m.rates...) }

// Yoke gives the control rules the rates of a paired run.
func (m *Mind) Yoke(r Rates) { m.yoke = r }
