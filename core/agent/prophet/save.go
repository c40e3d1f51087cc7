package prophet

import (
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/safetensors"
)

// Save adds everything that decides what the Prophet will say and learn to a
// checkpoint, with the last rows of its memory. With all of them a loaded Prophet
// goes on bit for bit; with fewer it goes on from a shorter memory.
func (p *Prophet) Save(w *safetensors.Writer, rows int) {
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
	p.memory.save(w, rows)
}

// Load reads what Save wrote into a new Prophet of the same configuration. The
// first error stays with r; p is then not to be used.
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
	p.memory.load(r)
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

func (m *memory) save(w *safetensors.Writer, rows int) {
	rows = min(rows, m.count)
	features := make([]float32, 0, rows*m.width)
	forecasts, distances := make([]float32, 0, rows), make([]float32, 0, 2*rows)
	for i := m.count - rows; i < m.count; i++ {
		at := m.row(i)
		features = append(features, m.of(at)...)
		forecasts = append(forecasts, m.forecasts[at])
		distances = append(distances, float32(m.fail[at]), float32(m.near[at]))
	}
	w.Float32("memory.features", features, rows, m.width)
	w.Float32("memory.forecasts", forecasts)
	w.Float32("memory.distances", distances, rows, 2)
	w.Uint64("memory.waiting", uint64(min(m.waiting, rows)))
}

func (m *memory) load(r *safetensors.Reader) {
	shape := r.Shape("memory.forecasts")
	if r.Err() == nil && (len(shape) != 1 || shape[0] > len(m.fail)) {
		r.Fail(fmt.Errorf("the prophet's memory has shape %v, want one dimension of at most %d", shape, len(m.fail)))
	}
	if r.Err() != nil {
		return
	}
	rows := shape[0]
	distances := make([]float32, 2*rows)
	r.Float32("memory.features", m.features[:rows*m.width], rows, m.width)
	r.Float32("memory.forecasts", m.forecasts[:rows])
	r.Float32("memory.distances", distances, rows, 2)
	for i, d := range distances {
		if d < 0 || d > never || d != float32(uint16(d)) {
			r.Fail(fmt.Errorf("row %d of the prophet's memory is %v steps from an event, want a whole number to %d", i/2, d, never))
			return
		}
	}
	for i, f := range m.forecasts[:rows] {
		if f < 0 || f > 1 {
			r.Fail(fmt.Errorf("row %d of the prophet's memory holds the forecast %v, want 0 to 1", i, f))
			return
		}
		m.fail[i], m.near[i] = uint16(distances[2*i]), uint16(distances[2*i+1])
	}
	waiting := r.Counts("memory.waiting", 1)
	if r.Err() == nil && waiting[0] > rows {
		r.Fail(fmt.Errorf("%d rows of the prophet's memory wait for their labels, and there are %d", waiting[0], rows))
	}
	if r.Err() == nil {
		m.first, m.count, m.waiting = 0, rows, waiting[0]
	}
}
