package pilot

import (
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/safetensors"
)

// Walk writes or reads everything that decides what the Pilot will do and learn, with at
// most the given number of the replay's newest transitions where it writes. With all of
// them a Pilot that is read goes on bit for bit; with fewer it goes on from a shorter
// replay. It is read into a new Pilot of the same configuration, which must not be used
// after an error.
//
// Weights are stored as package nn computes with them: [in, out].
func (p *Pilot) Walk(k *safetensors.Walk, transitions int) {
	for _, t := range p.net.Tensors() {
		k.Float32("pilot.online."+t.Name, p.online[t.Offset:][:t.Len()], t.Shape...)
		k.Float32("pilot.target."+t.Name, p.target[t.Offset:][:t.Len()], t.Shape...)
		k.Float32("pilot.average."+t.Name, p.average[t.Offset:][:t.Len()], t.Shape...)
	}
	k.Float32("pilot.adam.m", p.adam.M)
	k.Float32("pilot.adam.v", p.adam.V)
	if slices.Min(p.adam.V) < 0 {
		k.Fail(fmt.Errorf("tensor %q holds a negative mean of squares", "pilot.adam.v"))
	}
	k.Counts("pilot.counts", &p.steps, &p.updates, &p.lastCopy, &p.adam.Steps)
	s := &p.stats
	k.Numbers("pilot.stats", &s.Loss, &s.GradNorm, &s.Rate, &s.MeanQ, &s.TDError)
	k.Part("pilot.random", p.random)
	p.replay.walk(k, transitions, p.cfg.Actions)
}

// walk visits the newest entries, in their order from the beginning of the arrays where
// it reads.
func (r *Replay) walk(k *safetensors.Walk, entries, actions int) {
	entries = k.Rows("replay.rewards", min(entries, r.count), len(r.kinds))
	observations, rewards := make([]float32, entries*r.width), make([]float32, entries)
	chosen, kinds := make([]byte, entries), make([]byte, entries)
	if k.Writes() {
		for i := range entries {
			at := r.position(r.count - entries + i)
			copy(observations[i*r.width:], r.observation(at))
			rewards[i], chosen[i], kinds[i] = r.rewards[at], r.actions[at], r.kinds[at]
		}
	}
	k.Float32("replay.observations", observations, entries, r.width)
	k.Float32("replay.rewards", rewards)
	k.Bytes("replay.actions", &chosen)
	k.Bytes("replay.kinds", &kinds)
	if !k.Reads() {
		return
	}
	if err := checkEntries(entries, chosen, kinds, actions); err != nil {
		k.Fail(err)
		return
	}
	copy(r.observations, observations)
	copy(r.rewards, rewards)
	copy(r.actions, chosen)
	copy(r.kinds, kinds)
	r.first, r.count = 0, entries
}

// checkEntries reports the first entry that no replay can hold.
func checkEntries(entries int, chosen, kinds []byte, actions int) error {
	if len(chosen) != entries || len(kinds) != entries {
		return fmt.Errorf("the replay has %d rewards, %d actions and %d kinds, want the same number", entries, len(chosen), len(kinds))
	}
	for i := range entries {
		switch {
		case int(chosen[i]) >= actions:
			return fmt.Errorf("entry %d of the replay has action %d, want 0 to %d", i, chosen[i], actions-1)
		case kinds[i] >= entryKinds:
			return fmt.Errorf("entry %d of the replay is of kind %d, want 0 to %d", i, kinds[i], entryKinds-1)
		case i > 0 && kinds[i] != stepEntry && kinds[i-1] != stepEntry:
			// A replay of such entries has nothing to sample: drawing would not end.
			return fmt.Errorf("entry %d of the replay ends an episode that has no step", i)
		}
	}
	return nil
}

// DropIncomplete drops the newest step of the replay if its next observation is not
// stored: the episode of a loaded Pilot does not go on.
func (p *Pilot) DropIncomplete() {
	if r := p.replay; r.count > 0 && r.kinds[r.position(r.count-1)] == stepEntry {
		r.count--
	}
}
