package main

import (
	"bufio"
	"errors"
	"io"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/internal/files"
)

// outputFlags are --out and --force: where results go.
type outputFlags struct {
	path  string
	force bool
}

func addOutputFlags(cmd *cobra.Command) *outputFlags {
	f := new(outputFlags)
	cmd.Flags().StringVar(&f.path, "out", "", "write to this file instead of the terminal")
	cmd.Flags().BoolVar(&f.force, "force", false, "overwrite the file of --out if it exists")
	return f
}

// open returns where to write. The caller must call finish with the error of the
// work, which may be nil, and return its result: what was written so far is
// kept even when the work failed.
func (f *outputFlags) open(cmd *cobra.Command) (w io.Writer, finish func(error) error, err error) {
	if f.path == "" {
		buffer := bufio.NewWriter(cmd.OutOrStdout())
		return buffer, func(err error) error { return errors.Join(err, buffer.Flush()) }, nil
	}
	file, err := files.Create(f.path, f.force)
	if err != nil {
		return nil, nil, err
	}
	buffer := bufio.NewWriter(file)
	return buffer, func(err error) error { return errors.Join(err, buffer.Flush(), file.Close()) }, nil
}
