package main

import (
	"fmt"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab/bench"
)

// evalCommand are the flags of `eval`.
type evalCommand struct {
	episodes int
	json     bool
	out      *outputFlags
}

func newEvalCommand() *cobra.Command {
	e := new(evalCommand)
	cmd := &cobra.Command{
		Use:   "eval CHECKPOINT",
		Short: "Measure a learned policy on held-out episodes",
		Long: "Measure the policy of a checkpoint without exploration, in the world it learned in and on episodes that nobody learns\n" +
			"from, beside h3 and the omniscient planner on the same episodes, with 95 % intervals.",
		Example: "  resonetics eval pilot.safetensors --episodes 200\n  resonetics eval pilot.safetensors --json",
		Args:    oneCheckpoint,
		RunE:    e.run,
	}
	wholeFlag(cmd.Flags(), &e.episodes, "episodes", 50, 1, maxEpisodes, "held-out episodes per policy")
	cmd.Flags().BoolVar(&e.json, "json", false, "print the table as JSON")
	e.out = addOutputFlags(cmd)
	return cmd
}

func oneCheckpoint(cmd *cobra.Command, args []string) error {
	if len(args) != 1 {
		return usagef("%d files, want one checkpoint; see %s --help", len(args), cmd.CommandPath())
	}
	return nil
}

func (e *evalCommand) run(cmd *cobra.Command, args []string) error {
	mind, err := loadMind(args[0])
	if err != nil {
		return err
	}
	w, finish, err := e.out.open(cmd)
	if err != nil {
		return err
	}
	progress := newProgress(cmd)
	table, err := heldOutTable(cmd.Context(), mind, e.episodes, progress)
	progress.done()
	if err != nil {
		return finish(err)
	}
	if e.json {
		err = printJSON(w, struct {
			Checkpoint string `json:"checkpoint"`
			Steps      int    `json:"trained_steps"`
			*bench.Table
		}{args[0], mind.Numbers().Steps, table})
	} else if _, err = fmt.Fprintf(w, "%s, %s after %d steps of training\n", args[0], learnerName(mind.Config()), mind.Numbers().Steps); err == nil {
		err = table.Fprint(w)
	}
	if err == nil && table.Partial {
		err = interrupted(table.Episodes, table.Wanted, "episodes")
	}
	return finish(err)
}

func loadMind(path string) (*train.Mind, error) {
	b, err := readCheckpoint(path)
	if err != nil {
		return nil, err
	}
	mind, err := train.LoadMind(b)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return mind, nil
}
