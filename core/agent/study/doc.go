// Package study measures the learners: how fast they learn, what guidance is
// worth, and how good the Prophet's forecasts are. Every result stands beside
// h.3 and the omniscient planner on the same held-out episodes, and depends on
// the options alone, not on the number of workers.
package study

import (
	"context"
	"fmt"
	"math"
	"runtime"
	"sync"

	"gonum.org/v1/gonum/stat"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
)

// each calls work for 0 to n-1 on so many workers (0: one per processor) and
// returns the first error by index.
func each(ctx context.Context, n, workers int, work func(i int) error) error {
	if workers <= 0 {
		workers = runtime.GOMAXPROCS(0)
	}
	errs := make([]error, n)
	next := make(chan int)
	var group sync.WaitGroup
	for range min(workers, n) {
		group.Go(func() {
			for i := range next {
				errs[i] = work(i)
			}
		})
	}
	for i := range n {
		next <- i
	}
	close(next)
	group.Wait()
	if err := ctx.Err(); err != nil {
		return err
	}
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

// Baselines are the two policies that every table shows.
type Baselines struct{ H3, Omniscient agent.Summary }

func baselines(c cluster.Config, episodes int) (Baselines, error) {
	h3, err := heldOut(c, agent.H3, episodes)
	if err != nil {
		return Baselines{}, err
	}
	omniscient, err := heldOut(c, agent.Omniscient{}, episodes)
	return Baselines{h3, omniscient}, err
}

func heldOut(c cluster.Config, p agent.Policy, n int) (agent.Summary, error) {
	episodes, err := agent.Evaluate(c, p, train.HeldOut, n)
	return agent.Summarize(episodes), err
}

// String gives the two lines of a table.
func (b Baselines) String() string {
	return fmt.Sprintf("%-24s return %6.1f   fails %4.1f %%\n%-24s return %6.1f   fails %4.1f %%\n",
		"h.3", b.H3.Return, 100*b.H3.FailedRate, "omniscient", b.Omniscient.Return, 100*b.Omniscient.FailedRate)
}

// Paired is the comparison of two columns over the same seeds.
type Paired struct {
	Difference float64 // mean
	SD         float64 // of the differences
	T          float64 // Student's t with one degree of freedom less than seeds
}

func paired(a, b []float64) Paired {
	d := make([]float64, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	mean, sd := stat.MeanStdDev(d, nil)
	return Paired{mean, sd, mean / (sd / math.Sqrt(float64(len(d))))}
}
