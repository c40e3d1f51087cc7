// Package core holds what is measured both natively and in the browser: plain
// computations without a screen. A measure is one function here and one line in
// All.
package core

import (
	"fmt"
	"slices"
	"time"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/env/gardener"
	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/core/rng"
)

// Measure is one number to measure.
type Measure struct {
	Name    string // the platform is appended: _native or _browser
	Unit    string
	Browser bool // worth measuring there too
	Run     func() (float64, error)
}

// All lists the measures in the order in which they are reported.
var All = []Measure{
	{"cluster_step_4x4", "steps/s", true, func() (float64, error) { return clusterSteps(4) }},
	{"batch_steps_4x4", "steps/s", true, func() (float64, error) { return batchSteps(4, 64) }},
	{"cluster_node_4x4", "ns/node", false, func() (float64, error) { return clusterNode(4) }},
	{"cluster_node_16x16", "ns/node", false, func() (float64, error) { return clusterNode(16) }},
	{"cluster_node_64x64", "ns/node", false, func() (float64, error) { return clusterNode(64) }},
	{"cluster_node_256x256", "ns/node", false, func() (float64, error) { return clusterNode(256) }},
	{"act_us", "µs", true, actTime},
	{"imagine_ms", "ms", true, imagineTime},
	{"pqn_steps_per_s", "steps/s", true, func() (float64, error) { return squadronSteps(false) }},
	{"pqn_prophet_steps_per_s", "steps/s", true, func() (float64, error) { return squadronSteps(true) }},
	{"layernorm_us", "µs", true, layerNormTime},
	{"series_steps_per_s", "steps/s", true, seriesSteps},
	{"series_vs_bare", "ratio", true, seriesRatio},
	{"gardener_step_60x60_80", "steps/s", true, func() (float64, error) { return gardenerSteps(60, 80) }},
	{"gardener_cell_60x60_80", "ns/cell", false, func() (float64, error) { return gardenerCell(60, 80) }},
	{"gardener_cell_120x120_320", "ns/cell", false, func() (float64, error) { return gardenerCell(120, 320) }},
	{"gardener_cell_240x240_1280", "ns/cell", false, func() (float64, error) { return gardenerCell(240, 1280) }},
	{"gardener_cell_480x480_5120", "ns/cell", false, func() (float64, error) { return gardenerCell(480, 5120) }},
	{"gardener_step_512_10k", "steps/s", false, func() (float64, error) { return gardenerSteps(512, 10_000) }},
	{"prophet_step", "steps/s", true, prophetSteps},
	{"script_decisions_per_s", "decisions/s", true, decisions},
}

// Update is measured with every backend that package nn has.
var Update = Measure{"update_us", "µs", true, updateTime}

// Vector is measured for comparison with Python's vector of as many worlds.
var Vector = Measure{"batch_steps_4x4_256", "steps/s", false, func() (float64, error) { return batchSteps(4, 256) }}

// ByName returns the measure with that name.
func ByName(name string) (Measure, error) {
	for _, m := range slices.Concat(All, Routines, []Measure{Update, Vector}) {
		if m.Name == name {
			return m, nil
		}
	}
	return Measure{}, fmt.Errorf("no measure is named %q", name)
}

const (
	rounds = 5                      // of which the best counts: other work on the machine only ever slows
	round  = 300 * time.Millisecond // at least, per round
)

// best returns the highest rate, per second, of several rounds. work does about n
// units and returns how many it did.
func best(n int, work func(n int) (int, error)) (float64, error) {
	highest := 0.0
	for range rounds {
		done := 0
		start := time.Now()
		for time.Since(start) < round {
			k, err := work(n)
			if err != nil {
				return 0, err
			}
			done += k
		}
		highest = max(highest, float64(done)/time.Since(start).Seconds())
	}
	return highest, nil
}

// clusterSteps returns how many steps per second a square grid takes with random
// actions, under the rules of v4.5, resets included.
func clusterSteps(side int) (float64, error) {
	config := cluster.Default(cluster.V45)
	config.Height, config.Width = side, side
	world, err := cluster.New(config)
	if err != nil {
		return 0, err
	}
	source := rng.New(1)
	episode := uint64(0)
	world.Reset(episode)
	return best(max(1, 1<<16/(side*side)), func(n int) (int, error) {
		for range n {
			result, err := world.Step(agent.Random{}.Act(world, source))
			if err != nil {
				return 0, err
			}
			if result.Terminated || result.Truncated {
				episode++
				world.Reset(episode)
			}
		}
		return n, nil
	})
}

// batchSteps returns how many steps per second a batch of square grids takes in all, in the
// same conditions.
func batchSteps(side, worlds int) (float64, error) {
	config := cluster.Default(cluster.V45)
	config.Height, config.Width = side, side
	batch, err := cluster.NewBatch(config, worlds)
	if err != nil {
		return 0, err
	}
	source, actions, episode := rng.New(1), make([]int, worlds), uint64(0)
	return best(max(1, 1<<16/(side*side*worlds)), func(n int) (int, error) {
		for range n {
			for i := range actions {
				actions[i] = source.Intn(config.Rules.Actions())
			}
			results, err := batch.Step(actions)
			if err != nil {
				return 0, err
			}
			for i := range results {
				if results[i].Terminated || results[i].Truncated {
					episode++
					batch.World(i).Reset(episode)
				}
			}
		}
		return n * worlds, nil
	})
}

// clusterNode returns what a step costs per node, in nanoseconds: about the same
// for every size where the cost grows linearly.
func clusterNode(side int) (float64, error) {
	rate, err := clusterSteps(side)
	return 1e9 / rate / float64(side*side), err
}

// gardenerSteps returns how many steps per second a square field takes whose
// population stays at n.
func gardenerSteps(side, n int) (float64, error) {
	c := gardener.Default()
	c.Size, c.InitialPopulation, c.MinPopulation, c.MaxPopulation = side, n, n, n
	w, err := gardener.New(c, 1)
	if err != nil {
		return 0, err
	}
	return best(max(1, 1<<16/(side*side)), func(n int) (int, error) {
		for range n {
			w.Step()
		}
		return n, nil
	})
}

// gardenerCell returns what a step costs per cell, in nanoseconds. Creatures grow
// with the cells, so that it is about the same for every size where the cost
// grows linearly with both.
func gardenerCell(side, n int) (float64, error) {
	rate, err := gardenerSteps(side, n)
	return 1e9 / rate / float64(side*side), err
}

// prophetSteps returns how many training steps per second the published run
// takes: batch 1, kernel on, our controller.
func prophetSteps() (float64, error) {
	c := kernel.DefaultConfig(kernel.Prophet)
	t, err := kernel.NewTrainer(c)
	if err != nil {
		return 0, err
	}
	return best(500, func(n int) (int, error) {
		for range n {
			if t.Step() {
				continue
			}
			c.Seed++
			if t, err = kernel.NewTrainer(c); err != nil {
				return 0, err
			}
		}
		return n, nil
	})
}
