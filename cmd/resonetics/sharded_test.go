package main

import (
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// divided are small studies of each kind.
var divided = map[string][]string{
	"bench learning": {"--presets", "red-queen,calm", "--seeds", "3", "--steps", "400", "--every", "200", "--curve-episodes", "2", "--episodes", "3"},
	"bench guidance": {"--seeds", "2", "--steps", "200", "--episodes", "2", "--worlds", "red-queen,small", "--rules", "none,withdrawn,max-here"},
	"cluster bench":  {"--preset", "scarcity", "--policies", "h3,qtable", "--train-steps", "400", "--episodes", "7", "--foresight", "imagine"},
	"gardener":       {"--study", "--seeds", "4", "--steps", "60"},
}

// clock is what a study has read from a clock, and how many it trained at once.
var clock = regexp.MustCompile(`(?s)"seconds": \[.*`)

// inParts runs the parts of a study, and returns their files.
func inParts(t *testing.T, study string, n int, more ...string) (paths []string) {
	t.Helper()
	for i := range n {
		path := filepath.Join(t.TempDir(), strconv.Itoa(i+1)+".part")
		args := append(strings.Fields(study), divided[study]...)
		out := succeed(t, append(append(args, "--shard", strconv.Itoa(i+1)+"/"+strconv.Itoa(n), "--out", path), more...)...)
		require.Contains(t, out, "shard "+strconv.Itoa(i+1)+"/"+strconv.Itoa(n)+": ")
		paths = append(paths, path)
	}
	return paths
}

func merge(paths []string, more ...string) []string {
	return append(append([]string{"bench", "merge"}, paths...), more...)
}

// The parts of a study give the table of one machine, to the last digit, in whatever order
// and however often they are given.
func TestPartsGiveTheTableOfOneMachine(t *testing.T) {
	for study, flags := range divided {
		whole := succeed(t, append(append(strings.Fields(study), flags...), "--json")...)
		parts := inParts(t, study, 3)
		again := []string{parts[2], parts[0], parts[2], parts[1]}
		require.Equal(t, clock.ReplaceAllString(whole, ""), clock.ReplaceAllString(succeed(t, merge(again, "--json")...), ""), study)

		one := inParts(t, study, 1)
		out := filepath.Join(t.TempDir(), "whole.json")
		require.Empty(t, succeed(t, merge(one, "--json", "--out", out)...))
		require.Equal(t, clock.ReplaceAllString(whole, ""), clock.ReplaceAllString(read(t, out), ""), study)

		r := call(t, merge([]string{parts[2], parts[0]})...)
		require.Equal(t, exitFailure, r.code)
		require.Regexp(t, `shard 2/3 is missing: \d+ of all \d+ units`, r.errOut, study)
		require.Empty(t, r.out)
	}
}

// A part that was killed goes on after its last whole line, and until then it is named.
func TestAPartGoesOn(t *testing.T) {
	parts := inParts(t, "gardener", 2)
	before := read(t, parts[1])
	lines := strings.SplitAfter(before, "\n")
	require.NoError(t, os.WriteFile(parts[1], []byte(strings.Join(lines[:3], "")+lines[3][:20]), 0o600))
	r := call(t, merge(parts)...)
	require.Equal(t, exitFailure, r.code)
	require.Contains(t, r.errOut, parts[1]+" is not finished: ")
	args := append([]string{"gardener"}, divided["gardener"]...)
	succeed(t, append(args, "--shard", "2/2", "--out", parts[1])...)
	whole := succeed(t, args...)
	require.Equal(t, whole, succeed(t, merge(parts)...))
}

// Parts of something else, and what is no part, are refused with an exit code that says not
// to try again.
func TestPartsThatDoNotFitAreRefused(t *testing.T) {
	parts := inParts(t, "gardener", 2)
	dir := t.TempDir()
	other := filepath.Join(dir, "other.part")
	change := func(old, new string) string {
		require.NoError(t, os.WriteFile(other, []byte(strings.Replace(read(t, parts[1]), old, new, 1)), 0o600))
		return other
	}
	refused := func(want string, args ...string) {
		t.Helper()
		r := call(t, args...)
		require.Equal(t, exitUsage, r.code, r.errOut)
		require.Contains(t, r.errOut, want)
	}
	refused(`cannot be put together: --seeds is "4" in one and "5" in the other`, merge([]string{parts[0], change(`"seeds":"4"`, `"seeds":"5"`)})...)
	refused("one is of gardener and the other of cluster bench", merge([]string{parts[0], change(`"study":"gardener"`, `"study":"cluster bench"`)})...)
	refused("one was measured by version "+moduleVersion(), merge([]string{parts[0], change(`"version":"`, `"version":"older `)})...)
	refused("was measured by version older ", merge([]string{other})...)
	refused("has another result of selection off, seed 22 than another part", merge([]string{parts[1], change(`seed 22","result":[`, `seed 22","result":[9`)})...)
	require.NoError(t, os.WriteFile(other, []byte("seed,return\n"), 0o600))
	refused(other+" is no part of a study", merge([]string{other})...)
	refused("no file is given", "bench", "merge")
	refused("gardener has no --plot; leave it out", merge(parts, "--plot", "a.svg")...)

	study := append([]string{"gardener"}, divided["gardener"]...)
	refused("it is shard 1/2, and 2/2 is asked for; choose another file with --out", append(study, "--shard", "2/2", "--out", parts[0])...)
	refused("--shard keeps a part in a file; add --out FILE", append(study, "--shard", "1/2")...)
	refused("leave out --json", append(study, "--shard", "1/2", "--out", parts[0], "--json")...)
	refused("--shard is for --study", "gardener", "--shard", "1/2", "--out", other)
	for _, shard := range []string{"0/2", "3/2", "1", "1/x", "job/2"} {
		refused("a part and their number, as in 1/4, or job/4", append(study, "--shard", shard)...)
	}
}

// A scheduler says which part a process has to do.
func TestAJobKnowsItsPart(t *testing.T) {
	for want, env := range map[string]map[string]string{
		"1": {"JOB_COMPLETION_INDEX": "0"},
		"4": {"JOB_COMPLETION_INDEX": "3"},
		"2": {"SLURM_ARRAY_TASK_ID": "1", "SLURM_ARRAY_TASK_MIN": "0"},
		"3": {"SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_MIN": "1"},
		"":  {},
	} {
		require.Equal(t, want, jobPart(func(name string) string { return env[name] }))
	}
}
