package gardener

import (
	"fmt"

	"github.com/resonetics/playground/core/field"
)

// Config holds every number of the world. Default returns the reference's
// values, Fields the accepted ranges.
type Config struct {
	Size              int // rows and columns of the square torus, in cells
	InitialPopulation int // creatures at generation 0
	MinPopulation     int // newcomers arrive below this
	MaxPopulation     int // there are no births at or above this

	StartEnergy        float64 // energy of every newcomer and child
	MoveCost           float64 // energy per move the brain chose
	EmergencyMoveCost  float64 // energy per move the emergency rule chose
	Metabolism         float64 // energy per step
	CollisionPenalty   float64 // energy lost with a contested cell
	CleanReward        float64 // energy per unit of dirt removed
	CleanAmount        float64 // most dirt one clean removes from a cell
	DirtGrowth         float64 // dirt grows by U(0, DirtGrowth) per cell and step
	ReproduceThreshold float64 // a rested creature above this breeds
	ReproduceCost      float64 // energy a birth costs the parent
	MutationRate       float64 // scale of the noise on a child's weights

	EmergencyMargin   float64 // emergency at energy <= MoveCost + this
	EmergencyDirt     float64 // in an emergency, clean when more lies underfoot
	EmergencyMoveDirt float64 // in an emergency, move when a neighbor holds more

	FlowEpsilon  float64 // scale of the perturbation that measures flow
	FlowAlpha    float64 // share of the newest value in the flow average
	FlowWeight   float64 // share of flow in the raw risk
	HotThreshold float64 // a cell strictly above this is a hotspot

	RiskAlpha     float64 // share of the newest value in the risk average
	EntropyWeight float64 // share of the entropy gradient in the raw risk
	EntropyScale  float64 // entropy gradient that counts as large
	VolatilWeight float64 // share of the population volatility in the raw risk
	VolatilScale  float64 // population volatility that counts as large
	EmergWeight   float64 // share of the emergency ratio in the raw risk
	CollapseRisk  float64 // risk at or above this is a collapse
	BubbleRisk    float64 // risk at or above this is a bubble

	Selection Selection // where newcomers come from
}

// Limits of the sizes a world can have.
const (
	MinSize       = 8
	MaxSize       = 512
	MaxPopulation = 10_000
)

// Default returns the reference's parameters.
func Default() Config {
	return Config{
		Size: 60, InitialPopulation: 25, MinPopulation: 15, MaxPopulation: 80,
		StartEnergy: 50, MoveCost: 0.5, EmergencyMoveCost: 0.1, Metabolism: 0.1,
		CollisionPenalty: 0.1, CleanReward: 3, CleanAmount: 0.5, DirtGrowth: 0.005,
		ReproduceThreshold: 80, ReproduceCost: 40, MutationRate: 0.02,
		EmergencyMargin: 0.1, EmergencyDirt: 0.1, EmergencyMoveDirt: 0.2,
		FlowEpsilon: 0.02, FlowAlpha: 0.1, FlowWeight: 0.2, HotThreshold: 0.8,
		RiskAlpha: 0.15, EntropyWeight: 0.55, EntropyScale: 15,
		VolatilWeight: 0.25, VolatilScale: 8, EmergWeight: 0.2,
		CollapseRisk: 0.72, BubbleRisk: 0.45,
	}
}

// Evolving returns Default with the selection that makes evolution visible within
// a minute of watching. It is ours, not the reference's.
func Evolving() Config {
	c := Default()
	c.Selection = SelectionForagers
	return c
}

// Fields describes every number of c by key. SetConfig refuses to change the fixed
// ones in a running world.
func (c *Config) Fields() field.List {
	return field.List{
		{Key: "growth", Value: &c.DirtGrowth, Max: 1},
		{Key: "size", Value: &c.Size, Min: MinSize, Max: MaxSize, Fixed: true},
		{Key: "reward", Value: &c.CleanReward, Max: 100},
		{Key: "clean-amount", Value: &c.CleanAmount, Max: 1},
		{Key: "start-energy", Value: &c.StartEnergy, Min: 0.1, Max: 1000},
		{Key: "move-cost", Value: &c.MoveCost, Max: 10},
		{Key: "emergency-cost", Value: &c.EmergencyMoveCost, Max: 10},
		{Key: "metabolism", Value: &c.Metabolism, Max: 10},
		{Key: "collision-penalty", Value: &c.CollisionPenalty, Max: 10},
		{Key: "breed-at", Value: &c.ReproduceThreshold, Max: 10000},
		{Key: "breed-cost", Value: &c.ReproduceCost, Max: 10000},
		{Key: "selection", Value: (*uint8)(&c.Selection), Choices: selectionNames[:]},
		{Key: "mutation", Value: &c.MutationRate, Max: 1},
		{Key: "min-population", Value: &c.MinPopulation, Max: MaxPopulation},
		{Key: "max-population", Value: &c.MaxPopulation, Min: 1, Max: MaxPopulation},
		{Key: "first-population", Value: &c.InitialPopulation, Max: MaxPopulation, Fixed: true},
		{Key: "emergency-margin", Value: &c.EmergencyMargin, Max: 10},
		{Key: "emergency-dirt", Value: &c.EmergencyDirt, Max: 1},
		{Key: "emergency-move-dirt", Value: &c.EmergencyMoveDirt, Max: 1},
		{Key: "flow-eps", Value: &c.FlowEpsilon, Min: 0.0001, Max: 1},
		{Key: "flow-alpha", Value: &c.FlowAlpha, Max: 1},
		{Key: "flow-weight", Value: &c.FlowWeight, Max: 1},
		{Key: "hot-threshold", Value: &c.HotThreshold, Max: 1},
		{Key: "risk-alpha", Value: &c.RiskAlpha, Max: 1},
		{Key: "entropy-weight", Value: &c.EntropyWeight, Max: 1},
		{Key: "entropy-scale", Value: &c.EntropyScale, Min: 0.001, Max: 1e6},
		{Key: "volatility-weight", Value: &c.VolatilWeight, Max: 1},
		{Key: "volatility-scale", Value: &c.VolatilScale, Min: 0.001, Max: 1e6},
		{Key: "emergency-weight", Value: &c.EmergWeight, Max: 1},
		{Key: "collapse-risk", Value: &c.CollapseRisk, Max: 1},
		{Key: "bubble-risk", Value: &c.BubbleRisk, Max: 1},
	}
}

// Validate returns an error that names the first field out of its range, its
// value and the range.
func (c Config) Validate() error {
	if err := c.check(); err != nil {
		return fmt.Errorf("gardener: %w", err)
	}
	return nil
}

func (c *Config) check() error {
	err := c.Fields().Check()
	if err == nil && c.MinPopulation > c.MaxPopulation {
		err = fmt.Errorf("min-population is %d, want at most max-population, %d", c.MinPopulation, c.MaxPopulation)
	}
	return err
}
