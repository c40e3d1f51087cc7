package main

import (
	"bufio"
	"context"
	"errors"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/experiment/plot"
	"github.com/resonetics/playground/internal/files"
)

// outputFlags are --out and --force: where results go.
type outputFlags struct {
	path  string
	force bool
}

func addOutputFlags(cmd *cobra.Command) *outputFlags {
	f := new(outputFlags)
	outFlag(cmd.Flags(), &f.path, "")
	cmd.Flags().BoolVar(&f.force, "force", false, "overwrite the file of --out if it exists")
	return f
}

// outFlag adds --out.
func outFlag(flags *pflag.FlagSet, to *string, initial string) {
	*to = initial
	flags.Var(textValue(to, "file", "the name of a file, or -", notEmpty), "out", "write to this file; - is the standard output")
}

// standard reports whether what is written to a path goes to the standard output, as it
// stands and wherever that leads.
func standard(path string) bool { return path == "" || path == "-" || path == "/dev/stdout" }

// open returns where to write. The caller must call finish with the error of the
// work, which may be nil, and return its result. A file appears, or replaces an
// older one, only then: with what was written when the work is done or was
// interrupted, and not at all when it failed or wrote nothing.
func (f *outputFlags) open(cmd *cobra.Command) (w io.Writer, finish func(error) error, err error) {
	if standard(f.path) {
		buffer := bufio.NewWriter(cmd.OutOrStdout())
		return buffer, func(err error) error { return errors.Join(err, buffer.Flush()) }, nil
	}
	draft, err := files.Wait(cmd.Context(), func() (*files.Draft, error) { return files.Begin(f.path, f.force) })
	if err != nil {
		return nil, nil, inFlag("out", err)
	}
	buffer := bufio.NewWriter(draft)
	return buffer, func(err error) error {
		if failed := buffer.Flush(); failed != nil {
			return errors.Join(err, failed, draft.Discard())
		}
		written, _ := draft.Seek(0, io.SeekCurrent)
		if err != nil && (written == 0 || !errors.Is(err, context.Canceled)) {
			return errors.Join(err, draft.Discard())
		}
		return errors.Join(err, draft.Keep())
	}, nil
}

// stream returns where to write rows as they come, so that they can be followed and
// a killed process loses only the last of them. The caller must call finish as for
// open.
func (f *outputFlags) stream(cmd *cobra.Command) (w io.Writer, finish func(error) error, err error) {
	if standard(f.path) {
		return f.open(cmd)
	}
	file, err := files.Wait(cmd.Context(), func() (*os.File, error) { return files.Create(f.path, f.force) })
	if err != nil {
		return nil, nil, inFlag("out", err)
	}
	buffer := bufio.NewWriter(file)
	return buffer, func(err error) error { return errors.Join(err, buffer.Flush(), file.Close()) }, nil
}

// checkPlot finds out before the work what cannot be drawn to; an empty path is no
// plot.
func checkPlot(path string, force bool) error { return checkPicture("plot", path, force) }

// checkPicture is checkPlot for the flag of that name.
func checkPicture(flag, path string, force bool) error {
	if path == "" {
		return nil
	}
	if _, err := plot.Format(path); err != nil {
		return usagef("--%s: %w", flag, err)
	}
	return inFlag(flag, files.MayWrite(path, force))
}

// apart refuses two flags that name the same file, of which one would replace what
// the other wrote.
func apart(paths map[string]string) error {
	flagOf := make(map[string]string)
	for _, flag := range slices.Sorted(maps.Keys(paths)) {
		path := filepath.Clean(paths[flag])
		if paths[flag] == "" {
			continue
		}
		if other := flagOf[path]; other != "" {
			return usagef("--%s and --%s both name %s; want a file for each", other, flag, path)
		}
		flagOf[path] = flag
	}
	return nil
}
