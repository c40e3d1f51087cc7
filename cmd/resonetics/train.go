package main

import (
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/bench"
	"github.com/resonetics/playground/internal/files"
)

const (
	// maxTrainingSteps bounds --max-steps.
	maxTrainingSteps = 1_000_000_000
	// defaultLearner is who learns when --policy does not say.
	defaultLearner = "pilot-prophet"
	// squadronEvery is how many steps of all worlds lie between two evaluations of a
	// Squadron, unless a flag says it.
	squadronEvery = 100_000
)

// trainCommand are the flags of `train`.
type trainCommand struct {
	flags      *runFlags
	maxSteps   int
	runtime    time.Duration // 0: no limit
	checkpoint string
	saveEvery  int
	resume     string
	csv, plot  string
	force      bool
	evalEvery  int
	episodes   int
	heldOut    baselines.Set // for the table at the end
	json       bool
	seeds      []uint64    // nil: the one of flags
	ahead      *bench.Look // nil: nothing looks ahead
}

func newTrainCommand() *cobra.Command {
	t := new(trainCommand)
	cmd := &cobra.Command{
		Use:   "train",
		Short: "Let a policy learn without a picture",
		Long: "Let a policy learn without a picture, and measure it on held-out episodes beside h3 and the omniscient planner.\n" +
			"The same flags and seed give the same weights on every machine, those that the page and the window learn.\n" +
			"Ctrl-C saves and stops; --resume goes on bit for bit. It takes minds and runs that the page or the window saved, too, which\n" +
			"go on with their next episode; --foresight has to be given again. The best checkpoint so far, by its evaluations, is kept beside the last, as NAME-best.",
		Example: "  resonetics train --preset red-queen --checkpoint pilot.safetensors --csv run.csv --plot run.svg\n" +
			"  resonetics train --resume pilot.safetensors --checkpoint pilot.safetensors --max-steps 80000\n" +
			"  resonetics train --policy pqn --preset scarcity\n" +
			"  resonetics train --policy pqn --preset red-queen --seeds 1-8 --plot luck.svg\n" +
			"  resonetics train --policy pqn --preset scarcity --foresight imagine\n" +
			"  resonetics train --policy qtable --max-runtime 0.5",
		Args: noArgs,
		RunE: t.run,
	}
	t.flags = addRunFlags(cmd, cluster.Lab)
	flags := cmd.Flags()
	flags.SetNormalizeFunc(learningRateIsLR)
	if err := flags.MarkHidden("train"); err != nil {
		panic(err) // the lab has no such parameter
	}
	policy := flags.Lookup("policy")
	policy.Usage, policy.DefValue = "who learns ("+strings.Join(cluster.Learners(), ", ")+")", defaultLearner
	wholeFlag(flags, &t.maxSteps, "max-steps", 40_000, 1, maxTrainingSteps, "environment steps of the whole run, those before --resume included; a pqn takes those of its schedule unless this is given")
	flags.Var(hoursValue(&t.runtime), "max-runtime", "hours, or a duration like 90m, after which to save and stop; 0 for no limit")
	fileFlag(flags, &t.checkpoint, "checkpoint", "", "save the run to this file, as safetensors")
	wholeFlag(flags, &t.saveEvery, "save-every", 50, 1, maxEpisodes, "episodes between two saves; it is also saved at the end and on Ctrl-C")
	fileFlag(flags, &t.resume, "resume", "", "go on with the run of this checkpoint")
	fileFlag(flags, &t.csv, "csv", "", "write one row of metrics per episode to this file; with --resume, go on with it; with --seeds, a row for each evaluation")
	fileFlag(flags, &t.plot, "plot", "", "draw the learning curve to this file, .svg or .png")
	flags.BoolVar(&t.force, "force", false, "overwrite files that exist")
	wholeFlag(flags, &t.evalEvery, "eval-every", 5000, 0, maxTrainingSteps, "steps between two evaluations on held-out episodes, 100000 for a pqn; 0 for none")
	wholeFlag(flags, &t.episodes, "eval-episodes", 20, 1, maxEpisodes, "held-out episodes per evaluation; with --seeds, fifty times as many of --held-out at the end")
	heldOutFlag(flags, &t.heldOut, baselines.Final, "set of episodes of the table at the end")
	flags.BoolVar(&t.json, "json", false, "print what the run came to as JSON")
	seedsFlag(flags, &t.seeds)
	return cmd
}

// learningRateIsLR lets the long name of the published program stand for the
// parameter.
func learningRateIsLR(_ *pflag.FlagSet, name string) pflag.NormalizedName {
	if name == "learning-rate" {
		name = "lr"
	}
	return pflag.NormalizedName(name)
}

func (t *trainCommand) run(cmd *cobra.Command, _ []string) (err error) {
	if err := t.together(cmd.Flags()); err != nil {
		return err
	}
	if len(t.seeds) > 0 {
		return t.trainSeeds(cmd)
	}
	trainer, err := files.Wait(cmd.Context(), func() (*train.Trainer, error) { return t.trainer(cmd) })
	if err != nil {
		return err
	}
	r := &trainRun{trainCommand: t, trainer: trainer, saved: -1, progress: newProgress(cmd), out: cmd.OutOrStdout()}
	if t.resume != "" && t.resume == t.checkpoint {
		r.saved = trainer.Learner().Numbers().Steps
	}
	if err := t.checkFiles(); err != nil {
		return err
	}
	if t.csv != "" {
		rows, err := files.Wait(cmd.Context(), func() (*trainCSV, error) { return t.openTrainCSV(trainer.Learner().Numbers()) })
		if err != nil {
			return err
		}
		r.rows = rows
		defer func() { err = errors.Join(err, rows.close()) }()
	}
	return r.all(cmd.Context())
}

// together refuses flags that change nothing beside, or without, another.
func (t *trainCommand) together(flags *pflag.FlagSet) error {
	for _, name := range []string{"eval-episodes", "held-out"} {
		if flags.Changed(name) && flags.Changed("eval-every") && t.evalEvery == 0 {
			return usagef("--%s changes nothing where --eval-every is 0; leave one of them out", name)
		}
	}
	return serves(flags, "save-every", "checkpoint")
}

// trainer returns the run that the flags describe, or the one to resume.
func (t *trainCommand) trainer(cmd *cobra.Command) (*train.Trainer, error) {
	if t.resume != "" {
		return t.resumed(cmd)
	}
	c, config, err := t.learner(cmd)
	if err != nil {
		return nil, err
	}
	trainer, err := train.New(config)
	if err != nil {
		return nil, err
	}
	trainer.Learner().Begin(c.Seed, cluster.PresetOf(c))
	return trainer, t.lookAhead(trainer, c)
}

// learner returns the session that the flags describe and what its policy learns with.
func (t *trainCommand) learner(cmd *cobra.Command) (c lab.Config, config train.Config, err error) {
	if c, err = t.flags.configured(); err != nil {
		return c, config, err
	}
	if t.flags.link == "" && !cmd.Flags().Changed("policy") {
		if err := c.SetText("policy", defaultLearner); err != nil {
			return c, config, err
		}
	}
	if c.Get("train") == 0 {
		return c, config, usagef("train is off, and this command trains; leave it out")
	}
	if config, err = cluster.Learner(c); err != nil {
		return c, config, t.flags.usage(err)
	}
	if err := t.flags.allRead(c); err != nil {
		return c, config, err
	}
	t.fit(cmd.Flags(), config)
	return c, config, nil
}

// fit gives a Squadron, whose steps are those of many worlds, other defaults.
func (t *trainCommand) fit(flags *pflag.FlagSet, config train.Config) {
	if config.Algorithm != train.PQN {
		return
	}
	if !flags.Changed("max-steps") {
		t.maxSteps = config.PQN.Horizon
	}
	if !flags.Changed("eval-every") {
		t.evalEvery = squadronEvery
	}
}

// resumed loads the run of --resume, which leaves its description to no other flag, but for
// whether it looks ahead: a checkpoint does not hold it.
func (t *trainCommand) resumed(cmd *cobra.Command) (*train.Trainer, error) {
	if err := t.flags.alone("resume", cluster.IsForesights); err != nil {
		return nil, err
	}
	b, err := readMind(t.resume)
	if err != nil {
		return nil, err
	}
	trainer, err := train.Load(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", t.resume, err)
	}
	if done := trainer.Learner().Numbers().Steps; done >= t.maxSteps {
		return nil, usagef("--max-steps is %d, and %s has %d steps already; want more", t.maxSteps, t.resume, done)
	}
	if !train.HoldsWorld(b) {
		fmt.Fprintf(cmd.ErrOrStderr(), "resonetics: %s goes on with its next episode; the one in which it was saved is left out\n", t.resume)
	}
	return trainer, t.lookAheadAgain(trainer)
}

// checkFiles finds out before hours of training what cannot be written.
func (t *trainCommand) checkFiles() error {
	named := map[string]string{"checkpoint": t.checkpoint, "csv": t.csv, "plot": t.plot}
	if t.checkpoint != "" && t.evalEvery > 0 {
		named["checkpoint (its best)"] = bestOf(t.checkpoint)
	}
	if err := apart(named); err != nil {
		return err
	}
	if err := checkPlot(t.plot, t.force); err != nil {
		return err
	}
	if t.checkpoint == "" {
		return nil
	}
	again := t.force || t.checkpoint == t.resume
	err := files.MayWrite(t.checkpoint, again)
	if err == nil && t.evalEvery > 0 {
		err = files.MayWrite(bestOf(t.checkpoint), again)
	}
	return inFlag("checkpoint", err)
}

const maxHours = 24 * 365

// hoursValue is a flag for a time: a number of hours, as in the published
// program, or a duration with units.
func hoursValue(to *time.Duration) *value[time.Duration] {
	return &value[time.Duration]{to, "hours", fmt.Sprintf("hours from 0 to %d, or a duration like 90m", maxHours), func(text string) (time.Duration, bool) {
		if hours, err := strconv.ParseFloat(text, 64); err == nil {
			return time.Duration(hours * float64(time.Hour)), hours >= 0 && hours <= maxHours
		}
		d, err := time.ParseDuration(text)
		return d, err == nil && d >= 0 && d <= maxHours*time.Hour
	}, func(d time.Duration) string {
		if d == 0 {
			return "0"
		}
		return d.String()
	}}
}
