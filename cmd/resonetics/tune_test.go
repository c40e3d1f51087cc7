package main

import (
	"encoding/json"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/rng"
)

// What tune found is trained by the command that it prints.
func TestTuneSaysHowItsBestIsTrained(t *testing.T) {
	for _, learner := range []string{"qtable", "pilot"} {
		var result struct {
			Train string
			Best  struct{ Return float64 }
		}
		args := []string{"tune", "--learner", learner, "--steps", "1200", "--runs", "1", "--episodes", "3", "--trials", "3", "--in-memory"}
		require.NoError(t, json.Unmarshal([]byte(succeed(t, append(args, "--json")...)), &result))
		require.Contains(t, succeed(t, args...), "\ntrain it: "+result.Train+"\n")
		checkpoint := filepath.Join(t.TempDir(), "a")
		succeed(t, append(strings.Fields(result.Train)[1:], "--eval-every", "0", "--checkpoint", checkpoint)...)
		mind, err := loadMind(checkpoint)
		require.NoError(t, err)
		const validation = 0x74756e65
		episodes, err := agent.Evaluate(mind.Config().World, mind.Greedy(), rng.Derive(train.HeldOut, validation), 3)
		require.NoError(t, err)
		require.Equal(t, result.Best.Return, agent.Summarize(episodes).Return, learner)
	}
}

// A study that is killed at random moments opens each time, and ends as one that was not.
func TestAKilledStudyEndsAsOneThatWasNot(t *testing.T) {
	args := []string{"tune", "--learner", "qtable", "--steps", "400", "--runs", "1", "--episodes", "2", "--trials", "30", "--json", "--study", filepath.Join(t.TempDir(), "whole.db")}
	began := time.Now()
	want := succeed(t, args...)
	took := time.Since(began)
	study := filepath.Join(t.TempDir(), "killed.db")
	args[len(args)-1] = study
	random := rand.New(rand.NewPCG(1, 2))
	for range 20 {
		cmd := command(t, args...)
		require.NoError(t, cmd.Start())
		time.Sleep(time.Duration(random.Float64() * float64(took)))
		cmd.Process.Kill() // or it has ended already
		cmd.Wait()
		code := cmd.ProcessState.ExitCode()
		require.Contains(t, []int{-1, 0}, code, "killed, or done")
	}
	require.Equal(t, want, succeed(t, args...))
	left, err := os.ReadDir(filepath.Dir(study))
	require.NoError(t, err)
	require.Len(t, left, 1, "only the study stays")
}

// The seed is part of a study: two of them have two files.
func TestStudiesOfTwoSeedsHaveTwoFiles(t *testing.T) {
	folder := t.TempDir()
	for _, seed := range []string{"1", "2"} {
		cmd := command(t, "tune", "--learner", "qtable", "--method", "grid", "--steps", "4", "--runs", "1", "--episodes", "1", "--seed", seed)
		cmd.Dir = folder
		out, err := cmd.CombinedOutput()
		require.NoError(t, err, string(out))
		require.FileExists(t, filepath.Join(folder, "tune-qtable-grid-red-queen-"+seed+".db"))
	}
}
