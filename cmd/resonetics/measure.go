package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/experiment/plot"
)

// report is what a command measured: JSON by its tags, or text.
type report fmt.Stringer

// interruptible is a report that may cover a part of what was asked for.
type interruptible interface {
	// Finished returns how many units there are of the number asked for.
	Finished() (done, wanted int, unit string)
}

// drawable is a report that --plot can draw.
type drawable interface {
	Figure() plot.Figure
}

// measureFlags are what every command that measures has: --json, --out and --force,
// and --plot where its result is drawable.
type measureFlags struct {
	json bool
	rows func(report) []byte // written in place of the text; nil: there are none
	plot string
	out  *outputFlags
}

// addMeasureFlags adds the flags. plotted says what --plot draws; empty: there is
// no such flag.
func addMeasureFlags(cmd *cobra.Command, plotted string) *measureFlags {
	m := new(measureFlags)
	if plotted != "" {
		fileFlag(cmd.Flags(), &m.plot, "plot", "", "draw "+plotted+" to this file, .svg or .png; --force overwrites it")
	}
	m.addJSON(cmd, "print the result as JSON")
	m.out = addOutputFlags(cmd)
	return m
}

func (m *measureFlags) addJSON(cmd *cobra.Command, help string) {
	cmd.Flags().BoolVar(&m.json, "json", false, help)
}

// run measures and writes the result. After Ctrl-C it writes what was finished and
// says how much that is. What cannot be written to is found out before the work.
func (m *measureFlags) run(cmd *cobra.Command, measure func(ctx context.Context, p *progress) (report, error)) error {
	if err := checkPlot(m.plot, m.out.force); err != nil {
		return err
	}
	w, finish, err := m.out.open(cmd)
	if err != nil {
		return err
	}
	progress := newProgress(cmd)
	r, err := measure(cmd.Context(), progress)
	progress.done()
	switch {
	case err == nil:
		return finish(m.write(w, r))
	case err == cmd.Context().Err(): // nothing to show for it
		err = fmt.Errorf("interrupted before there was a result: %w", err)
	}
	return finish(err)
}

// onlyShown returns an error where --from, which shows again what has been measured, stands
// beside a flag of the measurement. shows are further flags of what is shown.
func onlyShown(flags *pflag.FlagSet, shows ...string) (err error) {
	allowed := append([]string{"from", "markdown", "json", "plot", "out", "force"}, shows...)
	flags.Visit(func(f *pflag.Flag) {
		if !slices.Contains(allowed, f.Name) {
			err = usagef("--from shows what has been measured; leave out --%s", f.Name)
		}
	})
	return err
}

// write writes the result and draws it; w remembers what could not be written.
func (m *measureFlags) write(w io.Writer, r report) error {
	missing := missingFrom(r)
	var err error
	switch {
	case m.json:
		err = printJSON(w, r)
	case m.rows != nil:
		_, err = w.Write(m.rows(r))
	case missing != nil:
		fmt.Fprintf(w, "PARTIAL: %s\n%s", oneLine(missing), r)
	default:
		fmt.Fprint(w, r)
	}
	if d, ok := r.(drawable); ok && err == nil && m.plot != "" {
		err = drawFigure(m.plot, d.Figure())
	}
	if missing != nil && errors.Is(err, plot.ErrEmpty) {
		err = nil // of what was interrupted there may be nothing to draw
	}
	return errors.Join(err, missing)
}

// missingFrom returns how an interrupted measurement ends; nil for a whole one.
func missingFrom(r report) error {
	if part, ok := r.(interruptible); ok {
		if done, wanted, unit := part.Finished(); done < wanted {
			return interrupted(done, wanted, unit)
		}
	}
	return nil
}

// numbers are a list of nothing but numbers in indented JSON.
var numbers = regexp.MustCompile(`\[\n[-+.,\deE\s]+\]`)

// printJSON writes v as indented JSON, with lists of numbers in a line each.
func printJSON(w io.Writer, v any) error {
	b, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return err
	}
	b = numbers.ReplaceAllFunc(b, func(list []byte) []byte {
		words := bytes.Fields(list)
		return slices.Concat(words[0], bytes.Join(words[1:len(words)-1], []byte(" ")), words[len(words)-1])
	})
	_, err = w.Write(append(b, '\n'))
	return err
}
