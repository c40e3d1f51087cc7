package main

import (
	"encoding/json"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/bench"
	"github.com/resonetics/playground/internal/files"
)

// clusterBench are the flags of `cluster bench`.
type clusterBench struct {
	rules, preset     string
	policies          []string
	episodes, workers int
	seed              uint64
	json              bool
	learners          *benchLearners
	out               *outputFlags
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
			"  resonetics cluster bench --preset crisis --policies h3,omniscient --episodes 200 --json",
		Args: noArgs,
		RunE: b.run,
	}
	flags := cmd.Flags()
	wordFlag(cmd, &b.rules, "rules", "v4.5", bench.RuleSets(), "rule set, with its own numbers")
	wordFlag(cmd, &b.preset, "preset", "", bench.Presets(), "a preset in place of a rule set")
	wordsFlag(cmd, &b.policies, "policies", bench.Policies(), append(bench.Policies(), lab.Learners()...), "policies to measure; wins are counted against the first")
	b.learners = addBenchLearners(cmd)
	wholeFlag(flags, &b.episodes, "episodes", 50, 1, maxEpisodes, "episodes per policy")
	wholeFlag(flags, &b.workers, "workers", runtime.GOMAXPROCS(0), 1, 1024, "how many episodes to play at the same time; changes no result")
	seedFlag(flags, &b.seed, 42)
	flags.BoolVar(&b.json, "json", false, "print the table as JSON")
	b.out = addOutputFlags(cmd)
	return cmd
}

func (b *clusterBench) run(cmd *cobra.Command, _ []string) error {
	if b.out.path != "" { // training comes first, and may take long
		if err := files.MayWrite(b.out.path, b.out.force); err != nil {
			return inFlag("out", err)
		}
	}
	progress := newProgress(cmd)
	defer progress.done()
	options, err := b.options(cmd, progress)
	if err != nil {
		return err
	}
	w, finish, err := b.out.open(cmd)
	if err != nil {
		return err
	}
	options.Progress = func(done, total int) { progress.show("%d of %d episodes", done, total) }
	table, err := bench.Run(cmd.Context(), options)
	progress.done()
	if err != nil {
		return finish(err)
	}
	if b.json {
		encoder := json.NewEncoder(w)
		encoder.SetIndent("", "  ")
		err = encoder.Encode(table)
	} else {
		err = table.Fprint(w)
	}
	if err == nil && table.Partial {
		err = interrupted(table.Episodes, table.Wanted, "episodes")
	}
	return finish(err)
}

func (b *clusterBench) options(cmd *cobra.Command, p *progress) (bench.Options, error) {
	title := "Rule set " + b.rules
	world, err := bench.WorldByRules(b.rules)
	if b.preset != "" {
		if cmd.Flags().Changed("rules") {
			return bench.Options{}, usagef("--preset already fixes the rules; leave out --rules")
		}
		title = "Preset " + b.preset
		world, err = bench.WorldByPreset(b.preset)
	}
	if err != nil {
		return bench.Options{}, err
	}
	contenders, note, err := b.learners.contenders(cmd.Context(), p, b.policies, world, b.preset, b.seed)
	return bench.Options{
		Title: title + note, World: world, Contenders: contenders,
		Episodes: b.episodes, Seed: b.seed, Workers: b.workers,
	}, err
}
