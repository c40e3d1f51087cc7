package series

import (
	"math"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/rng"
)

// Estimate is a mean, the sample standard deviation, and the 95 % interval of the mean
// by the bootstrap. With fewer than two values the last three are NaN.
type Estimate struct{ Mean, SD, Low, High float64 }

// Resamples is how many samples the bootstrap draws, and tail how many of them lie
// outside of an interval at each end.
const (
	Resamples = 2000
	tail      = Resamples * 25 / 1000
)

// estimate returns the estimates of columns of n episodes. The intervals are those of
// the percentile bootstrap (Efron and Tibshirani, "An Introduction to the Bootstrap",
// 1993). It draws whole episodes with all their columns, so that what belongs to the
// same episode stays together.
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
	means := resample(n, columns, r)
	for i := range estimates {
		own := means[i*Resamples:][:Resamples]
		estimates[i].Low, estimates[i].High = bound(own, 1), bound(own, -1)
	}
	return estimates
}

// bound returns the value that is the tail-th smallest, with sign -1 the tail-th largest.
func bound(values []float64, sign float64) float64 {
	var least [tail]float64 // ascending
	for i := range least {
		least[i] = math.Inf(1)
	}
	for _, v := range values {
		v *= sign
		i := tail - 1
		if v >= least[i] {
			continue
		}
		for ; i > 0 && least[i-1] > v; i-- {
			least[i] = least[i-1]
		}
		least[i] = v
	}
	return sign * least[tail-1]
}

// resample returns the means of the resamples, column after column.
func resample(n int, columns []column, r *rng.Source) []float64 {
	width := len(columns)
	rows := make([]float64, 0, n*width)
	for i := range n {
		for _, c := range columns {
			rows = append(rows, c.of(i))
		}
	}
	means, sums := make([]float64, width*Resamples), make([]float64, width)
	for k := range Resamples {
		clear(sums)
		for range n {
			for i, v := range rows[r.Intn(n)*width:][:width] {
				sums[i] += v
			}
		}
		for i, sum := range sums {
			means[i*Resamples+k] = sum / float64(n)
		}
	}
	return means
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
