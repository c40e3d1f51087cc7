// Package aggregate says what several runs of a learner came to together, with the
// statistics of Agarwal et al., "Deep Reinforcement Learning at the Edge of the Statistical
// Precipice" (2021), as their library rliable defines them: the interquartile mean, the
// stratified bootstrap, the probability of improvement and the performance profile.
//
// A run is one training from one seed, and its score is one number. Where there are several
// tasks, scores[t] are those of the runs of task t. All results are the same bits on every
// platform.
package aggregate

import (
	"math"
	"slices"

	"github.com/resonetics/playground/core/rng"
)

// Interval is a statistic with its 95 % interval. The bounds are NaN where the runs are too
// few to tell: fewer than two in every task.
type Interval struct{ Value, Low, High float64 }

// IQM returns the interquartile mean of x: the mean of what is left when the lowest and the
// highest quarter are taken away, each rounded down to whole values. It is NaN for none, and
// x stays as it is.
func IQM(x []float64) float64 { return iqm(slices.Clone(x)) }

// iqm is IQM for values that it may sort.
func iqm(x []float64) float64 {
	slices.Sort(x)
	cut := len(x) / 4
	return mean(x[cut : len(x)-cut])
}

// mean returns the mean of x, NaN for none.
func mean(x []float64) float64 {
	sum := 0.0
	for _, v := range x {
		sum += v
	}
	return sum / float64(len(x))
}

// Band returns the interquartile mean over the runs at each point of their curves, with its
// interval: curves[run][point], all of them as long as the first. A resample draws whole
// curves, so that neighboring points move together.
func Band(curves [][]float64, resamples int, r *rng.Source) []Interval {
	if len(curves) == 0 {
		return nil
	}
	column := make([]float64, len(curves))
	return estimate([]int{len(curves)}, len(curves[0]), resamples, r, func(dst []float64, drawn []int) {
		for point := range dst {
			for i, run := range drawn {
				column[i] = curves[run][point]
			}
			dst[point] = iqm(column)
		}
	})
}

// IQMInterval returns the interquartile mean over all runs of all tasks. A resample draws
// the runs of each task from that task.
func IQMInterval(tasks [][]float64, resamples int, r *rng.Source) Interval {
	scores, sizes := flatten(tasks)
	picked := make([]float64, len(scores))
	return estimate(sizes, 1, resamples, r, func(dst []float64, drawn []int) {
		for i, item := range drawn {
			picked[i] = scores[item]
		}
		dst[0] = iqm(picked)
	})[0]
}

// ProbabilityOfImprovement returns how probable it is that a run of a scores higher than one
// of b on the same task, a tie counting half, as the mean over the tasks: Mann and Whitney's
// U over the number of pairs. The runs of a and of b are drawn apart from each other. b has
// the tasks of a.
func ProbabilityOfImprovement(a, b [][]float64, resamples int, r *rng.Source) Interval {
	scores, sizes := flatten(slices.Concat(a, b))
	picked := make([]float64, len(scores))
	return estimate(sizes, 1, resamples, r, func(dst []float64, drawn []int) {
		for i, item := range drawn {
			picked[i] = scores[item]
		}
		dst[0] = improvement(picked, sizes)
	})[0]
}

// improvement returns the probability of improvement for scores that lie one task after the
// other, first all of a and then all of b.
func improvement(scores []float64, sizes []int) float64 {
	tasks := len(sizes) / 2
	after := 0 // where the scores of b begin
	for _, n := range sizes[:tasks] {
		after += n
	}
	before, sum := 0, 0.0
	for t := range tasks {
		x, y := scores[before:][:sizes[t]], scores[after:][:sizes[tasks+t]]
		sum += wins(x, y) / float64(len(x)*len(y))
		before, after = before+len(x), after+len(y)
	}
	return sum / float64(tasks)
}

// wins returns the number of pairs in which the score of x is higher, a tie counting half.
func wins(x, y []float64) float64 {
	n := 0.0
	for _, a := range x {
		for _, b := range y {
			switch {
			case a > b:
				n++
			case a == b:
				n += 0.5
			}
		}
	}
	return n
}

// Profile returns the performance profile at each threshold: the share of all runs of all
// tasks whose score is above it.
func Profile(tasks [][]float64, thresholds []float64, resamples int, r *rng.Source) []Interval {
	scores, sizes := flatten(tasks)
	return estimate(sizes, len(thresholds), resamples, r, func(dst []float64, drawn []int) {
		for i, threshold := range thresholds {
			above := 0
			for _, item := range drawn {
				if scores[item] > threshold {
					above++
				}
			}
			dst[i] = float64(above) / float64(len(drawn))
		}
	})
}

// flatten returns the scores of all tasks one after the other, and how many each has.
func flatten(tasks [][]float64) (scores []float64, sizes []int) {
	for _, t := range tasks {
		scores, sizes = append(scores, t...), append(sizes, len(t))
	}
	return scores, sizes
}

// estimate returns the statistics of all items, each with its interval; see [Bootstrap].
func estimate(sizes []int, width, resamples int, r *rng.Source, compute func(dst []float64, drawn []int)) []Interval {
	items := 0
	for _, n := range sizes {
		items += n
	}
	all := make([]int, items)
	for i := range all {
		all[i] = i
	}
	values := make([]float64, width)
	compute(values, all)
	intervals := make([]Interval, width)
	for i, v := range values {
		intervals[i] = Interval{v, math.NaN(), math.NaN()}
	}
	if slices.Max(sizes) < 2 {
		return intervals
	}
	low, high := Bootstrap(sizes, width, resamples, r, compute)
	for i := range intervals {
		intervals[i].Low, intervals[i].High = low[i], high[i]
	}
	return intervals
}
