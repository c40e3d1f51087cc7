// Package qtable is the classical baseline: Q-learning (Watkins and Dayan, 1992)
// on a table over three coarse numbers of the cluster. Three coarse numbers say little
// about a cluster, so it ends up about as good as random on red-queen: it shows what
// a table cannot represent.
package qtable

import (
	"fmt"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/core/safetensors"
)

// Bins is the number of bins of each of the three numbers, equally wide over
// [0, 1]: average load, budget as a fraction of the largest, and the fraction of
// nodes with memory above 0.9.
const Bins = 5

const states = Bins * Bins * Bins

// Config holds every number of the learner. Default returns the published ones.
type Config struct {
	Actions int
	Rate    float64 // α
	Gamma   float64 // discount per step
	Epsilon float64 // exploration in the first episode
	Final   float64 // least exploration
	Decay   float64 // factor per episode
}

// Default returns the published configuration with v5.1's actions.
func Default() Config {
	return Config{Actions: 8, Rate: 0.1, Gamma: 0.95, Epsilon: 1, Final: 0.05, Decay: 0.995}
}

// Fields lists the numbers with their ranges.
func (c *Config) Fields() field.List {
	return field.List{
		{Key: "actions", Value: &c.Actions, Min: 1, Max: 64, Fixed: true},
		{Key: "rate", Value: &c.Rate, Min: 0, Max: 1},
		{Key: "gamma", Value: &c.Gamma, Min: 0, Max: 1},
		{Key: "epsilon", Value: &c.Epsilon, Min: 0, Max: 1},
		{Key: "final", Value: &c.Final, Min: 0, Max: 1},
		{Key: "decay", Value: &c.Decay, Min: 0, Max: 1},
	}
}

// Validate returns an error that names the first field out of its range.
func (c Config) Validate() error {
	if err := c.Fields().Check(); err != nil {
		return fmt.Errorf("qtable: %w", err)
	}
	return nil
}

// Table is a learner. It is not safe for concurrent use.
type Table struct {
	cfg       Config
	values    []float64 // states × actions
	epsilon   float64
	meanError float64 // moving average of the absolute TD error
}

// New returns a table of zeros.
func New(c Config) (*Table, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	return &Table{cfg: c, values: make([]float64, states*c.Actions), epsilon: c.Epsilon}, nil
}

// Config returns the numbers in force.
func (t *Table) Config() Config { return t.cfg }

// SetConfig changes the numbers that are not fixed. On error nothing changes.
func (t *Table) SetConfig(c Config) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if err := t.cfg.Fields().CheckChange(c.Fields()); err != nil {
		return fmt.Errorf("qtable: %w", err)
	}
	t.cfg = c
	return nil
}

// State returns the row of the table for an observation of v5.1.
func State(observation []float32) int {
	load := (observation[cluster.ObsAvgCPU] + observation[cluster.ObsAvgMem]) / 2
	return (bin(load)*Bins+bin(observation[cluster.ObsBudget]))*Bins + bin(observation[cluster.ObsNearly])
}

func bin(v float32) int { return max(0, min(int(v*Bins), Bins-1)) }

// Values returns the value of every action; they are the table's own memory.
func (t *Table) Values(observation []float32) []float64 {
	return t.values[State(observation)*t.cfg.Actions:][:t.cfg.Actions]
}

// Best returns the action of the largest value, the first of equals.
func (t *Table) Best(observation []float32) int {
	q := t.Values(observation)
	best := 0
	for a, v := range q {
		if v > q[best] {
			best = a
		}
	}
	return best
}

// Name returns "q-table".
func (t *Table) Name() string { return "q-table" }

// Act returns Best of the observation of w: the table is an agent.Policy.
func (t *Table) Act(w *cluster.World, _ *rng.Source) int { return t.Best(w.Observation()) }

// Epsilon returns the exploration of this episode.
func (t *Table) Epsilon() float64 { return t.epsilon }

// TDError returns a moving average, over about a hundred steps, of the absolute
// temporal-difference error.
func (t *Table) TDError() float64 { return t.meanError }

// Observe learns from one step: the observation, the action taken there, the reward,
// the next observation, and whether the episode terminated by its rules or was
// truncated. The TD target bootstraps unless the episode terminated. The error says
// that the reward is not finite; the table is then unchanged.
func (t *Table) Observe(observation []float32, action int, reward float64, next []float32, terminated, truncated bool) error {
	if reward-reward != 0 {
		return fmt.Errorf("qtable: the reward is %v, want a finite number", reward)
	}
	target := reward
	if !terminated {
		target += float64(t.cfg.Gamma * t.Values(next)[t.Best(next)])
	}
	q := t.Values(observation)
	tdError := target - q[action]
	q[action] += float64(t.cfg.Rate * tdError)
	t.meanError += float64(0.01 * (max(tdError, -tdError) - t.meanError))
	if terminated || truncated {
		t.epsilon = max(t.cfg.Final, t.epsilon*t.cfg.Decay)
	}
	return nil
}

// Walk writes or reads the table; after an error t must not be used.
func (t *Table) Walk(k *safetensors.Walk) {
	k.Float64("qtable.values", t.values, Bins, Bins, Bins, t.cfg.Actions)
	k.Numbers("qtable.state", &t.epsilon, &t.meanError)
	if !(t.epsilon >= 0 && t.epsilon <= 1) {
		k.Fail(fmt.Errorf("the q-table's epsilon is %v, want 0 to 1", t.epsilon))
	}
}

// Clone returns a table that shares nothing with t.
func (t *Table) Clone() *Table {
	c := *t
	c.values = append([]float64(nil), t.values...)
	return &c
}

// CopyTo gives d, which Clone returned, the present values. It allocates nothing.
func (t *Table) CopyTo(d *Table) { copy(d.values, t.values) }
