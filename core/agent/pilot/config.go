// Package pilot is the deep Q-network that acts in a cluster (Mnih et al.,
// "Human-level control through deep reinforcement learning", Nature 2015), with
// the refinements that this world pays for, each of them a parameter: a target
// network, Double DQN, the Huber loss, n-step returns, gradient clipping, linear
// decay of the learning rate, and an exponential moving average of the weights
// for evaluation.
//
// A Pilot stores the transitions it observes in a [Replay] and learns from a random
// minibatch every few steps; pilot.go holds the algorithm in the order of the paper. A
// Pilot does not explore: its caller chooses between [Pilot.Best] and another action.
package pilot

import (
	"fmt"

	"github.com/resonetics/playground/core/field"
)

// Loss names the function of the TD errors that is minimized.
type Loss = uint8

// The losses.
const (
	Huber   Loss = iota // half squared up to 1, linear beyond
	Squared             // the mean square, as in the recorded reference
)

// Config holds every number of the learner. Default returns what this project
// measured to learn best.
type Config struct {
	Inputs  int // observed values; the first 27 are the 3×3×3 patch
	Actions int
	Filters int // of the convolution over the patch; 0 feeds all inputs to the dense layers
	Width   int // units of each of the two hidden layers

	Capacity int // transitions in the replay, see Replay
	Warmup   int // transitions before learning begins
	Batch    int // transitions in a minibatch
	Every    int // environment steps per update

	Gamma  float64 // discount per step
	NStep  int     // rewards in a TD target before it bootstraps
	Double bool    // the online network chooses the action at which the target network is read
	Loss   Loss
	Clip   float64 // largest gradient norm; 0 for none

	TargetEvery int     // updates between two copies to the target network; 0 for none
	TargetLate  int     // the same after a third of the horizon
	Rate        float64 // learning rate at the beginning
	FinalRate   float64 // learning rate at the horizon and later
	Horizon     int     // environment steps over which schedules run
	Average     float64 // fraction by which the averaged weights follow per update; 1 evaluates the online weights
}

// Default returns the configuration for observations of v5.1.
func Default() Config {
	return Config{
		Inputs: 35, Actions: 8, Filters: 32, Width: 64,
		Capacity: 50_000, Warmup: 500, Batch: 32, Every: 4,
		Gamma: 0.97, NStep: 1, Double: true, Loss: Huber, Clip: 10,
		TargetEvery: 1000, TargetLate: 3000, Rate: 1e-3, FinalRate: 1e-4, Horizon: 40_000, Average: 0.002,
	}
}

// Fields lists the numbers with their ranges.
func (c *Config) Fields() field.List {
	return field.List{
		{Key: "inputs", Value: &c.Inputs, Min: 1, Max: 1024, Fixed: true},
		{Key: "actions", Value: &c.Actions, Min: 1, Max: 64, Fixed: true},
		{Key: "filters", Value: &c.Filters, Min: 0, Max: 512, Fixed: true},
		{Key: "width", Value: &c.Width, Min: 1, Max: 512, Fixed: true},
		{Key: "capacity", Value: &c.Capacity, Min: 100, Max: 200_000, Fixed: true},
		{Key: "warmup", Value: &c.Warmup, Min: 0, Max: 1_000_000},
		{Key: "batch", Value: &c.Batch, Min: 1, Max: 1024, Fixed: true},
		{Key: "every", Value: &c.Every, Min: 1, Max: 1000},
		{Key: "gamma", Value: &c.Gamma, Min: 0, Max: 1},
		{Key: "n-step", Value: &c.NStep, Min: 1, Max: 32},
		{Key: "double", Value: &c.Double},
		{Key: "loss", Value: &c.Loss, Choices: []string{"huber", "squared"}},
		{Key: "clip", Value: &c.Clip, Min: 0, Max: 1e6},
		{Key: "target-every", Value: &c.TargetEvery, Min: 0, Max: 1_000_000},
		{Key: "target-late", Value: &c.TargetLate, Min: 0, Max: 1_000_000},
		{Key: "rate", Value: &c.Rate, Min: 0, Max: 1},
		{Key: "final-rate", Value: &c.FinalRate, Min: 0, Max: 1},
		{Key: "horizon", Value: &c.Horizon, Min: 1, Max: 1_000_000_000},
		{Key: "average", Value: &c.Average, Min: 0, Max: 1},
	}
}

// patch is the number of inputs that the convolution reads: 3×3 nodes of 3 channels.
const patch = 3 * 3 * 3

// Validate returns an error that names the first field out of its range.
func (c Config) Validate() error {
	if err := c.Fields().Check(); err != nil {
		return fmt.Errorf("pilot: %w", err)
	}
	if c.Filters > 0 && c.Inputs <= patch {
		return fmt.Errorf("pilot: inputs is %d, want more than the %d of the convolution's patch", c.Inputs, patch)
	}
	return nil
}

// Config returns the numbers in force.
func (p *Pilot) Config() Config { return p.cfg }

// SetConfig changes the numbers that are not fixed. On error nothing changes.
func (p *Pilot) SetConfig(c Config) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if err := p.cfg.Fields().CheckChange(c.Fields()); err != nil {
		return fmt.Errorf("pilot: %w", err)
	}
	p.cfg = c
	return nil
}
