package main

import (
	"context"
	"fmt"
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/forecast"
	"github.com/resonetics/playground/experiment/learning"
	"github.com/resonetics/playground/internal/files"
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

// forecastBench are the flags of `bench forecast`.
type forecastBench struct {
	*measureFlags
	options  forecast.Options
	from     string
	markdown bool
	flags    *pflag.FlagSet
}

func newBenchForecastCommand() *cobra.Command {
	b := new(forecastBench)
	cmd := &cobra.Command{
		Use:   "forecast",
		Short: "Judge the Prophet as a forecaster",
		Long: fmt.Sprintf("Train a Pilot, let Prophets learn from episodes of it with ε %g and from a mixture with ε from 0.1 to 1, and judge their\n", forecast.Epsilon) +
			"forecasts of failure on held-out episodes: under the Pilot, under random actions, and under heuristics that none has seen.\n" +
			"AUROC, and AUROC given elapsed time; the Brier score with its reliability, resolution and uncertainty; lead time; beside\n" +
			"the clock and limits on memory. Means over the seeds with 95 % intervals; --plot draws the reliability diagrams.",
		Example: "  resonetics bench forecast --plot reliability.svg\n  resonetics bench forecast --first-seed 101 --held-out 12345\n" +
			"  resonetics bench forecast --seeds 1 --steps 5000 --learn 50 --judge 20 --json\n  resonetics bench forecast --from forecast.json --markdown",
		Args: noArgs,
		RunE: b.run,
	}
	flags, o := cmd.Flags(), &b.options
	b.flags = flags
	presetFlag(cmd, &o.Preset, "world whose failures are forecast")
	firstSeedFlag(flags, &o.FirstSeed, 1, "")
	wholeFlag(flags, &o.Seeds, "seeds", forecast.StatedSeeds, 1, 1000, "seeds; the bars are stated over the default")
	wholeFlag(flags, &o.Steps, "steps", 40_000, 1, maxTrainingSteps, "environment steps of the Pilot's training")
	wholeFlag(flags, &o.Learn, "learn", 300, 1, maxEpisodes, "episodes that a Prophet learns from")
	wholeFlag(flags, &o.Passes, "passes", 3, 1, 1000, "how often it learns from each")
	wholeFlag(flags, &o.Episodes, "judge", 300, 1, maxEpisodes, "held-out episodes that it is judged on, for each policy")
	heldOutFlag(flags, &o.HeldOut, baselines.Final, "set of those episodes")
	workersFlag(cmd, &o.Workers, "seeds at the same time")
	fileFlag(flags, &b.from, "from", "", "show again what --json has written to this file, and measure nothing")
	flags.BoolVar(&b.markdown, "markdown", false, "print the tables as docs/measured.md has them")
	b.measureFlags = addMeasureFlags(cmd, "the reliability diagrams")
	cmd.MarkFlagsMutuallyExclusive("json", "markdown")
	return cmd
}

func (b *forecastBench) run(cmd *cobra.Command, _ []string) (err error) {
	if b.markdown {
		b.rows = func(r report) []byte { return []byte(r.(*forecast.Table).Markdown()) }
	}
	o := &b.options
	if o.Config, err = recommended(o.Preset); err != nil {
		return err
	}
	if b.from != "" {
		if err = onlyShown(b.flags); err != nil {
			return err
		}
	}
	return b.measureFlags.run(cmd, b.measure)
}

// measure returns the table of --from, or measures one.
func (b *forecastBench) measure(ctx context.Context, p *progress) (report, error) {
	if b.from == "" {
		b.options.Progress = func(seed uint64, part string) { p.show("seed %d: %s", seed, part) }
		t, err := forecast.Measure(ctx, b.options)
		if err == nil {
			t.Command = b.command()
		}
		return t, err
	}
	content, err := files.Wait(ctx, func() ([]byte, error) { return os.ReadFile(b.from) })
	if err != nil {
		return nil, fmt.Errorf("--from %s: %w", b.from, err)
	}
	t, err := forecast.Read(content)
	if err != nil {
		return nil, fmt.Errorf("--from %s: %w", b.from, err)
	}
	return t, nil
}

// command returns the command that measures the same again.
func (b *forecastBench) command() string {
	text := "resonetics bench forecast"
	for _, name := range []string{"preset", "first-seed", "seeds", "steps", "learn", "passes", "judge", "held-out"} {
		if f := b.flags.Lookup(name); f.Changed {
			text += " --" + name + " " + f.Value.String()
		}
	}
	return text
}
