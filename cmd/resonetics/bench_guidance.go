package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/guidance"
	"github.com/resonetics/playground/experiment/learning"
)

// presetFlag adds --preset, with red-queen as its default.
func presetFlag(cmd *cobra.Command, value *string, help string) {
	wordFlag(cmd, value, "preset", "red-queen", baselines.Presets(), help)
}

// recommended returns the configuration that learns a preset best.
func recommended(preset string) (train.Config, error) {
	p, err := baselines.Preset(preset)
	if err != nil {
		return train.Config{}, err
	}
	config, _ := learning.Recommended(p)
	return config, nil
}

func newBenchGuidanceCommand() *cobra.Command {
	var o guidance.Options
	cmd := &cobra.Command{
		Use:   "guidance",
		Short: "Measure what the Prophet's guidance is worth",
		Long: "Train the Pilot under every rule of guidance and under their controls, from the same seeds, and compare the failures\n" +
			"while training seed by seed: 95 % intervals and paired t. The yoked controls act as often as the rule, but not when.\n" +
			"Ctrl-C prints the seeds that were finished.",
		Example: "  resonetics bench guidance\n  resonetics bench guidance --seeds 2 --steps 5000 --json",
		Args:    noArgs,
	}
	flags := cmd.Flags()
	presetFlag(cmd, &o.Preset, "world to learn in")
	firstSeedFlag(flags, &o.First, 1, "")
	wholeFlag(flags, &o.Seeds, "seeds", 8, 2, 1000, "paired seeds")
	wholeFlag(flags, &o.Steps, "steps", 30_000, 1, maxTrainingSteps, "environment steps per run")
	wholeFlag(flags, &o.Episodes, "episodes", 50, 1, maxEpisodes, "held-out episodes after each run")
	heldOutFlag(flags, &o.HeldOut, baselines.Final, "set of those episodes")
	workersFlag(cmd, &o.Workers, "seeds to train at the same time")
	m := addMeasureFlags(cmd, "the failures")
	cmd.RunE = func(cmd *cobra.Command, _ []string) (err error) {
		if o.Config, err = recommended(o.Preset); err != nil {
			return err
		}
		return m.run(cmd, func(ctx context.Context, p *progress) (report, error) {
			o.Progress = func(seed uint64, rule string, failures int) { p.show("seed %d, %s: %d failures", seed, rule, failures) }
			return guidance.Measure(ctx, o)
		})
	}
	return cmd
}
