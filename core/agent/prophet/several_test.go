package prophet

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/safetensors"
)

// several returns a Prophet of four worlds, and the last three of them.
func several(t *testing.T) (*Prophet, *cluster.Batch) {
	t.Helper()
	p, err := NewOf(small(), 4, 7)
	require.NoError(t, err)
	b, err := cluster.NewBatch(cluster.Default(cluster.V51), 3)
	require.NoError(t, err)
	b.Reset([]uint64{1, 2, 3})
	return p, b
}

// watch observes a number of steps of all worlds.
func watch(t *testing.T, p *Prophet, b *cluster.Batch, steps int) {
	t.Helper()
	for range steps {
		p.Observe(b.World(0))
		p.ObserveBatch(make([]Forecast, 3), b)
		_, err := b.Step([]int{cluster.Up, cluster.Clean, cluster.Left})
		require.NoError(t, err)
	}
}

// TestEveryWorldHasEpisodesOfItsOwn: forecasts are those of each world alone, and the end of
// an episode labels the states of its world only.
func TestEveryWorldHasEpisodesOfItsOwn(t *testing.T) {
	p, b := several(t)
	forecasts := make([]Forecast, 3)
	p.ObserveBatch(forecasts, b)
	for i := range forecasts {
		require.Equal(t, p.Forecast(b.World(i)), forecasts[i])
		require.Equal(t, forecasts[i].Risk, p.memory.of[i+1].forecasts[0])
	}
	watch(t, p, b, 5)
	p.EndEpisode(2, quiet(t), true)
	require.Equal(t, 6, p.memory.labeled())
	require.Equal(t, []uint16{6, 5, 4, 3, 2, 1}, p.memory.of[2].toFailure[:6])
	n, _ := p.live.total()
	require.Equal(t, 6.0, n, "forecasts fade with the episodes of the first world")
	watch(t, p, b, 2)
	p.EndEpisode(0, quiet(t), false)
	p.Interrupt(3)
	require.Equal(t, []int{7, 0, 6, 0}, []int{p.memory.of[0].labeled(), p.memory.of[1].labeled(), p.memory.of[2].labeled(), p.memory.of[3].count})
	require.Equal(t, 8, p.memory.of[1].unlabeled)
	watch(t, p, b, 60)
	for _, own := range p.memory.of {
		require.Equal(t, 50, own.count, "the worlds share the capacity")
	}
}

// TestAMinibatchIsOfAllWorlds: every labeled state is as likely.
func TestAMinibatchIsOfAllWorlds(t *testing.T) {
	p, b := several(t)
	watch(t, p, b, 10)
	p.EndEpisode(1, quiet(t), true)
	p.EndEpisode(3, quiet(t), false)
	watch(t, p, b, 10)
	p.EndEpisode(3, quiet(t), false)
	failures := 0.0
	for range 400 {
		p.memory.sample(p.x, p.targets[failure], p.targets[nearMiss], 50, p.random)
		for _, f := range p.targets[failure] {
			failures += float64(f) / (400 * 8)
		}
	}
	require.InDelta(t, 1.0/3, failures, 0.03)
}

func TestSeveralWorldsAreSavedAndLoaded(t *testing.T) {
	p, b := several(t)
	live := func(p *Prophet) {
		watch(t, p, b, 12)
		p.EndEpisode(2, quiet(t), true)
		watch(t, p, b, 9)
		require.NoError(t, p.Learn(1e-2))
	}
	live(p)
	q, _ := several(t)
	walk := func(to *Prophet, from *Prophet) error {
		w := new(safetensors.Writer)
		from.Walk(safetensors.Writing(w), math.MaxInt)
		f, err := safetensors.Parse(w.Append(nil))
		require.NoError(t, err)
		r := safetensors.NewReader(f)
		to.Walk(safetensors.Reading(r), math.MaxInt)
		return r.Close()
	}
	require.NoError(t, walk(q, p))
	state := b.World(0).Config()
	b, _ = cluster.NewBatch(state, 3)
	live(p)
	b, _ = cluster.NewBatch(state, 3)
	live(q)
	require.Equal(t, p.net.Params, q.net.Params)
	require.Equal(t, p.live, q.live)

	one := build(t, small())
	play(one, 30)
	q, _ = several(t)
	require.NoError(t, walk(q, one), "a file without the worlds has the first one's states")
	require.Equal(t, 30, q.memory.of[0].unlabeled)
	p.memory.of[3].unlabeled = p.memory.of[3].count + 1
	p.memory.of[3].count = 51
	require.ErrorContains(t, walk(q, p), "there are 51, of at most 50")
}
