package main

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/experiment/shard"
	"github.com/resonetics/playground/internal/files"
)

func newBenchMergeCommand() *cobra.Command {
	var json, markdown, force bool
	var out, plot, profile, format string
	cmd := &cobra.Command{
		Use:   "merge FILE-OR-FOLDER…",
		Short: "Put the parts of a study together",
		Long: "Put together the parts that `bench learning`, `bench guidance`, `cluster bench` and `gardener --study` have written with\n" +
			"--shard: the table is that of one machine, to the last digit, in whatever order the files are given. Parts may be given twice;\n" +
			"a folder stands for the files in it that end in .part. A missing part is named; parts with other settings, or of another version of this program, are refused.",
		Example: "  resonetics bench merge 1.part 2.part 3.part 4.part\n" +
			"  resonetics bench merge parts --json --out whole.json",
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) == 0 {
				return usagef("no file is given, want the files that --shard has written, or their folder")
			}
			return nil
		},
		RunE: func(cmd *cobra.Command, args []string) error { return mergeParts(cmd, args) },
	}
	flags := cmd.Flags()
	flags.BoolVar(&json, "json", false, "print the result as JSON")
	flags.BoolVar(&markdown, "markdown", false, "print the tables as docs/measured.md has them, where the study has such")
	fileFlag(flags, &plot, "plot", "", "draw the study's figure to this file, .svg or .png")
	fileFlag(flags, &profile, "profile", "", "draw the performance profiles of `bench learning` to this file")
	flags.Var(textValue(&format, "word", "a format of the study", notEmpty), "format", "the study's own --format")
	outFlag(flags, &out, "")
	flags.BoolVar(&force, "force", false, "overwrite the file of --out if it exists")
	return cmd
}

// mergeParts calls the command that measured the parts, with the same flags, and gives it what
// was measured.
func mergeParts(cmd *cobra.Command, paths []string) error {
	paths, err := partsIn(paths)
	if err != nil {
		return err
	}
	store, h, err := shard.Merge(paths, func(path string) ([]byte, error) {
		return files.Wait(cmd.Context(), func() ([]byte, error) { return os.ReadFile(path) })
	})
	switch {
	case errors.As(err, new(shard.Refused)):
		return usageError{err}
	case err != nil:
		return err
	case h.Version != moduleVersion():
		return usagef("%s was measured by version %s, and this is %s; use that one", paths[0], h.Version, moduleVersion())
	}
	args := strings.Fields(h.Study)
	again, _, err := cmd.Root().Find(args)
	if err != nil || !slices.Contains(studies, h.Study) {
		return usagef("%s is of %s, want one of %s", paths[0], h.Study, strings.Join(studies, ", "))
	}
	given, err := givenAgain(again, &h)
	if err != nil {
		return err
	}
	args = append(args, given...)
	cmd.Flags().Visit(func(f *pflag.Flag) {
		if again.Flags().Lookup(f.Name) == nil {
			err = usagef("%s has no --%s; leave it out", h.Study, f.Name)
		}
		args = append(args, "--"+f.Name+"="+f.Value.String())
	})
	if err != nil {
		return err
	}
	root := cmd.Root()
	root.SetArgs(args)
	return root.ExecuteContext(context.WithValue(cmd.Context(), merged{}, store))
}

// partsIn puts the parts in a folder in its place.
func partsIn(paths []string) (list []string, err error) {
	for _, path := range paths {
		info, err := os.Stat(path)
		if err != nil {
			return nil, err
		}
		if !info.IsDir() {
			list = append(list, path)
			continue
		}
		parts, err := filepath.Glob(filepath.Join(path, "*.part"))
		if err != nil {
			return nil, err
		}
		if len(parts) == 0 {
			return nil, usagef("%s has no file that ends in .part", path)
		}
		list = append(list, parts...)
	}
	return list, nil
}

// studies are the commands whose work can be divided.
var studies = []string{"bench learning", "bench guidance", "cluster bench", "gardener"}

// givenAgain returns the flags that the parts were measured with. A file that has changed since
// is refused.
func givenAgain(again *cobra.Command, h *shard.Header) (args []string, err error) {
	for _, name := range h.Given {
		text, was, has := strings.Cut(h.Settings[name], contentsMark)
		f := again.Flags().Lookup(name)
		if f == nil {
			return nil, usagef("%s has no --%s, which its parts were measured with", h.Study, name)
		}
		if has && contents(text) != contentsMark+was {
			return nil, usagef("--%s %s is not what it was when %s was measured; want the same file here", name, text, h.Study)
		}
		words := []string{text}
		if v, ok := f.Value.(*value[[]string]); ok && v.kind == "file" { // which is repeated
			words = strings.Split(text, ",")
		}
		for _, word := range words {
			args = append(args, "--"+name+"="+word)
		}
	}
	return args, nil
}
