package main

import (
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// wholeValue is a flag for a whole number within bounds.
type wholeValue struct {
	value    *int
	min, max int
}

// wholeFlag adds a flag for a whole number from least to most.
func wholeFlag(flags *pflag.FlagSet, value *int, name string, initial, least, most int, help string) {
	*value = initial
	v := &wholeValue{value, least, most}
	flags.Var(v, name, fmt.Sprintf("%s (%s)", help, v.span()))
}

func (v *wholeValue) Set(text string) error {
	n, err := strconv.Atoi(text)
	if err != nil || n < v.min || n > v.max {
		return fmt.Errorf("want %s", v.wants())
	}
	*v.value = n
	return nil
}

func (v *wholeValue) span() string   { return fmt.Sprintf("%d to %d", v.min, v.max) }
func (v *wholeValue) wants() string  { return "a whole number from " + v.span() }
func (v *wholeValue) String() string { return strconv.Itoa(*v.value) }
func (v *wholeValue) Type() string   { return "int" }

// workersFlag adds --workers.
func workersFlag(cmd *cobra.Command, value *int, what string) {
	wholeFlag(cmd.Flags(), value, "workers", runtime.GOMAXPROCS(0), 1, 1024, what+"; changes no result")
}

// seedValue is a flag for the number that everything random follows from.
type seedValue uint64

// seedFlag adds --seed.
func seedFlag(flags *pflag.FlagSet, value *uint64, initial uint64) {
	*value = initial
	flags.Var((*seedValue)(value), "seed", "number that everything random follows from")
}

func (v *seedValue) Set(text string) error {
	n, err := strconv.ParseUint(text, 10, 64)
	if err == nil {
		*v = seedValue(n)
	}
	return err
}

func (v *seedValue) wants() string  { return "a whole number from 0 to 18446744073709551615" }
func (v *seedValue) String() string { return strconv.FormatUint(uint64(*v), 10) }
func (v *seedValue) Type() string   { return "number" }

// wordValue is a flag for one word of several.
type wordValue struct {
	value *string
	words []string
}

// wordFlag adds a flag for one of the words, with completion.
func wordFlag(cmd *cobra.Command, value *string, name, initial string, words []string, help string) {
	*value = initial
	cmd.Flags().Var(&wordValue{value, words}, name, fmt.Sprintf("%s (%s)", help, strings.Join(words, ", ")))
	completeWords(cmd, name, words)
}

func (v *wordValue) Set(text string) error {
	if !slices.Contains(v.words, text) {
		return fmt.Errorf("want %s", v.wants())
	}
	*v.value = text
	return nil
}

func (v *wordValue) wants() string  { return "one of " + strings.Join(v.words, ", ") }
func (v *wordValue) String() string { return *v.value }
func (v *wordValue) Type() string   { return "word" }

// wordsValue is a flag for some of several words.
type wordsValue struct {
	value *[]string
	words []string
}

// wordsFlag adds a flag for some of the words, separated by commas, with
// completion.
func wordsFlag(cmd *cobra.Command, value *[]string, name string, initial, words []string, help string) {
	*value = initial
	cmd.Flags().Var(&wordsValue{value, words}, name, fmt.Sprintf("%s (some of %s)", help, strings.Join(words, ", ")))
	completeWords(cmd, name, words)
}

func (v *wordsValue) Set(text string) error {
	words := strings.Split(text, ",")
	for _, w := range words {
		if !slices.Contains(v.words, w) {
			return fmt.Errorf("want %s", v.wants())
		}
	}
	*v.value = words
	return nil
}

func (v *wordsValue) wants() string {
	return "one or more of " + strings.Join(v.words, ", ") + ", separated by commas"
}

func (v *wordsValue) String() string { return strings.Join(*v.value, ",") }
func (v *wordsValue) Type() string   { return "words" }

func completeWords(cmd *cobra.Command, flag string, words []string) {
	err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp))
	if err != nil {
		panic(err) // the flag was added just now
	}
}
