package aggregate

import (
	"math"

	"github.com/resonetics/playground/core/rng"
)

// Resamples is how many resamples an interval is usually made of.
const Resamples = 2000

// Bootstrap returns the bounds of the 95 % intervals of several statistics by the
// stratified percentile bootstrap (Efron and Tibshirani, "An Introduction to the
// Bootstrap", 1993). There are sizes[s] items in stratum s, and they are numbered from 0 on
// through all strata. Each resample draws from every stratum as many of its items as it
// has, with replacement, and compute writes the width statistics of the drawn items to dst.
// The bounds of statistic i are low[i] and high[i].
func Bootstrap(sizes []int, width, resamples int, r *rng.Source, compute func(dst []float64, drawn []int)) (low, high []float64) {
	items := 0
	for _, n := range sizes {
		items += n
	}
	drawn, row := make([]int, items), make([]float64, width)
	values := make([]float64, width*resamples) // statistic after statistic
	for k := range resamples {
		draw(drawn, sizes, r)
		compute(row, drawn)
		for i, v := range row {
			values[i*resamples+k] = v
		}
	}
	low, high = make([]float64, width), make([]float64, width)
	least := make([]float64, max(1, resamples*25/1000)) // those outside of an interval at one end
	for i := range width {
		own := values[i*resamples:][:resamples]
		low[i], high[i] = bound(least, own, 1), bound(least, own, -1)
	}
	return low, high
}

// draw fills drawn with the items of a resample.
func draw(drawn, sizes []int, r *rng.Source) {
	first := 0
	for _, n := range sizes {
		for i := range n {
			drawn[first+i] = first + r.Intn(n)
		}
		first += n
	}
}

// bound returns the largest of the len(least) smallest values, with sign -1 the smallest of
// as many largest ones. It sorts no more than it has to: least is its memory.
func bound(least, values []float64, sign float64) float64 {
	for i := range least { // ascending
		least[i] = math.Inf(1)
	}
	last := len(least) - 1
	for _, v := range values {
		v *= sign
		i := last
		if v >= least[i] {
			continue
		}
		for ; i > 0 && least[i-1] > v; i-- {
			least[i] = least[i-1]
		}
		least[i] = v
	}
	return sign * least[last]
}
