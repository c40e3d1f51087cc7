package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/learning"
	"github.com/resonetics/playground/experiment/plot"
	"github.com/resonetics/playground/experiment/shard"
	"github.com/resonetics/playground/internal/files"
)

// squadronCurve is how many steps lie between two points of a Squadron's curve, and
// squadronEarly is how many steps lie between two evaluations of a Squadron in the first
// tenth of its steps, in which it overtakes h.3.
const (
	squadronCurve = 250_000
	squadronEarly = 10_000
)

// learningBench are the flags of `bench learning`.
type learningBench struct {
	*studyFlags
	policies, presets []string
	seeds             int
	first             uint64 // of the seeds
	steps             int
	options           learning.Options
	from              string
	markdown          bool
	profile           string

	flags  *pflag.FlagSet
	report *learning.Report // once it has been measured
}

func newBenchLearningCommand() *cobra.Command {
	b := new(learningBench)
	cmd := &cobra.Command{
		Use:   "learning",
		Short: "Measure how fast and how well a network learns",
		Long: "Train the Pilot or the Squadron (pqn) from several seeds on every preset, with the numbers recommended for it. Evaluate it\n" +
			"as it learns, and at the end on held-out episodes of another set, beside h3 and the omniscient planner: failures, returns,\n" +
			"their interquartile mean over the seeds with a bootstrap interval, the probability of improvement. Say which bars are met;\n" +
			"less than they are stated over is not measured. Ctrl-C prints what was done.",
		Example: "  resonetics bench learning --presets red-queen\n" +
			"  resonetics bench learning --policy pqn,pilot --first-seed 101 --profile profile.svg\n" +
			"  resonetics bench learning --policy pqn --json --out pqn.json\n" +
			"  resonetics bench learning --from pqn.json --markdown\n" +
			"  resonetics bench learning --shard 1/4 --out 1.part\n" +
			"  resonetics bench learning --presets red-queen --seeds 2 --steps 10000 --plot curves.svg",
		Args: noArgs,
		RunE: b.run,
	}
	flags, o := cmd.Flags(), &b.options
	b.flags = flags
	wordsFlag(cmd, &b.policies, "policy", []string{"pilot"}, []string{"pilot", "pqn"}, "who learns; where both do, they are compared")
	wordsFlag(cmd, &b.presets, "presets", baselines.Presets(), baselines.Presets(), "worlds to learn in")
	firstSeedFlag(flags, &b.first, 1, "")
	wholeFlag(flags, &b.seeds, "seeds", learning.StatedSeeds, 1, 1000, "seeds per preset; the bars are stated over the default")
	wholeFlag(flags, &b.steps, "steps", 0, 0, maxTrainingSteps, "environment steps per seed; 0 for the number the bars are stated over")
	wholeFlag(flags, &o.Every, "every", 2500, 1, maxTrainingSteps, "steps between two evaluations, 250000 for a pqn")
	wholeFlag(flags, &o.Early, "early", 0, 0, maxTrainingSteps, "steps between two evaluations in the first tenth, 10000 for a pqn; 0 for as many as later")
	wholeFlag(flags, &o.Curve, "curve-episodes", 50, 1, maxEpisodes, "held-out episodes per evaluation while it learns")
	wholeFlag(flags, &o.Episodes, "episodes", 1000, 1, maxEpisodes, "held-out episodes per seed at the end; the bars are stated over the default")
	heldOutFlag(flags, &o.HeldOut, baselines.Final, "set of episodes at the end")
	workersFlag(cmd, &o.Workers, "seeds to train at the same time")
	fileFlag(flags, &b.from, "from", "", "show again what --json has written to this file, and measure nothing")
	flags.BoolVar(&b.markdown, "markdown", false, "print the tables as docs/measured.md has them")
	fileFlag(flags, &b.profile, "profile", "", "draw the performance profiles over all presets to this file, .svg or .png; --force overwrites it")
	b.studyFlags = addStudyFlags(cmd, addMeasureFlags(cmd, "the learning curves of one policy on one preset"))
	eitherOr(cmd, "json", "markdown")
	return cmd
}

func (b *learningBench) run(cmd *cobra.Command, _ []string) error {
	if err := b.together(); err != nil {
		return err
	}
	if err := checkPicture("profile", b.profile, b.out.force); err != nil {
		return err
	}
	if b.markdown {
		b.rows = func(r report) []byte { return []byte(r.(*learning.Report).Markdown()) }
	}
	var err error
	if b.from != "" {
		err = b.measureFlags.run(cmd, b.read)
	} else {
		err = b.studyFlags.run(cmd, b.measure)
	}
	if b.profile == "" || b.report == nil {
		return err
	}
	failed := drawFigure(b.profile, b.report.Profile())
	if err != nil && errors.Is(failed, plot.ErrEmpty) {
		failed = nil // of what was interrupted there may be nothing to draw
	}
	return errors.Join(err, failed)
}

// together refuses flags that contradict each other.
func (b *learningBench) together() (err error) {
	if err := apart(map[string]string{"out": b.out.path, "plot": b.plot, "profile": b.profile}); err != nil {
		return err
	}
	if b.from == "" {
		if b.plot != "" && (len(b.presets) != 1 || len(b.policies) != 1) {
			return usagef("--plot draws one policy on one preset, and there are %d on %d", len(b.policies), len(b.presets))
		}
		return nil
	}
	return onlyShown(b.flags, "profile")
}

// read returns the report of --from.
func (b *learningBench) read(ctx context.Context, _ *progress) (report, error) {
	content, err := files.Wait(ctx, func() ([]byte, error) { return os.ReadFile(b.from) })
	if err == nil {
		b.report, err = learning.Read(content)
	}
	if err != nil {
		return nil, fmt.Errorf("--from %s: %w", b.from, err)
	}
	return b.report, nil
}

// measure measures every policy on every preset. Where other processes do some of it, it goes
// on to the next one.
func (b *learningBench) measure(ctx context.Context, p *progress, s *shard.Store) (report, error) {
	r := &learning.Report{Wanted: b.seeds * len(b.presets) * len(b.policies)}
	var elsewhere error
	for _, preset := range cluster.Presets() {
		if !slices.Contains(b.presets, preset.Key) {
			continue
		}
		for _, policy := range b.policies {
			o := b.optionsFor(policy, preset)
			o.Store = s
			o.Progress = func(seed uint64, at learning.Point) {
				p.show("%s on %s, seed %d: %d of %d steps, fails %.0f %%, returns %.1f", policy, preset.Key, seed, at.Steps, o.Steps, 100*at.Failed, at.Return)
			}
			t, err := b.table(ctx, p, &o)
			if errors.Is(err, shard.ErrElsewhere) {
				elsewhere = err
				continue
			}
			if t == nil {
				return nil, err
			}
			r.Add(t, o.Workers)
			b.report = r
			if t.Partial || err != nil {
				return r, ignoreEnd(ctx, err)
			}
		}
	}
	return r, elsewhere
}

// table measures one policy on one preset, with the link that repeats it where it is whole.
func (b *learningBench) table(ctx context.Context, p *progress, o *learning.Options) (*learning.Table, error) {
	t, err := learning.Measure(ctx, *o)
	if err != nil && !errors.Is(err, shard.ErrElsewhere) || err == nil && t.Partial {
		return t, err
	}
	if t != nil {
		t.Command = b.command(o.Learner, o.Preset)
	}
	if failed := addLink(ctx, p, o, t); failed != nil && !errors.Is(failed, shard.ErrElsewhere) {
		return t, failed
	} else if err == nil {
		err = failed
	}
	return t, err
}

// ignoreEnd returns no error where it is that ctx has ended: what was measured until then
// is shown.
func ignoreEnd(ctx context.Context, err error) error {
	if errors.Is(err, ctx.Err()) {
		return nil
	}
	return err
}

// optionsFor returns what to measure of a policy on a preset.
func (b *learningBench) optionsFor(policy string, preset cluster.Preset) learning.Options {
	o := b.options
	o.Learner, o.Preset, o.Seeds = policy, preset.Key, learning.Seeds(b.first, b.seeds)
	o.Config, o.Stated = recommendedFor(policy, preset)
	o.Steps = o.Stated
	if b.steps > 0 {
		o.Steps = b.steps
	}
	if policy == "pqn" {
		if !b.flags.Changed("every") {
			o.Every = squadronCurve
		}
		if !b.flags.Changed("early") {
			o.Early = squadronEarly
		}
	}
	o.Every = min(o.Every, o.Steps)
	return o
}

// recommendedFor returns what a policy learns a preset best with, and for how many steps. A
// Squadron's key begins with pqn, with a Prophet or without.
func recommendedFor(policy string, preset cluster.Preset) (train.Config, int) {
	if strings.HasPrefix(policy, "pqn") {
		return learning.RecommendedSquadron(preset)
	}
	return learning.Recommended(preset)
}

// command returns the command that measures a policy on a preset again.
func (b *learningBench) command(policy, preset string) string {
	return commandOf(b.flags, "resonetics bench learning --policy "+policy+" --presets "+preset,
		"first-seed", "seeds", "steps", "every", "early", "curve-episodes", "episodes", "held-out")
}

// commandOf returns a command with those of the flags that were given.
func commandOf(flags *pflag.FlagSet, command string, names ...string) string {
	for _, name := range names {
		if f := flags.Lookup(name); f.Changed {
			command += " --" + name + " " + f.Value.String()
		}
	}
	return command
}
