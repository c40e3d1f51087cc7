package pilot

import (
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/safetensors"
)

// Save adds everything that decides what the Pilot will do and learn to a
// checkpoint, with the last rows of its replay. With all of them a loaded Pilot
// goes on bit for bit; with fewer it goes on from a shorter memory.
//
// Weights are stored as this package computes with them: [in, out].
func (p *Pilot) Save(w *safetensors.Writer, rows int) {
	for _, t := range p.net.Tensors() {
		w.Float32("pilot.online."+t.Name, p.online[t.Offset:][:t.Len()], t.Shape...)
		w.Float32("pilot.target."+t.Name, p.target[t.Offset:][:t.Len()], t.Shape...)
		w.Float32("pilot.average."+t.Name, p.average[t.Offset:][:t.Len()], t.Shape...)
	}
	w.Float32("pilot.adam.m", p.adam.M)
	w.Float32("pilot.adam.v", p.adam.V)
	w.Uint64("pilot.counts", uint64(p.steps), uint64(p.updates), uint64(p.lastCopy), uint64(p.adam.Steps))
	w.Float64("pilot.stats", []float64{p.stats.Loss, p.stats.GradNorm, p.stats.Rate, p.stats.MeanQ, p.stats.TDError})
	state, _ := p.random.MarshalBinary() // memory is its only destination
	w.Bytes("pilot.random", state)
	p.replay.save(w, rows)
}

// Load reads what Save wrote into a new Pilot of the same configuration. The
// first error stays with r; p is then not to be used.
func (p *Pilot) Load(r *safetensors.Reader) {
	for _, t := range p.net.Tensors() {
		r.Float32("pilot.online."+t.Name, p.online[t.Offset:][:t.Len()], t.Shape...)
		r.Float32("pilot.target."+t.Name, p.target[t.Offset:][:t.Len()], t.Shape...)
		r.Float32("pilot.average."+t.Name, p.average[t.Offset:][:t.Len()], t.Shape...)
	}
	r.Float32("pilot.adam.m", p.adam.M)
	r.Float32("pilot.adam.v", p.adam.V)
	if slices.Min(p.adam.V) < 0 {
		r.Fail(fmt.Errorf("tensor %q holds a negative mean of squares", "pilot.adam.v"))
	}
	for i, n := range r.Counts("pilot.counts", 4) {
		*[...]*int{&p.steps, &p.updates, &p.lastCopy, &p.adam.Steps}[i] = n
	}
	stats := make([]float64, 5)
	r.Float64("pilot.stats", stats)
	p.stats = Stats{stats[0], stats[1], stats[2], stats[3], stats[4]}
	if state := r.Bytes("pilot.random"); r.Err() == nil {
		r.Fail(p.random.UnmarshalBinary(state))
	}
	p.replay.load(r, p.cfg.Actions)
}

func (r *Replay) save(w *safetensors.Writer, rows int) {
	rows = min(rows, r.count)
	observations := make([]float32, 0, rows*r.width)
	rewards := make([]float32, 0, rows)
	actions, kinds := make([]byte, 0, rows), make([]byte, 0, rows)
	for i := r.count - rows; i < r.count; i++ {
		at := r.row(i)
		observations = append(observations, r.observation(at)...)
		rewards = append(rewards, r.rewards[at])
		actions, kinds = append(actions, r.actions[at]), append(kinds, r.kinds[at])
	}
	w.Float32("replay.observations", observations, rows, r.width)
	w.Float32("replay.rewards", rewards)
	w.Bytes("replay.actions", actions)
	w.Bytes("replay.kinds", kinds)
}

func (r *Replay) load(c *safetensors.Reader, actions int) {
	a, k := c.Bytes("replay.actions"), c.Bytes("replay.kinds")
	rows := len(a)
	if len(k) != rows || rows > len(r.kinds) {
		c.Fail(fmt.Errorf("the replay has %d actions and %d kinds, want the same number and at most %d", rows, len(k), len(r.kinds)))
	}
	if c.Err() != nil {
		return
	}
	c.Float32("replay.observations", r.observations[:rows*r.width], rows, r.width)
	c.Float32("replay.rewards", r.rewards[:rows])
	for i := range rows {
		switch {
		case int(a[i]) >= actions:
			c.Fail(fmt.Errorf("row %d of the replay has action %d, want 0 to %d", i, a[i], actions-1))
		case k[i] >= kinds:
			c.Fail(fmt.Errorf("row %d of the replay is of kind %d, want 0 to %d", i, k[i], kinds-1))
		case i > 0 && k[i] != taken && k[i-1] != taken:
			// Such a replay could hold nothing to sample.
			c.Fail(fmt.Errorf("row %d of the replay ends an episode that has no step", i))
		}
	}
	copy(r.actions, a)
	copy(r.kinds, k)
	r.first, r.count = 0, rows
}

// Cut forgets the last step if what it led to is not known: the running episode
// goes on elsewhere.
func (p *Pilot) Cut() {
	if r := p.replay; r.count > 0 && r.kinds[r.row(r.count-1)] == taken {
		r.count--
	}
}
