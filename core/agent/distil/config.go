// Package distil turns what was imagined into a network that answers at once. From the whole
// grid, as it lies around the agent, the network estimates for every action which share of the
// futures that begin with it end in failure. Its teacher is a look ahead in copied worlds
// (Anthony, Tian and Barber, "Thinking Fast and Slow with Deep Learning and Tree Search",
// 2017); once it has learned from enough imagined states it acts without imagining.
package distil

import (
	"fmt"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/field"
)

// Config holds every number of the learner.
type Config struct {
	After    int     // imagined states after which it acts alone
	Above    float64 // estimated share of failures above which a proposed action is overruled
	Margin   float64 // by how much less the action that takes its place must be estimated to fail
	Width    int     // units of a hidden layer that looks at one node
	Hidden   int     // units of the hidden layer that looks at all of them
	Capacity int     // imagined states that are remembered
	Batch    int     // states in a minibatch
	Updates  int     // gradient steps per imagined state
	Rate     float64 // learning rate
}

// Default returns what was chosen on the tuning episodes of scarcity.
func Default() Config {
	return Config{After: 15_000, Above: 0.3, Margin: 0.1, Width: 32, Hidden: 64, Capacity: 15_000, Batch: 64, Updates: 2, Rate: 1e-3}
}

// Fields lists the numbers with their ranges.
func (c *Config) Fields() field.List {
	return field.List{
		{Key: "distil-after", Value: &c.After, Min: 1, Max: 1e6},
		{Key: "distil-above", Value: &c.Above, Max: 1},
		{Key: "distil-margin", Value: &c.Margin, Max: 1},
		{Key: "distil-width", Value: &c.Width, Min: 1, Max: 512, Fixed: true},
		{Key: "distil-hidden", Value: &c.Hidden, Min: 1, Max: 512, Fixed: true},
		{Key: "distil-capacity", Value: &c.Capacity, Min: minCapacity, Max: 100_000, Fixed: true},
		{Key: "distil-batch", Value: &c.Batch, Min: 1, Max: 1024, Fixed: true},
		{Key: "distil-updates", Value: &c.Updates, Min: 1, Max: 100},
		{Key: "distil-lr", Value: &c.Rate, Max: 1},
	}
}

// Validate returns an error that names the first field out of its range.
func (c Config) Validate() error {
	if err := c.Fields().Check(); err != nil {
		return fmt.Errorf("distil: %w", err)
	}
	return nil
}

// minCapacity is the smallest memory that can be configured, and maxMemory how many numbers the
// states of a memory have at most: of a large grid fewer states are remembered.
const (
	minCapacity = 100
	maxMemory   = 2 << 20
)

// MaxSide is the largest number of rows, and of columns, of a grid that the network sees.
const MaxSide = 16

// CheckWorld returns an error for a grid that is larger than the network sees.
func CheckWorld(world cluster.Config) error {
	if world.Height > MaxSide || world.Width > MaxSide {
		return fmt.Errorf("the grid has %d rows and %d columns, and a distilled network sees at most %d of each", world.Height, world.Width, MaxSide)
	}
	return nil
}
