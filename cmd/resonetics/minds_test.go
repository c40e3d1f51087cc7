package main

import (
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/internal/labtest"
)

// What the page or the window saves, a mind or a run, is evaluated, compared and gone on
// with in the terminal, and what the terminal saves is a mind to them.
func TestMindsAreOneKindOfFile(t *testing.T) {
	folder := t.TempDir()
	s := labtest.New(t, cluster.Lab, "policy", "pilot", "rows", "3", "columns", "3", "steps", "20", "epsilon-steps", "500")
	s.Advance(700)
	mind, err := s.AppendMind(nil)
	require.NoError(t, err)
	for name, content := range map[string][]byte{"mind": mind, "run": s.Save(nil)} {
		path := filepath.Join(folder, name)
		require.NoError(t, os.WriteFile(path, content, 0o600))
		require.Contains(t, succeed(t, "eval", path, "--episodes", "2"), "pilot after 700 steps of training from seed 42")
		require.Contains(t, succeed(t, "cluster", "bench", "--preset", "calm", "--policies", "h3,pilot", "--episodes", "2", "--checkpoint", path), "pilot loaded after 700 steps")
		next := filepath.Join(folder, name+"-next")
		r := call(t, "train", "--resume", path, "--max-steps", "900", "--eval-every", "0", "--checkpoint", next)
		require.Zero(t, r.code, r.errOut)
		require.Equal(t, "resonetics: "+path+" goes on with its next episode; the one in which it was saved is left out\n", r.errOut)
		require.Contains(t, succeed(t, "eval", next, "--episodes", "2"), "pilot after 900 steps")
		other := labtest.New(t, cluster.Lab, "policy", "pilot", "rows", "3", "columns", "3")
		require.NoError(t, other.LoadMind([]byte(read(t, next))))
		require.EqualValues(t, 900, labtest.Look(other, lab.View{}).Learning.Steps)
	}
	r := call(t, "eval", filepath.Join(folder, "none"))
	require.Equal(t, exitFailure, r.code)
	h3 := filepath.Join(folder, "h3")
	require.NoError(t, os.WriteFile(h3, labtest.New(t, cluster.Lab).Save(nil), 0o600))
	r = call(t, "eval", h3)
	require.Equal(t, exitFailure, r.code)
	require.Contains(t, r.errOut, h3+": the acting policy does not learn")
}

// A file says the run that it is of: its seed, its preset, its parameters and the program.
func TestCheckpointsNameTheirRun(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	succeed(t, "train", "--policy", "qtable", "--preset", "crisis", "--seed", "18446744073709551615", "--qtable-lr", "0.3", "--max-steps", "20", "--eval-every", "0", "--checkpoint", path)
	var e struct {
		Run     string `json:"run_seed"`
		Preset  string
		Program string
	}
	require.NoError(t, json.Unmarshal([]byte(succeed(t, "eval", path, "--episodes", "1", "--json")), &e))
	require.Equal(t, "18446744073709551615", e.Run)
	require.Equal(t, "crisis", e.Preset)
	require.Contains(t, succeed(t, "--version"), e.Program)
	mind, err := loadMind(path)
	require.NoError(t, err)
	require.Equal(t, 0.3, mind.Config().QTable.Rate)
}

// The best checkpoint stays beside the last, also when a run is resumed and gets worse.
func TestTheBestCheckpointIsKept(t *testing.T) {
	folder := t.TempDir()
	path, best := filepath.Join(folder, "a.safetensors"), filepath.Join(folder, "a-best.safetensors")
	args := func(more ...string) []string {
		return append(append([]string{"train"}, more...), "--checkpoint", path, "--eval-every", "200", "--eval-episodes", "4", "--json")
	}
	heldOut := func(path string) float64 {
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		trainer, err := train.Load(b)
		require.NoError(t, err)
		s, err := trainer.Evaluate(4)
		require.NoError(t, err)
		return s.Return
	}
	rows := filepath.Join(folder, "a.csv")
	succeed(t, args("--policy", "pilot", "--rows", "3", "--columns", "3", "--steps", "40", "--drift", "0.02", "--max-steps", "2000", "--csv", rows)...)
	top := topOf(t, rows)
	require.Equal(t, top, heldOut(best))
	succeed(t, args("--resume", path, "--max-steps", "3000", "--csv", rows)...)
	require.Equal(t, topOf(t, rows), heldOut(best))
	require.NoError(t, os.Remove(path))
	r := call(t, "train", "--checkpoint", path, "--max-steps", "20")
	require.Equal(t, exitFailure, r.code)
	require.Contains(t, r.errOut, "--checkpoint: "+best+" exists")
}

// topOf returns the highest held-out return of a file of metrics.
func topOf(t *testing.T, path string) float64 {
	t.Helper()
	top := math.Inf(-1)
	for _, text := range columns(t, read(t, path))["heldout_return"] {
		if v, err := strconv.ParseFloat(text, 64); err == nil {
			top = max(top, v)
		}
	}
	return top
}
