package main

import (
	"fmt"
	"io"
	"math"
	"strings"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/lab"
)

func newLinkCommand() *cobra.Command {
	var to int
	cmd := &cobra.Command{
		Use:   "link LINK",
		Short: "Repeat a shared run and say whether it gives the same bits",
		Long: "Repeat the run of a link up to the step at which it was shared, and print the digest of that moment: 16 digits\n" +
			"that are the same wherever the run gives the same bits. The link that it prints says that digest, so that the page,\n" +
			"the window and this command compare their own with it. It ends with exit code 1 where they differ.\n" +
			"Of a preset that a teacher has made for a class it prints what it is called, who made it, and what is shown and locked.",
		Example: "  resonetics link '#v=3&lab=cluster&seed=42&policy=h5&at=300&digest=5412e0b46dfbdb5a.1&check=c95a4d21'\n" +
			"  resonetics link 'lab=cluster&policy=pilot&seed=7' --to 20000",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return usagef("%d links, want one, in quotation marks", len(args))
			}
			if !isLink(args[0]) {
				return usagef("the link is %q, want one, or the part of one after #", args[0])
			}
			return nil
		},
	}
	wholeFlag(cmd.Flags(), &to, "to", 0, 0, math.MaxInt32, "the step to repeat the run up to; 0: that of the link")
	cmd.RunE = func(cmd *cobra.Command, args []string) error { return repeatLink(cmd, args[0], uint64(to)) }
	return cmd
}

func repeatLink(cmd *cobra.Command, link string, to uint64) error {
	run, err := readLink("", link)
	if err != nil {
		return err
	}
	session, err := lab.Replay(run)
	if err != nil {
		return usagef("the link cannot be repeated: %w", err)
	}
	if to == 0 {
		to = run.At
	}
	p := newProgress(cmd)
	err = repeat(cmd.Context(), p, session, to)
	if p.done(); err != nil {
		return err
	}
	shared := session.Share(moduleVersion())
	shared.Series = run.Series
	if _, err := fmt.Fprintf(cmd.OutOrStdout(), "lab:    %s\nseed:   %d\nstep:   %d\ndigest: %s\nlink:   #%s\n",
		run.Config.Lab.Label, run.Config.Seed, session.Step(), lab.DigestText(session.Digest()), shared.Link()); err != nil {
		return err
	}
	if err := printSheet(cmd.OutOrStdout(), run.Config.Sheet()); err != nil {
		return err
	}
	return tellRepeated(cmd.OutOrStdout(), session)
}

// printSheet says what a teacher has made of a run; nothing where none has.
func printSheet(w io.Writer, s *lab.Sheet) error {
	if s == nil {
		return nil
	}
	for _, line := range [...]struct{ what, text string }{
		{"preset", s.Name}, {"by", s.By}, {"note", s.Note}, {"shown", strings.Join(s.Shown, " ")}, {"locked", strings.Join(s.Locked, " ")}, {"start", map[bool]string{true: "paused"}[s.Paused]},
	} {
		if line.text == "" {
			continue
		}
		if _, err := fmt.Fprintf(w, "%-8s%s\n", line.what+":", line.text); err != nil {
			return err
		}
	}
	return nil
}

// tellRepeated says whether a shared run has given the same bits, where that is known. It
// returns an error where it has not.
func tellRepeated(w io.Writer, s *lab.Session) error {
	switch s.Verdict() {
	case lab.Same:
		_, err := fmt.Fprintln(w, s.Repeated(moduleVersion()))
		return err
	case lab.Different:
		return fmt.Errorf("step %d: %s", s.Run().At, s.Repeated(moduleVersion()))
	}
	return nil
}
