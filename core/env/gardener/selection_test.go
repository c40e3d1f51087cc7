package gardener

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

// winners counts whose genome wins how many of n tournaments.
func winners(w *World, n int) map[int]int {
	won := map[int]int{}
	for range n {
		_, genome := w.ancestor()
		won[genome]++
	}
	return won
}

func TestWithoutSelectionNewcomersAreRandom(t *testing.T) {
	w := busy(t, SelectionOff, 1)
	for range 300 {
		w.Step()
	}
	parent, _ := w.ancestor()
	require.Nil(t, parent)
	require.Zero(t, w.hall.count, "the dead are forgotten")
}

func TestLongestLivedHaveTheNewcomers(t *testing.T) {
	w := busy(t, SelectionLongest, 1)
	copy(w.age, []int32{10, 20, 90, 30, 40, 50})
	require.Greater(t, winners(w, 300)[w.genome[2]], 200, "the oldest of the living")

	grave := append([]float32(nil), w.brains.weightsOf(w.slot[0])...)
	grave[0] = 77
	w.hall.consider(200, 1000, grave)
	require.Greater(t, winners(w, 300)[1000], 180, "a dead one that was older still")

	c := w.Config()
	c.MutationRate = 0
	require.NoError(t, w.SetConfig(c))
	copies := 0
	for range 100 {
		s := w.brains.acquire()
		require.NotContains(t, w.genome, w.inherit(s), "a mutant is another genome")
		if w.brains.weightsOf(s)[0] == 77 {
			copies++
		}
		w.brains.release(s)
	}
	require.Greater(t, copies, 60)
}

func TestHallKeepsTheBest(t *testing.T) {
	w := busy(t, SelectionForagers, 1)
	block := make([]float32, stride)
	for g := range hallSize + 4 {
		block[0] = float32(g)
		w.hall.consider(float64(g+1), g, block)
	}
	require.Equal(t, hallSize, w.hall.count)
	kept := slices.Sorted(slices.Values(w.hall.genome[:]))
	require.Equal(t, 4, kept[0], "the four worst had to go")
	for k, g := range w.hall.genome {
		require.Equal(t, float32(g), w.hall.weightsOf(k)[0])
	}
	w.hall.consider(0.5, 99, block)
	require.NotContains(t, w.hall.genome, 99)
	k := slices.Index(w.hall.genome[:], 10)
	before := w.hall.record(k)
	w.hall.consider(0, 10, block)
	require.Less(t, w.hall.record(k), before, "another life of the same brain counts")

	c := w.Config()
	c.Selection = SelectionLongest
	require.NoError(t, w.SetConfig(c))
	require.Zero(t, w.hall.count, "merits of another kind are not compared")
}

func TestForagersRetireTheWorstEarner(t *testing.T) {
	w := busy(t, SelectionForagers, 1)
	marked := func() (list []int) {
		w.retire()
		for i, f := range w.flags {
			if f&retired != 0 {
				list = append(list, i)
			}
		}
		return list
	}
	for i := range w.age {
		w.age[i], w.earned[i] = trialAge, float64(10+i)
	}
	w.age[0], w.earned[0] = trialAge-1, 0
	require.Empty(t, marked(), "six are more than the minimum")
	c := w.Config()
	c.MinPopulation = 6
	require.NoError(t, w.SetConfig(c))
	require.Equal(t, []int{1}, marked(), "the young are not judged")
	id := w.id[1]
	w.begin()
	require.Equal(t, -1, w.IndexOf(id))
	require.Len(t, w.Deaths(), 1)
}

func TestForagersBreedWithoutResting(t *testing.T) {
	for s, want := range map[Selection]flag{SelectionOff: 0, SelectionLongest: 0, SelectionForagers: breeder} {
		w := busy(t, s, 1)
		w.energy[0] = w.cfg.ReproduceThreshold + 1
		w.triage()
		w.action[0] = Clean
		w.ripen()
		require.Equal(t, want, w.flags[0], s)
	}
}

// TestForagersEvolve holds what the page promises: more creatures than the
// reference within the steps of a minute, on the same seeds.
func TestForagersEvolve(t *testing.T) {
	population := func(c Config) (sum int) {
		for seed := range uint64(2) {
			w, err := New(c, seed+1)
			require.NoError(t, err)
			for range 4000 {
				w.Step()
			}
			sum += w.Population()
		}
		return sum
	}
	require.Greater(t, population(Evolving()), population(Default()))
}
