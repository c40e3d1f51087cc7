//go:build !headless

package main

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/game/desktop"
	"github.com/resonetics/playground/internal/files"
)

func newPlayCommand() *cobra.Command {
	var rate float64
	var session, language string
	var flags *runFlags
	cmd := &cobra.Command{
		Use:   "play",
		Short: "Open a lab in a window",
		Long: "Open a lab in a window: the same scenes, keys and parameters as on the page. Its tabs open the other\n" +
			"labs, where runs wait meanwhile; F1 is help.\n\n" +
			"With --session FILE the window goes on where that file left off, bit for bit, and saves the run of its lab\n" +
			"into it every 30 seconds and when it closes; flags that describe a run are for the first time. Files of runs\n" +
			"and of minds, the page's too, can also be dropped onto the window.\n\n" +
			"With a file of your own policy in place of one, as in --policy my.star, the window reads it again whenever it\n" +
			"has changed: edit it beside the window. What is wrong with it is told, and the last good version goes on.",
		Example: "  resonetics play --preset crisis --policy you\n" +
			"  resonetics play --lab race --lane-1 my.star\n" +
			"  resonetics play --link 'v=1&lab=cluster&seed=7' --rate max\n" +
			"  resonetics play --session mine.safetensors --policy pilot-prophet",
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			run, err := files.Wait(cmd.Context(), flags.visit)
			if err != nil {
				return err
			}
			o := desktop.Options{Out: cmd.OutOrStdout(), Language: language}
			if cmd.Flags().Changed("rate") {
				o.Rate = &rate
			}
			if path := flags.program; path != "" {
				o.Program = &desktop.ProgramFile{Name: path, Read: func() (string, error) { return readSource(path) }}
			}
			if session != "" {
				o.File, err = files.Wait(cmd.Context(), func() (file *desktop.RunFile, err error) {
					file, o.Message, err = resume(cmd, flags, run, session)
					return file, err
				})
				if err != nil {
					return err
				}
			}
			return desktop.Run(cmd.Context(), run, o)
		},
	}
	flags = addLabFlags(cmd)
	fileFlag(cmd.Flags(), &session, "session", "", "go on with the session in this `file` where there is one, and save into it")
	wordFlag(cmd, &language, "lang", systemLanguage(os.Getenv), desktop.Languages, "language of the window, by default the system's, as LANG says")
	cmd.Flags().Lookup("lang").DefValue = ""
	speed := rateValue(&rate)
	cmd.Flags().Var(speed, "rate", "speed at the start, by default the lab's: "+speed.wants())
	cmd.Flags().Lookup("rate").DefValue = ""
	return cmd
}

// systemLanguage returns the language of the window that the environment asks for, as in
// LANG=ko_KR.UTF-8; English where it asks for none that there is.
func systemLanguage(env func(string) string) string {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		asked, _, _ := strings.Cut(env(name), "_")
		if asked != "" && slices.Contains(desktop.Languages, asked) {
			return asked
		} else if asked != "" {
			break
		}
	}
	return "en"
}

// resume opens the file of --session, and returns what the window is to say about
// flags that came too late for what the file holds. Standard error says it too.
func resume(cmd *cobra.Command, flags *runFlags, run lab.Run, path string) (*desktop.RunFile, string, error) {
	file, err := desktop.OpenRunFile(path)
	if err != nil {
		return nil, "", fmt.Errorf("--session: %w; want a file to go on with, or a name for one in a folder that can be written to", err)
	}
	held, ok := file.Run()
	if !ok {
		return file, "", nil
	}
	late := flags.late(run, held)
	if len(late) == 0 {
		return file, "", nil
	}
	unused := notApplied(late)
	fmt.Fprintf(cmd.ErrOrStderr(), "resonetics: going on with %s, which holds '%s'; %s\n", path, lab.Run{Config: held.Config}.Link(), unused)
	return file, "Going on with " + path + "; " + unused + ".", nil
}

func notApplied(late []string) string {
	if len(late) == 1 {
		return late[0] + " is for a new session and was not applied"
	}
	return strings.Join(late, ", ") + " are for a new session and were not applied"
}

// late returns the flags that were given and disagree with how the run that is held
// began. run is what all flags together describe.
func (f *runFlags) late(run, held lab.Run) []string {
	var late []string
	f.flags.Visit(func(flag *pflag.Flag) {
		if !f.agrees(flag.Name, run, held) {
			late = append(late, "--"+flag.Name)
		}
	})
	return late
}

func (f *runFlags) agrees(name string, run, held lab.Run) bool {
	here, there := run.Config, held.Config
	same := func(key string) bool { return here.Lab == there.Lab && here.Get(key) == there.Get(key) }
	switch {
	case name == "lab":
		return here.Lab == there.Lab
	case name == "seed":
		return here.Seed == there.Seed
	case name == "link":
		n := len(run.Changes)
		return here.Equal(there) && n <= len(held.Changes) && slices.Equal(run.Changes, held.Changes[:n])
	case name == "preset":
		for key := range here.Lab.Preset(f.preset) {
			if !same(key) && !f.flags.Changed(key) { // a flag speaks for itself
				return false
			}
		}
	case f.params[name] != nil:
		program := f.program != "" && isProgram(f.params[name].text)
		return same(name) && (!program || here.Text(cluster.KeyProgram) == there.Text(cluster.KeyProgram))
	}
	return true
}

// rateValue is a flag for steps per second.
func rateValue(to *float64) *value[float64] {
	return &value[float64]{to, "rate", "steps per second from 0 (paused) to 1,000,000,000, or max", func(text string) (float64, bool) {
		if text == "max" {
			return lab.Unlimited, true
		}
		v, err := strconv.ParseFloat(text, 64)
		return v, err == nil && v >= 0 && v <= 1e9
	}, func(v float64) string {
		if v == lab.Unlimited {
			return "max"
		}
		return field.Words(v)
	}}
}
