package main

import (
	"context"
	"fmt"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/experiment/guidance"
	"github.com/resonetics/playground/experiment/shard"
	"github.com/resonetics/playground/internal/files"
)

// guidanceBench are the flags of `bench guidance`.
type guidanceBench struct {
	*studyFlags
	options  guidance.Options
	from     []string
	markdown bool
	flags    *pflag.FlagSet
}

func newBenchGuidanceCommand() *cobra.Command {
	b := &guidanceBench{options: guidance.Defaults()}
	cmd := &cobra.Command{
		Use:   "guidance",
		Short: "Compare ways to keep a learner out of danger",
		Long: "Train the Pilot under every rule of guidance, its controls, limits on memory without a network, and look-ahead, from the\n" +
			"same seeds in eight worlds: failures while training, the share of steps handed over, return and failures afterwards, with\n" +
			"guidance off and left on. Limits are tuned first, on seeds of their own: the fewest failures among those that hand over at\n" +
			"most as much as withdrawn guidance does. All of it takes about 45 minutes on two cores. What is finished is kept in FILE.part\n" +
			"beside --out FILE, and the same command goes on with it. Ctrl-C prints what was finished in all worlds.",
		Example: "  resonetics bench guidance --json --out guidance.json\n" +
			"  resonetics bench guidance --worlds red-queen --rules none,withdrawn --seeds 4\n" +
			"  resonetics bench guidance --shard 1/2 --out one.part\n" +
			"  resonetics bench merge one.part two.part --json --out guidance.json\n" +
			"  resonetics bench guidance --from guidance.json --plot frontier.svg",
		Args: noArgs,
		RunE: b.run,
	}
	flags, o := cmd.Flags(), &b.options
	b.flags = flags
	wordsFlag(cmd, &o.Worlds, "worlds", o.Worlds, guidance.WorldKeys(), "worlds to learn in")
	wordsFlag(cmd, &o.Rules, "rules", o.Rules, guidance.RuleKeys(), "rules to compare")
	firstSeedFlag(flags, &o.First, 1, "")
	wholeFlag(flags, &o.Seeds, "seeds", o.Seeds, 2, 1000, "paired seeds")
	wholeFlag(flags, &o.TuningSeeds, "tuning-seeds", o.TuningSeeds, 1, 1000, "other seeds, on which limits are tuned")
	wholeFlag(flags, &o.Steps, "steps", o.Steps, 1, maxTrainingSteps, "environment steps per run")
	wholeFlag(flags, &o.Episodes, "episodes", o.Episodes, 1, maxEpisodes, "held-out episodes after each run")
	heldOutFlag(flags, &o.HeldOut, o.HeldOut, "set of those episodes")
	workersFlag(cmd, &o.Workers, "seeds to train at the same time")
	flags.Var(&value[[]string]{&b.from, "files", "the names of files, separated by commas", func(text string) ([]string, bool) {
		paths := strings.Split(text, ",")
		return paths, !slices.Contains(paths, "")
	}, func(paths []string) string { return strings.Join(paths, ",") }}, "from", "show again what --json has written to these files, put together, and measure nothing")
	flags.BoolVar(&b.markdown, "markdown", false, "print the tables as docs/measured.md has them")
	b.studyFlags = addStudyFlags(cmd, addMeasureFlags(cmd, "failures against steps handed over"))
	b.keeps = true
	cmd.MarkFlagsMutuallyExclusive("json", "markdown")
	return cmd
}

func (b *guidanceBench) run(cmd *cobra.Command, _ []string) (err error) {
	if b.from != nil {
		err = onlyShown(b.flags)
	}
	if err == nil {
		err = apart(map[string]string{"out": b.out.path, "plot": b.plot})
	}
	if err != nil {
		return err
	}
	if b.markdown {
		b.rows = func(r report) []byte { return []byte(r.(*guidance.Table).Markdown()) }
	}
	if b.from != nil {
		return b.measureFlags.run(cmd, func(ctx context.Context, _ *progress) (report, error) { return readGuidance(ctx, b.from) })
	}
	if _, err := os.Stat(b.kept()); err == nil {
		b.out.force = true // what --out has so far is a part of the same comparison
	}
	return b.studyFlags.run(cmd, b.measure)
}

func (b *guidanceBench) measure(ctx context.Context, p *progress, s *shard.Store) (report, error) {
	b.options.Store, b.options.Progress = s, p.remaining()
	return guidance.Measure(ctx, b.options)
}

// readGuidance reads tables and puts them together.
func readGuidance(ctx context.Context, paths []string) (report, error) {
	var tables []*guidance.Table
	for _, path := range paths {
		content, err := files.Wait(ctx, func() ([]byte, error) { return os.ReadFile(path) })
		var t *guidance.Table
		if err == nil {
			t, err = guidance.Read(content)
		}
		if err != nil {
			return nil, fmt.Errorf("--from %s: %w", path, err)
		}
		tables = append(tables, t)
	}
	return guidance.Merge(tables)
}
