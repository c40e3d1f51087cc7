package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab/cluster/fit"
)

// measuredFile is a file of what a world has measured itself, in percent.
func measuredFile(t *testing.T, rows, columns, steps int) string {
	t.Helper()
	c := cluster.Default(cluster.V51)
	c.Height, c.Width, c.LoadLimit, c.OOMLimit, c.CriticalTerminates = rows, columns, 1, 1e9, false
	w, err := cluster.New(c)
	require.NoError(t, err)
	var b strings.Builder
	b.WriteString("node,time,memory,cpu\n")
	for step := range steps {
		for i, m := range w.Mem() {
			fmt.Fprintf(&b, "n%d,%d,%.4f,%.4f\n", i, 60*step, 100*m, 100*w.CPU()[i])
		}
		_, err := w.Step(cluster.Up)
		require.NoError(t, err)
	}
	path := filepath.Join(t.TempDir(), "metrics.csv")
	require.NoError(t, os.WriteFile(path, []byte(b.String()), 0o600))
	return path
}

// The preset that is printed is taken by the commands that run clusters, and its link is the
// same run.
func TestAFittedPresetRuns(t *testing.T) {
	path := measuredFile(t, 3, 4, 120)
	text := succeed(t, "cluster", "fit", path)
	for _, says := range []string{path + ": 12 nodes, 2,880 values, one step is 60 s, 119 min in all", "drift ", "95 % interval", "Memory rises by", "random walk with drift",
		"Memory is read as percent", "grid"} {
		require.Contains(t, text, says)
	}
	_, preset, _ := strings.Cut(text, "train and play:\n")
	preset, link, _ := strings.Cut(preset, "link: ")
	flags := strings.Fields(preset)
	require.Equal(t, []string{"--rows", "3", "--columns", "4", "--drift"}, flags[:5])
	ran := succeed(t, append([]string{"cluster", "run"}, flags...)...)
	require.Equal(t, ran, succeed(t, "cluster", "run", "--link", strings.TrimSpace(link)))
	require.Contains(t, ran, strings.TrimSpace(link))

	var f fit.Fit
	require.NoError(t, json.Unmarshal([]byte(succeed(t, "cluster", "fit", path, "--json")), &f))
	require.True(t, f.Memory.Drift.Has(0.005), "%+v", f.Memory)
	require.True(t, f.Memory.Noise.Has(0.01))
	require.Equal(t, "#"+f.Link, strings.TrimSpace(link))
}

// Every finding and every note is said in words of its own.
func TestEveryFindingHasWords(t *testing.T) {
	f := &fitted{Fit: &fit.Fit{Step: 30}}
	seen := map[string]bool{}
	for key, classes := range map[string]string{
		fit.CheckDrift: "rises falls still", fit.CheckGrowth: "walk returns trends unknown", fit.CheckMemory: "none returns follows unknown",
		fit.CheckNodes: "alike differ unknown", fit.CheckRestarts: "few", fit.CheckCPU: "still drifts",
	} {
		for _, class := range strings.Fields(classes) {
			seen[f.found(fit.Check{Key: key, Class: class, Amount: fit.Estimate{Value: 0.01, Low: 0.005, High: 0.02}})] = true
		}
	}
	notes := strings.Fields("wrong backward repeated no-time no-node no-cpu grid")
	for _, channel := range []string{"memory", "cpu"} {
		for _, kind := range strings.Fields("fraction percent limit unlimited gaps") {
			notes = append(notes, channel+"-"+kind)
		}
	}
	for _, key := range notes {
		seen[noteWords(fit.Note{Key: key, Values: []float64{2, 1, 3}, Text: "line 8"})] = true
	}
	require.Len(t, seen, 3+4+4+3+1+2+len(notes))
}
