// Package foresight measures what the look ahead of the Prophet, the optimizer of
// core/kernel, is worth: strategies against each other on the same seeds, and the
// Prophet without each of its parts.
//
// The figure is the reality gap, (f(x) − y)² before the step's update and with
// dropout, averaged over all steps of a run. Runs with the same seed see the same
// target, noise and dropout masks, so differences are paired.
package foresight

import (
	"context"
	"fmt"
	"math"

	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/experiment/pool"
	"github.com/resonetics/playground/experiment/stat"
)

// Options says how much to measure.
type Options struct {
	Steps   int    // of a run, at least 4
	First   uint64 // of the seeds, which are counted on from it
	Seeds   int    // runs per variant, at least 2
	Workers int    // runs at once; 0: one per processor

	Progress func(done, total int) // called after each run, one call at a time; may be nil
}

// DefaultOptions is the published comparison.
func DefaultOptions() Options { return Options{Steps: 2000, First: 1, Seeds: 20} }

// Variant is a configuration to measure; its seed and steps do not matter.
type Variant struct {
	Name   string
	Config kernel.Config
}

// Row is what one configuration came to.
type Row struct {
	Name     string        `json:"name"`
	PerSeed  []float64     `json:"gap_per_seed"` // mean reality gap over all steps of each seed's run
	Gap      stat.Estimate `json:"gap"`          // of PerSeed
	Final    stat.Estimate `json:"final_gap"`    // of the mean reality gap over the last quarter
	Panic    float64       `json:"panic"`        // share of steps in PANIC
	Restarts float64       `json:"restarts"`     // of Adam's averages, per run
	Forecast Forecast      `json:"forecast"`
	Versus   []Versus      `json:"versus"`
}

// Versus compares a row with another on the same seeds. The difference is that of
// the mean reality gaps: negative is better than the other.
type Versus struct {
	Against string `json:"against"` // the other row's name
	stat.Paired
	Change float64 `json:"change"` // the mean difference over the other's mean
	Better int     `json:"better"` // seeds on which this row's gap is smaller
}

func versus(row, other Row) Versus {
	v := Versus{Against: other.Name, Paired: stat.Pair(row.PerSeed, other.PerSeed)}
	v.Change = float64(v.Difference.Mean / other.Gap.Mean)
	for i, gap := range row.PerSeed {
		if gap < other.PerSeed[i] {
			v.Better++
		}
	}
	return v
}

// Forecast compares a strategy's forecasts with the outcomes, over all runs. It is
// empty for a strategy that forecasts nothing.
type Forecast struct {
	Brier       float64 `json:"brier"`       // mean squared error
	Persistence float64 `json:"persistence"` // that of "as it is now, it will be"; 0 for Reference
	Bins        [10]Bin `json:"bins"`        // of the forecasts by tenths
}

// Bin holds the forecasts of one tenth.
type Bin struct {
	Count    int     `json:"count"`
	Forecast float64 `json:"mean_forecast"`
	Outcome  float64 `json:"mean_outcome"`
}

// Count returns the number of forecasts.
func (f *Forecast) Count() int {
	n := 0
	for _, b := range f.Bins {
		n += b.Count
	}
	return n
}

// CalibrationError returns the mean distance between forecast and frequency over
// the bins, weighted by their counts (the expected calibration error).
func (f *Forecast) CalibrationError() float64 {
	sum := 0.0
	for _, b := range f.Bins {
		sum += float64(float64(b.Count) * math.Abs(b.Forecast-b.Outcome))
	}
	return sum / max(1, float64(f.Count()))
}

// Measure runs every variant on every seed. When ctx ends it returns ctx's error
// within a few steps.
func Measure(ctx context.Context, o Options, variants []Variant) ([]Row, error) {
	if o.Steps < 4 || o.Seeds < 2 {
		return nil, fmt.Errorf("foresight: %d steps on %d seeds, want at least 4 on at least 2", o.Steps, o.Seeds)
	}
	for i := range variants {
		variants[i].Config.Steps = o.Steps
		if err := variants[i].Config.Validate(); err != nil {
			return nil, fmt.Errorf("%s: %w", variants[i].Name, err)
		}
	}
	runs, err := pool.Map(ctx, len(variants)*o.Seeds, o.Workers, o.Progress, func(ctx context.Context, i int) (run, error) {
		c := variants[i/o.Seeds].Config
		c.Seed = o.First + uint64(i%o.Seeds)
		return newRun(ctx, c)
	})
	if err != nil {
		return nil, err
	}
	rows := make([]Row, len(variants))
	for i, v := range variants {
		rows[i] = newRow(v.Name, runs[i*o.Seeds:][:o.Seeds])
	}
	return rows, nil
}

// run is what one seed came to.
type run struct {
	gap, final, panics float64
	restarts           int
	forecast           Forecast // sums
}

func newRun(ctx context.Context, c kernel.Config) (run, error) {
	var r run
	t, err := kernel.NewTrainer(c)
	if err != nil {
		return r, err
	}
	last := c.Steps - c.Steps/4
	var troubled []bool
	for t.Step() {
		s := t.Signals()
		if s.Step%100 == 0 && ctx.Err() != nil {
			return r, ctx.Err()
		}
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
	return r, nil
}

// add counts a forecast that came due, and what persistence said in its place.
func (f *Forecast) add(s kernel.Signals, persistence float64) {
	f.Brier += square(s.Forecast - s.ActualRisk)
	f.Persistence += square(persistence - s.ActualRisk)
	b := &f.Bins[min(int(s.Forecast*10), len(f.Bins)-1)]
	b.Count++
	b.Forecast += s.Forecast
	b.Outcome += s.ActualRisk
}

// square rounds, so that no platform fuses it with a sum.
func square(x float64) float64 { return float64(x * x) }

// merge turns the runs' sums into means.
func merge(runs []run) Forecast {
	var f Forecast
	for _, r := range runs {
		f.Brier += r.forecast.Brier
		f.Persistence += r.forecast.Persistence
		for i, b := range r.forecast.Bins {
			f.Bins[i].Count += b.Count
			f.Bins[i].Forecast += b.Forecast
			f.Bins[i].Outcome += b.Outcome
		}
	}
	for i := range f.Bins {
		size := max(1, float64(f.Bins[i].Count))
		f.Bins[i].Forecast /= size
		f.Bins[i].Outcome /= size
	}
	n := max(1, float64(f.Count()))
	f.Brier /= n
	f.Persistence /= n
	return f
}

func newRow(name string, runs []run) Row {
	r := Row{Name: name, Forecast: merge(runs)}
	var final []float64
	n := float64(len(runs))
	for _, v := range runs {
		r.PerSeed = append(r.PerSeed, v.gap)
		final = append(final, v.final)
		r.Panic += v.panics / n
		r.Restarts += float64(v.restarts) / n
	}
	r.Gap, r.Final = stat.Describe(r.PerSeed), stat.Describe(final)
	return r
}
