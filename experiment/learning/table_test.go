package learning

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/stat"
)

// scored returns a baseline of that score.
func scored(returned, failed float64) baselines.Baseline {
	return baselines.Baseline{
		Score:     baselines.Score{Return: returned, Failed: failed},
		FailedLow: stat.Number(failed - 0.1), FailedHigh: stat.Number(failed + 0.1),
		ReturnLow: stat.Number(returned - 5), ReturnHigh: stat.Number(returned + 5),
	}
}

// made returns the table of a learner whose seeds have the given scores at the end.
func made(learner, preset string, algorithm train.Algorithm, finals ...baselines.Score) *Table {
	t := &Table{
		Learner: learner, Preset: preset, Steps: 1000, Wanted: len(finals), Set: "final", SetSeed: baselines.Final.Seed, Episodes: 1000,
		Baselines:      baselines.Scores{H3: scored(50, 0.5), Local: scored(70, 0.1), Omniscient: scored(80, 0)},
		PointBaselines: baselines.Scores{H3: scored(50, 0.4), Local: scored(65, 0.1)},
	}
	for i, f := range finals {
		t.Curves = append(t.Curves, &Curve{
			Seed: uint64(i + 1), Final: f, Beat: 200, Digest: "00", seconds: []float64{1, 2, 9},
			Points: []Point{{100, baselines.Score{Return: 40}}, {200, baselines.Score{Return: 60}}, {1000, f}},
		})
	}
	t.summarize()
	o := Options{Preset: preset, Stated: 1000}
	o.Config.Algorithm = algorithm
	t.measureBars(&o)
	return t
}

func repeated(s baselines.Score, n int) []baselines.Score {
	return slices.Repeat([]baselines.Score{s}, n)
}

// verdicts returns the bars of a table as text.
func verdicts(t *Table) (text []string) {
	for _, b := range t.Bars {
		text = append(text, b.String())
	}
	return text
}

// TestBarsTellGoodFromBad measures tables that are just good enough, and tables that are not.
func TestBarsTellGoodFromBad(t *testing.T) {
	for algorithm, presets := range stated {
		for preset, criteria := range presets {
			good := made("x", preset, algorithm, repeated(baselines.Score{Return: 200}, 20)...)
			bad := made("x", preset, algorithm, repeated(baselines.Score{Return: -200, Failed: 1}, 20)...)
			for _, c := range bad.Curves {
				c.Beat = 0
			}
			o := Options{Preset: preset, Stated: 1000}
			o.Config.Algorithm = algorithm
			bad.measureBars(&o)
			require.Len(t, good.Bars, len(criteria))
			for i := range criteria {
				require.Equal(t, "met", *good.Bars[i].Met, good.Bars[i])
				require.Equal(t, "not met", *bad.Bars[i].Met, bad.Bars[i])
			}
		}
	}
}

// TestTheWorstSeedAndTheMeanHaveBarsOfTheirOwn has one seed of twenty that fails more often.
func TestTheWorstSeedAndTheMeanHaveBarsOfTheirOwn(t *testing.T) {
	seeds := repeated(baselines.Score{Return: 84, Failed: 0.02}, 20)
	seeds[7].Failed = 0.061
	require.Equal(t, []string{
		"fails at most 3 % on average: met (2.21 %)",
		"the worst seed fails at most 6 %: not met (6.1 %)",
		"returns at least 84 on average: met (84.0)",
	}, verdicts(made("pqn", "scarcity", train.PQN, seeds...)))
	none := made("pqn", "calm", train.PQN, append(repeated(baselines.Score{Return: 80}, 19), baselines.Score{Return: 80, Failed: 0.001})...)
	require.Equal(t, "fails at most 0 % on average: not met (0.005 %)", verdicts(none)[0], "it is not rounded to nothing")
	require.Equal(t, "the worst seed fails at most 2 %: met (0.1 %)", verdicts(none)[1])
}

func TestTwoOfTwentySeedsAreOneInTen(t *testing.T) {
	for missed, verdict := range map[int]string{2: "met", 3: "not met"} {
		seeds := append(repeated(baselines.Score{Return: 95}, 20-missed), repeated(baselines.Score{Return: 80}, missed)...)
		bars := verdicts(made("pilot", "red-queen", train.Pilot, seeds...))
		require.Equal(t, fmt.Sprintf("returns at least 90 at the end on 9 of 10 seeds: %s (%d of 20 seeds)", verdict, 20-missed), bars[1])
	}
}

// TestLessThanStatedIsNotMeasured takes from a run, one after the other, what a bar is
// stated over.
func TestLessThanStatedIsNotMeasured(t *testing.T) {
	for _, c := range []struct {
		note   string
		change func(*Table)
	}{
		{"1 of 20 seeds", func(t *Table) { t.Curves = t.Curves[:1] }},
		{"999 of 1,000 steps", func(t *Table) { t.Steps = 999 }},
		{"2,000 steps, and it is stated after 1,000", func(t *Table) { t.Steps = 2000 }},
		{"50 of 1,000 episodes", func(t *Table) { t.Episodes = 50 }},
		{"on the episodes that hyperparameters are chosen on", func(t *Table) { t.SetSeed = baselines.Tuning.Seed }},
	} {
		table := made("pqn", "crisis", train.PQN, repeated(baselines.Score{Return: 200}, 20)...)
		require.Equal(t, "met", *table.Bars[0].Met)
		c.change(table)
		o := Options{Preset: "crisis", Stated: 1000}
		o.Config.Algorithm = train.PQN
		table.measureBars(&o)
		require.Len(t, table.Bars, 3)
		for _, b := range table.Bars {
			require.Equal(t, b.Text+": not measured ("+c.note+")", b.String())
			text, err := json.Marshal(b)
			require.NoError(t, err)
			require.Contains(t, string(text), `"met":null`)
		}
		for _, b := range table.time(1).Bars {
			require.Nil(t, b.Met, "nor is the time")
		}
	}
}

func TestWhatSeedsCameToTogether(t *testing.T) {
	table := made("pqn", "crisis", train.PQN,
		baselines.Score{Return: 10, Failed: 0.5}, baselines.Score{Return: 60, Failed: 0.1}, baselines.Score{Return: 70, Failed: 0.2}, baselines.Score{Return: 90, Failed: 0})
	require.InDelta(t, 65, float64(table.Return.IQM.Value), 1e-9)
	require.InDelta(t, 57.5, float64(table.Return.Mean.Mean), 1e-9)
	require.Equal(t, 10.0, table.Return.Worst)
	require.InDelta(t, 0.15, float64(table.Failed.IQM.Value), 1e-9)
	require.Equal(t, 0.5, table.Failed.Worst)
	require.Equal(t, 200, table.Beat)
	h3, planner := table.Against[0], table.Against[2]
	require.InDelta(t, 0.875, float64(h3.Failed.Value), 1e-9, "three of four fail less than h.3, one as often")
	require.InDelta(t, 0.75, float64(h3.Return.Value), 1e-9)
	require.InDelta(t, 0.125, float64(planner.Failed.Value), 1e-9)
	require.InDelta(t, 0.25, float64(planner.Return.Value), 1e-9)
}

// report returns that of two learners on one preset.
func report() *Report {
	r := new(Report)
	r.Add(made("pqn", "red-queen", train.PQN, append(repeated(baselines.Score{Return: 100, Failed: 0.001}, 19), baselines.Score{Return: 99})...), 2)
	r.Add(made("pilot", "red-queen", train.Pilot, repeated(baselines.Score{Return: 95, Failed: 0.01}, 20)...), 2)
	r.Tables[0].Command, r.Tables[0].Link = "resonetics bench learning", &Link{3, "v=2&lab=cluster", "0123"}
	return r
}

func TestLearnersOfOnePresetAreCompared(t *testing.T) {
	r := report()
	require.Equal(t, "pilot", r.Tables[0].Against[3].Other)
	require.EqualValues(t, 1, r.Tables[0].Against[3].Failed.Value)
	require.Equal(t, "pqn", r.Tables[1].Against[3].Other)
	require.EqualValues(t, 0, r.Tables[1].Against[3].Return.Value)
	paired := r.Tables[1].Against[3].Paired
	require.InDelta(t, -4.95, float64(paired.Difference.Mean), 1e-9, "seed by seed")
	require.Greater(t, paired.Holm, paired.P, "corrected for all comparisons of the report")
	r.Add(made("qtable", "calm", train.QTable, baselines.Score{}), 1)
	require.Len(t, r.Tables[2].Against, 3, "elsewhere there is nobody else")
}

// TestEveryFormSaysTheSame looks for the figures in the text and in the document, and reads
// the file back.
func TestEveryFormSaysTheSame(t *testing.T) {
	r := report()
	for _, s := range []string{
		"pqn on preset red-queen: 20 seeds, 1,000 steps, then 1,000 held-out episodes of the set final\n",
		"h.3                        fails  50.00 %   returns   50.0   (95 %: 40.00 to 60.00 %, 45.0 to 55.0)\n",
		"seed 20                    fails   0.00 %   returns   99.0   stays above h.3 after 200",
		"interquartile mean         fails   0.10 % (95 %: 0.10 to 0.10)   returns  100.0 (95 %: 100.0 to 100.0)\n",
		"mean                       fails   0.10 ± 0.01 %   returns  100.0 ± 0.1   (± is half of the 95 % interval of the mean)\n",
		"worst seed                 fails   0.10 %   returns   99.0\n",
		"a seed improves on pilot,      fails less:   1.00 (95 %: 1.00 to 1.00)",
		"trained in 9.0 s " + clock + " a seed (9.0 to 9.0), 2 seeds at the same time\n",
		"stays above h.3 after 200 steps, 2.00 s; above local after 1,000\n",
		"bar: learns in at most 10 s on average: met (9 s)\n",
		"bar: the interquartile mean of return is above h.3 for good within 0.4 s: not met (2 s)\n",
		"again: resonetics bench learning\nseed 3 again in a tab: #v=2&lab=cluster\n", "digest 0123",
	} {
		require.Contains(t, r.String(), s)
	}
	for _, s := range []string{
		"| red-queen | h.3 | | 50.00 % (40.00 to 60.00) | | | 50.0 (45.0 to 55.0) | |\n",
		"| red-queen | pqn, 20 seeds | 0.10 % (0.10 to 0.10) | 0.10 ± 0.01 % | 0.10 % | 100.0 (100.0 to 100.0) | 100.0 ± 0.1 | 99.0 |\n",
		"| red-queen | pilot | pqn | 0.00 (0.00 to 0.00) | 0.00 (0.00 to 0.00) | -5.0 (-5.1 to -4.8) | < 0.001 |\n",
		"| red-queen | pqn | 1,000 | 9.0 (9.0 to 9.0) | 200 steps, 2.00 s | 1,000 steps |\n",
		"| red-queen | pqn | returns at least 99 on average | met (100.0) |\n",
		"- pqn on red-queen: `resonetics bench learning`; seed 3 again in a tab: `#v=2&lab=cluster`, digest of the network `0123`.\n",
	} {
		require.Contains(t, r.Markdown(), s)
	}
	b, err := json.Marshal(r)
	require.NoError(t, err)
	again, err := Read(b)
	require.NoError(t, err)
	require.Equal(t, r.String(), again.String())
	require.Equal(t, r.Markdown(), again.Markdown())
	require.Equal(t, r.Tables[0].Curves[0].Points, again.Tables[0].Curves[0].Points)
	require.Contains(t, string(b), `"points":{"trained_steps":[100,200,1000],"failed_share":[0,0,0.001],"return":[40,60,100]}`)
}

func TestAFileOfSomethingElseIsRefused(t *testing.T) {
	for text, says := range map[string]string{
		`[]`: "not a report", `{}`: "0 results", `{"results":[{"learner":"pqn"}],"seconds":[{}]}`: "pqn has no seed",
		`{"wanted":20,"results":[]}`:                                  "not a report",
		`{"results":[{"curves":[{"points":{"trained_steps":[1]}}]}]}`: "1 steps, 0 failures and 0 returns",
	} {
		_, err := Read([]byte(text))
		require.ErrorContains(t, err, says)
	}
}

// TestPicturesShowEverySeed and both learners.
func TestPicturesShowEverySeed(t *testing.T) {
	f := report().Figure()
	require.Len(t, f.Series, 20+5)
	require.Contains(t, f.Y, "fail")
	require.Contains(t, f.Below.Y, "return")
	require.InDeltaSlice(t, []float64{0, 0, 0.1}, f.Series[21].Y, 1e-9, "the interquartile mean, in percent")
	profile := report().Profile()
	require.Len(t, profile.Series, 4)
	require.Equal(t, 100.0, profile.Series[1].Y[0], "every seed is above the least threshold")
	require.Zero(t, profile.Series[3].Y[thresholds-1], "and none above the most")
	for _, one := range []func() error{
		func() error { return f.Write(new(bytes.Buffer), "svg") },
		func() error { return profile.Write(new(bytes.Buffer), "svg") },
	} {
		require.NoError(t, one())
	}
}

// TestAboveForGood has curves that rise above a return and fall below it again.
func TestAboveForGood(t *testing.T) {
	for want, returns := range map[int][]float64{
		1: {60, 60, 60}, 2: {40, 60, 60}, 3: {60, 50, 60}, 0: {60, 60, 50},
	} {
		var p Points
		for i, r := range returns {
			p = append(p, Point{i + 1, baselines.Score{Return: r}})
		}
		require.Equal(t, want, p.beats(50), returns)
	}
	table := made("pqn", "crisis", train.PQN, repeated(baselines.Score{Return: 45}, 20)...)
	require.Zero(t, table.Beat, "it was above h.3 once, and is below at the end")
	require.Contains(t, (&Report{Tables: []*Table{table}, Times: []Time{table.time(1)}}).Markdown(), "| never | never |")
}
