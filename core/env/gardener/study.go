package gardener

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// Measure is one number of a study: its mean over the seeds and the half width
// of the 95 % confidence interval of that mean (Student's t).
type Measure struct {
	Name string // with its unit
	Mean float64
	Half float64
}

// measured names what a study measures. All but the last tenths are means over
// every step of a run.
var measured = [...]string{
	"population", "population in the last tenth", "mean age (steps)", "mean energy",
	"total entropy", "total entropy in the last tenth", "births per 1,000 steps",
	"newcomers per 1,000 steps", "time creative (share)", "time bubble (share)", "time collapse (share)",
}

// firstSeed keeps a study away from seeds 1 to 8, on which SelectionForagers was
// tuned.
const firstSeed = 21

// Study runs a world of c for the given number of generations from each of the
// seeds firstSeed, firstSeed + 1 and so on, on all cores, and returns what it
// measured. The result does not depend on the number of cores. progress, unless nil, is told the seeds done
// so far, from several goroutines. It stops with the context's error when ctx is
// done.
func Study(ctx context.Context, c Config, seeds, generations int, progress func(done, total int)) ([]Measure, error) {
	if seeds < 2 || generations < 10 {
		return nil, fmt.Errorf("gardener: a study of %d seeds and %d generations, want at least 2 and 10", seeds, generations)
	}
	if err := c.Validate(); err != nil {
		return nil, err
	}
	runs := make([][len(measured)]float64, seeds)
	var next, done atomic.Int64
	var wait sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), seeds) {
		wait.Go(func() {
			for {
				i := int(next.Add(1)) - 1
				if i >= seeds || ctx.Err() != nil {
					return
				}
				runs[i] = observe(ctx, c, firstSeed+uint64(i), generations)
				if n := done.Add(1); progress != nil && ctx.Err() == nil {
					progress(int(n), seeds)
				}
			}
		})
	}
	wait.Wait()
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	list := make([]Measure, len(measured))
	for m, name := range measured {
		values := make([]float64, seeds)
		for i := range runs {
			values[i] = runs[i][m]
		}
		mean, half := interval(values)
		list[m] = Measure{name, mean, half}
	}
	return list, nil
}

// observe runs one world and returns its measures, in the order of measured.
func observe(ctx context.Context, c Config, seed uint64, generations int) (sum [len(measured)]float64) {
	w, err := New(c, seed)
	if err != nil {
		panic(err) // Study has validated c
	}
	tail := generations / 10
	for g := range generations {
		if g%1000 == 0 && ctx.Err() != nil {
			return sum
		}
		w.Step()
		s, n := &w.stats, float64(generations)
		population := float64(s.Population)
		add := [len(measured)]float64{population / n, 0, s.MeanAge / n, s.MeanEnergy / n,
			s.TotalEntropy / n, 0, 1000 * float64(len(w.births)) / n, 1000 * float64(len(w.arrivals)) / n}
		if g >= generations-tail {
			add[1], add[5] = population/float64(tail), s.TotalEntropy/float64(tail)
		}
		add[8+s.Verdict] = 1 / n
		for i, v := range add {
			sum[i] += v
		}
	}
	return sum
}

// student holds the 97.5 % quantiles of Student's t for 1 to 30 degrees of
// freedom; beyond, the normal distribution's is close enough.
var student = [...]float64{12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
	2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
	2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042}

func interval(x []float64) (mean, half float64) {
	n := float64(len(x))
	for _, v := range x {
		mean += v / n
	}
	squares := 0.0
	for _, v := range x {
		squares += float64((v - mean) * (v - mean))
	}
	t := 1.96
	if freedom := len(x) - 1; freedom <= len(student) {
		t = student[freedom-1]
	}
	return mean, t * math.Sqrt(squares/(n-1)/n)
}
