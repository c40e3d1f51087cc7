package prophet

import (
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/safetensors"
)

// Save adds everything that decides what the Prophet will say and learn to a
// checkpoint, with at most the given number of its newest states. With all of them
// a loaded Prophet goes on bit for bit; with fewer it goes on from a shorter buffer.
func (p *Prophet) Save(w *safetensors.Writer, states int) {
	for _, t := range p.net.Tensors() {
		w.Float32("prophet.weights."+t.Name, p.net.Params[t.Offset:][:t.Len()], t.Shape...)
	}
	w.Float32("prophet.adam.m", p.adam.M)
	w.Float32("prophet.adam.v", p.adam.V)
	w.Uint64("prophet.counts", uint64(p.steps), uint64(p.updates), uint64(p.adam.Steps))
	w.Float64("prophet.loss", p.loss[:])
	state, _ := p.random.MarshalBinary() // memory is its only destination
	w.Bytes("prophet.random", state)
	w.Float64("prophet.calibration", p.live.values())
	p.buffer.save(w, states)
}

// Load reads what Save wrote into a new Prophet of the same configuration. r keeps
// the first error; p must not be used after one.
func (p *Prophet) Load(r *safetensors.Reader) {
	for _, t := range p.net.Tensors() {
		r.Float32("prophet.weights."+t.Name, p.net.Params[t.Offset:][:t.Len()], t.Shape...)
	}
	r.Float32("prophet.adam.m", p.adam.M)
	r.Float32("prophet.adam.v", p.adam.V)
	if slices.Min(p.adam.V) < 0 {
		r.Fail(fmt.Errorf("tensor %q holds a negative mean of squares", "prophet.adam.v"))
	}
	for i, n := range r.Counts("prophet.counts", 3) {
		*[...]*int{&p.steps, &p.updates, &p.adam.Steps}[i] = n
	}
	r.Float64("prophet.loss", p.loss[:])
	if state := r.Bytes("prophet.random"); r.Err() == nil {
		r.Fail(p.random.UnmarshalBinary(state))
	}
	live := p.live.values()
	r.Float64("prophet.calibration", live)
	p.live.set(live)
	p.buffer.load(r)
}

// values lists the fields in order.
func (c *Calibration) values() []float64 {
	return slices.Concat(c.Count[:], c.Forecast[:], c.Happened[:], []float64{c.Squares})
}

func (c *Calibration) set(v []float64) {
	copy(c.Count[:], v)
	copy(c.Forecast[:], v[Bins:])
	copy(c.Happened[:], v[2*Bins:])
	c.Squares = v[3*Bins]
}

func (h *hindsightBuffer) save(w *safetensors.Writer, states int) {
	states = min(states, h.count)
	features := make([]float32, 0, states*h.width)
	forecasts, distances := make([]float32, 0, states), make([]float32, 0, 2*states)
	for i := h.count - states; i < h.count; i++ {
		at := h.position(i)
		features = append(features, h.featuresAt(at)...)
		forecasts = append(forecasts, h.forecasts[at])
		distances = append(distances, float32(h.toFailure[at]), float32(h.toNearMiss[at]))
	}
	w.Float32("memory.features", features, states, h.width)
	w.Float32("memory.forecasts", forecasts)
	w.Float32("memory.distances", distances, states, 2)
	w.Uint64("memory.waiting", uint64(min(h.unlabeled, states)))
}

func (h *hindsightBuffer) load(r *safetensors.Reader) {
	shape := r.Shape("memory.forecasts")
	if r.Err() == nil && (len(shape) != 1 || shape[0] > len(h.forecasts)) {
		r.Fail(fmt.Errorf("the prophet's memory has shape %v, want one dimension of at most %d", shape, len(h.forecasts)))
	}
	if r.Err() != nil {
		return
	}
	states := shape[0]
	distances := make([]float32, 2*states)
	r.Float32("memory.features", h.features[:states*h.width], states, h.width)
	r.Float32("memory.forecasts", h.forecasts[:states])
	r.Float32("memory.distances", distances, states, 2)
	for i, d := range distances {
		if d < 0 || d > never || d != float32(uint16(d)) {
			r.Fail(fmt.Errorf("state %d of the prophet's memory is %v steps from an event, want a whole number to %d", i/2, d, never))
			return
		}
	}
	for i, f := range h.forecasts[:states] {
		if f < 0 || f > 1 {
			r.Fail(fmt.Errorf("state %d of the prophet's memory holds the forecast %v, want 0 to 1", i, f))
			return
		}
		h.toFailure[i], h.toNearMiss[i] = uint16(distances[2*i]), uint16(distances[2*i+1])
	}
	waiting := r.Counts("memory.waiting", 1)
	if r.Err() == nil && waiting[0] > states {
		r.Fail(fmt.Errorf("%d states of the prophet's memory wait for their labels, and there are %d", waiting[0], states))
	}
	if r.Err() == nil {
		h.first, h.count, h.unlabeled = 0, states, waiting[0]
	}
}
