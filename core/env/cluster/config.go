// Package cluster is a toroidal grid of nodes whose memory always rises: the
// Red Queen's world. An agent walks it and cleans, scales and throttles on a
// budget. One world carries three rule sets that share their physics: v4.5 and
// v4.6, the published reference, and v5.1, ours.
//
// The rules are those of the cluster specification; where the recorded cases of
// the reference are finer than its words (which sums are formed in float32),
// the code follows the cases and says so.
package cluster

import (
	"fmt"

	"github.com/resonetics/playground/core/field"
)

// Rules names a rule set.
type Rules uint8

// The rule sets.
const (
	V45 Rules = iota
	V46
	V51
)

var ruleNames = [...]string{"v4.5", "v4.6", "v5.1"}

// String returns the rule set's published name.
func (r Rules) String() string { return ruleNames[r] }

// MaxSide is the largest height or width of a grid, in nodes.
const MaxSide = 256

// Config holds every number of the rules. Default returns a rule set's own.
type Config struct {
	Rules  Rules
	Height int // nodes, 1 to MaxSide
	Width  int // nodes, 1 to MaxSide

	Budget   float64 // largest and initial budget
	Recovery float64 // budget that returns per step

	CPUNoise    float64 // standard deviation of the CPU change per step
	MemDrift    float64 // mean of the memory change per step
	MemNoise    float64 // standard deviation of the memory change per step
	InitialCPU  float64 // cpu starts uniform in [0, InitialCPU)
	InitialMem  float64 // mem starts uniform in [0, InitialMem)
	MaxSteps    int     // truncation
	TimePenalty float64 // reward per step, not positive

	CleanCost    float64
	MemCleanCost float64
	ThrottleCost float64
	ScaleCost    float64 // per node

	OOMPenalty      float64 // per node out of memory
	CriticalPenalty float64 // more, per critical node out of memory
	Shaping         float64 // weight of the fall of the average load (v4.6 and later)

	LoadLimit          float64 // an average load above this terminates
	AnyOOMTerminates   bool    // one node out of memory terminates, whatever OOMLimit and CriticalTerminates say
	OOMLimit           int     // at least this many nodes out of memory terminate
	CriticalTerminates bool    // one critical node out of memory terminates
}

// Default returns the numbers of a rule set: the reference's 4×4 grid and 500
// steps for v4.5 and v4.6, 6×6 and 300 steps for v5.1.
func Default(r Rules) Config {
	c := Config{
		Rules: r, Height: 4, Width: 4,
		Budget: 100, Recovery: 0.5,
		CPUNoise: 0.02, MemDrift: 0.005, MemNoise: 0.01, InitialCPU: 0.3, InitialMem: 0.1,
		MaxSteps: 500, TimePenalty: -0.01,
		CleanCost: 0.5, MemCleanCost: 0.3, ThrottleCost: 0.3, ScaleCost: 5,
		OOMPenalty: 2, CriticalPenalty: 3,
		LoadLimit: 0.85, AnyOOMTerminates: true, OOMLimit: 2, CriticalTerminates: true,
	}
	if r >= V46 {
		c.Shaping, c.LoadLimit, c.AnyOOMTerminates = 0.5, 0.9, false
	}
	if r >= V51 {
		c.Height, c.Width, c.MaxSteps = 6, 6, 300
	}
	return c
}

// Actions returns how many actions the rules know.
func (r Rules) Actions() int {
	if r >= V51 {
		return 8
	}
	return 6
}

// Fields describes every number of c by key. The ranges are those that the rules
// can compute with.
func (c *Config) Fields() field.List {
	return field.List{
		{Key: "rules", Value: (*uint8)(&c.Rules), Choices: ruleNames[:], Fixed: true},
		{Key: "rows", Value: &c.Height, Min: 1, Max: MaxSide, Fixed: true, Old: []string{"height"}},
		{Key: "columns", Value: &c.Width, Min: 1, Max: MaxSide, Fixed: true, Old: []string{"width"}},
		{Key: "steps", Value: &c.MaxSteps, Min: 1, Max: 1e9, Old: []string{"max-steps"}},
		{Key: "budget", Value: &c.Budget, Max: 1e6},
		{Key: "recovery", Value: &c.Recovery, Max: 1e6},
		{Key: "cpu-noise", Value: &c.CPUNoise, Max: 1},
		{Key: "drift", Value: &c.MemDrift, Min: -1, Max: 1, Old: []string{"mem-drift"}},
		{Key: "noise", Value: &c.MemNoise, Max: 1, Old: []string{"mem-noise"}},
		{Key: "initial-cpu", Value: &c.InitialCPU, Max: 1},
		{Key: "initial-mem", Value: &c.InitialMem, Max: 1},
		{Key: "time-penalty", Value: &c.TimePenalty, Min: -100},
		{Key: "clean-cost", Value: &c.CleanCost, Max: 1e6},
		{Key: "memory-cost", Value: &c.MemCleanCost, Max: 1e6, Old: []string{"mem-clean-cost"}},
		{Key: "throttle-cost", Value: &c.ThrottleCost, Max: 1e6},
		{Key: "scale-cost", Value: &c.ScaleCost, Min: 1e-3, Max: 1e6},
		{Key: "oom-penalty", Value: &c.OOMPenalty, Max: 1e3},
		{Key: "critical-penalty", Value: &c.CriticalPenalty, Max: 1e3},
		{Key: "shaping", Value: &c.Shaping, Max: 1e3},
		{Key: "load-limit", Value: &c.LoadLimit, Max: 1},
		{Key: "any-oom-terminates", Value: &c.AnyOOMTerminates},
		{Key: "oom-limit", Value: &c.OOMLimit, Min: 1, Max: 1e9},
		{Key: "critical-terminates", Value: &c.CriticalTerminates},
	}
}

// Validate returns an error that names the first field out of its range.
func (c Config) Validate() error {
	if err := c.Fields().Check(); err != nil {
		return fmt.Errorf("cluster: %w", err)
	}
	return nil
}
