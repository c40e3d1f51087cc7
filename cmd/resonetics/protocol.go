package main

import (
	"strconv"
	"strings"

	"github.com/spf13/pflag"

	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/experiment/baselines"
)

// firstSeedFlag adds --first-seed: the seed from which the runs of a measurement are counted
// on. note says what has to be known of some seeds; empty for nothing.
func firstSeedFlag(flags *pflag.FlagSet, to *uint64, initial uint64, note string) {
	*to = initial
	const most = 1_000_000_000 // so that no sum of it and a number of runs is too large
	accept := "0 to " + strconv.Itoa(most)
	flags.Var(&value[uint64]{to, "int", "a whole number from " + accept, func(text string) (uint64, bool) {
		n, ok := field.Whole(text)
		return n, ok && n <= most
	}, func(n uint64) string { return strconv.FormatUint(n, 10) }}, "first-seed", "the first of the seeds"+note+" ("+accept+")")
}

// heldOutFlag adds --held-out: a set of held-out episodes by its name, or any other by its
// seed.
func heldOutFlag(flags *pflag.FlagSet, to *baselines.Set, initial baselines.Set, help string) {
	*to = initial
	var names, uses []string
	for _, s := range baselines.Sets() {
		names, uses = append(names, s.Key), append(uses, s.Key+": for "+s.Use)
	}
	accept := "one of " + strings.Join(names, ", ") + ", or a whole number"
	flags.Var(&value[baselines.Set]{to, "set", accept, func(text string) (baselines.Set, bool) {
		for _, s := range baselines.Sets() {
			if s.Key == text {
				return s, true
			}
		}
		seed, ok := field.Whole(text)
		return baselines.Set{Key: text, Seed: seed}, ok
	}, func(s baselines.Set) string { return s.Key }}, "held-out", help+" ("+strings.Join(uses, "; ")+"), or a number as the seed of another")
}
