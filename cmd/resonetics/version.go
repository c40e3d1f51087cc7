package main

import (
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/nn"
)

// version is set by the linker when a release is built.
var version string

func newVersionCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "version",
		Short: "Print the version, how it was built, and the formats it reads",
		Args:  noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			backend, why := nn.Backend()
			_, err := fmt.Fprintf(cmd.OutOrStdout(), "resonetics %s\n%s %s/%s\nneural network backend: %s (%s)\nlink version %d, checkpoint version %d\n",
				moduleVersion(), runtime.Version(), runtime.GOOS, runtime.GOARCH, backend, why, lab.LinkVersion, train.Version)
			return err
		},
	}
}

// moduleVersion returns the version of the release, or of the module when the
// command was installed with `go install`.
func moduleVersion() string {
	if version != "" {
		return version
	}
	if info, ok := debug.ReadBuildInfo(); ok && info.Main.Version != "" {
		return info.Main.Version
	}
	return "(unknown)"
}
