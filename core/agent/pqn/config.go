// Package pqn is a Q-network that learns from many clusters at once (parallel Q-networks:
// Gallici et al., "Simplifying Deep Temporal Difference Learning", 2024). Worlds that step
// together give so much experience that nothing has to be kept: no replay, and, because
// every hidden layer is normalized, no target network either.
//
// A [Squadron] acts in all worlds by one network for a few steps, the rollout; then it
// learns from the whole of it and forgets it. squadron.go holds the acting, rollout.go the
// targets, learn.go the learning.
package pqn

import (
	"fmt"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/field"
)

// Config holds every number of the learner. Default returns what this project measured
// to learn best.
type Config struct {
	Worlds  int // that step together; the first is the caller's
	Rollout int // steps of every world between two times of learning
	Epochs  int // times that each transition of a rollout is learned from
	Batch   int // transitions in a minibatch
	Width   int // units of each of the two hidden layers
	Actions int

	Gamma       float64 // discount per step
	Lambda      float64 // share of the next return, against the next value, in a return
	RewardScale float64 // factor of rewards: values should be of the order of 1
	Clip        float64 // largest gradient norm; 0 for none

	Rate      float64 // learning rate at the beginning
	FinalRate float64 // learning rate at the horizon and later
	Horizon   int     // environment steps, of all worlds together, over which schedules run
	Average   float64 // fraction by which the averaged weights follow per update

	Epsilon      float64 // exploration at the beginning
	FinalEpsilon float64
	EpsilonPart  float64 // part of the horizon from the one to the other, linear
}

// Default returns the configuration for observations of v5.1: one for all presets of the
// cluster, chosen on episodes that no published figure is measured on (docs/measured.md).
func Default() Config {
	return Config{
		Worlds: 64, Rollout: 32, Epochs: 2, Batch: 128, Width: 64, Actions: 8,
		Gamma: 0.988, Lambda: 0.65, RewardScale: 0.18, Clip: 10,
		Rate: 2e-3, FinalRate: 1e-5, Horizon: 5_000_000, Average: 0.01,
		Epsilon: 1, FinalEpsilon: 0.02, EpsilonPart: 0.2,
	}
}

// Fields lists the numbers with their ranges.
func (c *Config) Fields() field.List {
	return field.List{
		{Key: "worlds", Value: &c.Worlds, Min: 2, Max: 1024, Fixed: true},
		{Key: "rollout", Value: &c.Rollout, Min: 1, Max: 1024, Fixed: true},
		{Key: "epochs", Value: &c.Epochs, Min: 1, Max: 100},
		{Key: "batch", Value: &c.Batch, Min: 1, Max: 4096, Fixed: true},
		{Key: "width", Value: &c.Width, Min: 1, Max: 512, Fixed: true},
		{Key: "actions", Value: &c.Actions, Min: 1, Max: 64, Fixed: true},
		{Key: "gamma", Value: &c.Gamma, Min: 0, Max: 1},
		{Key: "lambda", Value: &c.Lambda, Min: 0, Max: 1},
		{Key: "reward-scale", Value: &c.RewardScale, Min: 0, Max: 100},
		{Key: "clip", Value: &c.Clip, Min: 0, Max: 1e6},
		{Key: "rate", Value: &c.Rate, Min: 0, Max: 1},
		{Key: "final-rate", Value: &c.FinalRate, Min: 0, Max: 1},
		{Key: "horizon", Value: &c.Horizon, Min: 1, Max: 1_000_000_000},
		{Key: "average", Value: &c.Average, Min: 0, Max: 1},
		{Key: "epsilon", Value: &c.Epsilon, Min: 0, Max: 1},
		{Key: "final-epsilon", Value: &c.FinalEpsilon, Min: 0, Max: 1},
		{Key: "epsilon-part", Value: &c.EpsilonPart, Min: 1e-6, Max: 1},
	}
}

// Validate returns an error that names the first field out of its range.
func (c Config) Validate() error {
	if err := c.Fields().Check(); err != nil {
		return fmt.Errorf("pqn: %w", err)
	}
	if n := c.Worlds * c.Rollout; n%c.Batch != 0 {
		return fmt.Errorf("pqn: batch is %d, want a part of the %d transitions of a rollout", c.Batch, n)
	}
	return nil
}

// Config returns the numbers in force.
func (s *Squadron) Config() Config { return s.cfg }

// SetConfig changes the numbers that are not fixed. On error nothing changes.
func (s *Squadron) SetConfig(c Config) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if err := s.cfg.Fields().CheckChange(c.Fields()); err != nil {
		return fmt.Errorf("pqn: %w", err)
	}
	s.cfg = c
	return nil
}

// inputs is the number of values that the network reads: all but the agent's row and
// column, because a torus looks the same everywhere.
const inputs = cluster.ObsNearly + 1 - 2

// read writes what the network reads of an observation to dst.
func read(dst, observation []float32) {
	copy(dst[:cluster.LocalValues], observation)
	copy(dst[cluster.LocalValues:inputs], observation[cluster.ObsBudget:])
}
