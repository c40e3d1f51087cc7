package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"math"
	"runtime"

	"github.com/spf13/cobra"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/resonetics/playground/core/agent/study"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab/bench"
	"github.com/resonetics/playground/experiment/plot"
)

// benchGuidance are the flags of `bench guidance`.
type benchGuidance struct {
	preset                          string
	seeds, steps, episodes, workers int
	json                            bool
	plot                            string
	out                             *outputFlags
}

func newBenchGuidanceCommand() *cobra.Command {
	b := new(benchGuidance)
	cmd := &cobra.Command{
		Use:   "guidance",
		Short: "Measure what the Prophet's guidance is worth",
		Long: "Train the Pilot under every rule of guidance and under their controls, from the same seeds, and compare the failures\n" +
			"while training seed by seed: 95 % intervals and paired t. The yoked controls act as often as the rule, but not when.\n" +
			"Ctrl-C prints the seeds that were finished.",
		Example: "  resonetics bench guidance\n  resonetics bench guidance --seeds 2 --steps 5000 --json",
		Args:    noArgs,
		RunE:    b.run,
	}
	flags := cmd.Flags()
	wordFlag(cmd, &b.preset, "preset", "red-queen", bench.Presets(), "world to learn in")
	wholeFlag(flags, &b.seeds, "seeds", 8, 2, 1000, "paired seeds, counted from 1")
	wholeFlag(flags, &b.steps, "steps", 30_000, 1, maxTrainingSteps, "environment steps per run")
	wholeFlag(flags, &b.episodes, "episodes", 50, 1, maxEpisodes, "held-out episodes after each run")
	wholeFlag(flags, &b.workers, "workers", runtime.GOMAXPROCS(0), 1, 1024, "seeds to train at the same time; changes no result")
	flags.StringVar(&b.plot, "plot", "", "draw the failures to this file, .svg or .png; --force overwrites it")
	flags.BoolVar(&b.json, "json", false, "print the table as JSON")
	b.out = addOutputFlags(cmd)
	return cmd
}

func (b *benchGuidance) run(cmd *cobra.Command, _ []string) error {
	if err := checkPlot(b.plot, b.out.force); err != nil {
		return err
	}
	w, finish, err := b.out.open(cmd)
	if err != nil {
		return err
	}
	progress := newProgress(cmd)
	table, err := b.measure(cmd.Context(), progress)
	progress.done()
	if table == nil || (err != nil && cmd.Context().Err() == nil) {
		return finish(err)
	}
	report := newGuidanceReport(b.preset, table)
	if err != nil {
		err = interrupted(len(report.Seeds), b.seeds, "seeds")
	}
	return finish(errors.Join(b.print(w, report), b.draw(report), err))
}

func (b *benchGuidance) measure(ctx context.Context, p *progress) (*study.GuidanceTable, error) {
	preset, err := presetByKey(b.preset)
	if err != nil {
		return nil, err
	}
	config, _ := train.Recommended(preset)
	return study.Guidance(ctx, study.GuidanceOptions{
		Title: "Preset " + b.preset, Config: config, Seeds: countedSeeds(b.seeds),
		Steps: b.steps, Episodes: b.episodes, Workers: b.workers,
		Progress: func(seed uint64, rule train.Guidance, r study.GuidedRun) {
			p.show("seed %d, %s: %d failures", seed, train.GuidanceNames[rule], r.Failures)
		},
	})
}

func presetByKey(key string) (cluster.Preset, error) {
	for _, p := range cluster.Presets() {
		if p.Key == key {
			return p, nil
		}
	}
	return cluster.Preset{}, fmt.Errorf("preset is %q, want one of %v", key, bench.Presets())
}

// guidanceReport is what was measured on the seeds that every rule has finished.
type guidanceReport struct {
	Preset      string       `json:"preset"`
	Steps       int          `json:"steps"`
	Episodes    int          `json:"episodes"`
	Wanted      int          `json:"wanted"` // seeds
	Partial     bool         `json:"partial"`
	Seeds       []uint64     `json:"seeds"`
	H3          baseline     `json:"h3"`
	Omniscient  baseline     `json:"omniscient"`
	Rules       []ruleReport `json:"rules"`
	Comparisons []comparison `json:"comparisons"`

	table *study.GuidanceTable
}

type ruleReport struct {
	Rule     string    `json:"rule"`
	Failures []float64 `json:"failures"` // while training, by seed
	Returns  []float64 `json:"returns"`  // held-out, after training, by seed
}

// comparison is a rule against another on the same seeds: the mean difference in
// failures while training and in final return, with 95 % intervals.
type comparison struct {
	Rule       string       `json:"rule"`
	Against    string       `json:"against"`
	Failures   bench.Number `json:"failures"`
	Low        bench.Number `json:"low"`
	High       bench.Number `json:"high"`
	Share      bench.Number `json:"share"` // of the other's failures
	T          bench.Number `json:"t"`
	P          bench.Number `json:"p"` // two-sided
	Return     bench.Number `json:"return"`
	ReturnLow  bench.Number `json:"return_low"`
	ReturnHigh bench.Number `json:"return_high"`
}

var guidancePairs = [][2]train.Guidance{
	{train.Epsilon, train.None}, {train.Epsilon, train.YokedEpsilon},
	{train.Handover, train.None}, {train.Handover, train.Yoked}, {train.Handover, train.Threshold},
}

func newGuidanceReport(preset string, t *study.GuidanceTable) *guidanceReport {
	r := &guidanceReport{
		Preset: preset, Steps: t.Options.Steps, Episodes: t.Options.Episodes, Wanted: len(t.Options.Seeds),
		H3: newBaseline(t.Baselines.H3), Omniscient: newBaseline(t.Baselines.Omniscient), table: finishedSeeds(t),
	}
	r.Seeds = r.table.Options.Seeds
	r.Partial = len(r.Seeds) < r.Wanted
	if len(r.Seeds) == 0 {
		return r
	}
	for rule, name := range train.GuidanceNames {
		g := train.Guidance(rule)
		r.Rules = append(r.Rules, ruleReport{name, r.table.Failures(g), r.table.Returns(g)})
	}
	for _, pair := range guidancePairs {
		r.Comparisons = append(r.Comparisons, compareRules(r.table, pair[0], pair[1]))
	}
	return r
}

// finishedSeeds returns the part of a table whose seeds have run under every
// rule.
func finishedSeeds(t *study.GuidanceTable) *study.GuidanceTable {
	part := &study.GuidanceTable{Options: t.Options, Baselines: t.Baselines, Runs: make(map[train.Guidance][]study.GuidedRun)}
	part.Options.Seeds = nil
	for i, seed := range t.Options.Seeds {
		whole := true
		for _, runs := range t.Runs {
			whole = whole && runs[i].Final.Episodes > 0
		}
		if !whole {
			continue
		}
		part.Options.Seeds = append(part.Options.Seeds, seed)
		for rule, runs := range t.Runs {
			part.Runs[rule] = append(part.Runs[rule], runs[i])
		}
	}
	return part
}

func compareRules(t *study.GuidanceTable, rule, other train.Guidance) comparison {
	failures := pairedInterval(t.Failures(rule), t.Failures(other))
	returns := pairedInterval(t.Returns(rule), t.Returns(other))
	return comparison{
		Rule: train.GuidanceNames[rule], Against: train.GuidanceNames[other],
		Failures: failures.mean, Low: failures.low, High: failures.high, T: failures.t, P: failures.p,
		Share:  failures.mean / bench.Number(stat.Mean(t.Failures(other), nil)), // infinite next to no failures: null in JSON
		Return: returns.mean, ReturnLow: returns.low, ReturnHigh: returns.high,
	}
}

// interval is a mean difference with its 95 % interval, Student's t and the
// two-sided p.
type interval struct{ mean, low, high, t, p bench.Number }

// pairedInterval compares two columns over the same seeds. With fewer than two
// everything but the mean is NaN.
func pairedInterval(a, b []float64) interval {
	d := make([]float64, len(a))
	for i := range a {
		d[i] = a[i] - b[i]
	}
	mean, sd := stat.MeanStdDev(d, nil)
	n := float64(len(d))
	if n < 2 {
		nan := bench.Number(math.NaN())
		return interval{bench.Number(mean), nan, nan, nan, nan}
	}
	student := distuv.StudentsT{Sigma: 1, Nu: n - 1}
	half := student.Quantile(0.975) * sd / math.Sqrt(n)
	t := mean / (sd / math.Sqrt(n))
	return interval{bench.Number(mean), bench.Number(mean - half), bench.Number(mean + half), bench.Number(t), bench.Number(2 * student.Survival(math.Abs(t)))}
}

func (b *benchGuidance) print(w io.Writer, r *guidanceReport) error {
	if b.json {
		return printJSON(w, r)
	}
	if r.Partial {
		fmt.Fprintf(w, "PARTIAL: interrupted, %d of %d seeds\n", len(r.Seeds), r.Wanted)
	}
	if len(r.Seeds) == 0 {
		return nil
	}
	fmt.Fprint(w, r.table)
	fmt.Fprintln(w, "paired by seed, with 95 % intervals:")
	for _, c := range r.Comparisons {
		if _, err := fmt.Fprintf(w, "%-13s against %-13s failures %+.1f (%+.1f to %+.1f), t = %.2f, p = %.2g; return %+.1f (%+.1f to %+.1f)\n",
			c.Rule, c.Against, c.Failures, c.Low, c.High, c.T, c.P, c.Return, c.ReturnLow, c.ReturnHigh); err != nil {
			return err
		}
	}
	return nil
}

func (b *benchGuidance) draw(r *guidanceReport) error {
	if b.plot == "" || len(r.Seeds) == 0 {
		return nil
	}
	f := plot.Figure{Title: "Failures while training on preset " + r.Preset, X: "seed", Y: fmt.Sprintf("failures in %d steps", r.Steps)}
	for _, rule := range r.Rules {
		s := plot.Series{Label: rule.Rule, Y: rule.Failures}
		for _, seed := range r.Seeds {
			s.X = append(s.X, float64(seed))
		}
		f.Series = append(f.Series, s)
	}
	return drawFigure(b.plot, f)
}
