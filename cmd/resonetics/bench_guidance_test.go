package main

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/experiment/guidance"
)

// quickGuidance is a short comparison.
var quickGuidance = []string{"bench", "guidance", "--seeds", "2", "--steps", "200", "--episodes", "2", "--worlds", "red-queen,small"}

func TestBenchGuidanceComparesRules(t *testing.T) {
	call := append(quickGuidance, "--rules", "none,handover,yoked,withdrawn,look-ahead,omniscient")
	out := succeed(t, call...)
	for _, s := range []string{"2 worlds, 2 paired seeds", "none ", "look-ahead ", "handover   against yoked", "95 %", "(Holm)", "at most 55 %", "small (4×4 nodes"} {
		require.Contains(t, out, s)
	}
	require.Contains(t, succeed(t, append(call, "--markdown")...), "| handover to a safe action | its yoked control |")
	require.NotEqual(t, out, succeed(t, append(call, "--first-seed", "5")...))
	require.NotEqual(t, out, succeed(t, append(call, "--held-out", "123")...))
}

// TestBenchGuidanceGoesOnAndIsPutTogether measures in two parts, one of them in two goes, and
// expects what one go gives.
func TestBenchGuidanceGoesOnAndIsPutTogether(t *testing.T) {
	dir := t.TempDir()
	one, two, picture := filepath.Join(dir, "one.json"), filepath.Join(dir, "two.json"), filepath.Join(dir, "frontier.svg")
	short := append(quickGuidance, "--rules", "none,withdrawn", "--json")
	succeed(t, append(short, "--shard", "1/2", "--out", one)...)
	first := read(t, one)
	succeed(t, append(short, "--shard", "1/2", "--out", one)...)
	require.Equal(t, first, read(t, one), "what is kept beside the result is the same again")
	succeed(t, append(short, "--shard", "2/2", "--out", two)...)

	whole := succeed(t, short...)
	require.Equal(t, whole, succeed(t, "bench", "guidance", "--from", one+","+two, "--json", "--plot", picture))
	_, err := guidance.Read([]byte(whole))
	require.NoError(t, err)
	require.Contains(t, read(t, picture), ">withdrawn<")

	fails := func(want string, args ...string) {
		r := call(t, args...)
		require.NotZero(t, r.code)
		require.Contains(t, r.errOut, want)
	}
	fails("it holds results with other settings", append(short, "--shard", "1/2", "--out", one, "--episodes", "3")...)
	fails("is in two of the results", "bench", "guidance", "--from", one+","+one)
	fails("leave out --seeds", "bench", "guidance", "--from", one, "--seeds", "2")
	fails("not a comparison of guidance", "bench", "guidance", "--from", picture)
	for _, shard := range []string{"0/2", "3/2", "1", "1/x"} {
		fails("a part and their number, as in 1/4", "bench", "guidance", "--shard", shard)
	}
	_, err = os.Stat(one + ".part")
	require.NoError(t, err)
}
