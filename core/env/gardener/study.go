package gardener

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/mathext"
)

// Measure is one number of a study: its mean over the seeds and the half width
// of the 95 % confidence interval of that mean (Student's t).
type Measure struct {
	Name string  `json:"name"` // with its unit
	Mean float64 `json:"mean"`
	Half float64 `json:"half"`
}

// measured names what a study measures. All but the last tenths are means over
// every step of a run.
var measured = [...]string{
	"population", "population in the last tenth", "mean age (steps)", "mean energy",
	"total entropy", "total entropy in the last tenth", "births per 1,000 steps",
	"newcomers per 1,000 steps", "time creative (share)", "time bubble (share)", "time collapse (share)",
}

// Worlds returns what is worth comparing in a study: the reference's world with
// each selection in turn, the reference's own first.
func Worlds() []Config {
	list := make([]Config, selections)
	for s := range selections {
		list[s] = Default()
		list[s].Selection = s
	}
	return list
}

// firstSeed keeps a study away from seeds 1 to 8, on which SelectionForagers was
// tuned.
const firstSeed = 21

// Study runs a world of c for the given number of generations from each of the
// seeds firstSeed, firstSeed + 1 and so on, on all cores, and returns what it
// measured. The result does not depend on the number of cores. progress, unless
// nil, is told the seeds done so far, from several goroutines. It stops with the
// context's error when ctx is done.
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

// interval uses the 97.5 % quantile of Student's t with len(x) - 1 degrees of
// freedom, by its relation to the incomplete beta function. (gonum's StudentsT would
// do the same, and weigh 46 KB in the browser, which runs no study.)
func interval(x []float64) (mean, half float64) {
	n := float64(len(x))
	for _, v := range x {
		mean += v / n
	}
	squares := 0.0
	for _, v := range x {
		squares += float64((v - mean) * (v - mean))
	}
	tail := mathext.InvRegIncBeta((n-1)/2, 0.5, 0.05)
	t := math.Sqrt((n - 1) * (1 - tail) / tail)
	return mean, t * math.Sqrt(squares/(n-1)/n)
}
