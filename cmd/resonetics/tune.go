package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/lab/bench"
	"github.com/resonetics/playground/experiment/plot"
	"github.com/resonetics/playground/experiment/tune"
	"github.com/resonetics/playground/internal/files"
)

// tuneCommand are the flags of `tune`.
type tuneCommand struct {
	options        tune.Options
	preset         string
	study, plot    string
	json, inMemory bool
	out            *outputFlags
}

func newTuneCommand() *cobra.Command {
	t := new(tuneCommand)
	cmd := &cobra.Command{
		Use:   "tune",
		Short: "Search for hyperparameters of the learners",
		Long: "Search for hyperparameters: the published grid over the Q-table's learning rate and γ, or TPE with median pruning over\n" +
			"the Q-table's or the Pilot's numbers. The study is kept in an SQLite file: after Ctrl-C the same command goes on with it.\n" +
			"The same flags find the same trials on every run and every machine; processors are used for the training runs inside a trial.",
		Example: "  resonetics tune --learner qtable --method grid\n" +
			"  resonetics tune --learner pilot --trials 50 --study pilot.db --plot pilot.svg",
		Args: noArgs,
		RunE: t.run,
	}
	flags, o := cmd.Flags(), &t.options
	wordFlag(cmd, &o.Learner, "learner", "pilot", tune.Learners(), "who learns")
	wordFlag(cmd, &o.Method, "method", tune.TPE, tune.Methods(), "how to search; the grid is the Q-table's")
	wordFlag(cmd, &t.preset, "preset", "red-queen", bench.Presets(), "world to learn in")
	seedFlag(flags, &o.Seed, 42)
	wholeFlag(flags, &o.Trials, "trials", 30, 1, 100_000, "trials of the whole study; a grid has its own number")
	wholeFlag(flags, &o.Steps, "steps", 20_000, tune.Reports, maxTrainingSteps, fmt.Sprintf("steps of training per run, a multiple of %d", tune.Reports))
	wholeFlag(flags, &o.Runs, "runs", 2, 1, 1024, "runs per trial, each from a seed of its own, at the same time")
	wholeFlag(flags, &o.Episodes, "episodes", 20, 1, maxEpisodes, "validation episodes per evaluation")
	flags.StringVar(&t.study, "study", "", "SQLite file of the study (default tune-LEARNER-METHOD-PRESET.db)")
	flags.BoolVar(&t.inMemory, "in-memory", false, "keep the study in memory only")
	flags.StringVar(&t.plot, "plot", "", "draw the trials to this file, .svg or .png; --force overwrites it")
	flags.BoolVar(&t.json, "json", false, "print the study as JSON")
	t.out = addOutputFlags(cmd)
	return cmd
}

func (t *tuneCommand) run(cmd *cobra.Command, _ []string) error {
	o, err := t.complete(cmd)
	if err != nil {
		return err
	}
	w, finish, err := t.out.open(cmd)
	if err != nil {
		return err
	}
	progress := newProgress(cmd)
	o.Progress = func(trial, report int) {
		progress.show("trial %d, part %d of %d", trial, report, tune.Reports)
	}
	result, err := tune.Run(cmd.Context(), o)
	progress.done()
	if err != nil {
		return finish(err)
	}
	if t.json {
		err = printJSON(w, result)
	} else {
		err = result.Fprint(w)
	}
	if err == nil && t.plot != "" && result.Best != nil {
		err = drawFigure(t.plot, trialsFigure(result))
	}
	if err == nil && result.Partial {
		err = interrupted(result.Finished(), result.Wanted, "trials"+t.where(o.File))
	}
	return finish(err)
}

// where says how an interrupted study goes on.
func (t *tuneCommand) where(study string) string {
	switch {
	case study == "":
		return ""
	case t.out.force || t.plot == "" && t.out.path == "":
		return "; the same command continues " + study
	}
	return "; the same command with --force continues " + study
}

// complete checks what the flags say together.
func (t *tuneCommand) complete(cmd *cobra.Command) (tune.Options, error) {
	o := t.options
	o.Title = "preset " + t.preset
	var err error
	if o.World, err = bench.WorldByPreset(t.preset); err != nil {
		return o, err
	}
	switch {
	case o.Method == tune.Grid && o.Learner != "qtable":
		return o, usagef("--method is grid, which is for --learner qtable; use tpe for %s", o.Learner)
	case o.Steps%tune.Reports != 0:
		return o, usagef("--steps is %d, want a multiple of %d", o.Steps, tune.Reports)
	case t.inMemory && t.study != "":
		return o, usagef("--in-memory keeps no file; leave out --study")
	case o.Method == tune.Grid && cmd.Flags().Changed("trials"):
		return o, usagef("--trials is for --method tpe; the grid has its own number")
	case t.study != "":
		o.File = t.study
	case !t.inMemory:
		o.File = fmt.Sprintf("tune-%s-%s-%s.db", o.Learner, o.Method, t.preset)
	}
	if err := apart(map[string]string{"study": o.File, "out": t.out.path, "plot": t.plot}); err != nil {
		return o, err
	}
	if o.File != "" {
		if err := files.MayWrite(o.File, true); err != nil {
			return o, inFlag("study", err)
		}
	}
	return o, checkPlot(t.plot, t.out.force)
}

// trialsFigure shows every trial and the best so far.
func trialsFigure(r *tune.Result) plot.Figure {
	var trials, best plot.Series
	for _, t := range r.Trials {
		if t.Return == nil {
			continue
		}
		x := float64(t.Number)
		trials.X, trials.Y = append(trials.X, x), append(trials.Y, *t.Return)
		if t.State != "complete" {
			continue
		}
		top := *t.Return
		if n := len(best.Y); n > 0 {
			top = max(top, best.Y[n-1])
		}
		best.X, best.Y = append(best.X, x), append(best.Y, top)
	}
	trials.Label, trials.Style, best.Label = "trials", plot.Dots, "best so far"
	return plot.Figure{
		Title: fmt.Sprintf("%s by %s on %s", r.Learner, r.Method, r.World), X: "trial", Y: "mean validation return",
		Series: []plot.Series{trials, best},
	}
}
