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
	p.buffer.walk(k, states)
}

// walk visits the newest states, in their order from the beginning of the arrays where
// it reads.
func (h *hindsightBuffer) walk(k *safetensors.Walk, states int) {
	states = k.Rows("memory.forecasts", min(states, h.count), len(h.forecasts))
	features, forecasts, distances := make([]float32, states*h.width), make([]float32, states), make([]float32, 2*states)
	waiting := min(h.unlabeled, states)
	if k.Writes() {
		for i := range states {
			at := h.position(h.count - states + i)
			copy(features[i*h.width:], h.featuresAt(at))
			forecasts[i], distances[2*i], distances[2*i+1] = h.forecasts[at], float32(h.toFailure[at]), float32(h.toNearMiss[at])
		}
	}
	k.Float32("memory.features", features, states, h.width)
	k.Float32("memory.forecasts", forecasts)
	k.Float32("memory.distances", distances, states, 2)
	k.Counts("memory.waiting", &waiting)
	if !k.Reads() {
		return
	}
	if err := checkStates(forecasts, distances, waiting); err != nil {
		k.Fail(err)
		return
	}
	copy(h.features, features)
	copy(h.forecasts, forecasts)
	for i := range states {
		h.toFailure[i], h.toNearMiss[i] = uint16(distances[2*i]), uint16(distances[2*i+1])
	}
	h.first, h.count, h.unlabeled = 0, states, waiting
}

// checkStates reports the first state that no buffer can hold.
func checkStates(forecasts, distances []float32, waiting int) error {
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
	if waiting > len(forecasts) {
		return fmt.Errorf("%d states of the prophet's memory wait for their labels, and there are %d", waiting, len(forecasts))
	}
	return nil
}
