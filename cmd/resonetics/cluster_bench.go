package main

import (
	"context"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/env/cluster"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/bench"
)

// clusterBench are the flags of `cluster bench`.
type clusterBench struct {
	rules, preset string
	policies      []string
	learners      *benchLearners
	options       bench.Options
}

func newClusterBenchCommand() *cobra.Command {
	b := new(clusterBench)
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure policies against each other on the same episodes",
		Long: "Measure policies against each other on the same episodes: return, steps, nodes out of memory, average load and\n" +
			"failures, with 95 % intervals, and how often each beats the first. Policies that learn (rules v5.1) are trained first,\n" +
			"or loaded with --checkpoint. Ctrl-C prints what was done so far.",
		Example: "  resonetics cluster bench --rules v4.5 --episodes 50\n" +
			"  resonetics cluster bench --preset red-queen --policies h3,qtable,pilot,pilot-prophet,omniscient\n" +
			"  resonetics cluster bench --preset crisis --policies h3,omniscient --episodes 200 --json\n" +
			"  resonetics cluster bench --preset red-queen --policies h3,my.star",
		Args: noArgs,
	}
	flags, o := cmd.Flags(), &b.options
	wordFlag(cmd, &b.rules, "rules", "v4.5", baselines.RuleSets(), "rule set, with its own numbers")
	wordFlag(cmd, &b.preset, "preset", "", baselines.Presets(), "a preset in place of a rule set")
	policiesFlag(cmd, &b.policies, "policies", baselines.Policies(), append(baselines.Policies(), clusterlab.Learners()...), "policies to measure; wins are counted against the first")
	b.learners = addBenchLearners(cmd)
	wholeFlag(flags, &o.Episodes, "episodes", 50, 1, maxEpisodes, "episodes per policy")
	workersFlag(cmd, &o.Workers, "how many episodes to play at the same time")
	seedFlag(flags, &o.Seed, 42)
	m := addMeasureFlags(cmd, "")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if b.preset != "" && flags.Changed("rules") {
			return usagef("--preset already fixes the rules; leave out --rules")
		}
		return m.run(cmd, func(ctx context.Context, p *progress) (report, error) { return b.measure(ctx, p) })
	}
	return cmd
}

func (b *clusterBench) measure(ctx context.Context, p *progress) (*bench.Table, error) {
	o := b.options
	world, err := b.world()
	if err != nil {
		return nil, err
	}
	o.World = world.Config
	var note string
	if o.Players, note, err = b.learners.players(ctx, p, b.policies, world, o.Seed); err != nil {
		return nil, err
	}
	o.Title = world.Label + note
	o.Progress = p.counter("episodes")
	return bench.Run(ctx, o)
}

// world returns where to play: the preset, or the rule set with its own numbers and
// without a key.
func (b *clusterBench) world() (cluster.Preset, error) {
	if b.preset == "" {
		config, err := baselines.RuleSet(b.rules)
		return cluster.Preset{Label: "Rule set " + b.rules, Config: config}, err
	}
	preset, err := baselines.Preset(b.preset)
	preset.Label = "Preset " + b.preset
	return preset, err
}
