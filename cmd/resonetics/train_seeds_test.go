package main

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// seedsArgs trains several seeds for moments.
func seedsArgs(more ...string) []string {
	return trainArgs(append([]string{"--eval-episodes", "1", "--max-steps", "300", "--eval-every", "100"}, more...)...)
}

// TestTrainComparesSeeds of every learner: the picture has their curves, the file their
// points, and the table what they came to.
func TestTrainComparesSeeds(t *testing.T) {
	for _, policy := range []string{"qtable", "pilot", "pilot-prophet", "pqn", "pqn-prophet"} {
		folder := t.TempDir()
		svg, csv := filepath.Join(folder, "a.svg"), filepath.Join(folder, "a.csv")
		out := succeed(t, seedsArgs("--policy", policy, "--seeds", "4,7-8", "--plot", svg, "--csv", csv)...)
		for _, s := range []string{
			policy + ": 3 seeds, 300 steps, then 50 held-out episodes of the set final\n", "seed 4 ", "seed 7 ", "seed 8 ",
			"interquartile mean", "95 %", "worst seed", "seed 4 again in a tab: #v=",
		} {
			require.Contains(t, out, s)
		}
		require.Less(t, strings.Index(out, "fails"), strings.Index(out, "returns"), "failures first")
		require.NotContains(t, out, "bar:")
		require.Contains(t, read(t, svg), policy+", 3 seeds")
		rows := strings.Split(strings.TrimSpace(read(t, csv)), "\n")
		require.Len(t, rows, 1+3*3)
		require.Equal(t, "seed,trained_steps,failed_share,return", rows[0])
		require.True(t, strings.HasPrefix(rows[9], "8,300,"), rows[9])
	}
}

// TestASeedAmongOthersLearnsWhatItLearnsAlone compares the digest with that of a run of its
// own, and of its link.
func TestASeedAmongOthersLearnsWhatItLearnsAlone(t *testing.T) {
	out := succeed(t, seedsArgs("--policy", "pqn", "--seeds", "7-8")...)
	_, rest, ok := strings.Cut(out, "seed 7 again in a tab: #")
	require.True(t, ok)
	link, rest, _ := strings.Cut(rest, "\n")
	_, mind, digest := learnedThere(t, link)
	require.Contains(t, rest, digest)

	alone, saved := filepath.Join(t.TempDir(), "a"), filepath.Join(t.TempDir(), "b")
	succeed(t, trainArgs("--policy", "pqn", "--seed", "7", "--max-steps", "300", "--eval-every", "0", "--checkpoint", alone)...)
	require.NoError(t, os.WriteFile(saved, mind, 0o600)) // as the page saves it
	for _, file := range []string{alone, saved} {
		require.Contains(t, succeed(t, "eval", file, "--episodes", "1"), "digest "+digest)
	}
}

func TestSeedsAreReadAsListsAndRanges(t *testing.T) {
	for text, want := range map[string][]uint64{
		"3": {3}, "1-3": {1, 2, 3}, "5,1-2": {5, 1, 2}, "1e1-1.2e1": {10, 11, 12}, "18446744073709551615": {1<<64 - 1}, "18446744073709551614-18446744073709551615": {1<<64 - 2, 1<<64 - 1},
	} {
		seeds, ok := parseSeeds(text)
		require.True(t, ok, text)
		require.Equal(t, want, seeds)
	}
	for _, text := range []string{"", "a", "3-1", "1,1", "1-3,2", "1-", "-1", "1,,2", "1e-1", "1.5", "1-1001", "0-18446744073709551615", "1-600,601-1200"} {
		_, ok := parseSeeds(text)
		require.False(t, ok, text)
	}
}

func TestSeedsMistakes(t *testing.T) {
	there := filepath.Join(t.TempDir(), "there.csv")
	succeed(t, seedsArgs("--policy", "qtable", "--seeds", "1", "--csv", there)...)
	for _, c := range []struct {
		args string
		code int
		says []string
	}{
		{"--seeds 1-0", 2, []string{"--seeds", "1-0", "seeds like 1-8"}},
		{"--seeds 1-2 --seed 5", 2, []string{"--seed is about one run", "--seeds names 2 seeds"}},
		{"--seeds 1-2 --checkpoint a", 2, []string{"--checkpoint is about one run"}},
		{"--seeds 1-2 --resume a", 2, []string{"--resume is about one run"}},
		{"--seeds 1-2 --max-runtime 1", 2, []string{"--max-runtime is about one run"}},
		{"--seeds 1-2 --eval-every 0", 2, []string{"--eval-every is 0", "--seeds"}},
		{"--seeds 1-2 --policy h3", 2, []string{"h3", "does not learn"}},
		{"--seeds 1-2 --csv " + there, 1, []string{there, "--force"}},
		{"--seeds 1-2 --plot a.svg --csv a.svg", 2, []string{"--csv", "--plot", "both name a.svg"}},
		{"--seeds 1-2 --plot a.txt", 2, []string{"--plot", "a.txt"}},
	} {
		r := call(t, append([]string{"train"}, strings.Fields(c.args)...)...)
		require.Equal(t, c.code, r.code, "%s: %s", c.args, r.errOut)
		for _, s := range c.says {
			require.Contains(t, r.errOut, s, c.args)
		}
	}
}

// TestInterruptedSeedsAreTold ends before there is one.
func TestInterruptedSeedsAreTold(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	var out, errOut bytes.Buffer
	csv := filepath.Join(t.TempDir(), "a.csv")
	require.NotZero(t, execute(ctx, seedsArgs("--seeds", "1-2", "--csv", csv), nil, &out, &errOut))
	require.Contains(t, errOut.String(), "0 of 2 seeds")
	require.NoFileExists(t, csv)
}
