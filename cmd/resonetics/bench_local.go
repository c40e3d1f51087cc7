package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/series"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/bench"
	"github.com/resonetics/playground/experiment/localrule"
)

// localBench are the flags of `bench local`.
type localBench struct {
	presets          []string
	tuning, episodes int
	heldOut          baselines.Set
	workers          int
}

func newBenchLocalCommand() *cobra.Command {
	b := new(localBench)
	cmd := &cobra.Command{
		Use:   "local",
		Short: "Tune the local rule to every preset, and measure what it is worth",
		Long: fmt.Sprintf("Let every one of %d local rules (when to clean, from how many hotspots on to scale) play the same tuning episodes of each\n", len(localrule.Grid())) +
			"preset. The one with the highest mean return, which the policy local acts by, then plays held-out episodes of another set beside\n" +
			"h3: failures, returns, and how they differ episode by episode. Intervals are of 95 %.",
		Example: "  resonetics bench local\n  resonetics bench local --presets crisis --tuning-episodes 50 --episodes 100 --json",
		Args:    noArgs,
	}
	flags := cmd.Flags()
	wordsFlag(cmd, &b.presets, "presets", baselines.Presets(), baselines.Presets(), "worlds to tune in")
	wholeFlag(flags, &b.tuning, "tuning-episodes", localrule.TunedEpisodes, 2, maxEpisodes, "episodes of the set tuning that every rule plays")
	wholeFlag(flags, &b.episodes, "episodes", 1000, 2, maxEpisodes, "held-out episodes that the best rule and h3 play")
	heldOutFlag(flags, &b.heldOut, baselines.Final, "set of those episodes")
	workersFlag(cmd, &b.workers, "rules to measure at the same time")
	m := addMeasureFlags(cmd, "")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		return m.run(cmd, func(ctx context.Context, p *progress) (report, error) { return b.measure(ctx, p) })
	}
	return cmd
}

// localTables is what `bench local` prints.
type localTables struct {
	Presets []localTable `json:"presets"`
	Overall string       `json:"overall"` // the rule with the highest sum of returns
}

// localTable is one preset: how the rules were tuned, and what the best came to.
type localTable struct {
	Tuned *localrule.Table `json:"tuning"`
	Final *bench.Table     `json:"final"`
}

func (b *localBench) measure(ctx context.Context, p *progress) (*localTables, error) {
	t := new(localTables)
	var tuned []*localrule.Table
	for _, key := range b.presets {
		preset, err := baselines.Preset(key)
		if err != nil {
			return nil, err
		}
		o := localrule.Options{World: "Preset " + key, Config: preset.Config, Set: baselines.Tuning, Episodes: b.tuning, Workers: b.workers, Progress: p.counter("rules on " + key)}
		table, err := localrule.Tune(ctx, o)
		if err != nil {
			return nil, err
		}
		final, err := b.final(ctx, &o, table.Best())
		if err != nil {
			return nil, err
		}
		tuned = append(tuned, table)
		t.Presets = append(t.Presets, localTable{table, final})
	}
	t.Overall = localrule.Overall(tuned).String()
	return t, nil
}

// final lets a rule play held-out episodes beside h.3.
func (b *localBench) final(ctx context.Context, o *localrule.Options, rule agent.Rule) (*bench.Table, error) {
	players, err := bench.Baselines("h3")
	if err != nil {
		return nil, err
	}
	players = append(players, series.Player{Key: "local", New: func() agent.Policy { return rule }})
	return bench.Run(ctx, bench.Options{
		Title: o.World + ", held-out episodes of the set " + b.heldOut.Key, World: o.Config, Players: players,
		Episodes: b.episodes, Seed: b.heldOut.Seed, Workers: b.workers,
	})
}

// Finished returns how many held-out episodes were played on the last preset, and of how
// many.
func (t *localTables) Finished() (done, wanted int, unit string) {
	return t.Presets[len(t.Presets)-1].Final.Finished()
}

// String gives both tables of every preset.
func (t *localTables) String() string {
	w := new(strings.Builder)
	for _, p := range t.Presets {
		fmt.Fprintf(w, "%s%s\n", p.Tuned, p.Final)
	}
	if len(t.Presets) > 1 {
		fmt.Fprintf(w, "The highest sum of returns over these presets: %s\n", t.Overall)
	}
	return w.String()
}
