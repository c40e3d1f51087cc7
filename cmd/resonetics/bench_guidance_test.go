package main

import (
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
	for _, s := range []string{"2 worlds, 2 paired seeds", "none ", "look-ahead ", "95 %", "(Holm)", "at most 55 %", "small (4×4 nodes"} {
		require.Contains(t, out, s)
	}
	require.Regexp(t, `handover +against yoked`, out)
	require.Contains(t, succeed(t, append(call, "--markdown")...), "| handover to a safe action | its yoked control |")
	require.NotEqual(t, out, succeed(t, append(call, "--first-seed", "5")...))
	require.NotEqual(t, out, succeed(t, append(call, "--held-out", "123")...))
}

// A comparison goes on where it stopped, and tables of several are put together.
func TestBenchGuidanceGoesOnAndIsPutTogether(t *testing.T) {
	dir := t.TempDir()
	one, two, picture := filepath.Join(dir, "one.json"), filepath.Join(dir, "two.json"), filepath.Join(dir, "frontier.svg")
	short := append(quickGuidance, "--rules", "none,withdrawn", "--json")
	succeed(t, append(short, "--out", one)...)
	first, kept := read(t, one), read(t, one+".part")
	succeed(t, append(short, "--out", one)...)
	require.Equal(t, first, read(t, one), "what is kept beside the result is the same again")
	require.Equal(t, kept, read(t, one+".part"))
	succeed(t, append(short, "--out", two, "--first-seed", "3")...)

	both := succeed(t, "bench", "guidance", "--from", one+","+two, "--json", "--plot", picture)
	table, err := guidance.Read([]byte(both))
	require.NoError(t, err)
	require.Len(t, table.Seeds, 4)
	require.Contains(t, read(t, picture), ">withdrawn<")

	fails := func(want string, args ...string) {
		r := call(t, args...)
		require.NotZero(t, r.code)
		require.Contains(t, r.errOut, want)
	}
	fails(`--episodes is "3" in one and "2" in the other; choose another file with --out`, append(short, "--out", one, "--episodes", "3")...)
	fails("is in two of the results", "bench", "guidance", "--from", one+","+one)
	fails("leave out --seeds", "bench", "guidance", "--from", one, "--seeds", "2")
	fails("not a comparison of guidance", "bench", "guidance", "--from", picture)
}
