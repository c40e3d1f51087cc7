package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/env/cluster"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/bench"
	"github.com/resonetics/playground/experiment/shard"
)

// clusterBench are the flags of `cluster bench`.
type clusterBench struct {
	rules, preset string
	link, format  string
	policies      []string
	learners      *benchLearners
	look          *foresightFlags
	heldOut       baselines.Set // in place of the episodes of the seed; empty: none
	options       bench.Options
}

func newClusterBenchCommand() *cobra.Command {
	b := new(clusterBench)
	cmd := &cobra.Command{
		Use:   "bench",
		Short: "Measure policies against each other on the same episodes",
		Long: "Measure policies against each other on the same episodes: return, steps, nodes out of memory, average load,\n" +
			"failures and cost, and how each compares with the first: wins and ties, paired differences, the probability of\n" +
			"improvement. Intervals are of 95 %, by the bootstrap over episodes. Policies that learn (rules v5.1) are trained\n" +
			"first, or loaded with --checkpoint. Episode e has the seed that is derived from --seed and e, for every policy.\n" +
			"--foresight imagine lets every policy play once more, looking ahead.\n" +
			"--link repeats a series of the page, number for number. Ctrl-C prints what was done so far.",
		Example: "  resonetics cluster bench --rules v4.5 --episodes 50\n" +
			"  resonetics cluster bench --preset red-queen --policies h3,qtable,pilot,pilot-prophet,omniscient\n" +
			"  resonetics cluster bench --preset crisis --policies h3,omniscient --episodes 200 --json\n" +
			"  resonetics cluster bench --preset red-queen --policies h3,my.star\n" +
			"  resonetics cluster bench --preset scarcity --policies h3,pqn --foresight imagine\n" +
			"  resonetics cluster bench --link '#v=2&lab=race&seed=42&series=100.43.h3.omniscient' --format csv\n" +
			"  resonetics cluster bench --preset crisis --episodes 100000 --shard 1/4 --out 1.part",
		Args: noArgs,
	}
	flags, o := cmd.Flags(), &b.options
	wordFlag(cmd, &b.rules, "rules", "v4.5", baselines.RuleSets(), "rule set, with its own numbers")
	wordFlag(cmd, &b.preset, "preset", "", baselines.Presets(), "a preset in place of a rule set")
	policiesFlag(cmd, &b.policies, "policies", baselines.Policies(), append(baselines.Policies(), clusterlab.Learners()...), "policies to measure; the others are compared with the first")
	b.learners = addBenchLearners(cmd)
	b.look = addForesightFlags(cmd)
	wholeFlag(flags, &o.Episodes, "episodes", 50, 1, maxEpisodes, "episodes per policy")
	workersFlag(cmd, &o.Workers, "how many episodes to play at the same time")
	seedFlag(flags, &o.Seed, 42)
	heldOutFlag(flags, &b.heldOut, baselines.Set{}, "set of episodes in place of those of --seed")
	linkFlag(flags, &b.link, "take world, policies and episodes from the link of a series")
	wordFlag(cmd, &b.format, "format", "text", []string{"text", "csv", "episodes"}, "text: a table; csv: a row for each policy; episodes: a row for each episode of each policy")
	m := addStudyFlags(cmd, addMeasureFlags(cmd, ""))
	eitherOr(cmd, "json", "format")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if b.preset != "" && flags.Changed("rules") {
			return usagef("--preset already fixes the rules; leave out --rules")
		}
		if err := b.alone(flags); err != nil {
			return err
		}
		m.rows = b.rows()
		return m.run(cmd, func(ctx context.Context, p *progress, s *shard.Store) (report, error) {
			b.options.Store = s
			return b.measure(ctx, p)
		})
	}
	return cmd
}

// alone refuses the flags that say what is measured beside --link, which says it all.
func (b *clusterBench) alone(flags *pflag.FlagSet) (err error) {
	if b.link == "" {
		return nil
	}
	flags.Visit(func(f *pflag.Flag) {
		if !slices.Contains([]string{"link", "workers", "format", "json", "out", "force", "shard"}, f.Name) {
			err = usagef("--link already fixes what is measured; leave out --%s", f.Name)
		}
	})
	return err
}

// rows returns what writes the rows of --format; nil for the text.
func (b *clusterBench) rows() func(report) []byte {
	switch b.format {
	case "csv":
		return func(r report) []byte { return r.(*bench.Table).CSV() }
	case "episodes":
		return func(r report) []byte { return r.(*bench.Table).EpisodesCSV() }
	}
	return nil
}

func (b *clusterBench) measure(ctx context.Context, p *progress) (*bench.Table, error) {
	o := b.options
	var err error
	if b.link != "" {
		err = shared(ctx, p, b.link, &o)
	} else {
		err = b.flagged(ctx, p, &o)
	}
	if err != nil {
		return nil, err
	}
	o.Progress = p.counter("episodes")
	return bench.Run(ctx, o)
}

// flagged adds what the flags say to o.
func (b *clusterBench) flagged(ctx context.Context, p *progress, o *bench.Options) error {
	world, err := b.world()
	if err != nil {
		return err
	}
	ahead, err := b.look.config()
	if err != nil {
		return err
	}
	var note string
	o.World = world.Config
	o.Players, note, err = b.learners.players(ctx, p, o.Store, b.policies, world, o.Seed)
	o.Title = world.Label + note
	if b.heldOut.Key != "" {
		o.Seed = b.heldOut.Seed
		o.Title += ", held-out episodes of the set " + b.heldOut.Key
	}
	if err == nil && ahead != nil {
		p.show("teaching what is imagined")
		err = o.LookAhead(ctx, *ahead)
	}
	return err
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
