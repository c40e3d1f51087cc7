package gardener

import (
	"fmt"
	"hash/fnv"
	"math"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/rng"
)

// stateMagic and the number of the layout's version begin every state.
const stateMagic = "gardener state "

// stateOrder is the order of a configuration's numbers in a state, which no change of
// Config.Fields may change. Numbers that are missing here follow by key, in a state of
// version 2.
var stateOrder = []string{
	"size", "first-population", "min-population", "max-population",
	"start-energy", "move-cost", "emergency-cost", "metabolism", "collision-penalty", "reward", "clean-amount", "growth",
	"breed-at", "breed-cost", "mutation", "emergency-margin", "emergency-dirt", "emergency-move-dirt",
	"flow-eps", "flow-alpha", "flow-weight", "hot-threshold", "risk-alpha", "entropy-weight", "entropy-scale",
	"volatility-weight", "volatility-scale", "emergency-weight", "collapse-risk", "bubble-risk", "selection",
}

// Bounds of what a state may claim; generous, to keep arithmetic finite.
const (
	mostSteps = 1 << 53
	mostValue = 1e15
)

// AppendBinary appends everything that fixes the future of the world to dst:
// parameters, random sources, dirt, creatures with their brains, and signals.
// It never fails.
func (w *World) AppendBinary(dst []byte) ([]byte, error) { return w.save(dst, w.cfg.Fields()) }

// UnmarshalBinary replaces the world by the one that AppendBinary wrote. On
// error, which names what is wrong, the world is unchanged.
func (w *World) UnmarshalBinary(data []byte) error { return w.load(data, (*Config).Fields) }

// Digest returns a number that differs, but for a chance of 2^-64, between any
// two worlds that are not the same bit for bit (64-bit FNV-1a of AppendBinary).
func (w *World) Digest() uint64 {
	data, _ := w.AppendBinary(nil) // never fails
	h := fnv.New64a()
	h.Write(data)
	return h.Sum64()
}

func (w *World) save(dst []byte, list field.List) ([]byte, error) {
	c := codec.Writer(dst)
	walkConfig(c, list)
	w.walk(c)
	return c.Bytes(), c.Err()
}

func (w *World) load(data []byte, fields func(*Config) field.List) error {
	c, cfg := codec.Reader(data), Default()
	walkConfig(c, fields(&cfg))
	if c.Err() == nil {
		c.Fail(cfg.check())
	}
	c.Need(8*cfg.Size*cfg.Size, "the dirt")
	if c.Err() == nil {
		n := blank(cfg)
		n.walk(c)
		if c.Close() == nil {
			*w = *n
			return nil
		}
	}
	return fmt.Errorf("gardener: state: %w", c.Err())
}

func walkConfig(c *codec.Walk, list field.List) {
	rest := list.Without(stateOrder...)
	version := 1 + min(len(rest), 1)
	c.Version(stateMagic, &version, version)
	c.Floats(list, stateOrder...)
	if version > 1 {
		c.Fields(rest)
	}
}

// walk goes through the world after its configuration; a world that is read is blank.
func (w *World) walk(c *codec.Walk) {
	c.Uint64("the seed", &w.seed)
	for _, r := range [...]*rng.Source{w.growth, w.arrival, w.genes, w.tremor} {
		c.Part("a random source", rng.Size, r)
	}
	codec.Int(c, "the last ID", &w.idCounter, 0, mostSteps)
	c.Float64("the flow average", 0, 1, &w.flowEMA)
	c.Float64("the risk average", 0, 1, &w.riskEMA)
	w.stats.walk(c, len(w.dirt))
	c.Float64s("dirt", 0, 1, w.dirt)
	for _, list := range [...]*[]int32{&w.births, &w.deaths, &w.arrivals} {
		codec.Resize(c, "the length of a list of cells", list, 8, 0, 2*MaxPopulation)
		for i := range *list {
			codec.Int(c, "a cell", &(*list)[i], 0, len(w.dirt)-1)
		}
	}
	creatures := len(w.energy)
	codec.Int(c, "the number of creatures", &creatures, w.stats.Population, w.stats.Population)
	for i := 0; i < creatures && c.Err() == nil; i++ {
		w.walkCreature(c, i)
	}
	w.hall.walk(c)
}

func (s *Stats) walk(c *codec.Walk, cells int) {
	for _, v := range [...]*int{&s.Gen, &s.EmergencyMoves, &s.IsolationSaves} {
		codec.Int(c, "a counter", v, 0, mostSteps)
	}
	codec.Int(c, "the population", &s.Population, 0, MaxPopulation)
	codec.Int(c, "the population volatility", &s.PopulationVolatility, 0, MaxPopulation)
	c.Float64("the mean energy", -mostValue, mostValue, &s.MeanEnergy)
	c.Float64("the mean age", 0, mostSteps, &s.MeanAge)
	c.Float64("the total entropy", 0, float64(cells), &s.TotalEntropy)
	c.Float64("the hot fraction", 0, 1, &s.HotFraction)
	c.Float64("the entropy gradient", -float64(cells), float64(cells), &s.EntropyGradient)
	c.Float64("the emergency ratio", 0, mostValue, &s.EmergencyRatio)
	c.Float64("the flow", 0, 1, &s.Flow)
	c.Float64("the risk", 0, 1, &s.Risk)
	codec.Int(c, "the verdict", &s.Verdict, 0, Verdicts-1)
}

func (w *World) walkCreature(c *codec.Walk, i int) {
	if !c.Writing() {
		w.agents.add(0, 0, 0, 0, w.brains.acquire())
	}
	least := 0 // creatures are in the order of their IDs
	if i > 0 {
		least = w.id[i-1] + 1
	}
	codec.Int(c, "a creature's cell", &w.cell[i], 0, len(w.dirt)-1)
	codec.Int(c, "an age", &w.age[i], 0, math.MaxInt32/2)
	codec.Int(c, "an ID", &w.id[i], least, w.idCounter)
	codec.Int(c, "a genome", &w.genome[i], 0, mostSteps)
	codec.Int(c, "an action", &w.action[i], 0, Actions-1)
	codec.Int(c, "the flags", &w.flags[i], 0, int(emergency|breeder|retired))
	c.Float64("an energy", -mostValue, mostValue, &w.energy[i])
	c.Float64("an earning", 0, mostValue, &w.earned[i])
	s := int(w.slot[i])
	finite(c, "a weight", w.brains.weightsOf(w.slot[i])[:weights])
	finite(c, "a hidden value", w.brains.hidden[s*Hidden:][:Hidden])
	finite(c, "a memory value", w.brains.cell[s*Hidden:][:Hidden])
	finite(c, "a policy value", w.brains.logits[s*logits:][:logits])
}

func (h *hall) walk(c *codec.Walk) {
	codec.Int(c, "the last genome", &h.last, 0, mostSteps)
	codec.Int(c, "the size of the hall", &h.count, 0, hallSize)
	for k := range h.count {
		codec.Int(c, "a genome", &h.genome[k], 0, mostSteps) // above last when the hall was reset since
		c.Float64("a merit", 0, mostValue, &h.merit[k])
		c.Float64("a number of lives", 0, mostSteps, &h.lives[k])
		finite(c, "a weight", h.weightsOf(k)[:weights])
	}
}

func finite(c *codec.Walk, what string, values []float32) {
	c.Float32s(what, -math.MaxFloat32, math.MaxFloat32, values)
}
