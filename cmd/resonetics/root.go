package main

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/cobra"
)

// commands lists what `resonetics` can do, one constructor per file.
var commands = []func() *cobra.Command{
	newPlayCommand,
	newServeCommand,
	newClusterCommand,
	newTrainCommand,
	newEvalCommand,
	newTuneCommand,
	newGardenerCommand,
	newProphetCommand,
	newBenchCommand,
	newLinkCommand,
	newImportCommand,
	newParamsCommand,
	newManCommand,
	newVersionCommand,
}

// execute runs the command line and returns the exit code.
func execute(ctx context.Context, args []string, in io.Reader, out, errOut io.Writer) int {
	root := newRootCommand()
	root.SetArgs(args)
	root.SetIn(in)
	root.SetOut(out)
	root.SetErr(errOut)
	err := root.ExecuteContext(ctx)
	if err != nil {
		fmt.Fprintln(errOut, "resonetics: "+oneLine(err))
	}
	return exitCode(err)
}

func newRootCommand() *cobra.Command {
	root := newGroup("resonetics", "A playground for systems that drift toward collapse, and for what keeps them alive")
	root.Long = root.Short + ".\n\nExit code: 0 when all is done, 1 when something failed, 2 for a command line or a setting that was not understood or\ndoes not fit what a file or a server has: trying again gives the same; 130 when a signal ended it before it was done; what was done until then is kept."
	root.Version = moduleVersion()
	root.SetVersionTemplate("resonetics {{.Version}}\n")
	root.SilenceErrors = true
	root.SilenceUsage = true
	root.SetFlagErrorFunc(flagError)
	for _, newCommand := range commands {
		root.AddCommand(newCommand())
	}
	root.InitDefaultHelpCmd()
	root.InitDefaultCompletionCmd()
	for _, cmd := range root.Commands() {
		switch cmd.Name() {
		case "help":
			cmd.Args = knownTopic
		case "completion":
			cmd.Args, cmd.RunE = knownCommand, func(cmd *cobra.Command, _ []string) error { return cmd.Help() }
		}
	}
	return root
}

// knownTopic refuses help on what is no command.
func knownTopic(cmd *cobra.Command, args []string) error {
	found, rest, err := cmd.Root().Find(args)
	if err == nil && len(rest) > 0 {
		err = knownCommand(found, rest)
	}
	return err
}

// newGroup returns a command that only holds others. A word that is none of them
// is answered with the nearest.
func newGroup(use, short string, children ...*cobra.Command) *cobra.Command {
	cmd := &cobra.Command{
		Use:   use,
		Short: short,
		Args:  knownCommand,
		RunE:  func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	cmd.AddCommand(children...)
	return cmd
}

func knownCommand(cmd *cobra.Command, args []string) error {
	if len(args) == 0 {
		return nil
	}
	var known []string
	for _, c := range cmd.Commands() {
		if c.IsAvailableCommand() {
			known = append(known, c.Name())
		}
	}
	return usagef("unknown command %q; %s", args[0], suggestion(args[0], known, "", "known are "+strings.Join(known, ", ")))
}

// noArgs refuses anything that is not a flag.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return usagef("unexpected %q; %s takes only flags, see %s --help", args[0], cmd.Name(), cmd.CommandPath())
	}
	return nil
}
