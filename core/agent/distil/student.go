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
	looks   imagine.Config       // when it looks
	ahead   *imagine.Imagination // decides until the network is ready; nil for a frozen copy
	all     *imagine.Imagination // the same futures, of every action
	network *Network
	vision  imagine.Vision // of what the network decided alone
	tally   imagine.Tally
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
	s := &Student{world: world, looks: ahead, network: n}
	if s.ahead, err = imagine.New(ahead, world, seed); err != nil {
		return nil, err
	}
	s.all, err = imagine.New(ahead, world, seed)
	return s, err
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
func (s *Student) Vision() *imagine.Vision {
	if s.network.Ready() {
		return &s.vision
	}
	return s.ahead.Vision()
}

// Tally returns the counts of all decisions.
func (s *Student) Tally() imagine.Tally {
	if s.ahead == nil {
		return s.tally
	}
	t := s.ahead.Tally()
	return imagine.Tally{Steps: t.Steps + s.tally.Steps, Looked: t.Looked + s.tally.Looked, Overruled: t.Overruled + s.tally.Overruled}
}

// Decide returns the action to take in w in place of the proposed one; see
// [imagine.Imagination.Decide].
func (s *Student) Decide(w *cluster.World, episode uint64, proposed int, p agent.Policy) int {
	if s.network.Ready() {
		return s.alone(w, proposed)
	}
	taken := s.ahead.Decide(w, episode, proposed, p)
	if v := s.ahead.Vision(); v.Looked && s.err == nil && s.worthLearning(v) {
		s.err = s.learn(w, episode, p)
	}
	return taken
}

// safeEvery is of how many harmless moments one is learned from: most are alike.
const safeEvery = 10

// worthLearning reports whether a future of the proposed action failed, or it is the turn of a
// moment in which none did.
func (s *Student) worthLearning(v *imagine.Vision) bool {
	return v.Failed[v.Proposed] > 0 || s.ahead.Tally().Looked%safeEvery == 0
}

// learn teaches the network how many futures of every action fail.
func (s *Student) learn(w *cluster.World, episode uint64, p agent.Policy) error {
	v := s.ahead.Vision()
	if slices.Contains(v.Failed[:s.network.actions], -1) {
		if !s.all.All(w, episode, p) {
			return nil // the policy could not decide
		}
		v = s.all.Vision()
	}
	return s.network.Learn(w, v.Failed[:], v.Futures)
}

// alone lets the network decide.
func (s *Student) alone(w *cluster.World, proposed int) int {
	v := &s.vision
	v.Forget()
	s.tally.Steps++
	if float64(w.Stats().MaxMem) <= s.looks.At {
		return proposed
	}
	s.tally.Looked++
	v.Looked, v.Steps, v.Proposed, v.Taken = true, s.network.horizon, proposed, s.network.Choose(w, proposed)
	for a := range v.Failed {
		v.Failed[a] = -1
	}
	if v.Overruled = v.Taken != proposed; v.Overruled {
		s.tally.Overruled++
	}
	return v.Taken
}
