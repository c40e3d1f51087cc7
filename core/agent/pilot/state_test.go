package pilot

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/core/safetensors"
)

func TestConfigIsChecked(t *testing.T) {
	require.NoError(t, Default().Validate())
	for _, k := range new(Config).Fields() {
		c := Default()
		field, err := c.Fields().Find(k.Key)
		require.NoError(t, err)
		if k.Choices != nil || k.Max == 0 {
			continue
		}
		switch f := field.Value.(type) {
		case *int:
			*f = int(k.Max) + 1
		case *float64:
			*f = math.NaN()
		}
		_, err = New(c, 1)
		require.ErrorContains(t, err, "pilot: "+k.Key+" is")
	}
	c := Default()
	c.Inputs = 27
	require.ErrorContains(t, c.Validate(), "inputs is 27, want more than the 27")
	c.Filters = 0
	require.NoError(t, c.Validate())

	p := build(t, small())
	next := p.Config()
	next.Gamma = 0.5
	require.NoError(t, p.SetConfig(next))
	require.Equal(t, 0.5, p.Config().Gamma)
	next.Width = 9
	require.ErrorContains(t, p.SetConfig(next), "width cannot change from 8 to 9")
	next.Gamma = 2
	require.ErrorContains(t, p.SetConfig(next), "gamma is 2, want 0 to 1")
	require.Equal(t, 0.5, p.Config().Gamma)
}

func TestTheActorIsACopyOfTheAverage(t *testing.T) {
	c := Default()
	c.Warmup = 20
	p, err := New(c, 1)
	require.NoError(t, err)
	feed(t, p, rng.New(1), 200)
	g := p.NewActor()
	w, err := cluster.New(cluster.Default(cluster.V51))
	require.NoError(t, err)
	q := make([]float32, c.Actions)
	p.forward(q, p.average, w.Observation())
	require.Equal(t, nn.ArgMax(q), g.Act(w, nil))
	require.Equal(t, q, g.Values())
	feed(t, p, rng.New(2), 200)
	g.Best(w.Observation())
	require.Equal(t, q, g.Values(), "learning on does not disturb it")
	p.CopyTo(g)
	g.Best(w.Observation())
	require.NotEqual(t, q, g.Values())
}

func reload(t *testing.T, p *Pilot, rows int) *Pilot {
	t.Helper()
	var w safetensors.Writer
	p.Walk(safetensors.Writing(&w), rows)
	f, err := safetensors.Parse(w.Append(nil))
	require.NoError(t, err)
	r := safetensors.NewReader(f)
	loaded, err := New(p.cfg, 99)
	require.NoError(t, err)
	loaded.Walk(safetensors.Reading(r), 0)
	require.NoError(t, r.Close())
	return loaded
}

// TestEpisodesSideBySideAreThoseOneByOne: more of them than worlds, and of different
// lengths.
func TestEpisodesSideBySideAreThoseOneByOne(t *testing.T) {
	p, err := New(Default(), 1)
	require.NoError(t, err)
	var g agent.BatchPolicy = p.NewActor()
	world := cluster.Presets()[1].Config
	episodes, err := agent.Evaluate(world, g, 5, g.MaxBatch()+8)
	require.NoError(t, err)
	lengths := map[int]bool{}
	w, err := cluster.New(world)
	require.NoError(t, err)
	for i, e := range episodes {
		want, err := agent.PlayEpisode(w, g, rng.Derive(5, uint64(i)))
		require.NoError(t, err)
		require.Equal(t, want, e)
		lengths[e.Steps] = true
	}
	require.Greater(t, len(lengths), g.MaxBatch()/2)

	none, err := agent.Evaluate(world, g, 5, 0)
	require.NoError(t, err)
	require.Empty(t, none)
	world.Height = 0
	_, err = agent.Evaluate(world, g, 5, 1)
	require.ErrorContains(t, err, "rows is 0")
}

func TestSavedAndLoadedItGoesOnBitForBit(t *testing.T) {
	for _, steps := range []int{0, 5, 100, 777} {
		p := build(t, small())
		feed(t, p, rng.New(1), steps)
		q := reload(t, p, math.MaxInt)
		require.Equal(t, p.stats, q.stats)
		feed(t, p, rng.New(2), 300)
		feed(t, q, rng.New(2), 300)
		require.Equal(t, p.online, q.online)
		require.Equal(t, p.target, q.target)
		require.Equal(t, p.average, q.average)
		require.Equal(t, p.adam, q.adam)
		require.Equal(t, [3]int{p.steps, p.updates, p.lastCopy}, [3]int{q.steps, q.updates, q.lastCopy})
	}
	p := build(t, small())
	feed(t, p, rng.New(1), 100)
	q := reload(t, p, 30)
	require.Equal(t, 30, q.replay.Len(), "only the tail")
	feed(t, q, rng.New(2), 100)
}

func TestABadReplayIsRefused(t *testing.T) {
	p := build(t, small())
	feed(t, p, rng.New(1), 100)
	for want, spoil := range map[string]func(r *Replay){
		"has action 3, want 0 to 2":                      func(r *Replay) { r.actions[5] = 3 },
		"is of kind 3, want 0 to 2":                      func(r *Replay) { r.kinds[5] = 3 },
		"of the replay ends an episode that has no step": func(r *Replay) { r.kinds[11], r.kinds[10] = truncatedEntry, terminatedEntry },
	} {
		broken := reload(t, p, math.MaxInt)
		spoil(broken.replay)
		var w safetensors.Writer
		broken.Walk(safetensors.Writing(&w), math.MaxInt)
		f, err := safetensors.Parse(w.Append(nil))
		require.NoError(t, err)
		r := safetensors.NewReader(f)
		build(t, small()).Walk(safetensors.Reading(r), 0)
		require.ErrorContains(t, r.Close(), want)
	}
}

func TestAnInterruptedEpisodeIsTruncated(t *testing.T) {
	p := build(t, small())
	feed(t, p, rng.New(1), 4)
	p.Interrupt(make([]float32, p.cfg.Inputs))
	require.Equal(t, truncatedEntry, p.replay.kinds[4])
	feed(t, p, rng.New(1), 3)
	p.DropIncomplete()
	require.Equal(t, 7, p.replay.Len(), "what the last step led to is not known")
	p.Interrupt(make([]float32, p.cfg.Inputs))
	p.DropIncomplete()
	require.Equal(t, 8, p.replay.Len())
}
