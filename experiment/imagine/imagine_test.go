package imagine

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/distil"
	ahead "github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/learning"
	"github.com/resonetics/playground/experiment/stat"
	"github.com/resonetics/playground/internal/labtest"
)

func quick() Options {
	o := Options{
		Learner: "pilot", Preset: "scarcity", Config: labtest.SmallLearner(), Seeds: learning.Seeds(5, 2), Steps: 300, Stated: 300,
		Episodes: 4, HeldOut: baselines.Final, Ahead: ahead.Default(), Distil: distil.Default(), Workers: 2,
	}
	o.Distil.After, o.Distil.Batch = 60, 8
	return o
}

func TestEveryRulePlaysTheSameEpisodes(t *testing.T) {
	o := quick()
	table, err := Measure(t.Context(), o)
	require.NoError(t, err)
	o.Workers = 1
	again, err := Measure(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, table, again)
	require.Len(t, table.Runs, 2)
	for i, r := range table.Runs {
		require.Equal(t, uint64(5+i), r.Seed)
		require.GreaterOrEqual(t, r.Lessons, 60)
		require.Len(t, r.Played, len(Rules()))
		require.Zero(t, r.Played[alone].Looked+r.Played[alone].Acted)
		require.Positive(t, r.Played[lookAhead].Looked)
		require.GreaterOrEqual(t, r.Played[distilled].Looked, r.Played[distilled].Acted)
	}
	require.Less(t, table.Rules[lookAhead].Failed.Mean, table.Rules[alone].Failed.Mean)
	require.Equal(t, table.Rules[lookAhead].Fewer.Failed.Difference.Mean, table.Rules[lookAhead].Failed.Mean-table.Rules[alone].Failed.Mean)

	report := &Report{Wanted: 3, Tables: []*Table{table}}
	done, wanted, _ := report.Finished()
	require.Equal(t, [2]int{2, 3}, [2]int{done, wanted})
	b, err := json.Marshal(report)
	require.NoError(t, err)
	read, err := Read(b)
	require.NoError(t, err)
	require.Equal(t, report.String(), read.String())
	require.Equal(t, report.Markdown(), read.Markdown())
	for _, s := range append(Rules(), "h.3", "95 % interval", "Paired by seed", "bar: look-ahead cuts failures by at least 15 points: not measured (2 of 20 seeds)") {
		require.Contains(t, report.String(), s)
	}
	_, err = Read([]byte(`{"results": [{"learner": "pilot", "preset": "calm"}]}`))
	require.EqualError(t, err, "imagine: the result of pilot on calm has 0 seeds and 0 rules, want at least one and 3")
	_, err = Read([]byte(`{}`))
	require.ErrorContains(t, err, "no results")
}

// rules returns a table's, of one share of failures and of acting each.
func rules(fails [3]float64, acts, returns float64) []Rule {
	r := make([]Rule, 3)
	for i := range r {
		r[i] = Rule{Failed: stat.Estimate{Mean: stat.Number(fails[i])}, Acted: stat.Estimate{Mean: stat.Number(acts)}, Fewer: &Paired{}}
		r[i].Fewer.Failed.Difference.Mean = stat.Number(fails[i] - fails[0])
		r[i].Fewer.Return.Difference.Mean = stat.Number(returns)
	}
	return r
}

func verdicts(learner, preset string, r []Rule) (met []bool) {
	for _, c := range stated[learner][preset] {
		ok, _ := c.judge(r)
		met = append(met, ok)
	}
	return met
}

func TestBarsAreThoseStated(t *testing.T) {
	require.Equal(t, []bool{true, true, true, true}, verdicts("pilot", "scarcity", rules([3]float64{0.30, 0.15, 0.20}, 0.03, 0)))
	require.Equal(t, []bool{false, false, false, false}, verdicts("pilot", "scarcity", rules([3]float64{0.30, 0.151, 0.201}, 0.0301, -0.1)))
	require.Equal(t, []bool{true, true}, verdicts("pqn", "scarcity", rules([3]float64{0.05, 0.01, 0}, 0.03, 0)))
	require.Equal(t, []bool{false, true}, verdicts("pqn", "crisis", rules([3]float64{0.05, 0.0051, 0}, 0.03, 0)))
	require.Empty(t, verdicts("pqn", "calm", nil))
}

func TestBarsAreJudgedOnWhatTheyAreStatedOver(t *testing.T) {
	o := quick()
	whole := func() *Table {
		return &Table{Learner: "pilot", Preset: "scarcity", Steps: 300, Episodes: StatedEpisodes, SetSeed: baselines.Final.Seed,
			Runs: make([]*Run, learning.StatedSeeds), Rules: rules([3]float64{0.3, 0.1, 0.1}, 0.01, 1)}
	}
	table := whole()
	table.judge(&o)
	require.Len(t, table.Bars, 4)
	require.Equal(t, "met", *table.Bars[0].Met)
	for want, change := range map[string]func(*Table){
		"19 of 20 seeds":                                     func(t *Table) { t.Runs = t.Runs[1:] },
		"299 of 300 episodes":                                func(t *Table) { t.Episodes = 299 },
		"after 301 steps, and it is stated after 300":        func(t *Table) { t.Steps = 301 },
		"on the episodes that hyperparameters are chosen on": func(t *Table) { t.SetSeed = baselines.Tuning.Seed },
	} {
		table = whole()
		change(table)
		table.judge(&o)
		require.Nil(t, table.Bars[0].Met)
		require.Equal(t, want, table.Bars[0].Note)
	}
}

func TestLessonsEndWhereNothingIsDangerous(t *testing.T) {
	o := quick()
	world := o.Config.World
	world.MemDrift, world.MemNoise, world.MaxSteps = 0, 0, 1
	s, err := Distil(t.Context(), o.Distil, o.Ahead, world, agent.H3, 1)
	require.NoError(t, err)
	require.False(t, s.Network().Ready())
	ended, stop := context.WithCancel(t.Context())
	stop()
	_, err = Distil(ended, o.Distil, o.Ahead, world, agent.H3, 1)
	require.ErrorIs(t, err, context.Canceled)
}

func TestOptionsAreChecked(t *testing.T) {
	o := quick()
	o.Seeds = o.Seeds[:1]
	_, err := Measure(t.Context(), o)
	require.EqualError(t, err, "imagine: 1 seeds, 300 steps, 4 episodes: want at least two seeds and one of the others")
}
