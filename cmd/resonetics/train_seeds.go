package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/experiment/learning"
	"github.com/resonetics/playground/internal/files"
)

const (
	// maxSeeds bounds the number of --seeds.
	maxSeeds = 1000
	// finalPart is how many times more episodes a seed plays at the end than at a point of
	// its curve.
	finalPart = 50
)

// seedsFlag adds --seeds.
func seedsFlag(flags *pflag.FlagSet, to *[]uint64) {
	accept := fmt.Sprintf("seeds like 1-8 or 1,5,20-22, each once and at most %d", maxSeeds)
	flags.Var(&value[[]uint64]{to, "seeds", accept, parseSeeds, func(seeds []uint64) string {
		var words []string
		for _, s := range seeds {
			words = append(words, strconv.FormatUint(s, 10))
		}
		return strings.Join(words, ",")
	}}, "seeds", "train each of these seeds, as many at a time as there are processors, and compare them: "+accept)
}

// parseSeeds reads single seeds and ranges, separated by commas.
func parseSeeds(text string) (seeds []uint64, ok bool) {
	for part := range strings.SplitSeq(text, ",") {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		first, isFirst := field.Whole(from)
		last, isLast := field.Whole(to)
		if !isFirst || !isLast || last < first || last-first >= maxSeeds {
			return nil, false
		}
		seeds = append(seeds, learning.Seeds(first, int(last-first)+1)...)
	}
	sorted := slices.Compact(slices.Sorted(slices.Values(seeds)))
	return seeds, len(sorted) == len(seeds) && len(seeds) <= maxSeeds
}

// trainSeeds trains all of --seeds and shows what they came to together.
func (t *trainCommand) trainSeeds(cmd *cobra.Command) error {
	if err := t.severalAlone(cmd.Flags()); err != nil {
		return err
	}
	c, config, err := t.learner(cmd)
	if err != nil {
		return err
	}
	if err := t.checkSeedFiles(); err != nil {
		return err
	}
	o := learning.Options{
		Learner: cluster.PolicyOf(config), Preset: t.flags.preset, Config: config, Seeds: t.seeds,
		Steps: t.maxSteps, Every: min(t.evalEvery, t.maxSteps), Curve: t.episodes,
		Episodes: min(finalPart*t.episodes, maxEpisodes), HeldOut: t.heldOut, Workers: runtime.GOMAXPROCS(0),
		Prepare: func(t *train.Trainer, seed uint64) error {
			own := c
			own.Seed = seed
			return lookAhead(t, own)
		},
	}
	m := &measureFlags{json: t.json, plot: t.plot, out: &outputFlags{force: t.force}}
	return m.run(cmd, func(ctx context.Context, p *progress) (report, error) {
		o.Progress = seedProgress(p, &o)
		table, err := learning.Measure(ctx, o)
		if err != nil {
			return nil, err
		}
		r := &learning.Report{Wanted: len(t.seeds)}
		r.Add(table, o.Workers)
		if len(table.Curves) == 0 {
			return r, nil
		}
		table.Link = linkOfSeed(c, &o, table.Curves[0])
		if t.csv == "" {
			return r, nil
		}
		return r, files.Write(t.csv, table.CSV())
	})
}

// severalAlone refuses flags that are about one run only.
func (t *trainCommand) severalAlone(flags *pflag.FlagSet) (err error) {
	flags.Visit(func(f *pflag.Flag) {
		if slices.Contains([]string{"seed", "checkpoint", "save-every", "resume", "max-runtime"}, f.Name) {
			err = usagef("--%s is about one run, and --seeds names %s; leave out one of them", f.Name, lab.Count(len(t.seeds), "seed", "seeds"))
		}
	})
	if err == nil && flags.Changed("eval-every") && t.evalEvery == 0 {
		err = usagef("--eval-every is 0, and --seeds compares evaluations; want at least 1")
	}
	return err
}

// checkSeedFiles finds out before the work what cannot be written.
func (t *trainCommand) checkSeedFiles() error {
	if err := apart(map[string]string{"csv": t.csv, "plot": t.plot}); err != nil || t.csv == "" {
		return err
	}
	return inFlag("csv", files.MayWrite(t.csv, t.force))
}

// seedProgress shows the last evaluation, and how many seeds have come to their end.
func seedProgress(p *progress, o *learning.Options) func(seed uint64, at learning.Point) {
	var done atomic.Int64
	return func(seed uint64, at learning.Point) {
		if at.Steps == o.Steps {
			done.Add(1)
		}
		p.show("%d of %d seeds trained; seed %d at step %s of %s: fails %.0f %%, returns %.1f",
			done.Load(), len(o.Seeds), seed, lab.Thousands(at.Steps), lab.Thousands(o.Steps), 100*at.Failed, at.Return)
	}
}

// linkOfSeed returns the link of the session in which a seed learns the same.
func linkOfSeed(c lab.Config, o *learning.Options, curve *learning.Curve) *learning.Link {
	c.Seed = curve.Seed
	return &learning.Link{Seed: curve.Seed, Text: lab.Run{Config: c, At: o.SessionSteps()}.Link(), Digest: curve.Digest}
}
