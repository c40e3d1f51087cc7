package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/lab/cluster"
	"github.com/resonetics/playground/core/lab/labs"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/learning"
)

// quickBench is a measurement of little.
var quickBench = []string{"bench", "learning", "--presets", "calm", "--seeds", "2", "--steps", "600", "--every", "300", "--curve-episodes", "2", "--episodes", "3"}

// results returns the part of a report that follows from its flags alone.
func results(t *testing.T, text string) string {
	t.Helper()
	var parts map[string]json.RawMessage
	require.NoError(t, json.Unmarshal([]byte(text), &parts))
	require.Len(t, parts, 3)
	require.NotContains(t, string(parts["results"]), "seconds")
	return string(parts["results"])
}

func TestBenchLearningShowsBaselinesAndBars(t *testing.T) {
	folder := t.TempDir()
	svg, profile := filepath.Join(folder, "a.svg"), filepath.Join(folder, "b.svg")
	out := succeed(t, append(quickBench, "--plot", svg, "--profile", profile)...)
	for _, s := range []string{
		"pilot on preset calm: 2 seeds, 600 steps, then 3 held-out episodes of the set final", "h.3", "omniscient", "seed 1", "seed 2",
		"bar: above h3 for good within 20,000 steps on all seeds: not measured (2 of 20 seeds)",
		"again: resonetics bench learning --policy pilot --presets calm --seeds 2 --steps 600 --every 300 --curve-episodes 2 --episodes 3\n",
		"seed 1 again in a tab: #v=",
	} {
		require.Contains(t, out, s)
	}
	require.Contains(t, read(t, svg), "interquartile mean")
	require.Contains(t, read(t, profile), "Performance profile")
	one := succeed(t, append(quickBench, "--json", "--workers", "1")...)
	report, err := learning.Read([]byte(one))
	require.NoError(t, err)
	require.Len(t, report.Tables, 1)
	require.Len(t, report.Tables[0].Curves, 2)
	require.Len(t, report.Tables[0].Curves[0].Points, 2)
	require.Equal(t, results(t, one), results(t, succeed(t, append(quickBench, "--json", "--workers", "2")...)))
}

// TestASeedIsMeasuredOnceMoreOnItsOwn begins with the second of the seeds, and on other
// episodes finds the same learner.
func TestASeedIsMeasuredOnceMoreOnItsOwn(t *testing.T) {
	measured := func(more ...string) *learning.Table {
		report, err := learning.Read([]byte(succeed(t, append(append(quickBench, "--json"), more...)...)))
		require.NoError(t, err)
		return report.Tables[0]
	}
	both, second := measured(), measured("--first-seed", "2", "--seeds", "1")
	require.Equal(t, both.Curves[1], second.Curves[0])
	other := measured("--held-out", "77")
	require.Equal(t, both.Curves[1].Digest, other.Curves[1].Digest)
	require.Equal(t, "77", other.Set)
	require.NotEqual(t, both.Baselines, other.Baselines)
	require.Contains(t, other.Command, "--held-out 77")
}

// learnedThere repeats the run of a link, and returns it at the step at which it was shared
// with what it has learned and the digest of that.
func learnedThere(t *testing.T, link string) (session *lab.Session, mind []byte, digest string) {
	t.Helper()
	run, err := labs.All.ParseLink(link)
	require.NoError(t, err)
	session, err = lab.Replay(run)
	require.NoError(t, err)
	session.Advance(int(run.At))
	mind, err = session.AppendMind(nil)
	require.NoError(t, err)
	learned, err := train.LoadLearner(mind)
	require.NoError(t, err)
	return session, mind, learning.Digest(learned)
}

// TestTheLinkOfASeedLearnsTheSame opens the link of a Squadron's seed as the page does.
func TestTheLinkOfASeedLearnsTheSame(t *testing.T) {
	args := append(slices.Clone(quickBench), "--policy", "pqn,pilot", "--steps", "5000", "--seeds", "1", "--first-seed", "9", "--every", "5000")
	report, err := learning.Read([]byte(succeed(t, append(args, "--json")...)))
	require.NoError(t, err)
	require.Len(t, report.Tables, 2)
	require.Equal(t, "pilot", report.Tables[0].Against[3].Other)
	for _, table := range report.Tables {
		session, _, digest := learnedThere(t, table.Link.Text)
		require.Equal(t, lab.Same, session.Verdict(), "it was shared there")
		require.Equal(t, table.Curves[0].Digest, digest)
		require.Equal(t, digest, table.Link.Digest)
	}
}

// TestALinkSaysAllOrNothing changes a number that the page cannot.
func TestALinkSaysAllOrNothing(t *testing.T) {
	preset, err := baselines.Preset("crisis")
	require.NoError(t, err)
	o := learning.Options{Learner: "pilot", Preset: "crisis"}
	o.Config, _ = learning.Recommended(preset)
	o.Config.Pilot.Average = 0.5
	_, err = sessionOf(&o, 1)
	require.EqualError(t, err, "the page has no control for pilot-average, which is 0.5")
}

func TestAReportIsShownAgain(t *testing.T) {
	file := filepath.Join(t.TempDir(), "a.json")
	succeed(t, append(quickBench, "--json", "--out", file)...)
	report, err := learning.Read([]byte(read(t, file)))
	require.NoError(t, err)
	require.Equal(t, report.String(), succeed(t, "bench", "learning", "--from", file))
	require.Equal(t, report.Markdown(), succeed(t, "bench", "learning", "--from", file, "--markdown"))
}

func TestClusterBenchTrainsOrLoadsWhoLearns(t *testing.T) {
	out := succeed(t, "cluster", "bench", "--preset", "calm", "--policies", "h3,qtable,pilot,pilot-prophet", "--train-steps", "150", "--episodes", "2")
	require.Contains(t, out, "qtable trained for 150 steps first, pilot trained for 150 steps first, pilot-prophet trained for 150 steps first")
	for _, s := range []string{"\nh3 |", "\nqtable |", "\npilot |", "\npilot-prophet |", "pilot win-rate against h3"} {
		require.Contains(t, out, s)
	}
	path := filepath.Join(t.TempDir(), "a")
	succeed(t, "train", "--preset", "calm", "--policy", "qtable", "--max-steps", "77", "--eval-every", "0", "--checkpoint", path)
	out = succeed(t, "cluster", "bench", "--preset", "calm", "--policies", "h3,qtable", "--checkpoint", path, "--episodes", "2")
	require.Contains(t, out, "qtable loaded after 77 steps")
}

func TestLearningBenchMistakes(t *testing.T) {
	there := filepath.Join(t.TempDir(), "there.svg")
	require.NoError(t, os.WriteFile(there, []byte("mine"), 0o600))
	qtable := filepath.Join(t.TempDir(), "q")
	succeed(t, "train", "--policy", "qtable", "--max-steps", "20", "--eval-every", "0", "--checkpoint", qtable)
	for _, c := range []struct {
		args string
		code int
		says []string
	}{
		{"bench learning --presets storm", 2, []string{"--presets", "storm", "crisis"}},
		{"bench learning --plot a.svg", 2, []string{"--plot", "one preset"}},
		{"bench learning --presets calm --policy pqn,pilot --plot a.svg", 2, []string{"--plot", "one policy", "2 on 1"}},
		{"bench learning --profile a.txt", 2, []string{"--profile", "a.txt"}},
		{"bench learning --presets calm --plot a.svg --profile a.svg", 2, []string{"--plot", "--profile", "both name a.svg"}},
		{"bench learning --held-out soon", 2, []string{"--held-out", "soon", "tuning, curves, final"}},
		{"bench learning --from a.json --seeds 3", 2, []string{"--from", "leave out --seeds"}},
		{"bench learning --from " + there, 1, []string{"--from", there, "not a report"}},
		{"bench learning --from /no/such", 1, []string{"--from", "/no/such"}},
		{"bench learning --presets calm --plot " + there, 1, []string{there, "--force"}},
		{"bench learning --every 0", 2, []string{"--every", "0", "from 1"}},
		{"bench guidance --seeds 1", 2, []string{"--seeds", "1", "from 2"}},
		{"bench guidance --plot a.txt", 2, []string{"--plot", "a.txt"}},
		{"bench forecast --judge 0", 2, []string{"--judge", "0", "from 1"}},
		{"cluster bench --policies pilot", 2, []string{"pilot", "v5.1", "--preset"}},
		{"cluster bench --preset calm --policies h3 --checkpoint " + qtable, 2, []string{"--checkpoint", "qtable", "--policies"}},
		{"cluster bench --preset calm --policies qtable --checkpoint /no/such", 1, []string{"/no/such"}},
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

// TestNobodyIsMeasuredOnWhatItLearnedFrom compares the episodes of a policy's lessons with
// those that it is measured on.
func TestNobodyIsMeasuredOnWhatItLearnedFrom(t *testing.T) {
	preset, err := baselines.Preset("calm")
	require.NoError(t, err)
	for _, key := range cluster.Learners() {
		config, _ := lessons(key, preset, 42)
		learned := agent.Seeds(config.Seed, 500)
		for _, seed := range agent.Seeds(42, 500) {
			require.NotContains(t, learned, seed, key)
		}
	}
}
