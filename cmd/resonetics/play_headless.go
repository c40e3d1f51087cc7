//go:build headless

package main

import (
	"errors"

	"github.com/spf13/cobra"
)

// newPlayCommand returns what stands in the place of the window in a program that is linked
// with no library of the system, as for an image that holds nothing else.
func newPlayCommand() *cobra.Command {
	return &cobra.Command{
		Use:                "play",
		Short:              "Open a lab in a window, which this build does not have",
		Hidden:             true,
		DisableFlagParsing: true,
		RunE: func(*cobra.Command, []string) error {
			return errors.New("this build has no window, so that it runs where there is no screen; want the program that is built without the tag headless")
		},
	}
}
