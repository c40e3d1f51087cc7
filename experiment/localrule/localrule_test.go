package localrule

import (
	"context"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/experiment/stat"
)

// small is a world whose episodes are short.
func small() cluster.Config {
	c := cluster.Default(cluster.V51)
	c.Height, c.Width, c.MaxSteps, c.MemDrift = 3, 3, 40, 0.03
	return c
}

func TestTheBestRuleIsTheFirst(t *testing.T) {
	told := 0
	o := Options{World: "small", Config: small(), Set: baselines.Tuning, Episodes: 3, Workers: 2, Progress: func(done, all int) {
		told++
		require.Equal(t, len(Grid()), all)
	}}
	table, err := Tune(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, len(Grid()), told)
	require.Len(t, table.Rows, len(Grid()))
	for i := range table.Rows[1:] {
		require.GreaterOrEqual(t, table.Rows[i].Return.Mean, table.Rows[i+1].Return.Mean)
	}
	best := table.Rows[0]
	require.Equal(t, table.Best(), best.Rule)
	played, err := agent.Evaluate(o.Config, best.Rule, baselines.Tuning.Seed, 3)
	require.NoError(t, err)
	require.InDelta(t, agent.Summarize(played).Return, float64(best.Return.Mean), 1e-9)
	require.InDelta(t, agent.Summarize(played).FailedRate, float64(best.Failed.Value), 1e-9)
	require.Contains(t, table.String(), "3 episodes of the set tuning")
	require.Contains(t, table.String(), best.Text)

	o.Workers, o.Progress = 1, nil
	again, err := Tune(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, table, again, "workers do not change the figures")
}

func TestTuneChecksAndStops(t *testing.T) {
	_, err := Tune(t.Context(), Options{Config: small(), Episodes: 1})
	require.ErrorContains(t, err, "1 episodes, want at least 2")
	ended, stop := context.WithCancel(t.Context())
	stop()
	_, err = Tune(ended, Options{Config: small(), Set: baselines.Tuning, Episodes: 2})
	require.ErrorIs(t, err, context.Canceled)
}

func TestOverallIsBestInSum(t *testing.T) {
	var one, other Table
	for i, r := range Grid() {
		row := func(v float64) Row { return Row{Rule: r, Return: stat.Estimate{Mean: stat.Number(v)}} }
		one.Rows, other.Rows = append(one.Rows, row(float64(-i))), append(other.Rows, row(3*float64(i%7)-float64(i)))
	}
	require.Equal(t, Grid()[6], Overall([]*Table{&one, &other}))
}

// TestThePoliciesRuleIsAsTuned plays every rule that differs from that of agent.Local in one
// number: none of them has a higher return on the episodes of the published tuning.
func TestThePoliciesRuleIsAsTuned(t *testing.T) {
	for _, p := range cluster.Presets() {
		chosen := agent.LocalRule(p.Config)
		require.Contains(t, Grid(), chosen)
		o := Options{Config: p.Config, Set: baselines.Tuning, Episodes: TunedEpisodes}
		best, err := measure(t.Context(), &o, chosen)
		require.NoError(t, err)
		for _, r := range Grid() {
			if !near(chosen, r) {
				continue
			}
			row, err := measure(t.Context(), &o, r)
			require.NoError(t, err)
			require.LessOrEqual(t, row.Return.Mean, best.Return.Mean, fmt.Sprintf("%s: %s", p.Key, r))
		}
	}
}

// near reports whether one number of two rules differs, a threshold by no more than 0.05.
func near(a, b agent.Rule) bool {
	differ := 0
	for _, d := range []bool{a.Cleaning != b.Cleaning, a.Threshold != b.Threshold, a.Hotspots != b.Hotspots} {
		if d {
			differ++
		}
	}
	return differ == 1 && max(a.Threshold-b.Threshold, b.Threshold-a.Threshold) < 0.06
}
