package guidance

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/experiment/baselines"
	"github.com/resonetics/playground/internal/labtest"
)

func TestTheControlsArePaired(t *testing.T) {
	o := Options{Preset: "test", Config: labtest.SmallLearner(), First: 1, Seeds: 3, Steps: 1500, Episodes: 2, HeldOut: baselines.Final, Workers: 2}
	table, err := Measure(t.Context(), o)
	require.NoError(t, err)
	o.Workers = 1
	again, err := Measure(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, table, again)
	for i := range table.Seeds {
		require.Zero(t, table.Rules[train.None].Handovers[i])
		handed, yoked := table.Rules[train.Handover].Handovers[i], table.Rules[train.Yoked].Handovers[i]
		require.Positive(t, handed)
		require.InEpsilon(t, handed, yoked, 0.15, "the control hands over as often")
	}
	for _, name := range append([]string{"h.3", "omniscient", "paired by seed"}, train.GuidanceNames...) {
		require.Contains(t, table.String(), name)
	}
	require.Len(t, table.Comparisons, len(pairs))
	require.Len(t, order, len(train.GuidanceNames), "every rule is measured")

	o.First, o.Seeds = 2, 2
	later, err := Measure(t.Context(), o)
	require.NoError(t, err)
	require.Equal(t, []Seed{2, 3}, later.Seeds)
	require.Equal(t, table.Rules[train.Yoked].Failures[1:], later.Rules[train.Yoked].Failures, "a seed is the same wherever one begins")
	require.Contains(t, later.String(), "2 held-out episodes of the set final")
}

func TestUnfinishedSeedsAreLeftOut(t *testing.T) {
	var whole [len(order)]run
	for rule := range whole {
		whole[rule].failures = rule
	}
	table := Table{Wanted: 2}
	table.fill(7, []*[len(order)]run{nil, &whole})
	require.True(t, table.Partial)
	require.Equal(t, []Seed{8}, table.Seeds)
	require.Equal(t, []float64{float64(train.Handover)}, table.Rules[train.Handover].Failures)
	require.Empty(t, new(Table).Figure().Series)
}

func TestOptionsAreChecked(t *testing.T) {
	_, err := Measure(t.Context(), Options{Config: labtest.SmallLearner(), Seeds: 1, Steps: 1, Episodes: 1})
	require.ErrorContains(t, err, "want at least two seeds")
}
