package train

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
