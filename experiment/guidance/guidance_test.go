package guidance

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
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
	o.Seeds, o.TuningSeeds, o.LocalEpisodes, o.Steps, o.Episodes, o.Store = 3, 1, 3, 600, 2, new(Store)
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

	var shards []*Table
	for i := range 2 {
		o := small()
		o.Shard, o.Shards, o.Workers = i, 2, 1
		shard, err := Measure(t.Context(), o)
		require.NoError(t, err)
		b, err := json.Marshal(shard)
		require.NoError(t, err)
		shard, err = Read(b)
		require.NoError(t, err)
		shards = append(shards, shard)
	}
	merged, err := Merge(shards)
	require.NoError(t, err)
	for _, w := range merged.Worlds {
		require.Equal(t, []stat.Seed{1, 2, 3}, w.Seeds)
	}
	require.Equal(t, table.String(), renamed(merged, table).String())
	_, err = Merge([]*Table{shards[0], shards[0]})
	require.ErrorContains(t, err, "is in two of the results")
	shards[1].Steps++
	_, err = Merge(shards)
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

	open := func() {
		o.Store, err = OpenStore(path, o.Settings())
		require.NoError(t, err)
	}
	open()
	o.Rules = []string{"none"}
	_, err = Measure(t.Context(), o)
	require.NoError(t, err)
	require.NoError(t, o.Store.Close())
	f, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	require.NoError(t, err)
	_, err = f.WriteString(`{"result":{"world":"cri`) // a process that was killed
	require.NoError(t, err)
	require.NoError(t, f.Close())

	open()
	o.Rules = []string{"none", "average-here", "yoked"}
	again, err := Measure(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, whole, again)
	require.NoError(t, o.Store.Close())
	before, err := os.ReadFile(path)
	require.NoError(t, err)
	open()
	_, err = Measure(t.Context(), o)
	require.NoError(t, err)
	require.NoError(t, o.Store.Close())
	after, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, before, after, "nothing is trained again")

	o.Steps++
	_, err = OpenStore(path, o.Settings())
	require.ErrorContains(t, err, "results with other settings")
	require.NoError(t, os.WriteFile(path, []byte("{}\n"), 0o600))
	_, err = OpenStore(path, o.Settings())
	require.ErrorContains(t, err, "does not begin with the settings")
	require.NoError(t, os.WriteFile(path, []byte("seed,return\n"), 0o600))
	_, err = OpenStore(path, o.Settings())
	require.ErrorContains(t, err, "line 1 is none of a comparison")
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
