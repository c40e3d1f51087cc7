package tune

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"math"
	"slices"

	"github.com/c-bata/goptuna"
	"github.com/c-bata/goptuna/tpe"

	"github.com/resonetics/playground/core/exact"
	"github.com/resonetics/playground/core/rng"
)

const (
	startupTrials = 10 // drawn at random before the estimator is asked
	candidates    = 24 // drawn from the better trials' density for each suggestion
	mostBetter    = 25
)

// sampler suggests by a tree-structured Parzen estimator (Bergstra et al.,
// "Algorithms for Hyper-Parameter Optimization", 2011) on goptuna's Parzen
// windows. goptuna's own sampler draws from the global random source, so that a
// study could not be repeated, and adds logarithms where the density of a mixture
// is wanted. Here every suggestion follows from the seed, the trial's number, the
// parameter's name and the finished trials alone, to the same bits on every machine.
type sampler struct{ seed uint64 }

// Sample suggests a value within a uniform or log-uniform distribution.
func (s sampler) Sample(study *goptuna.Study, trial goptuna.FrozenTrial, name string, d any) (float64, error) {
	low, high, log, err := bounds(d)
	if err != nil {
		return 0, err
	}
	trials, err := study.GetTrials()
	if err != nil {
		return 0, err
	}
	seen := observations(trials, name, log)
	r := rng.New(rng.Derive(rng.Derive(s.seed, uint64(place(trial))), nameStream(name)))
	v := low + float64(r.Float64()*(high-low))
	if len(seen) >= startupTrials {
		v = estimate(r, seen, low, high)
	}
	if log {
		v = exact.Exp(v)
	}
	return v, nil
}

func nameStream(name string) uint64 {
	h := fnv.New64a()
	h.Write([]byte(name)) // a hash never fails
	return h.Sum64()
}

// bounds returns the range in which is searched: of the logarithm if log.
func bounds(d any) (low, high float64, log bool, err error) {
	switch d := d.(type) {
	case goptuna.UniformDistribution:
		return d.Low, d.High, false, nil
	case goptuna.LogUniformDistribution:
		return exact.Log(d.Low), exact.Log(d.High), true, nil
	}
	return 0, 0, false, fmt.Errorf("distribution %T: %w", d, goptuna.ErrUnknownDistribution)
}

// observation is what a finished trial says about one parameter.
type observation struct {
	at    float64
	step  int // of a pruned trial; later is better
	value float64
}

// observations returns the finished trials in their order.
func observations(trials []goptuna.FrozenTrial, name string, log bool) []observation {
	var seen []observation
	for _, t := range trials {
		at, ok := t.InternalParams[name]
		if !ok || (t.State != goptuna.TrialStateComplete && t.State != goptuna.TrialStatePruned) {
			continue
		}
		if log {
			at = exact.Log(at)
		}
		step := math.MaxInt
		if t.State == goptuna.TrialStatePruned {
			step, _ = t.GetLatestStep()
		}
		seen = append(seen, observation{at, step, t.Value})
	}
	return seen
}

// estimate returns the candidate that is likeliest to be one of the better
// trials rather than one of the others.
func estimate(r *rng.Source, seen []observation, low, high float64) float64 {
	better, others := split(seen)
	good, bad := windows(better, low, high), windows(others, low, high)
	best, score := 0.0, math.Inf(-1)
	for range candidates {
		x := draw(r, good, low, high)
		if s := density(good, x) - density(bad, x); s > score {
			best, score = x, s
		}
	}
	return best
}

// split returns where the best tenth of the trials lies and where the others do,
// each in the order of the trials.
func split(seen []observation) (better, others []float64) {
	order := indices(len(seen))
	slices.SortStableFunc(order, func(i, j int) int {
		return cmp.Or(cmp.Compare(seen[j].step, seen[i].step), cmp.Compare(seen[j].value, seen[i].value))
	})
	n := min(mostBetter, (len(seen)+9)/10)
	slices.Sort(order[:n])
	slices.Sort(order[n:])
	for i, k := range order {
		if i < n {
			better = append(better, seen[k].at)
		} else {
			others = append(others, seen[k].at)
		}
	}
	return better, others
}

// indices returns 0 to n-1.
func indices(n int) []int {
	all := make([]int, n)
	for i := range all {
		all[i] = i
	}
	return all
}

// windows builds the Parzen windows of x. goptuna's estimator sorts its argument
// but not the weights, so it is given both in order.
func windows(x []float64, low, high float64) *tpe.ParzenEstimator {
	order := indices(len(x))
	slices.SortStableFunc(order, func(i, j int) int { return cmp.Compare(x[i], x[j]) })
	weights, sorted, byAge := make([]float64, len(x)), make([]float64, len(x)), fading(len(x))
	for i, k := range order {
		sorted[i], weights[i] = x[k], byAge[k]
	}
	return tpe.NewParzenEstimator(sorted, low, high, tpe.ParzenEstimatorParams{
		ConsiderPrior: true, PriorWeight: 1, ConsiderMagicClip: true,
		Weights: func(int) []float64 { return weights },
	})
}

const (
	fresh     = 25      // of the trials, which keep their full weight
	precision = 1 << 20 // weights are whole multiples of its inverse
)

// fading returns the weights of n trials, the oldest first: rising evenly from 1/n
// to 1, which the last ones all have, as in Hyperopt and goptuna. goptuna's
// estimator adds them up in an order that depends on the processor; of these
// multiples every order has the same sum.
func fading(n int) []float64 {
	weights := make([]float64, n)
	rising := n - fresh
	parts := max(1, rising-1)
	for i := range weights {
		weights[i] = 1
		if i < rising {
			w := float64(parts+i*(n-1)) / float64(n*parts)
			weights[i] = math.Round(w*precision) / precision
		}
	}
	return weights
}

// draw returns a number of the mixture, within [low, high).
func draw(r *rng.Source, e *tpe.ParzenEstimator, low, high float64) float64 {
	for {
		at, i := r.Float64(), 0
		for i < len(e.Weights)-1 && at >= e.Weights[i] {
			at -= e.Weights[i]
			i++
		}
		if x := e.Mus[i] + float64(r.Normal()*e.Sigmas[i]); x >= low && x < high {
			return x
		}
	}
}

// density returns the logarithm of the mixture's density up to a constant.
func density(e *tpe.ParzenEstimator, x float64) float64 {
	sum := 0.0
	for i, w := range e.Weights {
		z := (x - e.Mus[i]) / e.Sigmas[i]
		sum += float64(w / e.Sigmas[i] * exact.Exp(-z*z/2))
	}
	return exact.Log(sum)
}

// gridSampler suggests the combinations of the grid by the trial's number.
type gridSampler []param

// Sample returns the grid's value.
func (g gridSampler) Sample(_ *goptuna.Study, trial goptuna.FrozenTrial, name string, _ any) (float64, error) {
	return point(g, place(trial), name), nil
}
