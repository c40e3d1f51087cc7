package series

import (
	"math"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/aggregate"
	"github.com/resonetics/playground/core/rng"
)

// Estimate is a mean, the sample standard deviation, and the 95 % interval of the mean
// by the bootstrap. With fewer than two values the last three are NaN.
type Estimate struct{ Mean, SD, Low, High float64 }

// estimate returns the estimates of columns of n episodes. The bootstrap draws whole
// episodes with all their columns, so that what belongs to the same episode stays
// together.
func estimate(n int, columns []column, r *rng.Source) []Estimate {
	estimates := make([]Estimate, len(columns))
	for i, c := range columns {
		e := Estimate{Low: math.NaN(), High: math.NaN()}
		e.Mean, e.SD = agent.Describe(n, c.of)
		estimates[i] = e
	}
	if n < 2 {
		return estimates
	}
	low, high := aggregate.Bootstrap([]int{n}, len(columns), aggregate.Resamples, r, means(n, columns))
	for i := range estimates {
		estimates[i].Low, estimates[i].High = low[i], high[i]
	}
	return estimates
}

// means returns what writes the means of the columns over drawn episodes.
func means(n int, columns []column) func(dst []float64, drawn []int) {
	width := len(columns)
	rows := make([]float64, 0, n*width)
	for i := range n {
		for _, c := range columns {
			rows = append(rows, c.of(i))
		}
	}
	return func(dst []float64, drawn []int) {
		clear(dst)
		for _, item := range drawn {
			for i, v := range rows[item*width:][:width] {
				dst[i] += v
			}
		}
		for i := range dst {
			dst[i] /= float64(n)
		}
	}
}

// Share is a part of all, with the 95 % interval of its probability.
type Share struct{ Rate, Low, High float64 }

// z is the quantile of the normal distribution that bounds a 95 % interval.
const z = 1.959963984540054

// Wilson returns the share of count in n, which must be positive, by Wilson's score
// interval (Wilson, 1927), which keeps within [0, 1] and is not empty at the ends.
func Wilson(count float64, n int) Share {
	size := float64(n)
	p := count / size
	whole := 1 + z*z/size
	center := (p + z*z/(2*size)) / whole
	half := z / whole * math.Sqrt(p*(1-p)/size+z*z/(4*size*size))
	return Share{p, max(0, center-half), min(1, center+half)}
}
