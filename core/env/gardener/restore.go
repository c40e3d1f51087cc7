package gardener

import (
	"encoding/binary"
	"math"

	"github.com/resonetics/playground/core/rng"
)

// Bounds of what a state may claim; generous, to keep arithmetic finite.
const (
	mostSteps = 1 << 53
	mostValue = 1e15
)

// UnmarshalBinary replaces the world by the one that AppendBinary wrote. On
// error, which names what is wrong, the world is unchanged.
func (w *World) UnmarshalBinary(data []byte) error {
	d := &decoder{data: data}
	if string(d.take(len(stateMagic), "the header")) != stateMagic {
		d.fail("does not start with %q", stateMagic)
	}
	c := d.config()
	if d.err != nil {
		return d.err
	}
	n := blank(c)
	n.decode(d)
	if len(d.data) > 0 {
		d.fail("%d bytes too many", len(d.data))
	}
	if d.err != nil {
		return d.err
	}
	*w = *n
	return nil
}

// config reads the parameters and refuses to ask for more memory than a world
// with that many bytes can need.
func (d *decoder) config() Config {
	var c Config
	for i, f := range fields {
		v := d.number(f.Name, f.Min, f.Max)
		if f.Integer && v != math.Trunc(v) {
			d.fail("%s is %s, want a whole number", f.Name, short(v))
		}
		c.setValue(i, v)
	}
	if d.err == nil {
		d.err = c.Validate()
	}
	if need := 8 * c.Size * c.Size; len(d.data) < need {
		d.fail("ends in the dirt: %d bytes left, want %d", len(d.data), need)
	}
	return c
}

func (w *World) decode(d *decoder) {
	w.seed = binary.LittleEndian.Uint64(d.take(8, "the seed"))
	for _, r := range w.sources() {
		if err := r.UnmarshalBinary(d.take(rng.Size, "a random source")); err != nil {
			d.fail("%v", err)
		}
	}
	w.idCounter = d.whole("the last ID", 0, mostSteps)
	w.flowEMA = d.number("the flow average", 0, 1)
	w.riskEMA = d.number("the risk average", 0, 1)
	w.stats.decode(d, len(w.dirt))
	for i := range w.dirt {
		w.dirt[i] = d.number("dirt", 0, 1)
	}
	for _, list := range []*[]int32{&w.births, &w.deaths, &w.arrivals} {
		*list = d.cells(len(w.dirt))
	}
	w.agents.reset()
	w.brains.reset()
	count := d.whole("the number of creatures", 0, MaxPopulation)
	if count != w.stats.Population {
		d.fail("has %d creatures, and a population of %d", count, w.stats.Population)
	}
	for ; count > 0 && d.err == nil; count-- {
		w.decodeCreature(d)
	}
	w.hall.decode(d)
}

func (s *Stats) decode(d *decoder, cells int) {
	for _, p := range [...]*int{&s.Gen, &s.EmergencyMoves, &s.IsolationSaves} {
		*p = d.whole("a counter", 0, mostSteps)
	}
	s.Population = d.whole("the population", 0, MaxPopulation)
	s.PopulationVolatility = d.whole("the population volatility", 0, MaxPopulation)
	s.MeanEnergy = d.number("the mean energy", -mostValue, mostValue)
	s.MeanAge = d.number("the mean age", 0, mostSteps)
	s.TotalEntropy = d.number("the total entropy", 0, float64(cells))
	s.HotFraction = d.number("the hot fraction", 0, 1)
	s.EntropyGradient = d.number("the entropy gradient", -float64(cells), float64(cells))
	s.EmergencyRatio = d.number("the emergency ratio", 0, mostValue)
	s.Flow = d.number("the flow", 0, 1)
	s.Risk = d.number("the risk", 0, 1)
	s.Verdict = Verdict(d.whole("the verdict", 0, Verdicts-1))
}

func (d *decoder) cells(limit int) []int32 {
	list := make([]int32, 0, min(d.whole("a list of cells", 0, 2*MaxPopulation), len(d.data)/8))
	for range cap(list) {
		list = append(list, int32(d.whole("a cell", 0, limit-1)))
	}
	return list
}

func (w *World) decodeCreature(d *decoder) {
	least := 0 // the list is in the order of the IDs
	if n := len(w.id); n > 0 {
		least = w.id[n-1] + 1
	}
	cell := d.whole("a creature's cell", 0, len(w.dirt)-1)
	age := d.whole("an age", 0, math.MaxInt32/2)
	id := d.whole("an ID", least, w.idCounter)
	genome := d.whole("a genome", 0, mostSteps)
	action := d.whole("an action", 0, Actions-1)
	flags := d.whole("a flag", 0, int(emergency|breeder|retired))
	energy := d.number("an energy", -mostValue, mostValue)
	earned := d.number("an earning", 0, mostValue)
	slot := w.brains.acquire()
	w.agents.add(int32(cell), energy, id, genome, slot)
	last := len(w.energy) - 1
	w.age[last], w.action[last] = int32(age), Action(action)
	w.flags[last], w.earned[last] = flag(flags), earned
	s := int(slot)
	d.singles("a weight", w.brains.weightsOf(slot)[:weights])
	d.singles("a hidden value", w.brains.hidden[s*Hidden:][:Hidden])
	d.singles("a memory value", w.brains.cell[s*Hidden:][:Hidden])
	d.singles("a policy value", w.brains.logits[s*logits:][:logits])
}

func (h *hall) decode(d *decoder) {
	h.last = d.whole("the last genome", 0, mostSteps)
	h.count = d.whole("the size of the hall", 0, hallSize)
	for k := range h.count {
		h.genome[k] = d.whole("a genome", 0, h.last)
		h.merit[k] = d.number("a merit", 0, mostValue)
		h.lives[k] = d.number("a number of lives", 0, mostSteps)
		d.singles("a weight", h.weightsOf(k)[:weights])
	}
}
