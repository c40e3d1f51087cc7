package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/program"
	"github.com/resonetics/playground/core/agent/series"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
)

// A program of the user's takes the place of a policy where that is named by a file.

// orFile follows what a flag accepts that takes a program.
const orFile = "or a file of your own policy, such as my.star"

// isProgram reports whether the value of such a flag names a file.
func isProgram(text string) bool {
	return strings.HasSuffix(text, ".star") || strings.ContainsAny(text, `/\`)
}

// programs reports whether the flag takes a program.
func (v *paramValue) programs() bool {
	return slices.Contains(v.params[0].Choices, cluster.KeyProgram)
}

// readProgram returns the program in a file, which is fine.
func readProgram(path string) (string, error) {
	source, err := readSource(path)
	if err == nil {
		_, err = program.New(source, path)
	}
	return source, err
}

// readSource returns the text in a file, at most a byte longer than a program may be. The
// error does not name the file.
func readSource(path string) (string, error) {
	b, err := readSome(path, program.MaxSource+1)
	if why := new(fs.PathError); errors.As(err, &why) {
		err = why.Err
	}
	return strings.TrimPrefix(string(b), "\ufeff"), err // as some editors begin a file
}

func readSome(path string, most int64) ([]byte, error) {
	file, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	return io.ReadAll(io.LimitReader(file, most))
}

// setProgram lets the program of a file act where the flag of that name says so. A run
// has one program.
func (f *runFlags) setProgram(c *lab.Config, name, path string) error {
	if f.program != "" && f.program != path {
		return usagef("--%s is %s and another flag is %s; a run has one program", name, path, f.program)
	}
	source, err := readProgram(path)
	if err == nil {
		err = c.WriteText(cluster.KeyProgram, source)
	}
	if err != nil {
		return usagef("--%s %s: %w", name, path, err)
	}
	f.program = path
	return c.SetText(name, cluster.KeyProgram)
}

// stopped is the error of a run whose program has failed: it names the program by its
// file, or as the lab does.
func stopped(s *lab.Session, path string) error {
	name, shot := "your program", new(lab.Snapshot)
	if path != "" {
		name = path
	}
	if lane := s.Fault().Lane; lane > 0 {
		name += fmt.Sprintf(" in lane %d", lane)
	}
	s.Look(shot, lab.View{})
	if shot.Ended {
		shot.Episode++ // its decision was the first of the next
	}
	return fmt.Errorf("%s: the decision after step %d, in episode %d, failed: %w", name, s.Step(), shot.Episode+1, s.Fault())
}

// policiesFlag adds the flag for policies of a comparison: words, and files of programs.
func policiesFlag(cmd *cobra.Command, to *[]string, name string, initial, words []string, help string) {
	wordsFlag(cmd, to, name, initial, words, help+", "+orFile)
	list := cmd.Flags().Lookup(name).Value.(*value[[]string])
	list.accept += ", " + orFile
	list.read = func(text string) ([]string, bool) {
		return eachOnce(text, func(word string) bool { return slices.Contains(words, word) || isProgram(word) })
	}
}

// programPlayer returns the player of a program in a file; every instance has a memo of
// its own.
func programPlayer(path string) (series.Player, error) {
	source, err := readProgram(path)
	if err != nil {
		return series.Player{}, usagef("--policies has %s: %w", path, err)
	}
	name := filepath.Base(path)
	return series.Player{Key: name, New: func() agent.Policy {
		p, err := program.New(source, name)
		if err != nil {
			panic("a program that was fine is refused: " + err.Error())
		}
		return p
	}}, nil
}
