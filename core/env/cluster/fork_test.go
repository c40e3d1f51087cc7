package cluster

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// A fork that is given the numbers which the world draws must go the same way.
func TestAForkGoesTheSameWayWithTheSameNumbers(t *testing.T) {
	for _, rules := range []Rules{V45, V46, V51} {
		c := Default(rules)
		a, err := New(c)
		require.NoError(t, err)
		b, err := New(c)
		require.NoError(t, err)
		a.Reset(5)
		for range 20 {
			_, err = a.Step(Right)
			require.NoError(t, err)
		}
		c.MemDrift = 0.01
		require.NoError(t, a.SetConfig(c))
		b.Fork(a)
		require.Equal(t, a.Observation(), b.Observation())
		require.Equal(t, a.Stats(), b.Stats())
		require.Equal(t, a.Seed(), b.Seed())
		var m Moment
		a.Mark(&m)
		drawn, numbers := m.random, make([]float64, 2*len(a.Mem()))
		for range 20 {
			drawn.FillNormal(numbers)
			want, err := a.Step(Clean)
			require.NoError(t, err)
			got, err := b.StepWith(Clean, numbers)
			require.NoError(t, err)
			require.Equal(t, want, got)
			require.Equal(t, a.Mem(), b.Mem())
		}
		fresh, err := New(Default(rules))
		require.NoError(t, err)
		require.Equal(t, *fresh.rand, *b.rand, "the numbers were given: the fork draws none")
	}
}

func TestAForkOfAnotherSizeIsRefused(t *testing.T) {
	a, err := New(Default(V51))
	require.NoError(t, err)
	b, err := New(Default(V45))
	require.NoError(t, err)
	require.Panics(t, func() { b.Fork(a) })
	require.Panics(t, func() { _, _ = a.StepWith(Clean, make([]float64, 3)) })
	_, err = a.StepWith(99, make([]float64, 72))
	require.ErrorContains(t, err, "99")
}
