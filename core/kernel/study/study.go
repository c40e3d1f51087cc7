// Package study measures the kernel's trainer: strategies against each other on
// the same seeds, and what every part of Prophet is worth.
//
// The figure is the reality gap, (f(x) − y)² before the step's update and with
// dropout, averaged over all steps of a run. Runs with the same seed see the
// same target, noise and dropout masks, so differences are paired.
package study

import (
	"fmt"
	"math"
	"sync"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/resonetics/playground/core/kernel"
)

// Rates are the fixed learning rates among which plain Adam's best is sought.
var Rates = [...]float64{0.001, 0.003, 0.01, 0.03, 0.1}

// Options says how much to measure.
type Options struct {
	Steps   int // of a run, at least 4
	Seeds   int // runs with the seeds 1 to Seeds, at least 2
	Workers int // runs at once, at least 1

	// Progress, unless nil, is called after each run with how many of all are
	// done. Calls do not overlap.
	Progress func(done, all int)
}

// DefaultOptions is the published comparison, one run at a time.
func DefaultOptions() Options { return Options{Steps: 2000, Seeds: 20, Workers: 1} }

// Validate returns an error that names the first number that is too small.
func (o Options) Validate() error {
	for _, f := range []struct {
		name      string
		value, lo int
	}{{"Steps", o.Steps, 4}, {"Seeds", o.Seeds, 2}, {"Workers", o.Workers, 1}} {
		if f.value < f.lo {
			return fmt.Errorf("study: %s is %d, want at least %d", f.name, f.value, f.lo)
		}
	}
	return nil
}

// Estimate is a mean, the sample standard deviation, and the 95 % interval of
// the mean by Student's t.
type Estimate struct{ Mean, SD, Low, High float64 }

func estimate(x []float64) Estimate {
	mean, sd := stat.MeanStdDev(x, nil)
	n := float64(len(x))
	half := student(n).Quantile(0.975) * sd / math.Sqrt(n)
	return Estimate{mean, sd, mean - half, mean + half}
}

func student(n float64) distuv.StudentsT { return distuv.StudentsT{Sigma: 1, Nu: n - 1} }

// Paired compares a row with another on the same seeds.
type Paired struct {
	Against    string   // the other row's name
	Difference Estimate // of the mean reality gaps: negative is better than the other
	Change     float64  // the mean difference over the other's mean
	T          float64  // Student's t of the difference; 0 when all differences are equal
	P          float64  // two-sided probability of a |t| as large by chance
	Better     int      // seeds on which this row's gap is smaller
}

func paired(mine, other Row) Paired {
	d := make([]float64, len(mine.PerSeed))
	p := Paired{Against: other.Name, P: 1}
	for i, v := range mine.PerSeed {
		d[i] = v - other.PerSeed[i]
		if d[i] < 0 {
			p.Better++
		}
	}
	p.Difference = estimate(d)
	p.Change = p.Difference.Mean / other.Gap.Mean
	if p.Difference.SD > 0 {
		n := float64(len(d))
		p.T = p.Difference.Mean / (p.Difference.SD / math.Sqrt(n))
		p.P = 2 * student(n).CDF(-math.Abs(p.T))
	}
	return p
}

// Row is what one configuration came to.
type Row struct {
	Name     string
	Config   kernel.Config // of the last seed
	PerSeed  []float64     // mean reality gap over all steps of each seed's run
	Gap      Estimate      // of PerSeed
	Final    Estimate      // of the mean reality gap over the last quarter
	Panic    float64       // share of steps in PANIC
	Restarts float64       // of Adam's averages, per run
	Forecast Forecast
	Versus   []Paired
}

// Forecast judges a strategy's forecasts against what came, over all runs.
type Forecast struct {
	Brier       float64 // mean squared error
	Persistence float64 // that of "as it is now, it will be"; 0 for Reference
	Bins        [10]Bin // of the forecasts by tenths
}

// Bin holds the forecasts of one tenth.
type Bin struct {
	Count    int
	Forecast float64 // mean
	Came     float64 // mean of what came
}

// CalibrationError returns the mean distance between forecast and frequency over the bins,
// weighted by their counts (the expected calibration error).
func (f Forecast) CalibrationError() float64 {
	sum, n := 0.0, 0.0
	for _, b := range f.Bins {
		sum += float64(float64(b.Count) * math.Abs(b.Forecast-b.Came))
		n += float64(b.Count)
	}
	return sum / max(1, n)
}

// Variant is a configuration to measure; its seed and steps do not matter.
type Variant struct {
	Name   string
	Config kernel.Config
}

// Measure runs every variant on every seed.
func Measure(o Options, variants []Variant) ([]Row, error) {
	if err := o.Validate(); err != nil {
		return nil, err
	}
	for i := range variants {
		variants[i].Config.Steps = o.Steps
		if err := variants[i].Config.Validate(); err != nil {
			return nil, fmt.Errorf("%s: %w", variants[i].Name, err)
		}
	}
	runs := make([]run, len(variants)*o.Seeds)
	all(len(runs), o, func(i int) {
		c := variants[i/o.Seeds].Config
		c.Seed = uint64(i%o.Seeds) + 1
		runs[i] = newRun(c)
	})
	rows := make([]Row, len(variants))
	for i, v := range variants {
		rows[i] = newRow(v.Name, runs[i*o.Seeds:][:o.Seeds])
	}
	return rows, nil
}

// all calls do(0) to do(n-1) on o.Workers goroutines.
func all(n int, o Options, do func(int)) {
	var group sync.WaitGroup
	var lock sync.Mutex
	next, done := 0, 0
	for range o.Workers {
		group.Go(func() {
			lock.Lock()
			for next < n {
				i := next
				next++
				lock.Unlock()
				do(i)
				lock.Lock()
				done++
				if o.Progress != nil {
					o.Progress(done, n)
				}
			}
			lock.Unlock()
		})
	}
	group.Wait()
}

// run is what one seed came to.
type run struct {
	config             kernel.Config
	gap, final, panics float64
	restarts           int
	forecast           Forecast // sums
}

func newRun(c kernel.Config) run {
	t, err := kernel.NewTrainer(c)
	if err != nil {
		panic(err) // Measure has checked the configuration
	}
	r := run{config: c}
	last := c.Steps - c.Steps/4
	var troubled []bool
	for t.Step() {
		s := t.Signals()
		r.gap += s.Gap / float64(c.Steps)
		if s.Step >= last {
			r.final += s.Gap / float64(c.Steps-last)
		}
		if s.Mode == kernel.Panic {
			r.panics += 1 / float64(c.Steps)
		}
		if s.Restarted {
			r.restarts++
		}
		troubled = append(troubled, s.Gap > c.Tolerance)
		switch made := s.Step - c.Horizon; {
		case c.Strategy == kernel.Reference:
			r.forecast.add(s, s.ActualRisk) // its outcome is known at once
		case c.Strategy == kernel.Prophet && made >= 0 && troubled[made]:
			r.forecast.add(s, 1)
		case c.Strategy == kernel.Prophet && made >= 0:
			r.forecast.add(s, 0)
		}
	}
	return r
}

// add counts a forecast that came due, and what persistence said in its place.
func (f *Forecast) add(s kernel.Signals, persistence float64) {
	f.Brier += square(s.Forecast - s.ActualRisk)
	f.Persistence += square(persistence - s.ActualRisk)
	b := &f.Bins[min(int(s.Forecast*10), len(f.Bins)-1)]
	b.Count++
	b.Forecast += s.Forecast
	b.Came += s.ActualRisk
}

// square rounds, so that no platform fuses it with a sum.
func square(x float64) float64 { return float64(x * x) }

// pool turns the runs' sums into means.
func pool(runs []run) Forecast {
	var f Forecast
	n := 0
	for _, r := range runs {
		f.Brier += r.forecast.Brier
		f.Persistence += r.forecast.Persistence
		for i, b := range r.forecast.Bins {
			f.Bins[i].Count += b.Count
			f.Bins[i].Forecast += b.Forecast
			f.Bins[i].Came += b.Came
			n += b.Count
		}
	}
	for i := range f.Bins {
		size := max(1, float64(f.Bins[i].Count))
		f.Bins[i].Forecast /= size
		f.Bins[i].Came /= size
	}
	f.Brier /= max(1, float64(n))
	f.Persistence /= max(1, float64(n))
	return f
}

func newRow(name string, runs []run) Row {
	r := Row{Name: name, Config: runs[len(runs)-1].config, Forecast: pool(runs)}
	var final []float64
	n := float64(len(runs))
	for _, v := range runs {
		r.PerSeed = append(r.PerSeed, v.gap)
		final = append(final, v.final)
		r.Panic += v.panics / n
		r.Restarts += float64(v.restarts) / n
	}
	r.Gap, r.Final = estimate(r.PerSeed), estimate(final)
	return r
}
