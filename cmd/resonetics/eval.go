package main

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"strconv"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/agent/series"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/bench"
	"github.com/resonetics/playground/experiment/learning"
	"github.com/resonetics/playground/internal/files"
)

func newEvalCommand() *cobra.Command {
	var episodes int
	var set baselines.Set
	cmd := &cobra.Command{
		Use:   "eval CHECKPOINT",
		Short: "Measure a learned policy on held-out episodes",
		Long: "Measure the policy of a checkpoint without exploration, in the world it learned in and on episodes that no policy learns\n" +
			"from, beside h3, the tuned local rule and the omniscient planner on the same episodes, with 95 % intervals. With\n" +
			"--foresight imagine it plays them again looking ahead, and the table says how often that took another action; --foresight\n" +
			"distilled first teaches a network what is imagined, in episodes that are played for nothing else, and plays no future then.",
		Example: "  resonetics eval pilot.safetensors --episodes 200\n  resonetics eval pilot.safetensors --foresight imagine\n  resonetics eval pilot.safetensors --json",
		Args:    oneCheckpoint,
	}
	wholeFlag(cmd.Flags(), &episodes, "episodes", 50, 1, maxEpisodes, "held-out episodes per policy")
	heldOutFlag(cmd.Flags(), &set, baselines.Final, "set of those episodes")
	look := addForesightFlags(cmd)
	m := addMeasureFlags(cmd, "")
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		ahead, err := look.config()
		if err != nil {
			return err
		}
		mind, err := files.Wait(cmd.Context(), func() (*train.Learner, error) { return loadMind(args[0]) })
		if err != nil {
			return err
		}
		return m.run(cmd, func(ctx context.Context, p *progress) (report, error) {
			table, err := heldOutTable(ctx, mind, set, episodes, ahead, p)
			o := mind.Origin()
			e := &evaluation{Checkpoint: args[0], Steps: mind.Numbers().Steps, Digest: learning.Digest(mind), Preset: o.Preset, Program: o.Program, Table: table, mind: mind}
			if o.Known {
				e.Run = strconv.FormatUint(o.Seed, 10)
			}
			return e, err
		})
	}
	return cmd
}

func oneCheckpoint(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("%d files, want one checkpoint; see %s --help", len(args), cmd.CommandPath())
	}
	if args[0] == "" {
		return usagef("the file is %q, want the name of a checkpoint", args[0])
	}
	return nil
}

// evaluation is what `eval` measures.
type evaluation struct {
	Checkpoint string `json:"checkpoint"`
	Steps      int    `json:"trained_steps"`
	Run        string `json:"run_seed,omitempty"` // files of version 2 and before do not say these
	Preset     string `json:"preset,omitempty"`
	Program    string `json:"program,omitempty"`
	Digest     string `json:"digest"`
	*bench.Table
	mind *train.Learner
}

// String says whose evaluation it is, and gives the table.
func (e *evaluation) String() string {
	text := fmt.Sprintf("%s, %s after %s of training", e.Checkpoint, cluster.PolicyOf(e.mind.Config()), steps(e.Steps))
	if e.Run != "" {
		text += " from seed " + e.Run
	}
	if e.Preset != "" {
		text += " on preset " + e.Preset
	}
	return text + ", digest " + e.Digest + "\n" + e.Table.String()
}

func loadMind(path string) (*train.Learner, error) {
	b, err := readMind(path)
	if err != nil {
		return nil, err
	}
	mind, err := train.LoadLearner(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return mind, nil
}

// heldOutTable measures what a mind has learned beside h3, the tuned local rule and the
// omniscient planner, on episodes that no policy learns from; with numbers for looking
// ahead, once more as it does.
func heldOutTable(ctx context.Context, m *train.Learner, set baselines.Set, episodes int, ahead *bench.Look, p *progress) (*bench.Table, error) {
	learned := series.Player{Key: cluster.PolicyOf(m.Config()), New: m.Greedy}
	list, err := bench.WithBaselines(learned)
	if err != nil {
		return nil, err
	}
	look := guardedIn(ahead, m.Config().World, set.Seed)
	if look != nil {
		player, err := look.Player(ctx, learned)
		if err != nil {
			return nil, err
		}
		list = slices.Insert(list, 2, player)
	}
	return bench.Run(ctx, bench.Options{
		Title: "Held-out episodes of the set " + set.Key, World: m.Config().World,
		Players: list, Foresight: look,
		Episodes: episodes, Seed: set.Seed, Workers: runtime.GOMAXPROCS(0),
		Progress: p.counter("held-out episodes"),
	})
}
