package main

import (
	"context"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/agent/distil"
	ahead "github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/imagine"
	"github.com/resonetics/playground/experiment/learning"
)

// imagineBench are the flags of `bench imagine`.
type imagineBench struct {
	*measureFlags
	policies, presets []string
	firstSeed         uint64
	seeds, steps      int
	options           imagine.Options
	flags             *pflag.FlagSet
}

func newBenchImagineCommand() *cobra.Command {
	b := new(imagineBench)
	cmd := &cobra.Command{
		Use:   "imagine",
		Short: "Measure what looking ahead is worth, and the network that learns from it",
		Long: "Train the Pilot or the Squadron (pqn) from several seeds, and let each play the same held-out episodes three times: alone;\n" +
			"with a look ahead that imagines futures before a dangerous step and may overrule it; and with a network that was taught what\n" +
			"is imagined, in episodes of its own, and plays no future. Failures, return, and the share of steps acted on, paired by seed,\n" +
			"with 95 % intervals. Look-ahead knows the rules and sees the whole grid, which the policy does not. Say which bars are met;\n" +
			"less than they are stated over is not measured. Ctrl-C prints the seeds that were finished.",
		Example: "  resonetics bench imagine --policy pilot --presets scarcity\n" +
			"  resonetics bench imagine --first-seed 101 --json --out imagine.json\n" +
			"  resonetics bench imagine --policy pilot --presets red-queen --seeds 2 --steps 5000 --episodes 20 --distil-after 100",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return b.run(cmd, b.measure) },
	}
	flags, o := cmd.Flags(), &b.options
	b.flags, o.Ahead, o.Distil = flags, ahead.Default(), distil.Default()
	wordsFlag(cmd, &b.policies, "policy", []string{"pilot", "pqn"}, []string{"pilot", "pqn"}, "who learns, and then plays")
	wordsFlag(cmd, &b.presets, "presets", baselines.Presets(), baselines.Presets(), "worlds to learn and play in")
	firstSeedFlag(flags, &b.firstSeed, 1, "")
	wholeFlag(flags, &b.seeds, "seeds", learning.StatedSeeds, 2, 1000, "seeds per preset; the bars are stated over the default")
	wholeFlag(flags, &b.steps, "steps", 0, 0, maxTrainingSteps, "environment steps of training per seed; 0 for the number the bars are stated over")
	wholeFlag(flags, &o.Episodes, "episodes", imagine.StatedEpisodes, 1, maxEpisodes, "held-out episodes per seed, each played three times; the bars are stated over the default")
	wholeFlag(flags, &o.Distil.After, "distil-after", o.Distil.After, 1, 1_000_000, "imagined states that the distilled network is taught")
	heldOutFlag(flags, &o.HeldOut, baselines.Final, "set of those episodes")
	workersFlag(cmd, &o.Workers, "seeds at the same time")
	b.measureFlags = addMeasureFlags(cmd, "")
	return cmd
}

// measure measures every policy on every preset, until ctx ends.
func (b *imagineBench) measure(ctx context.Context, p *progress) (report, error) {
	r := &imagine.Report{Wanted: b.seeds * len(b.presets) * len(b.policies)}
	for _, preset := range cluster.Presets() {
		if !slices.Contains(b.presets, preset.Key) {
			continue
		}
		for _, policy := range b.policies {
			o := b.options
			o.Learner, o.Preset, o.Seeds = policy, preset.Key, learning.Seeds(b.firstSeed, b.seeds)
			o.Config, o.Stated = recommendedFor(policy, preset)
			if o.Steps = o.Stated; b.steps > 0 {
				o.Steps = b.steps
			}
			o.Progress = func(seed uint64, part string) { p.show("%s on %s, seed %d: %s", policy, preset.Key, seed, part) }
			t, err := imagine.Measure(ctx, o)
			if err != nil {
				if len(r.Tables) > 0 {
					err = ignoreEnd(ctx, err)
				}
				return r, err
			}
			t.Command = commandOf(b.flags, "resonetics bench imagine --policy "+policy+" --presets "+preset.Key,
				"first-seed", "seeds", "steps", "episodes", "distil-after", "held-out")
			r.Tables = append(r.Tables, t)
			if len(t.Runs) < t.Wanted {
				return r, nil
			}
		}
	}
	return r, nil
}
