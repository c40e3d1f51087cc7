package gardener

import (
	"fmt"
	"strconv"
)

// Config holds every number of the world. Default returns the reference's
// values; Fields lists the accepted range of each.
type Config struct {
	Size              int // rows and columns of the square torus, in cells
	InitialPopulation int // creatures at generation 0
	MinPopulation     int // newcomers arrive below this
	MaxPopulation     int // nobody is born at or above this

	StartEnergy        float64 // energy of every newcomer and child
	MoveCost           float64 // energy per move the brain chose
	EmergencyMoveCost  float64 // energy per move the emergency rule chose
	Metabolism         float64 // energy per step, paid by everyone
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

// Field describes one number of Config.
type Field struct {
	Name     string  // as in Config
	Min, Max float64 // accepted range, both ends included
	Integer  bool    // only whole numbers
	Live     bool    // SetConfig may change it in a running world
}

// fields is the one list of ranges; get and set reach the number.
var fields = []struct {
	Field
	ref func(*Config) any // *int, *float64 or *Selection
}{
	whole("Size", MinSize, MaxSize, false, func(c *Config) any { return &c.Size }),
	whole("InitialPopulation", 0, MaxPopulation, false, func(c *Config) any { return &c.InitialPopulation }),
	whole("MinPopulation", 0, MaxPopulation, true, func(c *Config) any { return &c.MinPopulation }),
	whole("MaxPopulation", 1, MaxPopulation, true, func(c *Config) any { return &c.MaxPopulation }),
	number("StartEnergy", 0.1, 1000, func(c *Config) any { return &c.StartEnergy }),
	number("MoveCost", 0, 10, func(c *Config) any { return &c.MoveCost }),
	number("EmergencyMoveCost", 0, 10, func(c *Config) any { return &c.EmergencyMoveCost }),
	number("Metabolism", 0, 10, func(c *Config) any { return &c.Metabolism }),
	number("CollisionPenalty", 0, 10, func(c *Config) any { return &c.CollisionPenalty }),
	number("CleanReward", 0, 100, func(c *Config) any { return &c.CleanReward }),
	number("CleanAmount", 0, 1, func(c *Config) any { return &c.CleanAmount }),
	number("DirtGrowth", 0, 1, func(c *Config) any { return &c.DirtGrowth }),
	number("ReproduceThreshold", 0, 10000, func(c *Config) any { return &c.ReproduceThreshold }),
	number("ReproduceCost", 0, 10000, func(c *Config) any { return &c.ReproduceCost }),
	number("MutationRate", 0, 1, func(c *Config) any { return &c.MutationRate }),
	number("EmergencyMargin", 0, 10, func(c *Config) any { return &c.EmergencyMargin }),
	number("EmergencyDirt", 0, 1, func(c *Config) any { return &c.EmergencyDirt }),
	number("EmergencyMoveDirt", 0, 1, func(c *Config) any { return &c.EmergencyMoveDirt }),
	number("FlowEpsilon", 0.0001, 1, func(c *Config) any { return &c.FlowEpsilon }),
	number("FlowAlpha", 0, 1, func(c *Config) any { return &c.FlowAlpha }),
	number("FlowWeight", 0, 1, func(c *Config) any { return &c.FlowWeight }),
	number("HotThreshold", 0, 1, func(c *Config) any { return &c.HotThreshold }),
	number("RiskAlpha", 0, 1, func(c *Config) any { return &c.RiskAlpha }),
	number("EntropyWeight", 0, 1, func(c *Config) any { return &c.EntropyWeight }),
	number("EntropyScale", 0.001, 1e6, func(c *Config) any { return &c.EntropyScale }),
	number("VolatilWeight", 0, 1, func(c *Config) any { return &c.VolatilWeight }),
	number("VolatilScale", 0.001, 1e6, func(c *Config) any { return &c.VolatilScale }),
	number("EmergWeight", 0, 1, func(c *Config) any { return &c.EmergWeight }),
	number("CollapseRisk", 0, 1, func(c *Config) any { return &c.CollapseRisk }),
	number("BubbleRisk", 0, 1, func(c *Config) any { return &c.BubbleRisk }),
	whole("Selection", 0, float64(selections-1), true, func(c *Config) any { return &c.Selection }),
}

type field = struct {
	Field
	ref func(*Config) any
}

func whole(name string, lo, hi float64, live bool, ref func(*Config) any) field {
	return field{Field{name, lo, hi, true, live}, ref}
}

func number(name string, lo, hi float64, ref func(*Config) any) field {
	return field{Field{name, lo, hi, false, true}, ref}
}

// Fields lists the numbers of Config with their accepted ranges, in order.
func Fields() []Field {
	list := make([]Field, len(fields))
	for i, f := range fields {
		list[i] = f.Field
	}
	return list
}

// value reads field i of c.
func (c *Config) value(i int) float64 {
	switch p := fields[i].ref(c).(type) {
	case *int:
		return float64(*p)
	case *Selection:
		return float64(*p)
	case *float64:
		return *p
	}
	panic("gardener: a field of Config has no number")
}

// setValue writes field i of c; v must be a whole number where the field is.
func (c *Config) setValue(i int, v float64) {
	switch p := fields[i].ref(c).(type) {
	case *int:
		*p = int(v)
	case *Selection:
		*p = Selection(v)
	case *float64:
		*p = v
	}
}

// Validate returns an error that names the first field out of its range, its
// value and the range.
func (c Config) Validate() error {
	for i, f := range fields {
		if v := c.value(i); !(v >= f.Min && v <= f.Max) {
			return fmt.Errorf("gardener: %s is %s, want %s to %s",
				f.Name, short(v), short(f.Min), short(f.Max))
		}
	}
	if c.MinPopulation > c.MaxPopulation {
		return fmt.Errorf("gardener: MinPopulation is %d, want at most MaxPopulation, %d",
			c.MinPopulation, c.MaxPopulation)
	}
	return nil
}

func short(v float64) string { return strconv.FormatFloat(v, 'g', -1, 64) }
