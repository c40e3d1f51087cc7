package bench

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/agent/series"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/stat"
)

func options(t *testing.T, episodes, workers int, policies ...string) Options {
	t.Helper()
	list, err := Baselines(policies...)
	require.NoError(t, err)
	return Options{Title: "test", World: cluster.Default(cluster.V45), Players: list, Episodes: episodes, Seed: 7, Workers: workers}
}

func TestTableDoesNotDependOnWorkers(t *testing.T) {
	one, err := Run(t.Context(), options(t, 6, 1, "random", "h3"))
	require.NoError(t, err)
	four, err := Run(t.Context(), options(t, 6, 4, "random", "h3"))
	require.NoError(t, err)
	require.Equal(t, one, four)
	require.False(t, one.Partial)
}

func TestRowsAreWhatEvaluateMeasures(t *testing.T) {
	table, err := Run(t.Context(), options(t, 5, 2, "h5"))
	require.NoError(t, err)
	episodes, err := agent.Evaluate(cluster.Default(cluster.V45), agent.H5, 7, 5)
	require.NoError(t, err)
	want, row := agent.Summarize(episodes), table.Rows[0]
	require.InDelta(t, want.Return, float64(row.Return.Mean), 1e-9)
	require.InDelta(t, want.ReturnSD, float64(row.Return.SD), 1e-9)
	require.InDelta(t, want.Steps, float64(row.Steps.Mean), 1e-9)
	require.InDelta(t, want.OOMRate, float64(row.OOM.Mean), 1e-9)
	require.InDelta(t, want.CritRate, float64(row.Crit.Mean), 1e-9)
	require.InDelta(t, want.AvgLoad, float64(row.AvgLoad.Mean), 1e-9)
	require.InDelta(t, want.FailedRate, float64(row.Failed.Rate), 1e-9)
}

// Each policy's returns are tested against the first's, episode by episode, and the more
// policies there are the less a small p says.
func TestReturnsAreTestedInPairs(t *testing.T) {
	table, err := Run(t.Context(), options(t, 5, 2, "h3", "h5", "h7"))
	require.NoError(t, err)
	var returns [3][]float64
	for i, episodes := range table.played {
		for _, e := range episodes {
			returns[i] = append(returns[i], e.Return)
		}
	}
	for i, w := range table.Wins {
		require.Equal(t, stat.Pair(returns[i+1], returns[0]).P, w.Paired.P)
		require.Contains(t, table.String(), "p "+stat.PText(w.Paired.Holm)+" (Holm)")
	}
	least := min(table.Wins[0].Paired.P, table.Wins[1].Paired.P)
	require.InDelta(t, float64(2*least), float64(min(table.Wins[0].Paired.Holm, table.Wins[1].Paired.Holm)), 1e-12)
}

// stopper is a policy that ends ctx in a given episode of its own.
type stopper struct {
	agent.Random
	stop  context.CancelFunc
	after *int
}

func (s stopper) Act(w *cluster.World, r *rng.Source) int {
	if w.Steps() == 0 {
		if *s.after--; *s.after == 0 {
			s.stop()
		}
	}
	return s.Random.Act(w, r)
}

func TestInterruptedRunCoversWhatAllHaveFinished(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	after := 3
	o := options(t, 50, 1, "h3")
	o.Players = append([]series.Player{{Key: "stopper", New: func() agent.Policy { return stopper{stop: stop, after: &after} }}}, o.Players...)
	table, err := Run(ctx, o)
	require.NoError(t, err)
	require.True(t, table.Partial)
	require.Equal(t, 2, table.Episodes, "the third episode was not played by everybody")

	complete, err := Run(t.Context(), options(t, 2, 1, "h3"))
	require.NoError(t, err)
	require.Equal(t, complete.Rows[0], table.Rows[1])

	done, wanted, _ := table.Finished()
	require.Equal(t, []int{2, 50}, []int{done, wanted})
}

func TestNothingFinishedIsStillATable(t *testing.T) {
	ctx, stop := context.WithCancel(t.Context())
	stop()
	table, err := Run(ctx, options(t, 5, 1, "h3"))
	require.NoError(t, err)
	require.Empty(t, table.Rows)
	require.True(t, table.Partial)
	require.NotEmpty(t, table.String())
}

func TestOneEpisodeHasNoIntervalAndStillValidJSON(t *testing.T) {
	table, err := Run(t.Context(), options(t, 1, 1, "random"))
	require.NoError(t, err)
	b, err := json.Marshal(table)
	require.NoError(t, err)
	require.Contains(t, string(b), `"sd":null`)
}

func TestPublishedFiguresStandBesideV45Only(t *testing.T) {
	for _, rules := range baselines.RuleSets() {
		world, err := baselines.RuleSet(rules)
		require.NoError(t, err)
		o := options(t, 1, 1, "random")
		o.World = world
		table, err := Run(t.Context(), o)
		require.NoError(t, err)
		require.Equal(t, rules == "v4.5", strings.Contains(table.String(), "Published for v4.5"), rules)
		require.Regexp(t, `(?m)^random \| failed=[01]\.\d{3} \| return μ=[+-][\d.]+ σ=\S+ \| steps μ=[\d.]+ \| oom=[\d.]+ \| critical_oom=[\d.]+ \| avg_load μ=0\.\d+ \| cost μ=[\d.]+ \| scale_rate=0\.\d{3}$`, table.String())
	}
}

func TestBadOptionsAreNamed(t *testing.T) {
	_, err := Baselines("h3", "h4")
	require.ErrorContains(t, err, `policy is "h4", want one of [random`)
	_, err = Run(t.Context(), options(t, 0, 1, "random"))
	require.ErrorContains(t, err, "0 episodes")
	_, err = Run(t.Context(), options(t, 1, -1, "random"))
	require.ErrorContains(t, err, "-1 workers")
	_, err = Run(t.Context(), options(t, 1, 1))
	require.ErrorContains(t, err, "no policies")
}

// A player that looks ahead plays beside itself, and the table says how often it overruled.
func TestPlayersThatLookAhead(t *testing.T) {
	look := func(workers int) Options {
		o := options(t, 12, workers, "h7", "omniscient")
		for _, p := range cluster.Presets() {
			if p.Key == "scarcity" {
				o.World = p.Config
			}
		}
		require.NoError(t, o.LookAhead(t.Context(), Look{Imagine: imagine.Default()}))
		return o
	}
	table, err := Run(t.Context(), look(1))
	require.NoError(t, err)
	other, err := Run(t.Context(), look(3))
	require.NoError(t, err)
	require.Equal(t, table.Rows, other.Rows)
	var keys []string
	for _, row := range table.Rows {
		keys = append(keys, row.Policy)
	}
	require.Equal(t, []string{"h7", "h7 + imagine", "omniscient", "omniscient + imagine"}, keys)
	require.Nil(t, table.Rows[0].Overrules)
	o := table.Rows[1].Overrules
	require.Less(t, float64(o.Overruled.Low), float64(o.Overruled.Value))
	require.Greater(t, float64(o.Overruled.High), float64(o.Overruled.Value))
	require.Greater(t, float64(o.Looked.Value), float64(o.Overruled.Value))
	require.Contains(t, table.String(), "overruled")
	wrong := look(1)
	wrong.Foresight.Imagine.Futures = 0
	_, err = Run(t.Context(), wrong)
	require.ErrorContains(t, err, "imagine-futures")
}

func TestEpisodesMayHaveSeedsOfTheirOwn(t *testing.T) {
	players, err := Baselines("h3")
	require.NoError(t, err)
	o := Options{World: cluster.Default(cluster.V51), Players: players, Episodes: 2, Seed: 5}
	derived, err := Run(t.Context(), o)
	require.NoError(t, err)
	o.Seeds = []uint64{rng.Derive(5, 0), rng.Derive(5, 1)}
	given, err := Run(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, derived.played, given.played)
	o.Episodes = 3
	_, err = Run(t.Context(), o)
	require.ErrorContains(t, err, "2 seeds for 3 episodes")
}

func TestTheLearnedStandsBesideTheBaselines(t *testing.T) {
	list, err := WithBaselines(series.Player{Key: "mine"})
	require.NoError(t, err)
	var keys []string
	for _, p := range list {
		keys = append(keys, p.Key)
	}
	require.Equal(t, []string{"h3", "mine", "local", "omniscient"}, keys)
}
