package pilot

import "math"

// Stats are the numbers of the last update.
type Stats struct {
	Loss     float64
	GradNorm float64 // before clipping
	Rate     float64 // learning rate
	MeanQ    float64 // mean of Q(s, a) over the minibatch
	TDError  float64 // mean of |y − Q(s, a)| over the minibatch
}

// Stats returns the numbers of the last update, zero before the first.
func (p *Pilot) Stats() Stats { return p.stats }

// Updates returns the number of gradient steps taken.
func (p *Pilot) Updates() int { return p.updates }

// record sets the numbers of this update.
func (p *Pilot) record(loss float64, norm float32) {
	q, d := 0.0, 0.0
	for i, v := range p.values {
		q += float64(v)
		d += math.Abs(float64(p.tdTargets[i]) - float64(v))
	}
	n := float64(len(p.values))
	p.stats = Stats{Loss: loss, GradNorm: float64(norm), Rate: p.Rate(), MeanQ: q / n, TDError: d / n}
}
