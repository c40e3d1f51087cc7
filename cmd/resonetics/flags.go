package main

import (
	"fmt"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/field"
)

// value is a flag: where its value is kept, what its kind is called, what it accepts in
// words, and how it is read and written.
type value[T any] struct {
	to     *T
	kind   string
	accept string
	read   func(text string) (v T, ok bool)
	write  func(T) string
}

func (v *value[T]) Set(text string) error {
	read, ok := v.read(text)
	if !ok {
		return fmt.Errorf("want %s", v.accept)
	}
	*v.to = read
	return nil
}

func (v *value[T]) wants() string  { return v.accept }
func (v *value[T]) String() string { return v.write(*v.to) }
func (v *value[T]) Type() string   { return v.kind }

// textValue is a flag that keeps the text it was given.
func textValue(to *string, kind, accept string, ok func(text string) bool) *value[string] {
	same := func(text string) string { return text }
	return &value[string]{to, kind, accept, func(text string) (string, bool) { return text, ok(text) }, same}
}

// fileFlag adds a flag that names a file. An empty name, which a script gives where its
// variable is not set, is refused and not taken for no flag at all.
func fileFlag(flags *pflag.FlagSet, to *string, name, initial, help string) {
	*to = initial
	flags.Var(textValue(to, "file", "the name of a file", isFile), name, help)
}

// filesFlag is fileFlag for a flag that may be repeated.
func filesFlag(flags *pflag.FlagSet, to *[]string, name, help string) {
	flags.Var(&value[[]string]{to, "file", "the name of a file", func(text string) ([]string, bool) {
		return append(*to, text), isFile(text)
	}, func(all []string) string { return strings.Join(all, ",") }}, name, help+"; may be repeated")
}

// linkFlag adds --link.
func linkFlag(flags *pflag.FlagSet, to *string, help string) {
	flags.Var(textValue(to, "link", "a link, or the part of one after #", isLink), "link", help+" (the part after #, or the whole address)")
}

// isLink refuses what says nothing, as where a script's variable is not set: it is no link to the
// defaults.
func isLink(text string) bool { return strings.Trim(text, "# ") != "" }

// isFile refuses what stands for the standard output as well: only --out can go there.
func isFile(text string) bool { return text != "" && text != "-" }

func notEmpty(text string) bool { return text != "" }

// wholeFlag adds a flag for a whole number from least to most.
func wholeFlag(flags *pflag.FlagSet, to *int, name string, initial, least, most int, help string) {
	*to = initial
	span := fmt.Sprintf("%d to %d", least, most)
	flags.Var(&value[int]{to, "int", "a whole number from " + span, func(text string) (int, bool) {
		n, ok := field.Whole(text)
		return int(n), ok && n >= uint64(least) && n <= uint64(most)
	}, strconv.Itoa}, name, fmt.Sprintf("%s (%s)", help, span))
}

// workersFlag adds --workers.
func workersFlag(cmd *cobra.Command, to *int, what string) {
	wholeFlag(cmd.Flags(), to, "workers", runtime.GOMAXPROCS(0), 1, 1024, what+"; changes no result")
}

// seedFlag adds --seed.
func seedFlag(flags *pflag.FlagSet, to *uint64, initial uint64) {
	*to = initial
	flags.Var(&value[uint64]{to, "number", "a whole number from 0 to 18446744073709551615", field.Whole, func(n uint64) string { return strconv.FormatUint(n, 10) }}, "seed", "number that everything random follows from")
}

// wordFlag adds a flag for one of the words, with completion.
func wordFlag(cmd *cobra.Command, to *string, name, initial string, words []string, help string) {
	*to = initial
	list := strings.Join(words, ", ")
	known := func(word string) bool { return slices.Contains(words, word) }
	cmd.Flags().Var(textValue(to, "word", "one of "+list, known), name, fmt.Sprintf("%s (%s)", help, list))
	completeWords(cmd, name, words)
}

// wordsFlag adds a flag for some of the words, separated by commas, with
// completion.
func wordsFlag(cmd *cobra.Command, to *[]string, name string, initial, words []string, help string) {
	*to = initial
	list := strings.Join(words, ", ")
	known := func(word string) bool { return slices.Contains(words, word) }
	cmd.Flags().Var(&value[[]string]{to, "words", "one or more of " + list + ", separated by commas, each once", func(text string) ([]string, bool) {
		return eachOnce(text, known)
	}, func(some []string) string { return strings.Join(some, ",") }}, name, fmt.Sprintf("%s (some of %s)", help, list))
	completeWords(cmd, name, words)
}

// eachOnce reads words separated by commas. Results are told apart by them, or by the name of a
// file without its folder.
func eachOnce(text string, known func(word string) bool) (words []string, ok bool) {
	words = strings.Split(text, ",")
	seen := make(map[string]bool)
	for _, word := range words {
		name := filepath.Base(word)
		if !known(word) || seen[name] {
			return nil, false
		}
		seen[name] = true
	}
	return words, true
}

func completeWords(cmd *cobra.Command, flag string, words []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // the flag was added just now
	}
}
