package main

import (
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/gardener"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/core/lab/prophet"
	"github.com/resonetics/playground/core/lab/race"
	"github.com/resonetics/playground/core/lab/runner"
	"github.com/resonetics/playground/game/desktop"
	"github.com/resonetics/playground/internal/labtest"
)

// The tests here start one configuration and seed behind every door of the terminal,
// and in a session as the page's worker and the window do, and find equal numbers.

// configOf returns the first visit of l with a seed and values, as pairs of key and text.
func configOf(t *testing.T, l *lab.Lab, seed uint64, values ...string) lab.Config {
	t.Helper()
	c := lab.NewConfig(l)
	c.Seed = seed
	for i := 0; i < len(values); i += 2 {
		require.NoError(t, c.SetText(values[i], values[i+1]))
	}
	return c
}

// waysIn returns the flags that describe c, one by one and as a link.
func waysIn(c lab.Config) map[string][]string {
	flags := []string{"--seed", strconv.FormatUint(c.Seed, 10)}
	for i := range c.Lab.Params {
		if p := &c.Lab.Params[i]; c.At(i) != p.Default() {
			flags = append(flags, "--"+p.Key, p.Format(c.At(i)))
		}
	}
	return map[string][]string{"flags": flags, "link": {"--link", "https://example.org/#" + lab.Run{Config: c}.Link()}}
}

// sessionRows returns the rows of a session after n steps, with their head.
func sessionRows(t *testing.T, c lab.Config, n int) (*lab.Session, [][]string) {
	t.Helper()
	s, err := lab.NewSession(c)
	require.NoError(t, err)
	text := []byte(c.Lab.Rows.Columns + "\n")
	for range n {
		require.Equal(t, 1, s.Advance(1))
		text = s.AppendRow(text)
	}
	return s, parseRows(t, string(text))
}

func parseRows(t *testing.T, text string) [][]string {
	t.Helper()
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	require.NoError(t, err)
	return rows
}

// requireSameColumns compares the columns that both have, except for those left out.
func requireSameColumns(t *testing.T, want, got [][]string, without ...string) {
	t.Helper()
	require.Equal(t, len(want), len(got), "rows")
	common := 0
	for i, name := range want[0] {
		j := slices.Index(got[0], name)
		if j < 0 || slices.Contains(without, name) {
			continue
		}
		common++
		for row := range want {
			require.Equal(t, want[row][i], got[row][j], "%s in row %d", name, row)
		}
	}
	require.GreaterOrEqual(t, common, min(len(want[0]), len(got[0]))-len(without))
}

// mindOf returns what a checkpoint knows, written again so that equal minds have equal
// bytes.
func mindOf(t *testing.T, checkpoint []byte) []byte {
	t.Helper()
	m, err := train.LoadLearner(checkpoint)
	require.NoError(t, err)
	return m.Append(nil, train.Everything)
}

func TestTrainLearnsAsASessionDoes(t *testing.T) {
	small := []string{"rows", "3", "columns", "3", "steps", "40"}
	for _, c := range []struct {
		steps  int // of which the last ends an episode that has seen every evaluation
		values []string
	}{
		{5080, []string{"policy", "pilot-prophet", "epsilon-steps", "2000"}},
		{1200, []string{"policy", "pilot-prophet", "epsilon-steps", "2000", "guidance", "epsilon", "prophet-inputs", "extended", "horizon", "20"}},
		{1200, []string{"policy", "pilot", "epsilon-steps", "2000", "n-step", "3", "double", "off", "batch", "16", "lr", "0.002", "schedule", "1000"}},
		{1200, []string{"policy", "qtable", "drift", "0.02", "qtable-lr", "0.2", "qtable-decay", "0.9"}},
	} {
		config := configOf(t, cluster.Lab, 7, append(small, c.values...)...)
		session, want := sessionRows(t, config, c.steps)
		mind, err := session.AppendMind(nil)
		require.NoError(t, err)
		require.Greater(t, len(want), 10)
		for way, flags := range waysIn(config) {
			t.Run(fmt.Sprint(c.values, " by ", way), func(t *testing.T) {
				folder := t.TempDir()
				rows, checkpoint := filepath.Join(folder, "a.csv"), filepath.Join(folder, "a")
				succeed(t, append([]string{"train", "--max-steps", strconv.Itoa(c.steps), "--csv", rows, "--checkpoint", checkpoint}, flags...)...)
				got := parseRows(t, read(t, rows))
				if last := got[len(got)-1]; last[1] == "" {
					got = got[:len(got)-1] // an evaluation whose episode has not ended
				}
				requireSameColumns(t, want, got, "omniscient_return")
				require.True(t, string(mindOf(t, mind)) == string(mindOf(t, []byte(read(t, checkpoint)))), "the mind is another one")
			})
		}
	}
}

// In the middle of an episode, too, the terminal has learned what a session has.
func TestTrainHasTheMindOfASessionAtEveryStep(t *testing.T) {
	config := configOf(t, cluster.Lab, 3, "policy", "pilot-prophet", "rows", "4", "columns", "4", "steps", "60")
	session, _ := sessionRows(t, config, 0)
	for _, steps := range []int{1, 577, 901} {
		session.Advance(steps - int(session.Step()))
		want, err := session.AppendMind(nil)
		require.NoError(t, err)
		path := filepath.Join(t.TempDir(), "a")
		succeed(t, append([]string{"train", "--max-steps", strconv.Itoa(steps), "--eval-every", "0", "--checkpoint", path}, waysIn(config)["flags"]...)...)
		require.True(t, string(mindOf(t, want)) == string(mindOf(t, []byte(read(t, path)))), "after %d steps", steps)
	}
}

func TestClusterRunIsASession(t *testing.T) {
	for _, values := range [][]string{
		{"policy", "h5", "noise", "0.03"},
		{"policy", "random", "rules", "v4.6"},
		{"policy", "pilot-prophet", "lr", "0.003"},
	} {
		config := configOf(t, cluster.Lab, 11, append([]string{"rows", "4", "columns", "5", "steps", "150"}, values...)...)
		session, _ := sessionRows(t, config, 0)
		for way, flags := range waysIn(config) {
			require.NoError(t, session.Restart(lab.Run{Config: config}))
			rows := parseRows(t, succeed(t, append([]string{"cluster", "run", "--episodes", "5", "--format", "csv"}, flags...)...))
			require.Greater(t, len(rows), 100)
			var s lab.Snapshot
			for _, row := range rows[1:] {
				session.Advance(1)
				session.Look(&s, lab.View{})
				require.Equal(t, strconv.FormatUint(s.Step, 10), row[0])
				for i, m := range config.Lab.Metrics {
					want := ""
					switch v := s.Metrics[i]; {
					case math.IsNaN(v):
					case m.Unit == "%":
						want = fmt.Sprint(v / 100)
					default:
						want = fmt.Sprint(v)
					}
					require.Equal(t, want, row[slices.Index(rows[0], m.Key)], "%s by %s at step %d", m.Key, way, s.Step)
				}
			}
		}
	}
}

func TestClusterRaceIsASession(t *testing.T) {
	for _, values := range [][]string{
		{"lane-1", "random", "lane-2", "h7", "lane-3", "omniscient", "rules", "v4.6"},
		{"lane-1", "pilot-0", "lane-2", "pilot-1000", "lane-4", "h5", "teach", "7"},
	} {
		config := configOf(t, race.Lab, 11, append([]string{"rows", "4", "columns", "5", "steps", "80"}, values...)...)
		session, _ := sessionRows(t, config, 0)
		for session.Step() == 0 || labtest.Look(session, lab.View{}).Metric("races") < 3 {
			session.Advance(1)
		}
		_, want := sessionRows(t, config, int(session.Step()))
		for way, flags := range waysIn(config) {
			args := append([]string{"cluster", "race", "--races", "3"}, flags...)
			require.Equal(t, want, parseRows(t, succeed(t, append(args, "--format", "csv")...)), way)
			text := succeed(t, args...)
			require.Contains(t, text, labtest.Look(session, lab.View{Text: true}).Text, way)
			require.Contains(t, text, "link: #"+lab.Run{Config: config}.Link()+"\n")
			var list raceJSON
			require.NoError(t, json.Unmarshal([]byte(succeed(t, append(args, "--json")...)), &list))
			require.Len(t, list.Races, 3)
			require.Equal(t, config.Choice("lane-2"), list.Races[2].Lanes[1].Policy)
			require.Equal(t, labtest.Look(session, lab.View{Text: true}).Text, list.Races[2].Verdict)
		}
	}
	require.Contains(t, call(t, "cluster", "race", "--lane-2", "you").errOut, "waits for a person's move")
	require.Contains(t, call(t, "cluster", "race", "--lane-2", "none", "--lane-3", "none").errOut, "a race with 1 lanes, want 2 to 4")
}

// TestClusterRaceBeginsFromAMoment runs the link that what if makes of a crash.
func TestClusterRaceBeginsFromAMoment(t *testing.T) {
	s := labtest.New(t, cluster.Lab, "policy", "random")
	s.AdvanceEpisode(1000)
	failed := labtest.Look(s, lab.View{}).Metric("episode_step")
	run, _, err := s.WhatIf(labs.All, 12)
	require.NoError(t, err)
	var list raceJSON
	require.NoError(t, json.Unmarshal([]byte(succeed(t, "cluster", "race", "--json", "--link", run.Link())), &list))
	require.Len(t, list.Races, 1)
	was := list.Races[0].Lanes[0]
	require.Equal(t, "recorded", was.Policy)
	require.True(t, was.Failed)
	require.EqualValues(t, failed, was.Steps)
	require.Contains(t, succeed(t, "cluster", "race", "--link", run.Link()), "As it was")
}

func TestGardenerIsASession(t *testing.T) {
	for _, values := range [][]string{
		{"growth", "0.02", "size", "24"},
		{"selection", "longest", "first-population", "60", "mutation", "0.1"},
		{"max-population", "12"}, // below the fewest, which is lowered to it
	} {
		config := configOf(t, gardener.Lab, 5, values...)
		_, want := sessionRows(t, config, 700)
		for way, flags := range waysIn(config) {
			got := parseRows(t, succeed(t, append([]string{"gardener", "--steps", "700", "--out", "-"}, flags...)...))
			require.Equal(t, want, got, "%s by %s", values, way)
		}
	}
}

func TestProphetIsTheFirstRunOfASession(t *testing.T) {
	for _, values := range [][]string{
		{"steps", "600"},
		{"steps", "400", "strategy", "reference", "panic", "0.5", "batch", "4", "w-gap", "2", "eps", "0.03"},
		{"steps", "400", "strategy", "adam", "kernel", "off", "tune", "off", "base-rate", "0.003"},
		{"steps", "300", "period", "2.5", "alert", "0.3", "warning", "0.3", "w-flow", "0", "w-structure", "1", "w-tension", "0.1"},
	} {
		config := configOf(t, prophet.Lab, 9, values...)
		_, want := sessionRows(t, config, int(config.Get("steps")))
		file := filepath.Join(t.TempDir(), "run.yaml")
		text := "seed: 9\n"
		for i := 0; i < len(values); i += 2 {
			text += values[i] + ": " + values[i+1] + "\n"
		}
		require.NoError(t, os.WriteFile(file, []byte(text), 0o600))
		ways := waysIn(config)
		ways["file"] = []string{"--config", file}
		for way, flags := range ways {
			folder := t.TempDir()
			prophetIn(t, folder, append([]string{"--csv", "a.csv"}, flags...)...)
			requireSameColumns(t, want, parseRows(t, read(t, filepath.Join(folder, "a.csv"))))
			r, err := openCheckpoint(filepath.Join(folder, "checkpoints", checkpointsIn(t, folder)[0]))
			require.NoError(t, err)
			require.EqualValues(t, 9, r.seed, way)
			require.Equal(t, prophet.Trainer(config, 0), r.Config())
		}
	}
}

// A preset is the same at every door.
func TestPresetsAreTheSameRun(t *testing.T) {
	for _, p := range prophet.Lab.Presets {
		config := lab.NewConfig(prophet.Lab)
		require.True(t, config.SetPreset(p.Key))
		require.NoError(t, config.SetText("steps", "200"))
		_, want := sessionRows(t, config, 200)
		folder := t.TempDir()
		prophetIn(t, folder, "--preset", p.Key, "--steps", "200", "--csv", "a.csv")
		requireSameColumns(t, want, parseRows(t, read(t, filepath.Join(folder, "a.csv"))))
	}
}

// The run of the window, and of the runner that the page's worker drives in slices of a
// few milliseconds, is that of a session and of the terminal, as far as it has come.
func TestWindowAndWorkerRunASession(t *testing.T) {
	for _, config := range []lab.Config{
		configOf(t, cluster.Lab, 4, "policy", "pilot-prophet", "rows", "3", "columns", "3", "steps", "40"),
		configOf(t, gardener.Lab, 4, "growth", "0.01"),
		configOf(t, prophet.Lab, 4, "steps", "500"),
		configOf(t, race.Lab, 4, "lane-4", "omniscient", "teach", "2", "rows", "4", "columns", "4", "steps", "60"),
	} {
		driver, err := desktop.NewDriver(lab.Run{Config: config}, lab.Unlimited)
		require.NoError(t, err)
		require.Eventually(t, func() bool { return driver.Moment().Snapshot.Step > 700 }, time.Minute, time.Millisecond)
		window, err := labs.All.Restore(driver.Close())
		require.NoError(t, err)
		session, _ := sessionRows(t, config, 0)
		session.Advance(int(window.Step()))
		require.Equal(t, session.Digest(), window.Digest(), config.Lab.Key)
		worker := runner.New(func() float64 { return float64(time.Now().UnixMicro()) / 1000 })
		require.NoError(t, worker.Open(lab.Run{Config: config}))
		for !worker.JumpTo(window.Step(), 2) {
		}
		require.Equal(t, session.Digest(), worker.Session().Digest(), config.Lab.Key)
		if config.Lab != cluster.Lab {
			continue
		}
		mind, err := window.AppendMind(nil)
		require.NoError(t, err)
		path := filepath.Join(t.TempDir(), "a")
		succeed(t, append([]string{"train", "--max-steps", strconv.FormatUint(window.Step(), 10), "--eval-every", "0", "--checkpoint", path}, waysIn(config)["flags"]...)...)
		require.True(t, string(mindOf(t, mind)) == string(mindOf(t, []byte(read(t, path)))), "the mind is another one")
	}
}

// A command that cannot repeat what a person did refuses the link that records it.
func TestRecordedChangesAreNotDropped(t *testing.T) {
	for command, values := range map[string][]string{"prophet": {"panic", "0.6"}, "train": {"drift", "0.01"}} {
		l := cluster.Lab
		if command == "prophet" {
			l = prophet.Lab
		}
		s, _ := sessionRows(t, lab.NewConfig(l), 5)
		change, err := l.ParseCommand("set " + values[0] + " " + values[1])
		require.NoError(t, err)
		require.NoError(t, s.Apply(change))
		r := call(t, command, "--link", s.Run().Link())
		require.Equal(t, exitUsage, r.code, r.errOut)
		require.Contains(t, r.errOut, "records changes made during the run (1)")
	}
	s, _ := sessionRows(t, lab.NewConfig(gardener.Lab), 5)
	change, err := gardener.Lab.ParseCommand("inject 7 0.9")
	require.NoError(t, err)
	require.NoError(t, s.Apply(change))
	link, want := s.Run().Link(), []byte(nil)
	require.Equal(t, 1+5, strings.Count(succeed(t, "gardener", "--out", "-", "--link", link), "\n"), "as far as it was seen")
	for range 20 {
		s.Advance(1)
		want = s.AppendRow(want)
	}
	require.True(t, strings.HasSuffix(succeed(t, "gardener", "--steps", "25", "--out", "-", "--link", link), string(want)))
}
