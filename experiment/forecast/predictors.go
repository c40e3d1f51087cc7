package forecast

import (
	"cmp"
	"context"
	"slices"
	"sort"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/core/rng"
)

// Clock is the name of the predictor that knows the elapsed time alone.
const Clock = "the clock"

// trivial predictors turn one number of a state into a probability.
var trivial = []struct {
	name  string
	value func(state) float64
}{
	{Clock, func(s state) float64 { return float64(s.step) }},
	{"average memory", func(s state) float64 { return float64(s.features[1]) }},
	{"highest memory", func(s state) float64 { return float64(s.features[2]) }},
}

// predictor turns a state into a probability of failure within the horizon.
type predictor struct {
	name, learned string
	forecast      func(state) float64
}

// measure trains every Prophet on every kind of experience and scores it on held-out
// episodes, beside the trivial predictors, which say how often the same experience failed
// at such a number.
func (s *setting) measure(ctx context.Context, seed uint64) (Seed, error) {
	result := Seed{Seed: seed}
	var all []predictor
	for _, from := range s.sources {
		learned, err := s.learnFrom(ctx, from, rng.Derive(seed, 0))
		if err != nil {
			return result, err
		}
		all = append(all, learned...)
	}
	for _, p := range all {
		result.Predictors = append(result.Predictors, Predictor{Name: p.name, Learned: p.learned})
	}
	for _, j := range s.judged {
		held, err := record(ctx, s.world, []agent.Policy{j.policy}, s.heldOut)
		if err != nil {
			return result, err
		}
		result.Failing = append(result.Failing, failing(held))
		for i, p := range all {
			result.Predictors[i].Scores = append(result.Predictors[i].Scores, p.score(held, s.prophets[0].Horizon))
		}
	}
	return result, nil
}

// learnFrom returns all predictors that have learned from one kind of experience.
func (s *setting) learnFrom(ctx context.Context, from experience, seed uint64) ([]predictor, error) {
	var all []predictor
	for _, c := range s.prophets {
		p, err := s.teach(ctx, c, from, seed)
		if err != nil {
			return nil, err
		}
		all = append(all, predictor{"Prophet, " + c.Fields()[0].Text(), from.name, func(s state) float64 {
			return float64(p.ForecastFeatures(s.features[:p.Inputs()]).Risk)
		}})
	}
	for _, t := range trivial {
		all = append(all, predictor{t.name, from.name, calibrate(from.episodes, s.prophets[0].Horizon, t.value)})
	}
	return all, nil
}

// teach lets a Prophet watch the episodes; the inputs it reads are the first of all.
func (s *setting) teach(ctx context.Context, c prophet.Config, from experience, seed uint64) (*prophet.Prophet, error) {
	p, err := prophet.New(c, seed)
	if err != nil {
		return nil, err
	}
	for range from.passes {
		for _, e := range from.episodes {
			if ctx.Err() != nil {
				return nil, ctx.Err()
			}
			for _, state := range e.states {
				p.ObserveFeatures(state.features[:p.Inputs()])
				if err := p.Step(s.rate); err != nil {
					return nil, err
				}
			}
			p.EndEpisode(0, e.world, e.failed)
		}
	}
	return p, nil
}

// calibrationBins is how many equally full bins turn a number into a probability.
const calibrationBins = 40

// calibrate returns a predictor: the frequency of failures within the horizon among the
// states to learn from whose number lies in the same bin. States with the same number are
// in one bin, so that the result does not depend on their order. Without any state it never
// forecasts a failure.
func calibrate(episodes []recording, horizon int, value func(state) float64) func(state) float64 {
	type pair struct{ x, y float64 }
	var pairs []pair
	for _, e := range episodes {
		for i, s := range e.states {
			y := 0.0
			if e.failed && len(e.states)-i <= horizon {
				y = 1
			}
			pairs = append(pairs, pair{value(s), y})
		}
	}
	slices.SortStableFunc(pairs, func(a, b pair) int { return cmp.Compare(a.x, b.x) })
	var edges, rates []float64
	for least := max(1, len(pairs)/calibrationBins); len(pairs) > 0; {
		n, sum := 0, 0.0
		for n < len(pairs) && (n < least || pairs[n].x == pairs[n-1].x) {
			sum += pairs[n].y
			n++
		}
		edges, rates = append(edges, pairs[0].x), append(rates, sum/float64(n))
		pairs = pairs[n:]
	}
	if len(rates) == 0 {
		return func(state) float64 { return 0 }
	}
	return func(s state) float64 {
		x := value(s)
		above := sort.Search(len(edges), func(i int) bool { return edges[i] > x })
		return rates[max(0, above-1)]
	}
}

// score judges p on held-out episodes. The reliability diagram is kept of a Prophet only.
func (p *predictor) score(held []recording, horizon int) Score {
	episodes := make([]Episode, len(held))
	for i, h := range held {
		e := Episode{Scores: make([]float64, len(h.states)), Failed: h.failed}
		for j, s := range h.states {
			e.Scores[j] = p.forecast(s)
		}
		episodes[i] = e
	}
	v := Evaluate(episodes, horizon)
	v.round()
	if !slices.Contains(drawn, [2]string{p.name, p.learned}) {
		v.Curve = nil
	}
	return v
}
