package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/experiment/foresight"
	"github.com/resonetics/playground/experiment/stat"
)

func newBenchCommand() *cobra.Command {
	return newGroup("bench", "Repeat the published measurements",
		newBenchProphetCommand(), newBenchLearningCommand(), newBenchLocalCommand(), newBenchGuidanceCommand(), newBenchForecastCommand(),
		newBenchImagineCommand(), newBenchMergeCommand())
}

func newBenchProphetCommand() *cobra.Command {
	o := foresight.DefaultOptions()
	cmd := &cobra.Command{
		Use:   "prophet",
		Short: "Measure the Prophet against plain Adam and the reference, and what each of its parts is worth",
		Long: "Measure the mean reality gap over all steps, on the same seeds for all: plain Adam at each of five fixed rates,\n" +
			"the reference and the Prophet, each paired with Adam's best rate; then the Prophet without each of its parts. Intervals\n" +
			"are of 95 %, p is of the paired t test, after Holm's correction for the comparisons of a table.",
		Example: "  resonetics bench prophet\n  resonetics bench prophet --seeds 5 --json",
		Args:    noArgs,
	}
	flags := cmd.Flags()
	wholeFlag(flags, &o.Seeds, "seeds", o.Seeds, 2, 10_000, "runs per row, each from a seed of its own")
	firstSeedFlag(flags, &o.First, o.First, "")
	wholeFlag(flags, &o.Steps, "steps", o.Steps, 4, 10_000_000, "steps per run")
	workersFlag(cmd, &o.Workers, "runs at the same time")
	m := addMeasureFlags(cmd, "")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return m.run(cmd, func(ctx context.Context, p *progress) (report, error) { return measureProphet(ctx, o, p) })
	}
	return cmd
}

// prophetTables is what `bench prophet` prints.
type prophetTables struct {
	First      uint64          `json:"first_seed,string"`
	Seeds      int             `json:"seeds"`
	Steps      int             `json:"steps"`
	Comparison []foresight.Row `json:"comparison"`
	Ablation   []foresight.Row `json:"ablation"`
}

func measureProphet(ctx context.Context, o foresight.Options, p *progress) (*prophetTables, error) {
	t := &prophetTables{First: o.First, Seeds: o.Seeds, Steps: o.Steps}
	var err error
	o.Progress = p.counter("runs of the comparison")
	if t.Comparison, err = foresight.Compare(ctx, o); err != nil {
		return nil, err
	}
	o.Progress = p.counter("runs of the ablation")
	t.Ablation, err = foresight.Ablation(ctx, o)
	return t, err
}

// String gives both tables as text.
func (t *prophetTables) String() string {
	var b strings.Builder
	text := newTable(&b, false)
	size := fmt.Sprintf("%d seeds from %d on, %d steps, mean reality gap over all steps", t.Seeds, t.First, t.Steps)
	printRows(text, "Strategies: "+size, t.Comparison)
	printRows(text, "Ablation of the Prophet: "+size, t.Ablation)
	return b.String()
}

func printRows(t *table, title string, rows []foresight.Row) {
	t.heading(1, title)
	t.row("configuration", "gap", "95 % interval", "last quarter", "panic", "restarts", "calibration error")
	for _, r := range rows {
		calibration := ""
		if r.Forecast.Count() > 0 {
			calibration = fmt.Sprintf("%.3f", r.Forecast.CalibrationError())
		}
		t.row(r.Name, fmt.Sprintf("%.4f", r.Gap.Mean), fmt.Sprintf("%.4f to %.4f", r.Gap.Low, r.Gap.High),
			fmt.Sprintf("%.4f", r.Final.Mean), fmt.Sprintf("%.0f %%", 100*r.Panic), fmt.Sprintf("%.1f", r.Restarts), calibration)
	}
	t.end()
	t.row("configuration", "against", "change", "difference", "95 % interval", "p (Holm)", "better on")
	for _, r := range rows {
		for _, v := range r.Versus {
			d := v.Difference
			t.row(r.Name, v.Against, fmt.Sprintf("%+.1f %%", 100*v.Change), fmt.Sprintf("%+.4f", d.Mean),
				fmt.Sprintf("%+.4f to %+.4f", d.Low, d.High), stat.PText(v.Holm), fmt.Sprintf("%d of %d", v.Better, len(r.PerSeed)))
		}
	}
	t.end()
}
