package main

import (
	bits "encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/safetensors"
)

// trainArgs returns a run of train that is a matter of milliseconds.
func trainArgs(more ...string) []string {
	args := []string{"train", "--rows", "3", "--columns", "3", "--steps", "20"}
	if !strings.Contains(strings.Join(more, " "), "--eval-every 0") {
		args = append(args, "--eval-episodes", "2")
	}
	return append(args, more...)
}

func read(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(b)
}

func TestTrainWritesWhatWasAskedFor(t *testing.T) {
	folder := t.TempDir()
	checkpoint, csv, svg := filepath.Join(folder, "a.safetensors"), filepath.Join(folder, "a.csv"), filepath.Join(folder, "a.svg")
	out := succeed(t, trainArgs("--max-steps", "300", "--eval-every", "100", "--checkpoint", checkpoint, "--csv", csv, "--plot", svg)...)
	for _, s := range []string{"300 steps", checkpoint, "h3 |", "pilot-prophet |", "omniscient |", "95 %"} {
		require.Contains(t, out, s)
	}
	rows := strings.Split(strings.TrimSpace(read(t, csv)), "\n")
	require.Greater(t, len(rows), 10)
	evaluations := 0
	for _, row := range rows {
		require.Equal(t, strings.Count(rows[0], ","), strings.Count(row, ","), row)
		if !strings.HasSuffix(row, ",,,") {
			evaluations++
		}
	}
	require.GreaterOrEqual(t, evaluations, 3, "the head and at least two evaluations")
	picture := read(t, svg)
	for _, s := range []string{"held-out, greedy", "h3, held-out", "omniscient, held-out"} {
		require.Contains(t, picture, s)
	}
	left, err := os.ReadDir(folder)
	require.NoError(t, err)
	require.Len(t, left, 4, "the best checkpoint beside the last, and no temporary file")

	out = succeed(t, "eval", checkpoint, "--episodes", "3")
	require.Contains(t, out, "after 300 steps")
	require.Contains(t, out, "3 episodes")
	var table struct {
		Steps int `json:"trained_steps"`
		Rows  []struct{ Policy string }
	}
	require.NoError(t, json.Unmarshal([]byte(succeed(t, "eval", checkpoint, "--episodes", "2", "--json")), &table))
	require.Equal(t, 300, table.Steps)
	require.Len(t, table.Rows, 4, "h3, what has learned, the tuned rule and the planner")
}

func TestResumeIsBitForBit(t *testing.T) {
	for _, policy := range []string{"pilot-prophet", "pilot", "qtable", "pqn", "pqn-prophet"} {
		folder := t.TempDir()
		whole, part, rest := filepath.Join(folder, "whole"), filepath.Join(folder, "part"), filepath.Join(folder, "rest")
		succeed(t, trainArgs("--policy", policy, "--max-steps", "1500", "--checkpoint", whole, "--eval-every", "400")...)
		succeed(t, trainArgs("--policy", policy, "--max-steps", "707", "--checkpoint", part, "--eval-every", "0")...)
		succeed(t, "train", "--resume", part, "--max-steps", "1500", "--checkpoint", rest, "--eval-every", "0")
		require.NotEqual(t, read(t, part), read(t, whole))
		require.True(t, read(t, whole) == read(t, rest), "%s: the resumed run is another one", policy)
	}
}

func TestResumedRunAppendsToItsMetrics(t *testing.T) {
	folder := t.TempDir()
	whole, parts, a := filepath.Join(folder, "whole.csv"), filepath.Join(folder, "parts.csv"), filepath.Join(folder, "a")
	succeed(t, trainArgs("--max-steps", "600", "--csv", whole, "--eval-every", "0")...)
	succeed(t, trainArgs("--max-steps", "250", "--csv", parts, "--eval-every", "0", "--checkpoint", a)...)
	succeed(t, "train", "--resume", a, "--checkpoint", a, "--max-steps", "600", "--csv", parts, "--eval-every", "0")
	require.Equal(t, read(t, whole), read(t, parts))
}

// killed runs train until its metrics have the given number of lines, and ends it without a
// chance to say anything.
func killed(t *testing.T, csv string, lines int, args ...string) {
	t.Helper()
	cmd := command(t, args...)
	var said strings.Builder
	cmd.Stderr = &said
	require.NoError(t, cmd.Start())
	enough := assert.Eventually(t, func() bool {
		b, err := os.ReadFile(csv)
		return err == nil && strings.Count(string(b), "\n") > lines
	}, time.Minute, time.Millisecond)
	require.NoError(t, cmd.Process.Kill())
	require.Error(t, cmd.Wait())
	require.True(t, enough, said.String())
}

// A killed process has written rows after its last checkpoint, and half a row. The
// resumed one ends with the metrics of a run that was not killed.
func TestResumedRunForgetsTheRowsAfterItsCheckpoint(t *testing.T) {
	folder := t.TempDir()
	whole, parts, a := filepath.Join(folder, "whole.csv"), filepath.Join(folder, "parts.csv"), filepath.Join(folder, "a")
	killed(t, parts, 40, trainArgs("--policy", "qtable", "--max-steps", "100000000", "--csv", parts, "--eval-every", "0", "--checkpoint", a, "--save-every", "25")...)
	rows := read(t, parts)
	require.NoError(t, os.WriteFile(parts, []byte(rows+"99999999,5000"), 0o600))
	resumed := []string{"train", "--resume", a, "--checkpoint", a, "--csv", parts, "--max-steps", "1000000000", "--eval-every", "0"}
	killed(t, parts, strings.Count(rows, "\n")+100, resumed...)
	cmd := command(t, resumed...)
	require.NoError(t, cmd.Start())
	time.Sleep(300 * time.Millisecond) // for some episodes
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.Error(t, cmd.Wait())

	got := read(t, parts)
	require.Greater(t, strings.Count(got, "\n"), 100)
	last := strings.Split(got[strings.LastIndex(got[:len(got)-1], "\n")+1:], ",")[0]
	succeed(t, trainArgs("--policy", "qtable", "--max-steps", last, "--csv", whole, "--eval-every", "0")...)
	require.Equal(t, read(t, whole), got)
}

func TestMetricsOfAnotherRunAreLeftAlone(t *testing.T) {
	folder := t.TempDir()
	a, other := filepath.Join(folder, "a"), filepath.Join(folder, "other.csv")
	succeed(t, trainArgs("--policy", "qtable", "--max-steps", "300", "--checkpoint", a, "--eval-every", "0")...)
	succeed(t, trainArgs("--policy", "qtable", "--max-steps", "300", "--csv", other, "--eval-every", "0", "--seed", "7")...)
	before := read(t, other)
	r := call(t, "train", "--resume", a, "--csv", other, "--max-steps", "400")
	require.Equal(t, 1, r.code)
	require.Contains(t, r.errOut, "--csv: "+other+" is of another run than "+a+", or lacks rows of it before step 300")
	require.Equal(t, before, read(t, other))
}

// Evaluations that no episode's row can show have rows of their own.
func TestEveryEvaluationReachesTheMetrics(t *testing.T) {
	csv := filepath.Join(t.TempDir(), "a.csv")
	succeed(t, trainArgs("--policy", "qtable", "--max-steps", "400", "--csv", csv, "--eval-every", "5")...)
	evaluations := 0
	for row := range strings.Lines(read(t, csv)) {
		if !strings.HasSuffix(row, ",,,\n") {
			evaluations++
		}
	}
	require.Equal(t, 1+400/5, evaluations, "and the head")
}

func TestMaximumRuntimeSavesAndStops(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	out := succeed(t, trainArgs("--max-runtime", "1ms", "--max-steps", "100000000", "--checkpoint", path, "--eval-every", "0")...)
	require.Contains(t, out, "maximum runtime of 1ms reached")
	require.Contains(t, succeed(t, "eval", path, "--episodes", "1"), "pilot-prophet")
}

func TestSignalSavesAndStops(t *testing.T) {
	for _, signal := range []os.Signal{os.Interrupt, syscall.SIGTERM, syscall.SIGHUP} {
		folder := t.TempDir()
		path, csv := filepath.Join(folder, "a"), filepath.Join(folder, "a.csv")
		cmd := command(t, trainArgs("--max-steps", "100000000", "--checkpoint", path, "--csv", csv, "--save-every", "1000000", "--eval-every", "0")...)
		require.NoError(t, cmd.Start())
		require.Eventually(t, func() bool {
			b, err := os.ReadFile(csv)
			return err == nil && strings.Count(string(b), "\n") > 2
		}, time.Minute, time.Millisecond)
		require.NoError(t, cmd.Process.Signal(signal))
		require.Error(t, cmd.Wait())
		require.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode())
		succeed(t, "eval", path, "--episodes", "1")
	}
}

func TestDamagedCheckpointsAreRefusedByName(t *testing.T) {
	folder := t.TempDir()
	good := filepath.Join(folder, "good")
	succeed(t, trainArgs("--policy", "qtable", "--max-steps", "50", "--checkpoint", good, "--eval-every", "0")...)
	content := read(t, good)
	for name, damaged := range map[string]string{
		"empty": "", "short": content[:len(content)-1], "long": content + "x", "text": "hello, this is a text file",
		"flipped": content[:len(content)/2] + string(content[len(content)/2]^1) + content[len(content)/2+1:],
		"newer":   strings.Replace(content, `"version":"3"`, `"version":"9"`, 1),
	} {
		path := filepath.Join(folder, name)
		require.NotEqual(t, content, damaged, name)
		require.NoError(t, os.WriteFile(path, []byte(damaged), 0o600))
		for _, args := range [][]string{{"eval", path}, {"train", "--resume", path}} {
			r := call(t, args...)
			require.Equal(t, 1, r.code, name)
			require.Contains(t, r.errOut, path)
			require.Contains(t, r.errOut, "checkpoint")
			require.Equal(t, 1, strings.Count(r.errOut, "\n"), r.errOut)
		}
	}
}

// Weights near the largest float32 overflow in the first update: training stops,
// says where, and leaves the checkpoint alone.
func TestNotFiniteTrainingKeepsTheLastGoodCheckpoint(t *testing.T) {
	path := filepath.Join(t.TempDir(), "a")
	succeed(t, trainArgs("--policy", "pilot", "--max-steps", "700", "--checkpoint", path, "--eval-every", "0")...)
	b := poisoned(t, []byte(read(t, path)))
	require.NoError(t, os.WriteFile(path, b, 0o600))
	r := call(t, "train", "--resume", path, "--checkpoint", path, "--max-steps", "5000", "--eval-every", "0", "--save-every", "1000")
	require.Equal(t, 1, r.code, r.out)
	require.Contains(t, r.errOut, "training stopped at step")
	require.Contains(t, r.errOut, path+" keeps the run as of step 700")
	require.True(t, string(b) == read(t, path), "the checkpoint was overwritten")
}

// poisoned returns a checkpoint in which the weights of the Pilot's networks are enormous.
func poisoned(t *testing.T, b []byte) []byte {
	t.Helper()
	f, err := safetensors.Parse(b)
	require.NoError(t, err)
	var w safetensors.Writer
	for _, e := range f.Metadata {
		if e.Key != "checksum" {
			w.Text(e.Key, e.Value)
		}
	}
	found := 0
	for _, tensor := range f.Tensors {
		if strings.HasPrefix(tensor.Name, "pilot.online") {
			for i := 0; i < len(tensor.Data); i += 4 {
				bits.LittleEndian.PutUint32(tensor.Data[i:], math.Float32bits(3e38))
			}
			found++
		}
		w.Tensor(tensor)
	}
	require.Positive(t, found)
	w.Seal()
	return w.Append(nil)
}

func TestLearningMistakes(t *testing.T) {
	folder := t.TempDir()
	there := filepath.Join(folder, "there.csv")
	require.NoError(t, os.WriteFile(there, []byte("mine"), 0o600))
	for _, c := range []struct {
		args string
		code int
		says []string
	}{
		{"train --policy h3", 2, []string{"--policy", "h3", "qtable, pilot, pilot-prophet"}},
		{"train --learning-rate 5", 2, []string{"--lr", "5", "0 to 1"}},
		{"train --max-steps 0", 2, []string{"--max-steps", "0", "from 1"}},
		{"train --max-runtime soon", 2, []string{"--max-runtime", "soon", "hours"}},
		{"train --max-runtime -1", 2, []string{"--max-runtime", "-1", "hours"}},
		{"train --max-runtime NaN", 2, []string{"--max-runtime", "NaN", "hours"}},
		{"train --rules v4.5", 2, []string{"resonetics: train: the rules are v4.5, want v5.1"}},
		{"train --plot a.jpg", 2, []string{"--plot", "a.jpg", ".svg or .png"}},
		{"train --csv " + there, 1, []string{there, "--force"}},
		{"train --checkpoint " + there, 1, []string{there, "--force"}},
		{"train --checkpoint /no/such/folder/a", 1, []string{"--checkpoint: /no/such/folder/a cannot be written"}},
		{"train --plot /no/such/folder/a.svg", 1, []string{"--plot: /no/such/folder/a.svg cannot be written"}},
		{"train --csv a --checkpoint a", 2, []string{"--checkpoint and --csv both name a"}},
		{"cluster bench --policies h3 --train-steps 5", 2, []string{"--train-steps", "5", "no policy"}},
		{"tune --study /no/such/folder/a.db", 1, []string{"--study: /no/such/folder/a.db cannot be written"}},
		{"tune --study b.svg --plot b.svg", 2, []string{"--plot and --study both name b.svg"}},
		{"tune --learner qtable --method grid --trials 3", 2, []string{"--trials", "tpe"}},
		{"gardener --min-population 90", 2, []string{"--min-population", "90", "--max-population", "80"}},
		{"gardener --first-population 100 --max-population 99", 2, []string{"--first-population", "100", "99"}},
		{"play --lab gardener --drift 0.01", 2, []string{`unknown parameter "drift" of lab gardener`}},
		{"prophet --no-monitor --linger 10m", 2, []string{"--linger", "monitor"}},
		{"train --resume /no/such/file", 1, []string{"/no/such/file"}},
		{"train --resume a --drift 0.01", 2, []string{"--resume", "--drift"}},
		{"train --resume a --learning-rate 0.001", 2, []string{"--resume", "--lr"}},
		{"eval", 2, []string{"0 files", "one checkpoint"}},
		{"eval a b", 2, []string{"2 files", "one checkpoint"}},
		{"eval /no/such/file", 1, []string{"/no/such/file"}},
		{"tune --learner deep", 2, []string{"--learner", "deep", "qtable"}},
		{"tune --learner pilot --method grid", 2, []string{"--method", "grid", "qtable"}},
		{"tune --steps 1001", 2, []string{"--steps", "1001", "multiple"}},
		{"tune --study " + there, 1, []string{there}},
		{"tune --study a.db --in-memory", 2, []string{"--in-memory", "--study"}},
		{"tune --plot b.gif", 2, []string{"--plot", "b.gif", ".svg or .png"}},
	} {
		r := call(t, strings.Fields(c.args)...)
		require.Equal(t, c.code, r.code, "%s: %s", c.args, r.errOut)
		require.Equal(t, 1, strings.Count(r.errOut, "\n"), r.errOut)
		for _, s := range c.says {
			require.Contains(t, r.errOut, s, c.args)
		}
	}
	require.Equal(t, "mine", read(t, there))
}

func TestTuneKeepsItsStudy(t *testing.T) {
	folder := t.TempDir()
	study, png := filepath.Join(folder, "s.db"), filepath.Join(folder, "s.png")
	args := []string{"tune", "--learner", "qtable", "--study", study, "--steps", "400", "--episodes", "2"}
	first := succeed(t, append(args, "--trials", "2", "--plot", png)...)
	require.Contains(t, first, "2 of 2 trials")
	require.True(t, strings.HasPrefix(read(t, png), "\x89PNG"))
	more := succeed(t, append(args, "--trials", "3")...)
	for line := range strings.Lines(first) {
		if strings.HasPrefix(line, "trial ") {
			require.Contains(t, more, line)
		}
	}
	var result struct{ Trials []struct{ State string } }
	require.NoError(t, json.Unmarshal([]byte(succeed(t, "tune", "--learner", "qtable", "--method", "grid", "--in-memory",
		"--steps", "40", "--episodes", "1", "--runs", "1", "--json")), &result))
	require.Len(t, result.Trials, 9)
}
