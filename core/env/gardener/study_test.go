package gardener

import (
	"context"
	"math"
	"testing"

	"github.com/stretchr/testify/require"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
)

func TestStudy(t *testing.T) {
	c := busy(t, SelectionForagers, 1).Config()
	told := make(chan int, 8)
	list, err := Study(context.Background(), c, 3, 200, func(done, total int) { told <- total })
	require.NoError(t, err)
	require.Len(t, told, 3)
	again, err := Study(context.Background(), c, 3, 200, nil)
	require.NoError(t, err)
	require.Equal(t, list, again)
	require.Equal(t, "population", list[0].Name)
	require.True(t, list[0].Mean >= 5 && list[0].Mean <= 9 && list[0].Half > 0)
	require.InDelta(t, 1, list[8].Mean+list[9].Mean+list[10].Mean, 1e-9, "the verdicts share the time")
	stopped, stop := context.WithCancel(context.Background())
	stop()
	_, err = Study(stopped, c, 3, 200, nil)
	require.ErrorIs(t, err, context.Canceled)
	_, err = Study(stopped, c, 1, 200, nil)
	require.ErrorContains(t, err, "1 seeds")
}

func TestIntervalIsStudents(t *testing.T) {
	for _, n := range []int{2, 3, 20, 31, 32, 1000, 10_000} {
		x := make([]float64, n)
		for i := range x {
			x[i] = float64(i * i % 17)
		}
		wantMean, sd := stat.MeanStdDev(x, nil)
		quantile := distuv.StudentsT{Sigma: 1, Nu: float64(n - 1)}.Quantile(0.975)
		mean, half := interval(x)
		require.InDelta(t, wantMean, mean, 1e-9, n)
		require.InEpsilon(t, quantile*sd/math.Sqrt(float64(n)), half, 1e-9, "%d values", n)
	}
}

func TestWorldsHaveEverySelection(t *testing.T) {
	worlds := Worlds()
	require.Len(t, worlds, int(selections))
	require.Equal(t, Default(), worlds[SelectionOff])
	require.Equal(t, SelectionLongest, worlds[SelectionLongest].Selection)
	require.Equal(t, Evolving(), worlds[SelectionForagers])
}
