// Package train lets a policy learn: it joins an algorithm (the Pilot or the Q-table),
// the Prophet that forecasts failures, and the guidance by which a forecast changes
// what an exploring agent does.
//
// A Learner acts in a world that its owner steps; a Trainer steps one by itself. Everything follows from a seed: the same configuration and seed make
// the same weights, bit for bit, and a run that is saved and loaded goes on as if
// nothing had happened.
package train

import (
	"fmt"

	"github.com/resonetics/playground/core/agent/pilot"
	"github.com/resonetics/playground/core/agent/pqn"
	"github.com/resonetics/playground/core/agent/prophet"
	"github.com/resonetics/playground/core/agent/qtable"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/field"
)

// Algorithm names what learns.
type Algorithm = uint8

// The algorithms.
const (
	Pilot Algorithm = iota
	QTable
	PQN
)

// Guidance names how a forecast changes what the learning agent does.
type Guidance = uint8

// The guidance rules.
const (
	// None leaves exploration alone.
	None Guidance = iota
	// Epsilon lowers exploration with the risk: ε·(1 − 0.9·risk), the rule of
	// the published program.
	Epsilon
	// YokedEpsilon is Epsilon's control: it lowers ε by the average of a paired
	// run without looking at the state.
	YokedEpsilon
	// Handover takes a safe action while the forecast of a near miss is above
	// HandoverAt.
	Handover
	// Yoked is Handover's control: it hands over as often as a paired run did,
	// at random moments.
	Yoked
	// Threshold hands over while the average memory is above LoadAt: the control
	// without a network.
	Threshold
	// Withdrawn is Handover obeyed with a probability that falls from 1 to 0 between
	// WithdrawFrom and WithdrawTo.
	Withdrawn
	// MaxThreshold hands over while the fullest node's memory is above MaxAt.
	MaxThreshold
	// AlwaysSafe hands over every step: an expert acts, and the learner watches.
	AlwaysSafe
)

// GuidanceNames are the rules' names by number.
var GuidanceNames = []string{"none", "epsilon", "yoked-epsilon", "handover", "yoked", "threshold", "withdrawn", "max-threshold", "always-safe"}

// Config is everything that a run follows from. Default returns a runnable one.
type Config struct {
	Seed      uint64
	World     cluster.Config
	Algorithm Algorithm
	Pilot     pilot.Config
	QTable    qtable.Config
	PQN       pqn.Config
	Prophet   prophet.Config

	Forecast     bool // the Prophet watches and learns; every rule that needs it switches it on
	Guidance     Guidance
	ProphetShare float64 // the Prophet's learning rate as a part of the learner's
	Suppression  float64 // part of ε that a certain failure takes away (Epsilon)
	HandoverAt   float64 // forecast of a near miss above which Handover acts
	LoadAt       float64 // average memory above which Threshold acts
	MaxAt        float64 // memory of the fullest node above which MaxThreshold acts
	WithdrawFrom float64 // part of the learner's schedule at which Withdrawn begins to be disobeyed
	WithdrawTo   float64 // and at which it no longer acts

	Epsilon      float64 // exploration at the beginning (Pilot; the others have their own)
	FinalEpsilon float64
	EpsilonSteps int // environment steps from the one to the other, linear
}

// Default returns what this project measured to learn best: the Pilot with a
// Prophet that hands over to a safe action, less and less.
func Default(world cluster.Config) Config {
	c := Config{
		Seed: 1, World: world,
		Pilot: pilot.Default(), QTable: qtable.Default(), PQN: pqn.Default(), Prophet: prophet.Default(),
		Forecast: true, Guidance: Withdrawn,
		ProphetShare: 0.5, Suppression: 0.9, HandoverAt: 0.2, LoadAt: 0.35, MaxAt: 0.7,
		WithdrawFrom: 0.3, WithdrawTo: 0.7,
		Epsilon: 1, FinalEpsilon: 0.02, EpsilonSteps: 10_000,
	}
	actions := world.Rules.Actions()
	c.Pilot.Actions, c.QTable.Actions, c.PQN.Actions = actions, actions, actions
	return c
}

// keys are the numbers of a learner whose key is not the learner's name before its own:
// those that a person meets on the page and as flags.
var keys = map[string]string{
	"pilot.rate": "lr", "pilot.final-rate": "final-lr", "pilot.horizon": "schedule", "pilot.gamma": "gamma", "pilot.n-step": "n-step",
	"pilot.batch": "batch", "pilot.width": "width", "pilot.double": "double", "pilot.target-every": "target-every",
	"prophet.horizon": "horizon", "qtable.rate": "qtable-lr", "qtable.final": "qtable-final-epsilon",
}

// Fields lists every number but the seed. Those of the learners were called by the
// learner's name, a dot and their own key in checkpoints of version 1, those of the
// world by "world.".
func (c *Config) Fields() field.List {
	l := field.List{
		{Key: "learner", Value: &c.Algorithm, Choices: []string{"pilot", "qtable", "pqn"}, Fixed: true},
		{Key: "forecast", Value: &c.Forecast},
		{Key: "guidance", Value: &c.Guidance, Choices: GuidanceNames},
		{Key: "prophet-share", Value: &c.ProphetShare, Min: 0, Max: 10},
		{Key: "suppression", Value: &c.Suppression, Min: 0, Max: 1},
		{Key: "handover-at", Value: &c.HandoverAt, Min: 0, Max: 1},
		{Key: "load-at", Value: &c.LoadAt, Min: 0, Max: 1},
		{Key: "max-at", Value: &c.MaxAt, Min: 0, Max: 1},
		{Key: "withdraw-from", Value: &c.WithdrawFrom, Min: 0, Max: 1},
		{Key: "withdraw-to", Value: &c.WithdrawTo, Min: 0, Max: 1},
		{Key: "epsilon", Value: &c.Epsilon, Min: 0, Max: 1},
		{Key: "final-epsilon", Value: &c.FinalEpsilon, Min: 0, Max: 1},
		{Key: "epsilon-steps", Value: &c.EpsilonSteps, Min: 1, Max: 1_000_000_000},
	}
	for _, part := range []struct {
		name string
		list field.List
	}{{"pilot", c.Pilot.Fields()}, {"qtable", c.QTable.Fields()}, {"pqn", c.PQN.Fields()}, {"prophet", c.Prophet.Fields()}} {
		for _, f := range part.list {
			old := part.name + "." + f.Key
			f.Key = part.name + "-" + f.Key
			if key := keys[old]; key != "" {
				f.Key = key
			}
			f.Old = append(f.Old, old)
			l = append(l, f)
		}
	}
	for _, f := range c.World.Fields() {
		old := []string{"world." + f.Key}
		for _, former := range f.Old {
			old = append(old, "world."+former)
		}
		f.Old = old
		l = append(l, f)
	}
	return l
}

// Validate returns an error that names the first field out of its range.
func (c Config) Validate() error {
	if err := c.Fields().Check(); err != nil {
		return fmt.Errorf("train: %w", err)
	}
	if err := c.World.Validate(); err != nil {
		return err
	}
	if c.World.Rules != cluster.V51 {
		return fmt.Errorf("train: the rules are %s, want %s: learners read its summary of the grid", c.World.Rules, cluster.V51)
	}
	if err := c.Pilot.Validate(); err != nil {
		return err
	}
	if err := c.PQN.Validate(); err != nil {
		return err
	}
	actions := c.World.Rules.Actions()
	for _, n := range []struct {
		name      string
		got, want int
	}{
		{"pilot-inputs", c.Pilot.Inputs, cluster.ObsNearly + 1},
		{"pilot-actions", c.Pilot.Actions, actions},
		{"qtable-actions", c.QTable.Actions, actions},
		{"pqn-actions", c.PQN.Actions, actions},
	} {
		if n.got != n.want {
			return fmt.Errorf("train: %s is %d, want %d as in %s", n.name, n.got, n.want, c.World.Rules)
		}
	}
	return nil
}
