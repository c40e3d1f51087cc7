package guidance

import (
	"github.com/resonetics/playground/core/env/cluster"
)

// World is one of the worlds that a rule has to serve.
type World struct {
	Key    string
	Words  string // how it differs
	Config cluster.Config
}

// carriedFrom is the world on which a limit is tuned that is carried over to all.
const carriedFrom = "red-queen"

// Worlds returns the eight worlds of the comparison: the presets, and four that no preset
// was made from.
func Worlds() []World {
	var list []World
	for _, p := range cluster.Presets() {
		list = append(list, World{p.Key, "the preset", p.Config})
	}
	change := func(key, words string, set func(c *cluster.Config)) {
		c := list[1].Config
		set(&c)
		list = append(list, World{key, words, c})
	}
	change("small", "4×4 nodes, drift .015, noise .02", func(c *cluster.Config) {
		c.Height, c.Width, c.MemDrift, c.MemNoise = 4, 4, 0.015, 0.02
	})
	change("large", "9×9 nodes, drift .0035, noise .012", func(c *cluster.Config) {
		c.Height, c.Width, c.MemDrift, c.MemNoise = 9, 9, 0.0035, 0.012
	})
	change("noisy", "drift .005, noise .035", func(c *cluster.Config) { c.MemDrift, c.MemNoise = 0.005, 0.035 })
	change("poor", "red-queen with budget 40, recovery .3, scale cost 10", func(c *cluster.Config) {
		c.Budget, c.Recovery, c.ScaleCost = 40, 0.3, 10
	})
	return list
}

// WorldKeys returns the keys of Worlds.
func WorldKeys() []string {
	var keys []string
	for _, w := range Worlds() {
		keys = append(keys, w.Key)
	}
	return keys
}
