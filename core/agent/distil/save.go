package distil

import (
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/nn"
	"github.com/resonetics/playground/core/safetensors"
)

// Walk writes or reads everything that decides what the student will do and learn. What is
// remembered of imagined states is part of it only until the network is ready, which learns no
// more. It is read into a new student of the same configuration, which must not be used after
// an error.
func (s *Student) Walk(k *safetensors.Walk) {
	k.Counts("distil.tally", &s.tally.Steps, &s.tally.Looked, &s.tally.Overruled)
	s.network.walk(k)
}

func (n *Network) walk(k *safetensors.Walk) {
	walkNet(k, "distil.node.", n.node, n.nodeAdam)
	walkNet(k, "distil.joined.", n.joined, n.joinedAdam)
	k.Counts("distil.counts", &n.seen, &n.updates)
	k.Numbers("distil.loss", &n.loss)
	k.Part("distil.random", n.random)
	if !n.Ready() {
		n.memory.walk(k)
	}
}

func walkNet(k *safetensors.Walk, name string, net *nn.Net, adam *nn.Adam) {
	for _, t := range net.Tensors() {
		k.Float32(name+t.Name, net.Params[t.Offset:][:t.Len()], t.Shape...)
	}
	k.Float32(name+"adam.m", adam.M)
	k.Float32(name+"adam.v", adam.V)
	if slices.Min(adam.V) < 0 {
		k.Fail(fmt.Errorf("tensor %q holds a negative mean of squares", name+"adam.v"))
	}
	k.Counts(name+"adam.steps", &adam.Steps)
}

// walk visits the states from the oldest to the newest, from the beginning of the arrays where
// it reads.
func (m *memory) walk(k *safetensors.Walk) {
	count := k.Rows("distil.states", m.count, m.capacity())
	states, shares := make([]float32, count*m.width), make([]float32, count*m.actions)
	if k.Writes() {
		for i := range count {
			state, failed := m.at(i)
			copy(states[i*m.width:], state)
			copy(shares[i*m.actions:], failed)
		}
	}
	k.Float32("distil.states", states, count, m.width)
	k.Float32("distil.shares", shares, count, m.actions)
	if !k.Reads() {
		return
	}
	if i := slices.IndexFunc(slices.Concat(states, shares), outside); i >= 0 {
		k.Fail(fmt.Errorf("element %d of tensors %q and %q is not within 0 and 1", i, "distil.states", "distil.shares"))
		return
	}
	copy(m.states, states)
	copy(m.shares, shares)
	m.first, m.count = 0, count
}

// outside reports whether v is nothing that a memory holds.
func outside(v float32) bool { return v < 0 || v > 1 }
