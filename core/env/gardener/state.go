package gardener

import (
	"encoding/binary"
	"hash/fnv"
	"math"

	"github.com/resonetics/playground/core/rng"
)

// stateMagic starts every serialized world; its last character counts up with
// the layout.
const stateMagic = "gardener state 1"

// AppendBinary appends everything that fixes the future of the world to dst:
// parameters, random sources, dirt, creatures with their brains, and signals.
// All numbers are 64-bit little-endian, weights and brain state 32-bit.
func (w *World) AppendBinary(dst []byte) ([]byte, error) {
	e := encoder{append(dst, stateMagic...)}
	for i := range fields {
		e.float(w.cfg.value(i))
	}
	e.word(w.seed)
	for _, r := range w.sources() {
		e.data, _ = r.AppendBinary(e.data) // a Source always has bytes
	}
	e.word(uint64(w.idCounter))
	e.float(w.flowEMA)
	e.float(w.riskEMA)
	w.stats.encode(&e)
	e.floats(w.dirt)
	for _, list := range [...][]int32{w.births, w.deaths, w.arrivals} {
		e.cells(list)
	}
	e.word(uint64(len(w.energy)))
	for i := range w.energy {
		w.encodeCreature(&e, i)
	}
	w.hall.encode(&e)
	return e.data, nil
}

// MarshalBinary returns what AppendBinary appends.
func (w *World) MarshalBinary() ([]byte, error) { return w.AppendBinary(nil) }

// Digest returns a number that differs, but for a chance of 2^-64, between any
// two worlds that are not the same bit for bit (64-bit FNV-1a of AppendBinary).
func (w *World) Digest() uint64 {
	data, _ := w.AppendBinary(nil) // never fails
	h := fnv.New64a()
	h.Write(data)
	return h.Sum64()
}

func (w *World) sources() [4]*rng.Source {
	return [4]*rng.Source{w.growth, w.arrival, w.genes, w.tremor}
}

func (s *Stats) encode(e *encoder) {
	for _, v := range [...]int{s.Gen, s.EmergencyMoves, s.IsolationSaves, s.Population, s.PopulationVolatility} {
		e.word(uint64(v))
	}
	for _, v := range [...]float64{s.MeanEnergy, s.MeanAge, s.TotalEntropy, s.HotFraction,
		s.EntropyGradient, s.EmergencyRatio, s.Flow, s.Risk} {
		e.float(v)
	}
	e.word(uint64(s.Verdict))
}

func (w *World) encodeCreature(e *encoder, i int) {
	e.word(uint64(w.cell[i]))
	e.word(uint64(w.age[i]))
	e.word(uint64(w.id[i]))
	e.word(uint64(w.genome[i]))
	e.word(uint64(w.action[i]))
	e.word(uint64(w.flags[i]))
	e.float(w.energy[i])
	e.float(w.earned[i])
	s := int(w.slot[i])
	e.singles(w.brains.weightsOf(w.slot[i])[:weights])
	e.singles(w.brains.hidden[s*Hidden:][:Hidden])
	e.singles(w.brains.cell[s*Hidden:][:Hidden])
	e.singles(w.brains.logits[s*logits:][:logits])
}

func (h *hall) encode(e *encoder) {
	e.word(uint64(h.last))
	e.word(uint64(h.count))
	for k := range h.count {
		e.word(uint64(h.genome[k]))
		e.float(h.merit[k])
		e.float(h.lives[k])
		e.singles(h.weightsOf(k)[:weights])
	}
}

// encoder appends numbers to data.
type encoder struct{ data []byte }

func (e *encoder) word(v uint64)   { e.data = binary.LittleEndian.AppendUint64(e.data, v) }
func (e *encoder) float(v float64) { e.word(math.Float64bits(v)) }

func (e *encoder) floats(list []float64) {
	for _, v := range list {
		e.float(v)
	}
}

func (e *encoder) singles(list []float32) {
	for _, v := range list {
		e.data = binary.LittleEndian.AppendUint32(e.data, math.Float32bits(v))
	}
}

func (e *encoder) cells(list []int32) {
	e.word(uint64(len(list)))
	for _, v := range list {
		e.word(uint64(v))
	}
}
