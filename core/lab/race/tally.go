package race

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/env/cluster"
)

// deed is what a step of a lane was spent on.
type deed uint8

// The deeds.
const (
	walked deed = iota
	cleaned
	scaled
	wasted // on what removed too little, or what the budget did not pay for
	deeds
)

// tally is what a lane has done in this race, for the words at its end.
type tally struct {
	steps   []deed         // one by one
	earned  [deeds]float64 // rewards of the steps that were spent on each
	visited []int          // by node: the world's step at which the agent was there last, -1 for none
	hot     []int          // by node: the world's step since which its memory makes a hotspot, -1 for none
}

func newTally(c cluster.Config) tally {
	nodes := c.Height * c.Width
	return tally{steps: make([]deed, 0, c.MaxSteps), visited: make([]int, nodes), hot: make([]int, nodes)}
}

// reset begins a race.
func (t *tally) reset() {
	t.steps, t.earned = t.steps[:0], [deeds]float64{}
	for i := range t.visited {
		t.visited[i], t.hot[i] = -1, -1
	}
}

// note adds the step that was just taken.
func (t *tally) note(e *agent.Episodes) {
	w := e.World
	now, did := w.Steps(), deedOf(w)
	t.steps = append(t.steps, did)
	t.earned[did] += e.Last.Reward
	t.visited[w.AgentNode()] = now
	for i, m := range w.Mem() {
		switch hot := m > cluster.Hot; {
		case !hot:
			t.hot[i] = -1
		case t.hot[i] < 0:
			t.hot[i] = now
		}
	}
}

// deedOf returns what the last step of a world was spent on.
func deedOf(w *cluster.World) deed {
	outcome := w.LastOutcome()
	switch action := w.LastAction(); {
	case action < cluster.Clean:
		return walked
	case outcome.Wasted || outcome.Refused:
		return wasted
	case action == cluster.Scale:
		return scaled
	}
	return cleaned
}

// count returns how many of the last n steps were spent on each deed.
func (t *tally) count(n int) (counts [deeds]int) {
	for _, did := range t.steps[max(0, len(t.steps)-n):] {
		counts[did]++
	}
	return counts
}

func (t *tally) walk(w *codec.Walk) {
	codec.Resize(w, "the number of deeds", &t.steps, 1, 0, cap(t.steps))
	for i := range t.steps {
		codec.Int8(w, "a deed", &t.steps[i], 0, int(deeds)-1)
	}
	for i := range t.earned {
		w.Float64("what a deed has earned", -1e12, 1e12, &t.earned[i])
	}
	for i := range t.visited {
		codec.Int32(w, "a visit", &t.visited[i], -1, 1<<31-1)
		codec.Int32(w, "the step that made a hotspot", &t.hot[i], -1, 1<<31-1)
	}
}
