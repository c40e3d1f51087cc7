package prophet

import (
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/safetensors"
)

// Walk writes or reads everything that decides what the Prophet will say and learn, with
// at most the given number of its newest states where it writes. With all of them a
// Prophet that is read goes on bit for bit; with fewer it goes on from a shorter buffer.
// It is read into a new Prophet of the same configuration, which must not be used after
// an error.
func (p *Prophet) Walk(k *safetensors.Walk, states int) {
	for _, t := range p.net.Tensors() {
		k.Float32("prophet.weights."+t.Name, p.net.Params[t.Offset:][:t.Len()], t.Shape...)
	}
	k.Float32("prophet.adam.m", p.adam.M)
	k.Float32("prophet.adam.v", p.adam.V)
	if slices.Min(p.adam.V) < 0 {
		k.Fail(fmt.Errorf("tensor %q holds a negative mean of squares", "prophet.adam.v"))
	}
	k.Counts("prophet.counts", &p.steps, &p.updates, &p.adam.Steps)
	k.Float64("prophet.loss", p.loss[:])
	k.Part("prophet.random", p.random)
	c := &p.live
	live := slices.Concat(c.Count[:], c.Forecast[:], c.Happened[:], []float64{c.Squares})
	k.Float64("prophet.calibration", live)
	copy(c.Count[:], live)
	copy(c.Forecast[:], live[Bins:])
	copy(c.Happened[:], live[2*Bins:])
	c.Squares = live[3*Bins]
	p.memory.walk(k, states)
}

// walk visits the newest states of every world, one world after the other, in their order
// from the beginning of the arrays where it reads. All worlds share the given number.
func (m memory) walk(k *safetensors.Walk, states int) {
	counts, waiting := m.counts(states / len(m.of))
	total := 0
	for _, n := range counts {
		total += n
	}
	total = k.Rows("memory.forecasts", total, len(m.of)*len(m.of[0].forecasts))
	width := m.of[0].width
	features, forecasts, distances := make([]float32, total*width), make([]float32, total), make([]float32, 2*total)
	if k.Writes() {
		first := 0
		for i, b := range m.of {
			b.write(features[first*width:], forecasts[first:], distances[2*first:], counts[i])
			first += counts[i]
		}
	}
	k.Float32("memory.features", features, total, width)
	k.Float32("memory.forecasts", forecasts)
	k.Float32("memory.distances", distances, total, 2)
	m.walkCounts(k, counts, waiting, total)
	if !k.Reads() {
		return
	}
	if err := checkStates(forecasts, distances); err != nil {
		k.Fail(err)
		return
	}
	first := 0
	for i, b := range m.of {
		last := first + counts[i]
		b.read(features[first*width:last*width], forecasts[first:last], distances[2*first:2*last], waiting[i])
		first = last
	}
}

// counts returns how many states of every world are written, at most the given number, and
// how many of them wait for their labels.
func (m memory) counts(most int) (states, waiting []int) {
	states, waiting = make([]int, len(m.of)), make([]int, len(m.of))
	for i, b := range m.of {
		states[i] = min(most, b.count)
		waiting[i] = min(states[i], b.unlabeled)
	}
	return states, waiting
}

// walkCounts visits how many of all states are a world's, and wait. A file without the
// tensor of the former has the states of the first world only.
func (m memory) walkCounts(k *safetensors.Walk, states, waiting []int, total int) {
	const name = "memory.states"
	worlds := len(m.of)
	if worlds == 1 || !k.Has(name) {
		states[0], worlds = total, 1
	} else {
		k.Counts(name, pointers(states)...)
	}
	k.Counts("memory.waiting", pointers(waiting[:worlds])...)
	sum := 0
	for i, b := range m.of {
		sum += states[i]
		if states[i] > len(b.forecasts) || waiting[i] > states[i] {
			k.Fail(fmt.Errorf("%d states of the prophet's memory wait for their labels, and there are %d, of at most %d", waiting[i], states[i], len(b.forecasts)))
		}
	}
	if sum != total {
		k.Fail(fmt.Errorf("the prophet's memory has %d states, and its worlds have %d", total, sum))
	}
}

func pointers(counts []int) []any {
	p := make([]any, len(counts))
	for i := range counts {
		p[i] = &counts[i]
	}
	return p
}

// write copies the given number of newest states.
func (h *hindsightBuffer) write(features, forecasts, distances []float32, states int) {
	for i := range states {
		at := h.position(h.count - states + i)
		copy(features[i*h.width:], h.featuresAt(at))
		forecasts[i], distances[2*i], distances[2*i+1] = h.forecasts[at], float32(h.toFailure[at]), float32(h.toNearMiss[at])
	}
}

// read takes in states that have been checked.
func (h *hindsightBuffer) read(features, forecasts, distances []float32, waiting int) {
	copy(h.features, features)
	copy(h.forecasts, forecasts)
	for i := range forecasts {
		h.toFailure[i], h.toNearMiss[i] = uint16(distances[2*i]), uint16(distances[2*i+1])
	}
	h.first, h.count, h.unlabeled = 0, len(forecasts), waiting
}

// checkStates reports the first state that no buffer can hold.
func checkStates(forecasts, distances []float32) error {
	for i, d := range distances {
		if d < 0 || d > never || d != float32(uint16(d)) {
			return fmt.Errorf("state %d of the prophet's memory is %v steps from an event, want a whole number to %d", i/2, d, never)
		}
	}
	for i, f := range forecasts {
		if f < 0 || f > 1 {
			return fmt.Errorf("state %d of the prophet's memory holds the forecast %v, want 0 to 1", i, f)
		}
	}
	return nil
}
