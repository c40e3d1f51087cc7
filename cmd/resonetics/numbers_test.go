package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// 1e5 is a whole number behind every flag that takes one, and in a file of settings.
func TestAWholeNumberMayHaveAnExponent(t *testing.T) {
	for _, args := range []string{
		"train --policy qtable --max-steps 2e1 --steps 1e1 --seed 1e2 --eval-every 0",
		"cluster run --policy random --episodes 1e0 --steps 1e1",
		"cluster bench --episodes 1e0 --seed 1e1",
		"prophet --no-monitor --steps 1e1 --rate 1e5",
		"link lab=cluster&seed=1e5&at=1e1",
		"cluster bench --link lab=cluster&series=1e1.1e5.h3.random",
		"bench learning --presets calm --seeds 1 --first-seed 1e2 --steps 1e2 --every 1e2 --curve-episodes 1 --episodes 1 --held-out 1e5",
	} {
		succeed(t, strings.Fields(args)...)
	}
	folder := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(folder, "a.yaml"), []byte("steps: 2e1\nseed: 1e2\n"), 0o600))
	require.Contains(t, prophetIn(t, folder, "--config", "a.yaml"), "seed 100: 20 steps done")
	for _, args := range []string{"train --max-steps 1e-1", "cluster run --episodes 1.5e0", "train --seed 1e300", "train --seed -1e1"} {
		require.Equal(t, exitUsage, call(t, strings.Fields(args)...).code, args)
	}
}

// A share is a share in every file of a run, whatever a screen makes of it.
func TestOneUnitForOneName(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	succeed(t, trainArgs("--policy", "pilot", "--max-steps", "300", "--eval-every", "0", "--csv", path)...)
	episodes := columns(t, read(t, path))
	steps := columns(t, succeed(t, strings.Fields("cluster run --policy pilot --rows 3 --columns 3 --steps 20 --episodes 10 --format csv")...))
	for name, file := range map[string]map[string][]string{"train": episodes, "cluster run": steps} {
		for _, text := range file["epsilon"] {
			v, err := strconv.ParseFloat(text, 64)
			require.NoError(t, err, name)
			require.InDelta(t, 1, v, 0.1, "%s: ε has hardly begun to fall", name)
		}
	}
	var run struct {
		Results []struct{ Metrics map[string]float64 }
	}
	require.NoError(t, json.Unmarshal([]byte(succeed(t, "cluster", "run", "--policy", "random", "--json")), &run))
	require.Less(t, run.Results[0].Metrics["peak"], 1.01)
	out := succeed(t, "cluster", "bench", "--episodes", "2", "--json")
	require.NotContains(t, out, "reward")
	require.NotContains(t, out, "oom_rate", "a count is no rate")
	require.Contains(t, out, `"seed": "42"`, "64 bits are text")
}

// What failed is yes or no in a row of one episode, and a count or a share, under another name,
// where several are summed up.
func TestFailedIsYesOrNo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a.csv")
	succeed(t, trainArgs("--policy", "qtable", "--max-steps", "100", "--eval-every", "0", "--csv", path)...)
	played := columns(t, succeed(t, strings.Fields("cluster bench --episodes 3 --format episodes")...))
	for _, file := range []map[string][]string{columns(t, read(t, path)), played} {
		require.NotEmpty(t, file["failed"])
		for _, cell := range file["failed"] {
			require.Contains(t, []string{"true", "false"}, cell)
		}
		require.Equal(t, "1", file["episode"][0], "the first one")
	}
	table := columns(t, succeed(t, strings.Fields("cluster bench --episodes 3 --format csv")...))
	require.NotContains(t, table, "failed")
	require.Contains(t, table, "failures")
	require.Contains(t, table, "failed_share")
}

// columns returns the cells of a file by column.
func columns(t *testing.T, text string) map[string][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	file := make(map[string][]string)
	for i, name := range rows[0] {
		for _, row := range rows[1:] {
			file[name] = append(file[name], row[i])
		}
	}
	return file
}

func TestVersionIsAFlagToo(t *testing.T) {
	first, _, _ := strings.Cut(succeed(t, "version"), "\n")
	require.Equal(t, first+"\n", succeed(t, "--version"))
	require.Contains(t, succeed(t), "130 when a signal ended it")
}

// The manual has a page for every command, and names its flags.
func TestTheManualHasEveryCommand(t *testing.T) {
	folder := filepath.Join(t.TempDir(), "man1")
	succeed(t, "man", folder)
	for _, cmd := range leaves(newRootCommand()) {
		page := read(t, filepath.Join(folder, strings.ReplaceAll(cmd.CommandPath(), " ", "-")+".1"))
		if cmd.Name() == "train" {
			require.Regexp(t, regexp.MustCompile(`--qtable-lr`), page)
		}
	}
}
