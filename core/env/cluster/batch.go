package cluster

import (
	"fmt"

	"github.com/resonetics/playground/core/env"
	"github.com/resonetics/playground/core/rng"
)

// Batch is many worlds of one configuration that step together, for learners and
// measurements that need experience faster than one world gives it. Every world equals,
// bit for bit, the [World] that is reset with the same seed and takes the same actions.
// A Batch is not safe for concurrent use.
//
// Like quantities of all worlds lie side by side in memory, and the numbers that a step
// draws are drawn for all worlds at once.
type Batch struct {
	worlds       []World
	sources      []rng.Source
	values       []float32 // of each world in turn: cpu, memory, priority
	noise        []float64 // of each world in turn: cpu, then memory
	observations []float32
	results      []env.Result
}

// NewBatch returns the given number of worlds, at least 1, each reset with seed 0.
func NewBatch(c Config, worlds int) (*Batch, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	if worlds < 1 {
		return nil, fmt.Errorf("cluster: %d worlds, want at least 1", worlds)
	}
	n, seen := c.Height*c.Width, observations[c.Rules]
	b := &Batch{
		worlds:       make([]World, worlds),
		sources:      make([]rng.Source, worlds),
		values:       make([]float32, worlds*3*n),
		noise:        make([]float64, worlds*2*n),
		observations: make([]float32, worlds*seen),
		results:      make([]env.Result, worlds),
	}
	hotspots := make([]int32, 0, n)
	for i := range b.worlds {
		v := window(b.values, i, 3*n)
		b.worlds[i] = World{
			cfg:         c,
			rand:        &b.sources[i],
			values:      v,
			cpu:         window(v, 0, n),
			mem:         window(v, 1, n),
			priority:    window(v, 2, n),
			noise:       window(b.noise, i, 2*n),
			hotspots:    hotspots,
			observation: window(b.observations, i, seen),
		}
		b.worlds[i].Reset(0)
	}
	return b, nil
}

// window returns the i-th n elements of x, with no room behind them.
func window[T any](x []T, i, n int) []T { return x[i*n : (i+1)*n : (i+1)*n] }

// Worlds returns how many worlds there are.
func (b *Batch) Worlds() int { return len(b.worlds) }

// World returns one of the worlds, to be read, reset, changed by hand, saved or restored,
// which leaves the others alone. All worlds have one configuration, so it is changed by
// [Batch.SetConfig].
func (b *Batch) World(i int) *World { return &b.worlds[i] }

// Reset starts in every world the episode that its seed fixes. It panics unless there is
// one seed per world.
func (b *Batch) Reset(seeds []uint64) {
	if len(seeds) != len(b.worlds) {
		panic(fmt.Sprintf("cluster: Reset: %d seeds for %d worlds", len(seeds), len(b.worlds)))
	}
	for i, seed := range seeds {
		b.worlds[i].Reset(seed)
	}
}

// Observations returns the present observations, one row per world: the inputs of a
// batch of policies. The memory is the batch's own; see [World.ObservationSpace].
func (b *Batch) Observations() []float32 { return b.observations }

// SetConfig changes the numbers of all worlds as [World.SetConfig] does. On error none is
// changed.
func (b *Batch) SetConfig(c Config) error {
	for i := range b.worlds { // what the first accepts, all accept
		if err := b.worlds[i].SetConfig(c); err != nil {
			return err
		}
	}
	return nil
}

// Step takes one action per world and returns one result per world, valid until the next
// call. A world whose episode has ended must be reset before the next step: its last
// observation is what a learner needs at a step limit. Step returns an error that names
// the world, and changes none, where [World.Step] would. It panics unless there is one
// action per world.
func (b *Batch) Step(actions []int) ([]env.Result, error) {
	if len(actions) != len(b.worlds) {
		panic(fmt.Sprintf("cluster: Step: %d actions for %d worlds", len(actions), len(b.worlds)))
	}
	for i, action := range actions {
		if err := b.worlds[i].ready(action); err != nil {
			return nil, fmt.Errorf("world %d: %w", i, err)
		}
	}
	rng.FillNormals(b.noise, b.sources)
	for i, action := range actions {
		b.worlds[i].begin(&b.results[i], action)
	}
	cpu, mem := b.leaks()
	cpu.add()
	mem.add()
	for i := range b.worlds {
		b.worlds[i].settle(&b.results[i])
	}
	return b.results, nil
}

// leaks returns the noise of both channels of all worlds.
func (b *Batch) leaks() (cpu, mem leak) {
	w := &b.worlds[0]
	n := len(w.cpu)
	cpu = leak{noise{b.noise, 0, w.cfg.CPUNoise}, b.values, n, len(b.worlds), 3 * n, 2 * n, w.cfg.Rules == V45}
	mem = cpu
	mem.noise, mem.values = noise{b.noise[n:], w.cfg.MemDrift, w.cfg.MemNoise}, b.values[n:]
	return cpu, mem
}
