package main

import (
	"context"
	"fmt"
	"io"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/kernel/study"
)

func newBenchCommand() *cobra.Command {
	return newGroup("bench", "Repeat the published measurements",
		newBenchProphetCommand(), newBenchLearningCommand(), newBenchGuidanceCommand(), newBenchForecastCommand())
}

// benchProphet are the flags of `bench prophet`.
type benchProphet struct {
	options study.Options
	asJSON  bool
	out     *outputFlags
}

func newBenchProphetCommand() *cobra.Command {
	b := &benchProphet{options: study.DefaultOptions()}
	o := &b.options
	cmd := &cobra.Command{
		Use:   "prophet",
		Short: "Measure the Prophet against plain Adam and the reference, and what each of its parts is worth",
		Long: "Measure the mean reality gap over all steps, on the same seeds for everybody: plain Adam at each of five fixed rates,\n" +
			"the reference and the Prophet, each paired with Adam's best rate; then the Prophet without each of its parts. Intervals\n" +
			"are of 95 %, p is of the paired t test.",
		Example: "  resonetics bench prophet\n  resonetics bench prophet --seeds 5 --json",
		Args:    noArgs,
		RunE:    b.run,
	}
	flags := cmd.Flags()
	wholeFlag(flags, &o.Seeds, "seeds", o.Seeds, 2, 10_000, "runs per row, with the seeds from 1 on")
	wholeFlag(flags, &o.Steps, "steps", o.Steps, 4, 10_000_000, "steps per run")
	wholeFlag(flags, &o.Workers, "workers", runtime.GOMAXPROCS(0), 1, 1024, "runs at the same time; changes no result")
	flags.BoolVar(&b.asJSON, "json", false, "print the tables as JSON")
	b.out = addOutputFlags(cmd)
	return cmd
}

// prophetTables is what `bench prophet --json` prints.
type prophetTables struct {
	Seeds      int         `json:"seeds"`
	Steps      int         `json:"steps"`
	Comparison []study.Row `json:"comparison"`
	Ablation   []study.Row `json:"ablation"`
}

func (b *benchProphet) run(cmd *cobra.Command, _ []string) error {
	w, finish, err := b.out.open(cmd)
	if err != nil {
		return err
	}
	progress := newProgress(cmd)
	tables, err := b.measure(cmd.Context(), progress)
	progress.done()
	switch {
	case err != nil:
	case b.asJSON:
		err = printJSON(w, tables)
	default:
		tables.print(w)
	}
	return finish(err)
}

// measure fills the tables, or leaves the work to end with the process when ctx
// is done before it.
func (b *benchProphet) measure(ctx context.Context, progress *progress) (*prophetTables, error) {
	type outcome struct {
		tables *prophetTables
		err    error
	}
	ended := make(chan outcome, 1)
	go func() {
		tables, err := b.tables(progress)
		ended <- outcome{tables, err}
	}()
	select {
	case o := <-ended:
		return o.tables, o.err
	case <-ctx.Done():
		return nil, fmt.Errorf("interrupted before the tables were whole: %w", ctx.Err())
	}
}

func (b *benchProphet) tables(progress *progress) (*prophetTables, error) {
	options := b.options
	t := &prophetTables{Seeds: options.Seeds, Steps: options.Steps}
	var err error
	options.Progress = func(done, all int) { progress.show("comparison: %d of %d runs", done, all) }
	if t.Comparison, err = study.Compare(options); err != nil {
		return nil, err
	}
	options.Progress = func(done, all int) { progress.show("ablation: %d of %d runs", done, all) }
	t.Ablation, err = study.Ablation(options)
	return t, err
}

func (t *prophetTables) print(w io.Writer) {
	size := fmt.Sprintf("%d seeds, %d steps, mean reality gap over all steps", t.Seeds, t.Steps)
	printRows(newTable(w, false), "Strategies: "+size, t.Comparison)
	printRows(newTable(w, false), "Ablation of the Prophet: "+size, t.Ablation)
}

func printRows(t *table, title string, rows []study.Row) {
	t.heading(1, title)
	t.row("configuration", "gap", "95 % interval", "last quarter", "panic", "restarts", "calibration error")
	for _, r := range rows {
		t.row(r.Name, fmt.Sprintf("%.4f", r.Gap.Mean), fmt.Sprintf("%.4f to %.4f", r.Gap.Low, r.Gap.High),
			fmt.Sprintf("%.4f", r.Final.Mean), fmt.Sprintf("%.0f %%", 100*r.Panic), fmt.Sprintf("%.1f", r.Restarts), calibration(r))
	}
	t.end()
	t.row("configuration", "against", "change", "difference", "95 % interval", "p", "better on")
	for _, r := range rows {
		for _, v := range r.Versus {
			d := v.Difference
			t.row(r.Name, v.Against, fmt.Sprintf("%+.1f %%", 100*v.Change), fmt.Sprintf("%+.4f", d.Mean),
				fmt.Sprintf("%+.4f to %+.4f", d.Low, d.High), fmt.Sprintf("%.2g", v.P), fmt.Sprintf("%d of %d", v.Better, len(r.PerSeed)))
		}
	}
	t.end()
}

// calibration is empty for a strategy that forecasts nothing.
func calibration(r study.Row) string {
	for _, b := range r.Forecast.Bins {
		if b.Count > 0 {
			return fmt.Sprintf("%.3f", r.Forecast.CalibrationError())
		}
	}
	return ""
}
