package main

import "github.com/spf13/cobra"

func newClusterCommand() *cobra.Command {
	return newGroup("cluster", "Run and measure policies on the cluster",
		newClusterRunCommand(),
		newClusterBenchCommand(),
	)
}
