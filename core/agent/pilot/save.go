package pilot

import (
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/safetensors"
)

// Save adds everything that decides what the Pilot will do and learn to a
// checkpoint, with at most the given number of the replay's newest transitions.
// With all of them a loaded Pilot goes on bit for bit; with fewer it goes on from a
// shorter replay.
//
// Weights are stored as package nn computes with them: [in, out].
func (p *Pilot) Save(w *safetensors.Writer, transitions int) {
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
	p.replay.save(w, transitions)
}

// Load reads what Save wrote into a new Pilot of the same configuration. r keeps
// the first error; p must not be used after one.
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

func (r *Replay) save(w *safetensors.Writer, entries int) {
	entries = min(entries, r.count)
	observations := make([]float32, 0, entries*r.width)
	rewards := make([]float32, 0, entries)
	actions, kinds := make([]byte, 0, entries), make([]byte, 0, entries)
	for i := r.count - entries; i < r.count; i++ {
		at := r.position(i)
		observations = append(observations, r.observation(at)...)
		rewards = append(rewards, r.rewards[at])
		actions, kinds = append(actions, r.actions[at]), append(kinds, r.kinds[at])
	}
	w.Float32("replay.observations", observations, entries, r.width)
	w.Float32("replay.rewards", rewards)
	w.Bytes("replay.actions", actions)
	w.Bytes("replay.kinds", kinds)
}

func (r *Replay) load(c *safetensors.Reader, actions int) {
	a, k := c.Bytes("replay.actions"), c.Bytes("replay.kinds")
	entries := len(a)
	if len(k) != entries || entries > len(r.kinds) {
		c.Fail(fmt.Errorf("the replay has %d actions and %d kinds, want the same number and at most %d", entries, len(k), len(r.kinds)))
	}
	if c.Err() != nil {
		return
	}
	c.Float32("replay.observations", r.observations[:entries*r.width], entries, r.width)
	c.Float32("replay.rewards", r.rewards[:entries])
	for i := range entries {
		switch {
		case int(a[i]) >= actions:
			c.Fail(fmt.Errorf("entry %d of the replay has action %d, want 0 to %d", i, a[i], actions-1))
		case k[i] >= entryKinds:
			c.Fail(fmt.Errorf("entry %d of the replay is of kind %d, want 0 to %d", i, k[i], entryKinds-1))
		case i > 0 && k[i] != stepEntry && k[i-1] != stepEntry:
			// A replay of such entries has nothing to sample: drawing would not end.
			c.Fail(fmt.Errorf("entry %d of the replay ends an episode that has no step", i))
		}
	}
	copy(r.actions, a)
	copy(r.kinds, k)
	r.first, r.count = 0, entries
}

// DropIncomplete drops the newest step of the replay if its next observation is not
// stored: the episode of a loaded Pilot does not go on.
func (p *Pilot) DropIncomplete() {
	if r := p.replay; r.count > 0 && r.kinds[r.position(r.count-1)] == stepEntry {
		r.count--
	}
}
