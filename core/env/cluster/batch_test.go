package cluster

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/rng"
)

// TestEveryWorldOfABatchEqualsTheSingleWorld plays the same random actions in a batch and
// in single worlds of the same seeds, under all rule sets, with episodes that end at
// different steps, loads by hand and numbers that change on the way.
func TestEveryWorldOfABatchEqualsTheSingleWorld(t *testing.T) {
	const worlds, steps = 7, 10_000 // a number that no vector divides
	for _, rules := range []Rules{V45, V46, V51} {
		c := Default(rules)
		c.Height, c.Width = 3, 5
		batch, err := NewBatch(c, worlds)
		require.NoError(t, err)
		single := make([]*World, worlds)
		seeds := make([]uint64, worlds)
		for i := range single {
			seeds[i] = uint64(i)
			single[i], err = New(c)
			require.NoError(t, err)
			single[i].Reset(seeds[i])
		}
		batch.Reset(seeds)
		source, actions := rng.New(5), make([]int, worlds)
		for step := range steps {
			if step%500 == 250 {
				c.MemDrift, c.Budget = 0.01*source.Float64(), 50+50*source.Float64()
				require.NoError(t, batch.SetConfig(c))
				for _, w := range single {
					require.NoError(t, w.SetConfig(c))
				}
			}
			if step%100 == 50 {
				i, node := source.Intn(worlds), source.Intn(15)
				require.NoError(t, batch.World(i).InjectLoad(node, 0.5))
				require.NoError(t, single[i].InjectLoad(node, 0.5))
			}
			for i := range actions {
				actions[i] = source.Intn(rules.Actions())
			}
			stepBoth(t, batch, single, actions, seeds)
		}
		require.Greater(t, seeds[0], uint64(worlds), "episodes have ended")
	}
}

// stepBoth takes a step in both, compares everything that decides what comes next and all
// that can be seen, and resets what has ended, with the next seed of that world.
func stepBoth(t *testing.T, batch *Batch, single []*World, actions []int, seeds []uint64) {
	results, err := batch.Step(actions)
	require.NoError(t, err)
	for i, w := range single {
		want, err := w.Step(actions[i])
		require.NoError(t, err)
		if want.Reward != results[i].Reward || want.Info != results[i].Info ||
			want.Terminated != results[i].Terminated || want.Truncated != results[i].Truncated {
			require.Equal(t, want, results[i], "world %d", i)
		}
		requireSame(t, w, batch, i)
		if want.Terminated || want.Truncated {
			seeds[i] += uint64(len(single))
			w.Reset(seeds[i])
			batch.World(i).Reset(seeds[i])
			requireSame(t, w, batch, i)
		}
	}
}

func requireSame(t *testing.T, want *World, batch *Batch, i int) {
	t.Helper()
	got, width := batch.World(i), len(want.observation)
	for j, v := range want.observation {
		if v != batch.Observations()[i*width+j] {
			require.Equal(t, want.observation, batch.Observations()[i*width:][:width], "world %d", i)
		}
	}
	for j, v := range want.values {
		if v != got.values[j] {
			require.Equal(t, want.values, got.values, "world %d", i)
		}
	}
	require.Equal(t, *want.rand, *got.rand)
	require.True(t, want.stats == got.stats && want.outcome == got.outcome && want.budget == got.budget &&
		want.agent == got.agent && want.steps == got.steps && want.over == got.over, "world %d", i)
}

func TestABatchRefusesAStepAndChangesNothing(t *testing.T) {
	batch, err := NewBatch(Default(V51), 3)
	require.NoError(t, err)
	state := func() (all []byte) {
		for i := range batch.Worlds() {
			all, _ = batch.World(i).AppendBinary(all)
		}
		return all
	}
	before := state()
	_, err = batch.Step([]int{0, 8, 0})
	require.EqualError(t, err, "world 1: cluster: action 8, want 0 to 7 (up to throttle)")
	require.Equal(t, before, state())

	for !batch.World(2).Over() {
		_, err = batch.World(2).Step(Up) // a world can be stepped by itself
		require.NoError(t, err)
	}
	before = state()
	_, err = batch.Step([]int{0, 0, 0})
	require.ErrorContains(t, err, "world 2: cluster: the episode ended after")
	require.Equal(t, before, state())

	c := Default(V51)
	c.Height = 7
	require.Error(t, batch.SetConfig(c))
	require.Equal(t, before, state())
	require.Panics(t, func() { _, _ = batch.Step([]int{0}) })
	require.Panics(t, func() { batch.Reset([]uint64{1, 2}) })
	_, err = NewBatch(c, 0)
	require.ErrorContains(t, err, "0 worlds, want at least 1")
}

func TestAWorldOfABatchIsSavedAndRestored(t *testing.T) {
	batch, err := NewBatch(Default(V51), 3)
	require.NoError(t, err)
	batch.Reset([]uint64{1, 2, 3})
	state, err := batch.World(1).MarshalBinary()
	require.NoError(t, err)
	require.NoError(t, batch.World(2).UnmarshalBinary(state))
	results, err := batch.Step([]int{Clean, Clean, Clean})
	require.NoError(t, err)
	require.Equal(t, results[1], results[2])
	require.NotEqual(t, results[0], results[2])
}

func TestABatchAllocatesNothingInAStep(t *testing.T) {
	batch, err := NewBatch(Default(V51), 8)
	require.NoError(t, err)
	actions, seed := make([]int, 8), uint64(0)
	require.Zero(t, testing.AllocsPerRun(1000, func() {
		for i := range actions {
			seed++
			if actions[i] = int(seed % 8); batch.World(i).Over() {
				batch.World(i).Reset(seed)
			}
		}
		if _, err := batch.Step(actions); err != nil {
			t.Fatal(err)
		}
	}))
}
