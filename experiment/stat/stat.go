// Package stat holds the statistics of the experiments on learning and optimizing: the
// interval of a mean by Student's t, the paired t test, and the correction for many of them. The means, deviations and
// distributions are gonum's. What the page shows too is in the packages series and
// aggregate.
package stat

import (
	"cmp"
	"encoding/json"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/resonetics/playground/core/agent/aggregate"
)

// quantile is the one that bounds a 95 % interval.
const quantile = 0.975

// Number is a float64 that is null in JSON when it is not finite.
type Number float64

// MarshalJSON writes a number, or null for NaN and the infinities.
func (n Number) MarshalJSON() ([]byte, error) {
	if v := float64(n); math.IsNaN(v) || math.IsInf(v, 0) {
		return []byte("null"), nil
	}
	return json.Marshal(float64(n))
}

// UnmarshalJSON reads a number, or NaN for null.
func (n *Number) UnmarshalJSON(b []byte) error {
	if string(b) == "null" {
		*n = Number(math.NaN())
		return nil
	}
	return json.Unmarshal(b, (*float64)(n))
}

// Estimate is a mean, the sample standard deviation, and the 95 % interval of the
// mean. With fewer than two values the last three are NaN.
type Estimate struct {
	Mean Number `json:"mean"`
	SD   Number `json:"sd"`
	Low  Number `json:"low"`
	High Number `json:"high"`
}

// student returns Student's t distribution for n values: n-1 degrees of freedom.
func student(n int) distuv.StudentsT { return distuv.StudentsT{Sigma: 1, Nu: float64(n - 1)} }

// Describe estimates the mean of the population that x is a sample of.
func Describe(x []float64) Estimate {
	mean, sd := stat.MeanStdDev(x, nil)
	if len(x) < 2 {
		nan := Number(math.NaN())
		return Estimate{Number(mean), nan, nan, nan}
	}
	half := student(len(x)).Quantile(quantile) * stat.StdErr(sd, float64(len(x)))
	return Estimate{Number(mean), Number(sd), Number(mean - half), Number(mean + half)}
}

// Mean returns the mean of x, NaN if it is empty.
func Mean(x []float64) float64 { return stat.Mean(x, nil) }

// Paired is the paired t test: how values differ from others that belong to the
// same seeds.
type Paired struct {
	Difference Estimate `json:"difference"`
	T          Number   `json:"t"`    // Student's t, with one degree of freedom less than pairs
	P          Number   `json:"p"`    // two-sided probability of a |t| as large by chance
	Holm       Number   `json:"holm"` // P corrected for the number of comparisons; see [Holm]
}

// Pair tests a against b, which must be as long. If all differences are equal, t is
// 0 or infinite; with fewer than two pairs t and p are NaN. It is one comparison alone.
func Pair(a, b []float64) Paired {
	d := make([]float64, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	p := Paired{Difference: Describe(d), T: Number(math.NaN()), P: Number(math.NaN())}
	switch mean := float64(p.Difference.Mean); {
	case len(d) < 2:
	case mean == 0:
		p.T, p.P = 0, 1
	default:
		t := mean / stat.StdErr(float64(p.Difference.SD), float64(len(d)))
		p.T, p.P = Number(t), Number(2*student(len(d)).CDF(-math.Abs(t)))
	}
	p.Holm = p.P
	return p
}

// Against is Pair for values that are compared with one number.
func Against(a []float64, number float64) Paired {
	b := make([]float64, len(a))
	for i := range b {
		b[i] = number
	}
	return Pair(a, b)
}

// PText returns a probability as a table has it: smaller ones than 0.001 are told no closer.
func PText(p Number) string {
	if p < 0.001 {
		return "< 0.001"
	}
	return fmt.Sprintf("%.2g", float64(p))
}

// Holm corrects the probabilities of comparisons that stand in one table for their number
// (Holm, "A Simple Sequentially Rejective Multiple Test Procedure", 1979): where one of them
// is below 0.05, the chance that any of those is so by chance is below 0.05. What has no
// probability is left out.
func Holm(table []*Paired) {
	var sorted []*Paired
	for _, p := range table {
		if p.Holm = p.P; !math.IsNaN(float64(p.P)) {
			sorted = append(sorted, p)
		}
	}
	slices.SortStableFunc(sorted, func(a, b *Paired) int { return cmp.Compare(a.P, b.P) })
	least := Number(0)
	for i, p := range sorted {
		least = max(least, min(1, p.P*Number(len(sorted)-i)))
		p.Holm = least
	}
}

// Interval is a statistic with its 95 % interval by the bootstrap; see package aggregate.
type Interval struct {
	Value Number `json:"value"`
	Low   Number `json:"low"`
	High  Number `json:"high"`
}

// IntervalOf returns i as JSON has it.
func IntervalOf(i aggregate.Interval) Interval {
	return Interval{Number(i.Value), Number(i.Low), Number(i.High)}
}
