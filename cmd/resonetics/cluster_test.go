package main

import (
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/experiment/bench"
)

func TestClusterRunPrintsPictureAndOutcome(t *testing.T) {
	out := succeed(t, "cluster", "run", "--seed", "7", "--episodes", "2", "--policy", "omniscient")
	require.Contains(t, out, "link: #v=4&lab=cluster&seed=7&policy=omniscient")
	require.Contains(t, out, "episode 1, step 300")
	require.Contains(t, out, "episode 2, step 300")
	require.Equal(t, 2, strings.Count(out, "["), "one agent in each picture")
	require.NotContains(t, out, "NaN", "no line for a number that is not computed")
	for _, m := range cluster.Lab.Metrics {
		if m.Key == "risk" {
			break // from here on they are a learner's
		}
		require.Contains(t, out, m.Label)
	}
}

// rowsOf runs the command with CSV output and returns its rows.
func rowsOf(t *testing.T, args ...string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(succeed(t, append(args, "--format", "csv")...))).ReadAll()
	require.NoError(t, err)
	return rows
}

func TestClusterRunWritesOneRowPerStep(t *testing.T) {
	rows := rowsOf(t, "cluster", "run", "--steps", "20", "--episodes", "3", "--preset", "calm")
	require.Len(t, rows, 1+3*20)
	require.Equal(t, []string{"step", "episode", "ended", "action", "reward", "episode_step"}, rows[0][:6])
	require.Equal(t, []string{"40", "2", "true"}, rows[40][:3])
	require.Equal(t, []string{"41", "3", "false"}, rows[41][:3])
}

func TestFlagsReachTheWorld(t *testing.T) {
	plain := rowsOf(t, "cluster", "run", "--steps", "50")
	require.Equal(t, plain, rowsOf(t, "cluster", "run", "--steps", "50"), "the same flags, the same numbers")
	for _, change := range []string{"--seed=1", "--drift=0.02", "--policy=random", "--rules=v4.5", "--rows=3", "--preset=crisis"} {
		require.NotEqual(t, plain, rowsOf(t, "cluster", "run", "--steps", "50", change), change)
	}
}

func TestLinkReplaysAnInteractiveRun(t *testing.T) {
	config := lab.NewConfig(cluster.Lab)
	session, err := lab.NewSession(config)
	require.NoError(t, err)
	session.Advance(30)
	change, err := cluster.Lab.ParseCommand("set policy random")
	require.NoError(t, err)
	require.NoError(t, session.Apply(change))
	session.Advance(30)
	link := session.Run().Link()

	rows := rowsOf(t, "cluster", "run", "--link", "http://localhost/#"+link)
	require.Len(t, rows, 1+60, "as far as it was seen")
	require.Contains(t, succeed(t, "cluster", "run", "--link", link), "link: #"+link+"\n", "what is printed is the whole run")
	plain := rowsOf(t, "cluster", "run")
	require.Equal(t, plain[:31], rows[:31])
	require.NotEqual(t, plain[:61], rows)
}

func TestOutputFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.csv")
	args := []string{"cluster", "run", "--steps", "10", "--format", "csv", "--out", path}
	require.Empty(t, succeed(t, args...))
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, 11, strings.Count(string(content), "\n"))

	r := call(t, append(args, "--seed", "2")...)
	require.Equal(t, 1, r.code)
	succeed(t, append(args, "--seed", "2", "--force")...)
	replaced, err := os.ReadFile(path)
	require.NoError(t, err)
	require.NotEqual(t, content, replaced)
}

func TestClusterBenchHasThePublishedLayout(t *testing.T) {
	out := succeed(t, "cluster", "bench", "--episodes", "3", "--policies", "random,h3")
	for _, policy := range []string{"random", "h3"} {
		require.Regexp(t, `(?m)^`+policy+` \| failed=[01]\.\d{3} \| return μ=[+-]\d+\.\d{3} σ=\d+\.\d{3} \| steps μ=\d+\.\d \| oom=\d+\.\d\d \| critical_oom=\d+\.\d\d \| avg_load μ=0\.\d{3} \|`, out)
	}
	require.Regexp(t, `h3 win-rate against random: \d/3 \(ties: \d\)`, out)
	require.Contains(t, out, "95 %")
	require.Contains(t, out, "differs from what was published")
	require.NotContains(t, succeed(t, "cluster", "bench", "--episodes", "1", "--preset", "calm"), "ublished")
}

func TestClusterBenchAsJSON(t *testing.T) {
	var one, two bench.Table
	args := []string{"cluster", "bench", "--episodes", "4", "--policies", "h3,random", "--preset", "crisis", "--json"}
	require.NoError(t, json.Unmarshal([]byte(succeed(t, append(args, "--workers", "1")...)), &one))
	require.NoError(t, json.Unmarshal([]byte(succeed(t, append(args, "--workers", "3")...)), &two))
	require.Equal(t, one, two, "the number of workers changes nothing")
	require.Equal(t, "h3", one.Rows[0].Policy)
	require.Equal(t, 4, one.Episodes)
	require.Equal(t, 300, one.MaxSteps)
}

// TestClusterBenchRepeatsASeries takes one of a race with a network at an age and now, and
// expects the same of every format.
func TestClusterBenchRepeatsASeries(t *testing.T) {
	args := []string{"cluster", "bench", "--link", "http://localhost/#v=2&lab=race&seed=42&teach=50&drift=0.009&at=30&series=10.43.h3.pilot-1000.pilot.random"}
	out := succeed(t, args...)
	require.Contains(t, out, "Lab race, pilot-1000 after 1000 steps, pilot after 1500 steps (rules v5.1, 6 × 6 nodes, up to 150 steps), 10 episodes from seed 43")
	require.Regexp(t, `(?m)^pilot +\| failed=[\d.]+ \| return .* \| scale_rate=[\d.]+$`, out)
	require.Regexp(t, `(?m)^  difference \| survived [-+][\d.]+ \(95 %: .* \| return .* \| probability of improvement 0\.\d{3} \(`, out)
	var table bench.Table
	require.NoError(t, json.Unmarshal([]byte(succeed(t, append(args, "--json")...)), &table))
	rows, err := csv.NewReader(strings.NewReader(succeed(t, append(args, "--format", "csv", "--workers", "3")...))).ReadAll()
	require.NoError(t, err)
	require.Len(t, rows, 1+4)
	for i, row := range table.Rows {
		require.Equal(t, []string{row.Policy, "10"}, rows[1+i][:2])
		require.Equal(t, strconv.FormatFloat(float64(row.Return.Mean), 'g', -1, 64), rows[1+i][6])
	}
	require.Equal(t, strconv.FormatFloat(float64(table.Wins[2].Improvement.High), 'g', -1, 64), rows[4][len(rows[4])-1])
	require.Equal(t, 1+4*10, strings.Count(succeed(t, append(args, "--format", "episodes")...), "\n"))
}

func TestInterruptedBenchPrintsWhatWasDone(t *testing.T) {
	cmd := command(t, "cluster", "bench", "--episodes", "1000000", "--policies", "random,h7")
	var out, errOut strings.Builder
	cmd.Stdout, cmd.Stderr = &out, &errOut
	require.NoError(t, cmd.Start())
	time.Sleep(700 * time.Millisecond) // long enough for some episodes
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.Error(t, cmd.Wait())
	require.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode())
	require.Contains(t, out.String(), "PARTIAL: interrupted")
	require.Contains(t, out.String(), "random | reward")
	require.Regexp(t, `^resonetics: interrupted after \d+ of 1000000 episodes\n$`, errOut.String())
}

// What an earlier run left in a file stays until there is something better.
func TestAnInterruptionThatHasNothingToSayReplacesNothing(t *testing.T) {
	path := filepath.Join(t.TempDir(), "result.txt")
	require.NoError(t, os.WriteFile(path, []byte("earlier"), 0o600))
	cmd := command(t, "bench", "prophet", "--seeds", "50", "--steps", "20000", "--out", path, "--force")
	require.NoError(t, cmd.Start())
	time.Sleep(300 * time.Millisecond) // it is at work
	require.NoError(t, cmd.Process.Signal(os.Interrupt))
	require.Error(t, cmd.Wait())
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, "earlier", string(content))
	left, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	require.Len(t, left, 1, "no temporary file stays")
}

func TestARunThatCannotBeginLeavesNoFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "y.csv")
	for range 2 {
		r := call(t, "cluster", "run", "--policy", "you", "--format", "csv", "--out", path)
		require.Equal(t, 1, r.code)
		require.Contains(t, r.errOut, "waits for a person's move")
	}
	require.NoFileExists(t, path)
}

func TestInterruptedRunKeepsItsRows(t *testing.T) {
	path := filepath.Join(t.TempDir(), "run.csv")
	cmd := command(t, "cluster", "run", "--episodes", "1000000", "--format", "csv", "--out", path)
	require.NoError(t, cmd.Start())
	require.Eventually(t, func() bool {
		info, err := os.Stat(path)
		return err == nil && info.Size() > 0
	}, 10*time.Second, 10*time.Millisecond)
	require.NoError(t, cmd.Process.Signal(syscall.SIGTERM))
	require.Error(t, cmd.Wait())
	require.Equal(t, exitInterrupted, cmd.ProcessState.ExitCode())
	content, err := os.ReadFile(path)
	require.NoError(t, err)
	rows, err := csv.NewReader(strings.NewReader(string(content))).ReadAll()
	require.NoError(t, err, "no row is cut in two")
	require.Greater(t, len(rows), 2)
}

// TestLanesLookAheadWhenTheyAreToldTo: --foresight is that of every lane without a flag of
// its own.
func TestLanesLookAheadWhenTheyAreToldTo(t *testing.T) {
	args := []string{"cluster", "race", "--preset", "scarcity", "--lane-1", "h5", "--lane-2", "h5", "--lane-3", "none", "--races", "1"}
	out := succeed(t, append(args, "--foresight", "imagine", "--foresight-1", "none")...)
	require.Contains(t, out, "h.5 + imagination")
	require.Contains(t, out, "&lane-2=h5&foresight-2=imagine&lane-3=none&")
	require.Equal(t, out, succeed(t, append(args, "--foresight-2", "imagine")...))
	csv := succeed(t, append(args, "--foresight", "imagine", "--format", "csv")...)
	require.Equal(t, 2, strings.Count(csv, ",h5-imagine,"), "and not of the empty lane")
	_, link, _ := strings.Cut(out, "link: ")
	link, _, _ = strings.Cut(link, "\n")
	r := call(t, "cluster", "race", "--link", link, "--foresight", "imagine")
	require.Equal(t, exitUsage, r.code)
	require.Contains(t, r.errOut, "--link already fixes the whole run; leave out --foresight")
}
