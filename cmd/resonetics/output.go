package main

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"

	"github.com/spf13/cobra"
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
	file, err := createFile(f.path, f.force)
	if err != nil {
		return nil, nil, err
	}
	buffer := bufio.NewWriter(file)
	return buffer, func(err error) error { return errors.Join(err, buffer.Flush(), file.Close()) }, nil
}

// createFile creates a file and refuses to overwrite one unless force says so.
func createFile(path string, force bool) (*os.File, error) {
	mode := os.O_WRONLY | os.O_CREATE | os.O_EXCL
	if force {
		mode = os.O_WRONLY | os.O_CREATE | os.O_TRUNC
	}
	file, err := os.OpenFile(path, mode, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return nil, fmt.Errorf("%s exists; choose another name or add --force to overwrite it", path)
	}
	return file, err
}
