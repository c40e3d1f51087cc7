package main

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/lab"
)

// Exit codes.
const (
	exitFailure     = 1
	exitUsage       = 2
	exitInterrupted = 130 // as shells report a program ended by Ctrl-C
)

// usageError is a command line that was not understood.
type usageError struct{ error }

func usagef(format string, args ...any) error { return usageError{fmt.Errorf(format, args...)} }

func exitCode(err error) int {
	var usage usageError
	switch {
	case err == nil:
		return 0
	case errors.As(err, &usage):
		return exitUsage
	case errors.Is(err, context.Canceled):
		return exitInterrupted
	}
	return exitFailure
}

// inFlag says which flag an error is about; nil stays nil.
func inFlag(name string, err error) error {
	if err == nil {
		return nil
	}
	return fmt.Errorf("--%s: %w", name, err)
}

// interrupted is the error of work that was stopped from outside after done of
// total units.
func interrupted(done, total int, unit string) error {
	return fmt.Errorf("interrupted after %d of %d %s: %w", done, total, unit, context.Canceled)
}

// serves refuses a flag that only says more about another, where the other is not given.
func serves(flags *pflag.FlagSet, name, other string) error {
	if !flags.Changed(name) || flags.Changed(other) {
		return nil
	}
	return usagef("--%s is for --%s; add it or leave out --%s", name, other, name)
}

// eitherOr refuses two flags of a command together.
func eitherOr(cmd *cobra.Command, one, other string) {
	cmd.PreRunE = func(cmd *cobra.Command, _ []string) error {
		if cmd.Flags().Changed(one) && cmd.Flags().Changed(other) {
			return usagef("--%s and --%s are two forms of the same result; leave out one of them", one, other)
		}
		return nil
	}
}

func oneLine(err error) string {
	text := strings.ReplaceAll(err.Error(), "\n", " ")
	return strings.TrimSuffix(text, ": "+context.Canceled.Error())
}

// wanter is a flag's value that can say what it accepts.
type wanter interface{ wants() string }

// flagError rewords what the flag parser reports: the flag, the value, and what
// is accepted or the flag that was probably meant.
func flagError(cmd *cobra.Command, err error) error {
	var invalid *pflag.InvalidValueError
	if errors.As(err, &invalid) {
		return invalidValue("--"+invalid.GetFlag().Name, err)
	}
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() == "" {
		var known []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { known = append(known, f.Name) })
		name := unknown.GetSpecifiedName()
		return usagef("unknown flag --%s; %s", name, suggestion(name, known, "--", "see "+cmd.CommandPath()+" --help"))
	}
	return usagef("%w; see %s --help", err, cmd.CommandPath())
}

// invalidValue rewords the error of a value that a flag does not accept, with where the
// value was given. Any other error stays as it is.
func invalidValue(where string, err error) error {
	var invalid *pflag.InvalidValueError
	if !errors.As(err, &invalid) {
		return err
	}
	wants := "true or false"
	if w, ok := invalid.GetFlag().Value.(wanter); ok {
		wants = w.wants()
	}
	return usagef("%s is %q, want %s", where, invalid.GetValue(), wants)
}

// suggestion names the word that was probably meant, or says otherwise.
func suggestion(word string, known []string, prefix, otherwise string) string {
	best, distance := "", 3
	for _, k := range known {
		if d := lab.EditDistance(word, k); d < distance {
			best, distance = k, d
		}
	}
	if best == "" {
		return otherwise
	}
	return "did you mean " + prefix + best + "?"
}
