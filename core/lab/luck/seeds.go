package luck

import (
	"math"

	"github.com/resonetics/playground/core/agent/aggregate"
	"github.com/resonetics/playground/core/rng"
)

// Enough is the smallest number of seeds that statistics are made of: of fewer the
// interquartile mean leaves none out.
const Enough = 4

// resampling is the seed of every bootstrap: the same outcomes give the same interval.
const resampling = 1

// Outcome is how one seed did on held-out episodes.
type Outcome struct {
	Failed float64 // share of the episodes
	Return float64 // mean
}

// Seeds gathers how several seeds of one configuration do, as they learn and at the end.
// What it says does not depend on the order in which outcomes arrive. The zero value holds
// none.
type Seeds struct {
	curve []*sample // by learned steps, ascending
	last  sample
	rival Outcome // the baseline's, on the episodes of the end
}

// sample is what the seeds came to at one moment of learning.
type sample struct {
	step     uint64
	outcomes []entry // by seed, ascending
	known    bool    // failed and returned are those of the outcomes
	failed   aggregate.Interval
	returned aggregate.Interval
}

// entry is the outcome of a numbered seed.
type entry struct {
	seed int
	Outcome
}

func (s *sample) add(seed int, o Outcome) {
	for i := range s.outcomes {
		if s.outcomes[i].seed == seed {
			return
		}
	}
	s.outcomes, s.known = append(s.outcomes, entry{seed, o}), false
	for i := len(s.outcomes) - 1; i > 0 && s.outcomes[i-1].seed > seed; i-- {
		s.outcomes[i-1], s.outcomes[i] = s.outcomes[i], s.outcomes[i-1]
	}
}

// estimate computes the interquartile means with their intervals, unless they are known.
func (s *sample) estimate() {
	if s.known {
		return
	}
	curves := make([][]float64, len(s.outcomes))
	for i, o := range s.outcomes {
		curves[i] = []float64{o.Failed, o.Return}
	}
	band := aggregate.Band(curves, aggregate.Resamples, rng.New(resampling))
	s.known, s.failed, s.returned = true, band[0], band[1]
}

// Add takes in how a seed did after that many learned steps. Seeds are numbered from 0; a
// seed counts once at each number of steps.
func (s *Seeds) Add(seed int, step uint64, o Outcome) { s.at(step).add(seed, o) }

// at returns the sample of a number of learned steps, an empty one where there is none yet.
func (s *Seeds) at(step uint64) *sample {
	for _, p := range s.curve {
		if p.step == step {
			return p
		}
	}
	added := &sample{step: step}
	s.curve = append(s.curve, added)
	for i := len(s.curve) - 1; i > 0 && s.curve[i-1].step > step; i-- {
		s.curve[i-1], s.curve[i] = s.curve[i], s.curve[i-1]
	}
	return added
}

// Finish takes in how a seed did at the end, and a baseline on the same episodes, which are
// the same for every seed.
func (s *Seeds) Finish(seed int, o, baseline Outcome) {
	s.last.add(seed, o)
	s.rival = baseline
}

// Point is a moment of learning: the interquartile means over the seeds that have come so
// far, with their 95 % bootstrap intervals.
type Point struct {
	Step           uint64
	Seeds          int
	Failed, Return aggregate.Interval
}

// Curve returns the moments that at least [Enough] seeds have come to, in their order.
func (s *Seeds) Curve() []Point {
	var points []Point
	for _, p := range s.curve {
		if len(p.outcomes) < Enough {
			continue
		}
		p.estimate()
		points = append(points, Point{p.step, len(p.outcomes), p.failed, p.returned})
	}
	return points
}

// Spread is how one number of the outcomes lies over the seeds that are at the end.
type Spread struct {
	aggregate.Interval         // of the interquartile mean; NaN for fewer seeds than Enough
	Least, Most        float64 // NaN for none
	Ahead              int     // seeds that do better than seed 0
	Level              int     // other seeds that do as well
	Beat               int     // seeds that do better than the baseline
}

// End returns how many seeds are at the end, whether seed 0 is among them, and how they did.
func (s *Seeds) End() (seeds int, first bool, failed, returned Spread) {
	l := &s.last
	seeds = len(l.outcomes)
	first = seeds > 0 && l.outcomes[0].seed == 0
	nan := math.NaN()
	failed.Interval, returned.Interval = aggregate.Interval{Value: nan, Low: nan, High: nan}, aggregate.Interval{Value: nan, Low: nan, High: nan}
	if seeds >= Enough {
		l.estimate()
		failed.Interval, returned.Interval = l.failed, l.returned
	}
	// Fewer failures are better, and so is a higher return.
	failed.compare(l.outcomes, s.rival, func(o Outcome) float64 { return o.Failed }, -1)
	returned.compare(l.outcomes, s.rival, func(o Outcome) float64 { return o.Return }, 1)
	return seeds, first, failed, returned
}

// compare counts over the outcomes, whose first one is compared with the others. A number
// is better if sign times it is larger.
func (s *Spread) compare(outcomes []entry, baseline Outcome, of func(Outcome) float64, sign float64) {
	s.Least, s.Most = math.NaN(), math.NaN()
	for i, o := range outcomes {
		v, own := of(o.Outcome), of(outcomes[0].Outcome)
		if i == 0 {
			s.Least, s.Most = v, v
		}
		s.Least, s.Most = min(s.Least, v), max(s.Most, v)
		if sign*v > sign*own {
			s.Ahead++
		}
		if i > 0 && v == own {
			s.Level++
		}
		if sign*v > sign*of(baseline) {
			s.Beat++
		}
	}
}
