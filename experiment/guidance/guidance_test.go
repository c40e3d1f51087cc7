package guidance

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/experiment/shard"
	"github.com/resonetics/playground/experiment/stat"
	"github.com/resonetics/playground/internal/labtest"
)

// small are options that take a second: two small worlds, of which limits are carried over
// from the first.
func small() Options {
	o := Defaults()
	c := labtest.SmallLearner()
	harder := c.World
	harder.MemDrift = 0.03
	o.Suite = []World{{carriedFrom, "small", c.World}, {"crisis", "harder", harder}}
	o.Worlds, o.Learner = []string{carriedFrom, "crisis"}, func(w cluster.Config) train.Config {
		c := c
		c.World = w
		return c
	}
	o.Seeds, o.TuningSeeds, o.LocalEpisodes, o.Steps, o.Episodes = 3, 1, 3, 600, 2
	return o
}

func TestTheSameRunsWhateverDividesThem(t *testing.T) {
	whole := small()
	table, err := Measure(t.Context(), whole)
	require.NoError(t, err)
	require.Len(t, table.Rows, len(Rules()))
	done, wanted, _ := table.Finished()
	require.Equal(t, 6, done)
	require.Equal(t, wanted, done)
	for _, r := range table.Rows {
		require.Contains(t, table.String(), r.Rule)
		require.Contains(t, table.Markdown(), "| "+r.Label+" |")
	}
	require.NotEmpty(t, table.Figure().Series)

	var paths []string
	for i := range 2 {
		o := small()
		o.Workers = 1
		paths = append(paths, filepath.Join(t.TempDir(), "part"))
		o.Store, err = shard.Open(paths[i], shard.Header{Study: "guidance", Shard: i + 1, Of: 2})
		require.NoError(t, err)
		_, err = Measure(t.Context(), o)
		require.ErrorIs(t, err, shard.ErrElsewhere)
		require.NoError(t, o.Store.Close())
	}
	whole.Store, _, err = shard.Merge(paths, os.ReadFile)
	require.NoError(t, err)
	merged, err := Measure(t.Context(), whole)
	require.NoError(t, err)
	require.Equal(t, asJSON(t, table), asJSON(t, merged))
}

// asJSON returns a table with what is not a number as null, which equals itself.
func asJSON(t *testing.T, table *Table) string {
	t.Helper()
	b, err := json.Marshal(table)
	require.NoError(t, err)
	return string(b)
}

// Tables that were measured on different seeds are put together.
func TestTablesArePutTogether(t *testing.T) {
	o := small()
	o.Rules = []string{"none", "always-safe"}
	whole, err := Measure(t.Context(), o)
	require.NoError(t, err)
	var tables []*Table
	for _, first := range []uint64{1, 3} {
		o.First, o.Seeds = first, 2
		one, err := Measure(t.Context(), o)
		require.NoError(t, err)
		one, err = Read([]byte(asJSON(t, one)))
		require.NoError(t, err)
		tables = append(tables, one)
	}
	merged, err := Merge(tables)
	require.NoError(t, err)
	for i, w := range renamed(merged, whole).Worlds {
		require.Equal(t, []stat.Seed{1, 2, 3, 4}, w.Seeds)
		require.Equal(t, whole.Worlds[i].Rules[0].Failures, w.Rules[0].Failures[:3])
	}
	_, err = Merge([]*Table{tables[0], tables[0]})
	require.ErrorContains(t, err, "is in two of the results")
	tables[1].Steps++
	_, err = Merge(tables)
	require.ErrorContains(t, err, "cannot be put together")
}

// renamed gives the worlds of a merged table the words of the small suite.
func renamed(t, as *Table) *Table {
	for i := range t.Worlds {
		t.Worlds[i].Words = as.Worlds[i].Words
	}
	return t
}

func TestAMeasurementGoesOn(t *testing.T) {
	path := filepath.Join(t.TempDir(), "guidance.part")
	o := small()
	o.Rules, o.Seeds = []string{"none", "average-here", "yoked"}, 2
	whole, err := Measure(t.Context(), o)
	require.NoError(t, err)

	measure := func(ctx context.Context) (*Table, string) {
		o.Store, err = shard.Open(path, shard.Header{Study: "guidance", Shard: 1, Of: 1})
		require.NoError(t, err)
		defer o.Store.Close()
		table, err := Measure(ctx, o)
		require.NoError(t, err)
		b, err := os.ReadFile(path)
		require.NoError(t, err)
		return table, string(b)
	}
	ctx, stop := context.WithCancel(t.Context())
	o.Workers, o.Progress = 1, func(done, _ int, of string) {
		if of == "seeds in a world" && done == 2 {
			stop()
		}
	}
	table, before := measure(ctx)
	done, wanted, _ := table.Finished()
	require.Less(t, done, wanted)
	o.Progress = nil
	table, after := measure(t.Context())
	require.Equal(t, asJSON(t, whole), asJSON(t, table))
	require.Contains(t, after, before, "nothing is trained again")
	_, again := measure(t.Context())
	require.Equal(t, after, again)
}

// TestTheControlsArePaired holds that a control hands over as often as its rule, and the
// planner at every step.
func TestTheControlsArePaired(t *testing.T) {
	o := small()
	o.Rules, o.Steps = []string{"none", "handover", "yoked", withdrawn, "always-safe", "omniscient"}, 1500
	table, err := Measure(t.Context(), o)
	require.NoError(t, err)
	for i := range table.Worlds {
		w := &table.Worlds[i]
		for j := range w.Seeds {
			share := func(rule string) float64 { return w.scores(rule).Share[j] }
			require.Zero(t, share("none"))
			require.Positive(t, share("handover"))
			require.InEpsilon(t, share("handover"), share("yoked"), 0.15)
			require.Less(t, share(withdrawn), share("handover"))
			require.InDelta(t, 1, share("always-safe"), 1e-9)
			require.InDelta(t, 1, share("omniscient"), 1e-9)
		}
		require.Empty(t, w.scores("none").GuardedReturn)
		require.Empty(t, w.scores("yoked").GuardedReturn)
		require.InDelta(t, 1, w.scores("always-safe").GuardedShare[0], 1e-9)
	}
	require.Equal(t, "none", table.Against[0].Other)
}

// TestALimitIsChosenAtTheSharePermitted checks the choice on made-up trials: the fewest
// failures within what withdrawn guidance hands over, here, carried over and of the others.
func TestALimitIsChosenAtTheSharePermitted(t *testing.T) {
	found := tuned{worlds: []string{carriedFrom, "crisis", "poor"}}
	for _, w := range found.worlds {
		found.trials = append(found.trials, Trial{World: w, Limit: withdrawn, Share: 0.2})
	}
	add := func(world string, value, failures, share float64) {
		found.trials = append(found.trials, Trial{World: world, Limit: average, Value: value, Failures: failures, Share: share})
	}
	add(carriedFrom, 0.2, 0, 0.9)
	add(carriedFrom, 0.3, 7, 0.2)
	add(carriedFrom, 0.4, 9, 0.1)
	add("crisis", 0.2, 5, 0.19)
	add("crisis", 0.3, 6, 0.18)
	add("crisis", 0.4, 5, 0.17)
	add("poor", 0.2, 1, 0.9)
	add("poor", 0.3, 2, 0.8)
	add("poor", 0.4, 3, 0.7)
	require.Equal(t, 0.3, found.limit(average, here, carriedFrom))
	require.Equal(t, 0.4, found.limit(average, here, "crisis"), "the higher of equals")
	require.Equal(t, 0.4, found.limit(average, here, "poor"), "the one that hands over least, where all do too much")
	require.Equal(t, 0.3, found.limit(average, carried, "poor"))
	require.Equal(t, 0.3, found.limit(average, suite, "poor"), "13 failures at .38, of .4 permitted; .2 hands over more")
	require.Equal(t, 0.4, found.limit(average, suite, carriedFrom))
}

func TestOptionsAreChecked(t *testing.T) {
	o := small()
	o.Seeds = 1
	_, err := Measure(t.Context(), o)
	require.ErrorContains(t, err, "want at least two seeds")
	for _, text := range []string{"", "{}", `{"worlds":[{"seed":["1"],"by_rule":[{"rule":"luck"}]}]}`, `{"worlds":[{"seed":["1"],"by_rule":[{"rule":"none"}]}]}`} {
		_, err := Read([]byte(text))
		require.ErrorContains(t, err, "guidance: ", text)
	}
}

func TestEveryWorldAndRuleIsThere(t *testing.T) {
	require.Len(t, Worlds(), 8)
	for _, w := range Worlds() {
		require.NoError(t, w.Config.Validate(), w.Key)
	}
	for _, name := range train.GuidanceNames {
		if name != "threshold" && name != "max-threshold" {
			require.Contains(t, RuleKeys(), name)
		}
	}
	for _, pair := range pairs {
		require.True(t, slices.Contains(RuleKeys(), pair[0]) && slices.Contains(RuleKeys(), pair[1]), pair)
	}
}
