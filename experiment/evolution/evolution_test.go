package evolution

import (
	"context"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env/gardener"
)

// busy is a small world in which much happens.
func busy() gardener.Config {
	c := gardener.Default()
	c.Size, c.InitialPopulation, c.MinPopulation, c.MaxPopulation = 12, 6, 5, 9
	c.StartEnergy, c.ReproduceThreshold, c.ReproduceCost, c.DirtGrowth = 6, 5, 3, 0.02
	c.Selection = gardener.SelectionForagers
	return c
}

func TestCompareDependsOnTheOptionsAlone(t *testing.T) {
	told := 0
	o := Options{First: FirstSeed, Seeds: 3, Generations: 200, Workers: 3, Progress: func(done, total int) { told += total }}
	table, err := compare(t.Context(), o, []gardener.Config{busy()})
	require.NoError(t, err)
	require.Equal(t, 9, told)
	o.Workers, o.Progress = 1, nil
	again, err := compare(t.Context(), o, []gardener.Config{busy()})
	require.NoError(t, err)
	require.Equal(t, table, again)
	o.First++
	later, err := compare(t.Context(), o, []gardener.Config{busy()})
	require.NoError(t, err)
	require.Equal(t, uint64(FirstSeed+1), later.First)
	require.NotEqual(t, table.Worlds, later.Worlds)
	list := table.Worlds[0].Measures
	require.Equal(t, "foragers", table.Worlds[0].Selection)
	require.Equal(t, "population", list[0].Name)
	require.True(t, list[0].Mean >= 5 && list[0].Mean <= 9 && list[0].Half > 0)
	require.InDelta(t, 1, float64(list[8].Mean+list[9].Mean+list[10].Mean), 1e-9, "the verdicts share the time")
}

func TestCompareStopsAndChecks(t *testing.T) {
	stopped, stop := context.WithCancel(t.Context())
	stop()
	_, err := Compare(stopped, Options{Seeds: 3, Generations: 200})
	require.ErrorIs(t, err, context.Canceled)
	_, err = Compare(stopped, Options{Seeds: 1, Generations: 200})
	require.ErrorContains(t, err, "1 seeds")
	bad := busy()
	bad.Size = 0
	_, err = compare(t.Context(), Options{Seeds: 2, Generations: 10}, []gardener.Config{bad})
	require.Error(t, err)
}

func TestEverySelectionIsCompared(t *testing.T) {
	table, err := Compare(t.Context(), Options{Seeds: 2, Generations: 10})
	require.NoError(t, err)
	for i, w := range table.Worlds {
		require.Equal(t, gardener.Selection(i).String(), w.Selection)
	}
	c := gardener.Default()
	c.Selection = gardener.Selection(len(table.Worlds))
	require.Error(t, c.Validate(), "there is a selection that is not compared")
}
