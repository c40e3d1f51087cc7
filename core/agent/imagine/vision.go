package imagine

import "github.com/resonetics/playground/core/codec"

// maxActions is the largest number of actions that any rules know.
const maxActions = 8

// shownWays is how many futures of an action a Vision shows at most.
const shownWays = 6

// MaxWays is the largest number of ways in a [Vision].
const MaxWays = 2 * shownWays

// Way is one imagined future.
type Way struct {
	Action int      // that it begins with
	Failed bool     // it ends in failure
	Filled int      // the node that was fullest at that end; -1 where it survived
	Nodes  []uint16 // the agent's node before the first step and after each
}

// Vision is what was imagined before one step. Its slices are read before the next step.
type Vision struct {
	Looked    bool // the highest memory was above Config.At, so that it looked
	Overruled bool // Taken is not Proposed

	Proposed, Taken int // actions
	Futures, Steps  int // of each action, and of each future, as they were configured

	Failed [maxActions]int // futures of each action that failed; -1 for one that was not imagined
	Ways   []Way           // of the proposed action, then of the one taken instead: at most MaxWays
}

// CopyTo copies v into dst's own memory.
func (v *Vision) CopyTo(dst *Vision) {
	dst.resize(len(v.Ways))
	ways := dst.Ways
	*dst = *v
	dst.Ways = ways
	for i, way := range v.Ways {
		nodes := append(ways[i].Nodes[:0], way.Nodes...)
		ways[i] = way
		ways[i].Nodes = nodes
	}
}

// resize gives v that many ways, each with the memory of one that it had.
func (v *Vision) resize(ways int) {
	had := v.Ways[:cap(v.Ways)]
	for len(had) < ways {
		had = append(had, Way{})
	}
	v.Ways = had[:ways]
}

// Forget makes v the vision of a step before which nothing was imagined, and keeps its memory.
func (v *Vision) Forget() { *v = Vision{Ways: v.Ways[:0]} }

// Begin makes v that of a step before which the given number of futures of an action, each of
// that many steps, are looked at, and none has been imagined yet.
func (v *Vision) Begin(futures, steps int) {
	v.Looked, v.Futures, v.Steps = true, futures, steps
	for a := range v.Failed {
		v.Failed[a] = -1
	}
}

// Walk writes or reads a vision that looked, on a grid of the given number of nodes.
func (v *Vision) Walk(w *codec.Walk, nodes int) {
	v.Looked = true
	action := func(what string, a *int) { codec.Int8(w, what, a, 0, maxActions-1) }
	w.Flags("whether it overruled", &v.Overruled)
	action("the proposed action", &v.Proposed)
	action("the action taken", &v.Taken)
	codec.Int8(w, "the number of futures", &v.Futures, 0, MaxFutures)
	codec.Int8(w, "the number of steps", &v.Steps, 1, MaxSteps)
	for a := range v.Failed {
		codec.Int8(w, "the failed futures", &v.Failed[a], -1, v.Futures)
	}
	n := len(v.Ways)
	codec.Int8(w, "the number of ways", &n, 0, MaxWays)
	if !w.Writing() {
		v.resize(n)
	}
	for i := range v.Ways {
		way := &v.Ways[i]
		action("the first action", &way.Action)
		w.Flags("whether it failed", &way.Failed)
		codec.Int32(w, "the fullest node", &way.Filled, -1, nodes-1)
		codec.Resize16(w, "the length of a way", &way.Nodes, 2, 1, v.Steps+1)
		for j := range way.Nodes {
			codec.Int16(w, "a node of a way", &way.Nodes[j], 0, nodes-1)
		}
	}
}
