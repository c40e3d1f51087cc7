// Package imagine looks ahead before an agent acts. Where a step could be dangerous, it lets
// the acting policy play several futures in copies of the world, and replaces an action after
// which too many of them fail. It knows the rules and sees the whole grid, which the policy
// does not; the noise of what it imagines is its own, never that of the world.
package imagine

import (
	"fmt"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/field"
)

// Config holds the numbers of an [Imagination].
type Config struct {
	At        float64 // it looks where the highest memory is above it
	Futures   int     // imagined per action, 1 to MaxFutures
	Steps     int     // of each future, 1 to MaxSteps
	Tolerated float64 // largest share of the proposed action's futures that may fail
}

// Bounds of a Config.
const (
	MaxFutures = 16
	MaxSteps   = 100
)

// Default returns the numbers that every figure is measured with.
func Default() Config { return Config{At: 0.75, Futures: 6, Steps: 20, Tolerated: 0.2} }

// Fields describes every number of c by key.
func (c *Config) Fields() field.List {
	return field.List{
		{Key: "imagine-at", Value: &c.At, Max: 1},
		{Key: "imagine-futures", Value: &c.Futures, Min: 1, Max: MaxFutures},
		{Key: "imagine-steps", Value: &c.Steps, Min: 1, Max: MaxSteps},
		{Key: "imagine-tolerated", Value: &c.Tolerated, Max: 1},
	}
}

// Looks reports whether a step in w could be dangerous: its highest memory is above At.
func (c Config) Looks(w *cluster.World) bool { return float64(w.Stats().MaxMem) > c.At }

// Validate returns an error that names the first field out of its range.
func (c Config) Validate() error {
	if err := c.Fields().Check(); err != nil {
		return fmt.Errorf("imagine: %w", err)
	}
	return nil
}
