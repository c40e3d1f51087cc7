package main

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/experiment/evolution"
	"github.com/resonetics/playground/experiment/shard"
	"github.com/resonetics/playground/internal/files"
)

const (
	gardenerFile       = "resonetics_data.csv"
	maxGardenerSteps   = 1_000_000_000
	gardenerStudySeeds = 20
	gardenerStudySteps = 20_000
)

// gardenerCommand are the flags of `gardener`.
type gardenerCommand struct {
	flags        *runFlags
	steps, seeds int
	path         string
	force, study bool
	first        uint64      // of the seeds
	measure      *studyFlags // of --study
}

func newGardenerCommand() *cobra.Command {
	g := new(gardenerCommand)
	cmd := &cobra.Command{
		Use:   "gardener",
		Short: "Run the creatures against entropy and write their signals as CSV",
		Long: "Run the creatures against entropy and write one row of signals per step to " + gardenerFile + ". Each row is in the\n" +
			"file before the next step begins. With --study, measure what selection changes instead: newcomers random (off),\n" +
			"copies of the longest-lived (longest) and of the best foragers (foragers), over many seeds, with 95 % intervals: a table and no CSV.",
		Example: "  resonetics gardener --steps 5000 --seed 7\n" +
			"  resonetics gardener --preset flood --out flood.csv --force\n" +
			"  resonetics gardener --study --json\n" +
			"  resonetics gardener --study --shard 1/4 --out 1.part",
		Args: noArgs,
		RunE: g.run,
	}
	flags := cmd.Flags()
	g.flags = addRunFlags(cmd, gardener.Lab)
	wholeFlag(flags, &g.steps, "steps", 10_000, 1, maxGardenerSteps, fmt.Sprintf("steps to take; with --study generations per seed, at least 10, by default %d", gardenerStudySteps))
	outFlag(flags, &g.path, gardenerFile)
	flags.BoolVar(&g.force, "force", false, "overwrite the file of --out if it exists")
	flags.BoolVar(&g.study, "study", false, "compare where newcomers come from: off, longest and foragers")
	wholeFlag(flags, &g.seeds, "seeds", gardenerStudySeeds, 2, 10_000, "seeds of --study")
	firstSeedFlag(flags, &g.first, evolution.FirstSeed, " of --study; selection by foragers was tuned on 1 to 8")
	g.measure = addStudyFlags(cmd, &measureFlags{out: new(outputFlags)})
	g.measure.addJSON(cmd, "print the table of --study as JSON")
	return cmd
}

func (g *gardenerCommand) run(cmd *cobra.Command, _ []string) error {
	if g.study {
		return g.compare(cmd)
	}
	for _, name := range []string{"seeds", "first-seed", "json", "shard"} {
		if err := serves(cmd.Flags(), name, "study"); err != nil {
			return err
		}
	}
	run, err := g.flags.run()
	if err != nil {
		return err
	}
	if err := g.flags.allRead(run.Config); err != nil {
		return err
	}
	for _, low := range []string{"min-population", "first-population"} {
		if err := g.flags.inOrder(run.Config, low, "max-population"); err != nil {
			return err
		}
	}
	if run.At > 0 && !cmd.Flags().Changed("steps") {
		g.steps = int(min(run.At, maxGardenerSteps)) // as far as the link's sender saw
	}
	session, err := lab.Replay(run)
	if err != nil {
		return err
	}
	if standard(g.path) {
		buffer := bufio.NewWriter(cmd.OutOrStdout())
		err := g.record(cmd.Context(), newProgress(cmd), session, buffer)
		if err = errors.Join(err, buffer.Flush()); err == nil {
			err = tellRepeated(cmd.ErrOrStderr(), session)
		}
		return err
	}
	file, err := files.Wait(cmd.Context(), func() (*os.File, error) { return files.Create(g.path, g.force) })
	if err != nil {
		return err
	}
	err = g.recordFile(cmd, session, file)
	if err == nil {
		_, err = fmt.Fprintf(cmd.OutOrStdout(), "wrote %s to %s\n", steps(g.steps), g.path)
	}
	return err
}

// recordFile writes straight to the file, so that a killed process loses at most
// the row that it is writing.
func (g *gardenerCommand) recordFile(cmd *cobra.Command, session *lab.Session, file *os.File) error {
	err := errors.Join(g.record(cmd.Context(), newProgress(cmd), session, file), file.Close())
	if err == nil {
		err = tellRepeated(cmd.ErrOrStderr(), session)
	}
	return err
}

// record writes the header and one row per step, each with one call of Write.
func (g *gardenerCommand) record(ctx context.Context, progress *progress, session *lab.Session, w io.Writer) error {
	defer progress.done()
	if _, err := io.WriteString(w, session.Lab().Rows.Columns+"\n"); err != nil {
		return err
	}
	var row []byte
	for done := range g.steps {
		if ctx.Err() != nil {
			return interrupted(done, g.steps, "steps"+g.where())
		}
		session.Advance(1)
		row = session.AppendRow(row[:0])
		if _, err := w.Write(row); err != nil {
			return fmt.Errorf("step %d: %w", done+1, err)
		}
		progress.show("step %d of %d", done+1, g.steps)
	}
	return nil
}

func (g *gardenerCommand) where() string {
	if standard(g.path) {
		return ""
	}
	return "; their rows are in " + g.path
}

// gardenerStudy is what --study measures.
type gardenerStudy struct{ *evolution.Table }

// compare measures the reference and both selections on the same seeds.
func (g *gardenerCommand) compare(cmd *cobra.Command) error {
	var err error
	cmd.Flags().Visit(func(flag *pflag.Flag) {
		if g.flags.fixes(flag.Name) {
			err = usagef("--study fixes the worlds and the seeds; leave out --%s", flag.Name)
		}
	})
	if err != nil {
		return err
	}
	if cmd.Flags().Changed("out") {
		*g.measure.out = outputFlags{g.path, g.force}
	}
	if !cmd.Flags().Changed("steps") {
		g.steps = gardenerStudySteps
	}
	if g.steps < 10 {
		return usagef("--steps is %d, want at least 10 with --study", g.steps)
	}
	return g.measure.run(cmd, func(ctx context.Context, p *progress, s *shard.Store) (report, error) {
		table, err := evolution.Compare(ctx, evolution.Options{First: g.first, Seeds: g.seeds, Generations: g.steps, Store: s, Progress: p.counter("runs")})
		return gardenerStudy{table}, err
	})
}

// String gives a column for each selection.
func (s gardenerStudy) String() string {
	var b strings.Builder
	t := newTable(&b, false)
	t.heading(1, fmt.Sprintf("Where newcomers come from: %d seeds from %d on, %d generations each, mean ± half of its 95 %% interval", s.Seeds, s.First, s.Generations))
	head := []string{"measure"}
	for _, world := range s.Worlds {
		head = append(head, "selection "+world.Selection)
	}
	t.row(head...)
	for i, m := range s.Worlds[0].Measures {
		cells := []string{m.Name}
		for _, world := range s.Worlds {
			cells = append(cells, fmt.Sprintf("%.4g ± %.2g", world.Measures[i].Mean, world.Measures[i].Half))
		}
		t.row(cells...)
	}
	t.end()
	return b.String()
}
