package main

import (
	"os"

	"github.com/spf13/cobra"
	"github.com/spf13/cobra/doc"
)

func newManCommand() *cobra.Command {
	return &cobra.Command{
		Use:     "man FOLDER",
		Short:   "Write the manual, a page for every command, into a folder",
		Long:    "Write the manual into a folder, made if there is none: a page in section 1 for every command, for man to show.",
		Example: "  resonetics man man1 && man ./man1/resonetics-train.1",
		Args: func(cmd *cobra.Command, args []string) error {
			if len(args) != 1 || args[0] == "" {
				return usagef("%d folders, want one; see %s --help", len(args), cmd.CommandPath())
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := os.MkdirAll(args[0], 0o755); err != nil {
				return err
			}
			root := cmd.Root()
			root.DisableAutoGenTag = true // the date of a page is that of its version
			return doc.GenManTree(root, &doc.GenManHeader{Title: "RESONETICS", Section: "1", Source: "resonetics " + moduleVersion()}, args[0])
		},
	}
}
