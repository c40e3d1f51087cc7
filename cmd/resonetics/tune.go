package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/tune"
	"github.com/resonetics/playground/experiment/tune/optuna"
	"github.com/resonetics/playground/internal/files"
)

// tuneCommand are the flags of `tune`.
type tuneCommand struct {
	*measureFlags
	options  tune.Options
	preset   string
	study    string
	storage  string
	beat     int // seconds between two heartbeats
	inMemory bool
}

func newTuneCommand() *cobra.Command {
	t := new(tuneCommand)
	cmd := &cobra.Command{
		Use:   "tune",
		Short: "Search for hyperparameters of the learners",
		Long: "Search for hyperparameters: the published grid over the Q-table's learning rate and γ, or TPE with median pruning over\n" +
			"the Q-table's or the Pilot's numbers. The study is kept in an SQLite file: after Ctrl-C the same command goes on with it.\n" +
			"The same flags find the same trials on every run and every machine; processors are used for the training runs inside a trial.\n" +
			"With --storage, any number of these commands, and of Python's workers, share a study on a server of Optuna's\n" +
			"(optuna.storages.run_grpc_proxy_server): a trial whose worker gives no sign for six heartbeats is repeated by another.",
		Example: "  resonetics tune --learner qtable --method grid\n" +
			"  resonetics tune --learner pilot --trials 50 --study pilot.db --plot pilot.svg\n" +
			"  resonetics tune --storage grpc://localhost:13000 --study pilot --trials 200",
		Args: noArgs,
		RunE: t.run,
	}
	flags, o := cmd.Flags(), &t.options
	wordFlag(cmd, &o.Learner, "learner", "pilot", tune.Learners(), "who learns")
	wordFlag(cmd, &o.Method, "method", tune.TPE, tune.Methods(), "how to search; the grid is the Q-table's")
	presetFlag(cmd, &t.preset, "world to learn in")
	seedFlag(flags, &o.Seed, 42)
	wholeFlag(flags, &o.Trials, "trials", 30, 1, 100_000, "trials of the whole study; a grid has its own number")
	wholeFlag(flags, &o.Steps, "steps", 20_000, tune.Reports, maxTrainingSteps, fmt.Sprintf("steps of training per run, a multiple of %d", tune.Reports))
	wholeFlag(flags, &o.Runs, "runs", 2, 1, 1024, "runs per trial, each from a seed of its own, at the same time")
	wholeFlag(flags, &o.Episodes, "episodes", 20, 1, maxEpisodes, "validation episodes per evaluation")
	fileFlag(flags, &t.study, "study", "", "SQLite file of the study (default tune-LEARNER-METHOD-PRESET-SEED.db); with --storage its name")
	flags.Var(textValue(&t.storage, "address", "grpc://HOST:PORT, as in grpc://localhost:13000", isServer), "storage", "server of Optuna's that keeps the study, in place of a file")
	wholeFlag(flags, &t.beat, "heartbeat", 10, 1, 3600, "with --storage, seconds between two signs of this worker; six missing ones, and its trial is repeated")
	flags.BoolVar(&t.inMemory, "in-memory", false, "keep the study in memory only")
	t.measureFlags = addMeasureFlags(cmd, "the trials")
	return cmd
}

func (t *tuneCommand) run(cmd *cobra.Command, _ []string) error {
	o, err := t.complete(cmd)
	if err != nil {
		return err
	}
	return t.measureFlags.run(cmd, func(ctx context.Context, p *progress) (report, error) {
		o.Progress = func(trial, report int) { p.show("trial %d, part %d of %d", trial, report, tune.Reports) }
		r, err := tune.Run(ctx, o)
		if errors.As(err, new(tune.Refused)) {
			return nil, usageError{err}
		}
		if err != nil {
			return nil, err
		}
		return &tuned{r, t.lesson(r), t.where(cmp.Or(o.File, o.Study))}, nil
	})
}

// tuned is a study, and what to say where it was interrupted.
type tuned struct {
	*tune.Result
	Train string `json:"train,omitempty"` // the command that trains the best
	where string
}

// String is that of the study, with the command that trains its best.
func (t *tuned) String() string {
	if t.Train == "" {
		return t.Result.String()
	}
	return t.Result.String() + "train it: " + t.Train + "\n"
}

// lesson returns the command that trains the first run of the best trial, bit for bit;
// empty before there is one.
func (t *tuneCommand) lesson(r *tune.Result) string {
	if r == nil || r.Lesson == nil {
		return ""
	}
	line := fmt.Sprintf("resonetics train --policy %s --preset %s --seed %d --max-steps %d", r.Learner, t.preset, r.Lesson.Seed, r.Steps)
	for _, s := range r.Lesson.Settings {
		line += " --" + s.Key + " " + field.Number(s.Value)
	}
	return line
}

// Finished is that of the study, and says how it goes on.
func (t *tuned) Finished() (done, wanted int, unit string) {
	done, wanted, unit = t.Result.Finished()
	return done, wanted, unit + t.where
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
	preset, err := baselines.Preset(t.preset)
	if err != nil {
		return o, err
	}
	o.World = preset.Config
	switch {
	case o.Method == tune.Grid && o.Learner != "qtable":
		return o, usagef("--method is grid, which is for --learner qtable; use tpe for %s", o.Learner)
	case o.Steps%tune.Reports != 0:
		return o, usagef("--steps is %d, want a multiple of %d", o.Steps, tune.Reports)
	case t.storage != "" && t.inMemory:
		return o, usagef("--in-memory keeps the study here; leave out --storage")
	case t.inMemory && t.study != "":
		return o, usagef("--in-memory keeps no file; leave out --study")
	case o.Method == tune.Grid && cmd.Flags().Changed("trials"):
		return o, usagef("--trials is for --method tpe; the grid has its own number")
	}
	if err := serves(cmd.Flags(), "heartbeat", "storage"); err != nil {
		return o, err
	}
	if err := t.place(&o); err != nil {
		return o, err
	}
	if err := apart(map[string]string{"study": o.File, "out": t.out.path, "plot": t.plot}); err != nil {
		return o, err
	}
	if o.File != "" {
		if err := files.MayWrite(o.File, true); err != nil {
			return o, inFlag("study", err)
		}
	}
	return o, nil
}

// place says where the study is kept: on a server, in a file, or in memory.
func (t *tuneCommand) place(o *tune.Options) (err error) {
	name := cmp.Or(t.study, fmt.Sprintf("tune-%s-%s-%s-%d", o.Learner, o.Method, t.preset, o.Seed))
	switch {
	case t.storage != "":
		o.Study, o.Heartbeat = name, time.Duration(t.beat)*time.Second
		o.Server, err = optuna.Address(t.storage)
	case t.study != "":
		o.File = name
	case !t.inMemory:
		o.File = name + ".db"
	}
	return err
}

// isServer reports whether a text is the address of a server.
func isServer(text string) bool {
	_, err := optuna.Address(text)
	return err == nil
}
