package pqn

import (
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/safetensors"
)

// Walk writes or reads everything that decides what the Squadron will do and learn, its
// own worlds included: one that is read goes on bit for bit. It is read into a new
// Squadron of the same configuration, which must not be used after an error. Call it
// between two steps.
//
// Weights are stored as package nn computes with them: [in, out].
func (s *Squadron) Walk(k *safetensors.Walk) {
	for _, t := range s.net.Tensors() {
		k.Float32("pqn.online."+t.Name, s.online[t.Offset:][:t.Len()], t.Shape...)
		k.Float32("pqn.average."+t.Name, s.average[t.Offset:][:t.Len()], t.Shape...)
	}
	k.Float32("pqn.adam.m", s.adam.M)
	k.Float32("pqn.adam.v", s.adam.V)
	if slices.Min(s.adam.V) < 0 {
		k.Fail(fmt.Errorf("tensor %q holds a negative mean of squares", "pqn.adam.v"))
	}
	k.Counts("pqn.counts", &s.steps, &s.updates, &s.adam.Steps, &s.episodes, &s.tally.Ended, &s.tally.Failed)
	n := &s.stats
	k.Numbers("pqn.stats", &n.Loss, &n.GradNorm, &n.Rate, &n.MeanQ, &n.TDError)
	k.Part("pqn.random", s.random)
	s.rollout.walk(k, s.cfg.Actions)
	for i := range s.own.Worlds() {
		w := s.own.World(i)
		k.Part(fmt.Sprintf("pqn.world.%d", i+1), w)
		if w.Over() {
			k.Fail(fmt.Errorf("world %d has ended, and should have begun again", i+1))
		}
	}
	s.decided = false
}

// walk visits the steps that are stored.
func (r *rollout) walk(k *safetensors.Walk, actions int) {
	rows := k.Rows("pqn.rollout.rewards", r.filled*r.worlds, len(r.rewards)-r.worlds)
	if rows%r.worlds != 0 {
		k.Fail(fmt.Errorf("the rollout has %d transitions, want a multiple of the %d worlds", rows, r.worlds))
		return
	}
	r.filled = rows / r.worlds
	k.Float32("pqn.rollout.states", r.states[:rows*inputs], rows, inputs)
	k.Float32("pqn.rollout.rewards", r.rewards[:rows])
	k.Float32("pqn.rollout.after", r.after[:rows])
	k.Inner("pqn.rollout.actions", func(w *codec.Walk) {
		for i := range rows {
			codec.Int8(w, "an action", &r.actions[i], 0, actions-1)
		}
	})
	k.Inner("pqn.rollout.ended", func(w *codec.Walk) {
		for i := range rows {
			w.Bool("an end", &r.ended[i])
		}
	})
}

// DropIncomplete forgets the rollout: what the last step in the caller's world led to is
// not known to a Squadron that was loaded into another world.
func (s *Squadron) DropIncomplete() { s.rollout.filled = 0 }
