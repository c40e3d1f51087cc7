package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env/gardener"
	gardenerlab "github.com/resonetics/playground/core/lab/gardener"
)

// gardenerColumns are the specification's, typed here a second time on purpose.
var gardenerColumns = []string{"Gen", "Population", "Avg_Energy", "Total_Entropy", "Emergency_Moves", "Isolation_Saves",
	"Entropy_Gradient", "Population_Volatility", "Emergency_Ratio", "Collapse_Risk", "Flow", "Verdict"}

func TestGardenerWritesTheSpecifiedFile(t *testing.T) {
	cmd := command(t, "gardener", "--steps", "50", "--seed", "7", "--preset", "reference", "--growth", "0.01")
	out, err := cmd.CombinedOutput()
	require.NoError(t, err)
	require.Contains(t, string(out), "resonetics_data.csv")
	content, err := os.ReadFile(filepath.Join(cmd.Dir, "resonetics_data.csv"))
	require.NoError(t, err)
	rows, err := csv.NewReader(bytes.NewReader(content)).ReadAll()
	require.NoError(t, err)
	require.Equal(t, gardenerColumns, rows[0])
	require.Len(t, rows, 1+50)

	c := gardener.Default()
	c.DirtGrowth = 0.01
	w, err := gardener.New(c, 7)
	require.NoError(t, err)
	want := gardener.CSVHeader + "\n"
	for range 50 {
		w.Step()
		want += string(w.AppendCSV(nil))
	}
	require.Equal(t, want, string(content))

	again := command(t, "gardener", "--steps", "5")
	again.Dir = cmd.Dir
	message, err := again.CombinedOutput()
	require.Error(t, err)
	require.Contains(t, string(message), "--force")
	kept, err := os.ReadFile(filepath.Join(cmd.Dir, "resonetics_data.csv"))
	require.NoError(t, err)
	require.Equal(t, content, kept, "a refused file is untouched")

	forced := command(t, "gardener", "--steps", "5", "--force")
	forced.Dir = cmd.Dir
	require.NoError(t, forced.Run())
	replaced, err := os.ReadFile(filepath.Join(cmd.Dir, "resonetics_data.csv"))
	require.NoError(t, err)
	require.Equal(t, 6, bytes.Count(replaced, []byte("\n")))
}

func TestGardenerOnTheTerminal(t *testing.T) {
	require.Equal(t, 4, strings.Count(succeed(t, "gardener", "--steps", "3", "--out", "-"), "\n"))
}

// A process that is stopped says where the data is; one that is killed loses at
// most the row that it was writing.
func TestStoppedGardenerKeepsItsRows(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGINT, syscall.SIGTERM, syscall.SIGKILL} {
		t.Run(signal.String(), func(t *testing.T) {
			cmd := command(t, "gardener", "--steps", "100000000", "--out", "data.csv")
			path := filepath.Join(cmd.Dir, "data.csv")
			var errOut strings.Builder
			cmd.Stderr = &errOut
			require.NoError(t, cmd.Start())
			require.Eventually(t, func() bool {
				content, err := os.ReadFile(path)
				return err == nil && bytes.Count(content, []byte("\n")) >= 3
			}, 20*time.Second, time.Millisecond, "rows appear while the process runs")
			require.NoError(t, cmd.Process.Signal(signal))
			require.Error(t, cmd.Wait())
			if signal != syscall.SIGKILL {
				require.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode())
				require.Regexp(t, `^resonetics: interrupted after \d+ of 100000000 steps; their rows are in data\.csv\n$`, errOut.String())
			}
			content, err := os.ReadFile(path)
			require.NoError(t, err)
			whole := content[:bytes.LastIndexByte(content, '\n')+1]
			rows, err := csv.NewReader(bytes.NewReader(whole)).ReadAll()
			require.NoError(t, err)
			require.GreaterOrEqual(t, len(rows), 3)
		})
	}
}

func TestGardenerStudyComparesSelections(t *testing.T) {
	args := []string{"gardener", "--study", "--seeds", "2", "--steps", "20"}
	out := succeed(t, args...)
	require.Contains(t, out, "selection off")
	require.Contains(t, out, "2 seeds from 21 on, 20 generations")
	require.Contains(t, out, "±")
	var study gardenerStudy
	require.NoError(t, json.Unmarshal([]byte(succeed(t, append(args, "--json")...)), &study))
	var selections []string
	for _, world := range study.Worlds {
		selections = append(selections, world.Selection)
	}
	require.Equal(t, []string{"off", "longest", "foragers"}, selections)
	for _, m := range study.Worlds[0].Measures {
		require.Contains(t, out, m.Name)
	}
}

func TestInterruptedStudy(t *testing.T) {
	cmd := command(t, "gardener", "--study", "--steps", "100000000")
	var errOut strings.Builder
	cmd.Stderr = &errOut
	require.NoError(t, cmd.Start())
	time.Sleep(300 * time.Millisecond) // long enough to begin
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.Error(t, cmd.Wait())
	require.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode())
	require.Contains(t, errOut.String(), "interrupted before there was a result")
}

func TestGardenerMistakes(t *testing.T) {
	for _, c := range []struct {
		args string
		code int
		says []string
	}{
		{"gardener --steps 0", 2, []string{"--steps", "from 1"}},
		{"gardener --growth 7", 2, []string{"--growth", "7", "0 to 1"}},
		{"gardener --preset storm", 2, []string{"--preset", "storm", "flood"}},
		{"gardener --out /nowhere/at/all.csv", 1, []string{"/nowhere/at/all.csv"}},
		{"gardener --json", 2, []string{"--json", "--study"}},
		{"gardener --study --growth 0.01", 2, []string{"--study", "--growth"}},
		{"gardener --study --steps 9", 2, []string{"--steps", "9", "10"}},
		{"bench prophet --seeds 1", 2, []string{"--seeds", "from 2"}},
		{"bench prophte", 2, []string{"did you mean prophet?"}},
	} {
		t.Run(c.args, func(t *testing.T) {
			r := call(t, strings.Fields(c.args)...)
			require.Equal(t, c.code, r.code, r.errOut)
			require.Equal(t, 1, strings.Count(r.errOut, "\n"), r.errOut)
			for _, s := range c.says {
				require.Contains(t, r.errOut, s)
			}
		})
	}
	help := succeed(t, "gardener", "--help")
	for i := range gardenerlab.Lab.Params {
		require.Contains(t, help, "--"+gardenerlab.Lab.Params[i].Key+" ")
	}
}
