package distil

import (
	"slices"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/rng"
)

// Student imagines before a dangerous step, as [imagine.Imagination] says, and teaches a
// [Network] what it saw until that is ready; from then on the network decides alone. It is not
// safe for concurrent use.
type Student struct {
	world   cluster.Config       // that it began with
	seed    uint64               // of the futures
	looks   imagine.Config       // when it looks
	ahead   *imagine.Imagination // decides until the network is ready; nil for a frozen copy
	network *Network
	vision  imagine.Vision // of the last decision
	tally   imagine.Tally  // of all decisions
	err     error
}

// networkStream separates the network's random numbers from the noise of the futures.
const networkStream = 0x64697374

// NewStudent returns a student that has learned nothing, in worlds of the rules and size of
// world; everything follows from seed.
func NewStudent(c Config, ahead imagine.Config, world cluster.Config, seed uint64) (*Student, error) {
	n, err := New(c, world, ahead.Steps, rng.Derive(seed, networkStream))
	if err != nil {
		return nil, err
	}
	s := &Student{world: world, seed: seed, network: n}
	return s, s.SetImagination(ahead)
}

// Frozen returns a copy that decides alone as the network would now, ready or not, and learns
// nothing. It shares no memory with s.
func (s *Student) Frozen() *Student {
	c := s.network.cfg
	c.Batch, c.Capacity = 1, minCapacity
	n, err := New(c, s.world, s.network.horizon, 0)
	if err != nil {
		panic("distil: " + err.Error()) // the numbers were accepted before
	}
	copy(n.node.Params, s.network.node.Params)
	copy(n.joined.Params, s.network.joined.Params)
	n.seen = c.After
	return &Student{world: s.world, looks: s.looks, network: n}
}

// Network returns what learns.
func (s *Student) Network() *Network { return s.network }

// Err returns why the network has stopped to learn; nil while it goes on.
func (s *Student) Err() error { return s.err }

// Vision returns what was seen before the last decision, in s's own memory. Where the network
// decided alone there are no futures.
func (s *Student) Vision() *imagine.Vision { return &s.vision }

// Tally returns the counts of all decisions.
func (s *Student) Tally() imagine.Tally { return s.tally }

// SetTally continues the counts of another run.
func (s *Student) SetTally(t imagine.Tally) { s.tally = t }

// Looks reports whether it would look ahead in w.
func (s *Student) Looks(w *cluster.World) bool { return s.looks.Looks(w) }

// SetImagination changes when it looks, and what it imagines; the network goes on. The error is
// that of [imagine.New].
func (s *Student) SetImagination(c imagine.Config) error {
	ahead, err := imagine.New(c, s.world, s.seed)
	if err == nil {
		s.looks, s.ahead = c, ahead
	}
	return err
}

// Decide returns the action to take in w in place of the proposed one; see
// [imagine.Imagination.Decide].
func (s *Student) Decide(w *cluster.World, episode uint64, proposed int, p agent.Policy) int {
	s.tally.Steps++
	s.vision.Forget()
	if !s.Looks(w) {
		return proposed
	}
	s.tally.Looked++
	taken := proposed
	if s.network.Ready() {
		taken = s.alone(w, proposed)
	} else {
		taken = s.taught(w, episode, proposed, p)
	}
	if taken != proposed {
		s.tally.Overruled++
	}
	return taken
}

// practiseAfter is the part of its lessons after which a network decides itself in every second
// episode of them. Only so does it meet the moments that its own mistakes lead to (Ross, Gordon
// and Bagnell, "A Reduction of Imitation Learning and Structured Prediction to No-Regret Online
// Learning", 2011).
const practiseAfter = 0.3

// practises reports whether the network decides in an episode while it is taught.
func (s *Student) practises(episode uint64) bool {
	return episode%2 == 1 && float64(s.network.Seen()) > practiseAfter*float64(s.network.cfg.After)
}

// taught lets imagination decide, and teaches the network what it saw.
func (s *Student) taught(w *cluster.World, episode uint64, proposed int, p agent.Policy) int {
	taken := s.ahead.Decide(w, episode, proposed, p)
	s.ahead.Vision().CopyTo(&s.vision)
	if s.err == nil && s.worthLearning(&s.vision) {
		s.err = s.learn(w, episode, p)
	}
	if s.practises(episode) {
		return s.chosen(w)
	}
	return taken
}

// chosen lets the network decide in w, and says so in the vision of what was imagined there.
func (s *Student) chosen(w *cluster.World) int {
	v := &s.vision
	if choice := s.network.Choose(w, v.Proposed); choice != v.Taken {
		for i := range v.Ways { // of the proposed action, then of another than is taken now
			if v.Ways[i].Action != v.Proposed {
				v.Ways = v.Ways[:i]
				break
			}
		}
		v.Taken, v.Overruled = choice, choice != v.Proposed
	}
	return v.Taken
}

// safeEvery is of how many harmless moments one is learned from: most are alike.
const safeEvery = 10

// worthLearning reports whether a future of the proposed action failed, or it is the turn of a
// moment in which none did.
func (s *Student) worthLearning(v *imagine.Vision) bool {
	return v.Failed[v.Proposed] > 0 || s.tally.Looked%safeEvery == 0
}

// learn teaches the network how many futures of every action fail.
func (s *Student) learn(w *cluster.World, episode uint64, p agent.Policy) error {
	failed := &s.vision.Failed
	if slices.Contains(failed[:s.network.actions], -1) {
		if !s.ahead.All(w, episode, p) {
			return nil // the policy could not decide
		}
		failed = &s.ahead.Vision().Failed
	}
	return s.network.Learn(w, failed[:], s.vision.Futures)
}

// alone lets the network decide.
func (s *Student) alone(w *cluster.World, proposed int) int {
	v := &s.vision
	v.Begin(0, s.network.horizon)
	v.Proposed, v.Taken = proposed, s.network.Choose(w, proposed)
	v.Overruled = v.Taken != proposed
	return v.Taken
}
