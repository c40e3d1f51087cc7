package pilot

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/rng"
)

// stream fills a replay with observations 0, 1, 2, … and rewards 1, 10, 100.
func stream(capacity int) *Replay { return NewReplay(capacity, 1, 1) }

func one(v int) []float32 { return []float32{float32(v)} }

// want is the batch of one transition of such a stream, whose actions count up too.
func want(from, to int, sum, discount float32) minibatch {
	return minibatch{nil, []int32{int32(from)}, []int32{int32(to)}, []int{from}, []float32{sum}, []float32{discount}}
}

// drawn draws the transition of n steps that begins at entry k, and checks that the
// observations are those of its ends.
func drawn(t *testing.T, r *Replay, k, n int) minibatch {
	t.Helper()
	b := newMinibatch(1, 1)
	require.True(t, r.draw(&b, 0, k, n, 0.5))
	r.fetch(&b)
	require.Equal(t, append(one(int(b.from[0])), one(int(b.to[0]))...), b.states)
	b.states = nil
	return b
}

func TestReturnsOverSeveralSteps(t *testing.T) {
	r := stream(20)
	for i, reward := range []float64{1, 10, 100, 1000} {
		r.Store(one(i), i, reward)
	}
	require.Equal(t, want(0, 2, 6, 0.25), drawn(t, r, 0, 2), "1 + 0.5·10, then 0.25 of what observation 2 is worth")
	require.Equal(t, want(1, 3, 60, 0.25), drawn(t, r, 1, 2))
	b := newMinibatch(1, 1)
	require.False(t, r.draw(&b, 0, 2, 2, 0.5), "observation 4 has not come yet")
	require.True(t, r.draw(&b, 0, 2, 1, 0.5))
	require.False(t, r.draw(&b, 0, 3, 1, 0.5))

	r.EndEpisode(one(4), true)
	require.Equal(t, want(2, 4, 600, 0), drawn(t, r, 2, 3), "an episode that ended has no future")
	require.Equal(t, want(3, 4, 1000, 0), drawn(t, r, 3, 1), "nor has its last step")
	require.False(t, r.draw(&b, 0, 4, 1, 0.5), "no step begins where an episode ended")
}

func TestAnEpisodeThatWasCutOffBootstraps(t *testing.T) {
	r := stream(20)
	r.Store(one(0), 0, 1)
	r.Store(one(1), 1, 10)
	r.EndEpisode(one(2), false)
	r.Store(one(7), 0, 5)
	require.Equal(t, want(0, 2, 6, 0.25), drawn(t, r, 0, 5), "two steps, and the value of the last observation")
}

func TestAFullReplayForgetsTheOldest(t *testing.T) {
	r := stream(5)
	for i := range 12 {
		r.Store(one(i), 0, float64(i))
	}
	require.Equal(t, 5, r.Len())
	seen := map[float32]int{}
	src := rng.New(1)
	b := newMinibatch(64, 1)
	for range 40 {
		r.sample(&b, src, 1, 1)
		for i, v := range b.states[:64] {
			require.Equal(t, v+1, b.states[64+i])
			require.Equal(t, v, b.returns[i])
			seen[v]++
		}
	}
	require.Len(t, seen, 4, "7 to 10; what 11 leads to is not known")
	for v := float32(7); v <= 10; v++ {
		require.InDelta(t, 640, seen[v], 100)
	}
}

func TestReplayPanicsOnAWrongWidth(t *testing.T) {
	require.Panics(t, func() { NewReplay(5, 3, 1).Store([]float32{1, 2}, 0, 0) })
}
