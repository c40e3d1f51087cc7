// Package prophet estimates the risk that an episode fails within the next K
// steps, from a summary of the whole cluster: 5 statistics, 32 hidden units, and
// two outputs, one for failures and one for near misses (a failure, or any node
// with memory above 0.9). Labels are given in hindsight, when an episode ends.
//
// Its forecasts are scored on held-out episodes by [Evaluate].
package prophet

import (
	"fmt"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/field"
)

// Inputs names the features that the network reads.
type Inputs = uint8

// The inputs: Statistics is average cpu, average memory, largest memory,
// fraction of hotspots and fraction of nodes with memory above 0.9. Extended adds
// the budget (a fraction of the largest) and the largest memory over critical
// nodes. Grid learns from many policies what the others learn of one: the statistics alone
// look alike early and late, and under policies that clean well and badly.
const (
	Statistics Inputs = iota
	Extended
	Budgeted // Statistics and the budget
	Grid     // Extended, the elapsed time and how many nodes lie above each of several levels
)

var inputNames = []string{"stats", "extended", "budget", "grid"}
var inputWidths = [...]int{Statistics: 5, Extended: extendedWidth, Budgeted: 6, Grid: Widest}

// Widest is the number of inputs of the choice that reads most. The inputs of another
// choice are the first of them.
const Widest = extendedWidth + 1 + levels

// Loss names the function of the forecast errors that is minimized.
type Loss = uint8

// The losses; both are proper: least, on average, for the true probabilities.
const (
	CrossEntropy Loss = iota
	Squared           // as in the recorded reference
)

// Config holds every number of the learner.
type Config struct {
	Inputs   Inputs
	Hidden   int // units
	Horizon  int // K, the steps a forecast looks ahead
	Capacity int // states in the hindsight buffer
	Warmup   int // labeled states before learning begins
	Batch    int // states in a minibatch
	Every    int // environment steps per update
	Loss     Loss
}

// Default returns the configuration of the specification.
func Default() Config {
	return Config{Inputs: Statistics, Hidden: 32, Horizon: 50, Capacity: 50_000, Warmup: 50, Batch: 32, Every: 1}
}

// Fields lists the numbers with their ranges.
func (c *Config) Fields() field.List {
	return field.List{
		{Key: "inputs", Value: &c.Inputs, Choices: inputNames, Fixed: true},
		{Key: "hidden", Value: &c.Hidden, Min: 1, Max: 512, Fixed: true},
		{Key: "horizon", Value: &c.Horizon, Min: 1, Max: never - 1},
		{Key: "capacity", Value: &c.Capacity, Min: 100, Max: 200_000, Fixed: true},
		{Key: "warmup", Value: &c.Warmup, Min: 1, Max: 1_000_000},
		{Key: "batch", Value: &c.Batch, Min: 1, Max: 1024, Fixed: true},
		{Key: "every", Value: &c.Every, Min: 1, Max: 1000},
		{Key: "loss", Value: &c.Loss, Choices: []string{"cross-entropy", "squared"}},
	}
}

// Validate returns an error that names the first field out of its range.
func (c Config) Validate() error {
	if err := c.Fields().Check(); err != nil {
		return fmt.Errorf("prophet: %w", err)
	}
	return nil
}

// Features writes to dst what a network of len(dst) inputs (5, 6, 7 or Widest) reads of w.
// Under v5.1 the first five are the last five values of an observation.
func Features(dst []float32, w *cluster.World) {
	s, n := w.Stats(), float32(len(w.Mem()))
	dst[0], dst[1], dst[2] = s.AvgCPU, s.AvgMem, s.MaxMem
	dst[3], dst[nearly] = float32(s.Hotspots)/n, float32(s.Nearly)/n
	if len(dst) > 5 {
		dst[5] = w.Observation()[cluster.ObsBudget]
	}
	if len(dst) > 6 {
		dst[6] = s.MaxCritical
	}
	if len(dst) > extendedWidth {
		dst[extendedWidth] = float32(float64(w.Steps()) / float64(w.Config().MaxSteps))
		shares(dst[extendedWidth+1:], w.Mem())
	}
}

// The shares of nodes are of those with at least 30, 40, … 80 % memory.
const (
	extendedWidth = 7
	lowestLevel   = 3 // tenths
	levels        = 6
)

// shares writes to dst which share of the nodes has at least each level of memory.
func shares(dst, mem []float32) {
	var tenths [11]int
	for _, m := range mem {
		tenths[int(10*m)]++
	}
	above := len(mem)
	for t, n := range tenths[:lowestLevel+levels] {
		if t >= lowestLevel {
			dst[t-lowestLevel] = float32(above) / float32(len(mem))
		}
		above -= n
	}
}

// nearly is the position of the fraction of nodes with memory above 0.9.
const nearly = 4

// Config returns the numbers in force.
func (p *Prophet) Config() Config { return p.cfg }

// SetConfig changes the numbers that are not fixed. On error nothing changes.
func (p *Prophet) SetConfig(c Config) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if err := p.cfg.Fields().CheckChange(c.Fields()); err != nil {
		return fmt.Errorf("prophet: %w", err)
	}
	p.cfg = c
	return nil
}
