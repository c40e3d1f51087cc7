package prophet

import (
	"slices"

	"github.com/resonetics/playground/core/rng"
)

// never stands for an event that did not happen before the episode ended.
const never = 1<<16 - 1

// memory is what is remembered of every world.
type memory struct {
	of   []*hindsightBuffer // by world
	ends []int              // scratch: labeled states up to each world's last
}

// newMemory shares the capacity out to the given number of worlds.
func newMemory(worlds, capacity, width int) memory {
	m := memory{make([]*hindsightBuffer, worlds), make([]int, worlds)}
	for i := range m.of {
		m.of[i] = newHindsightBuffer(max(1, capacity/worlds), width)
	}
	return m
}

// labeled returns the number of states with labels.
func (m memory) labeled() int {
	n := 0
	for i, b := range m.of {
		n += b.labeled()
		m.ends[i] = n
	}
	return n
}

// sample fills x (minibatch × width) with labeled states drawn uniformly, with
// replacement, and the targets with 1 where the event comes within horizon steps.
func (m memory) sample(x, failures, nearMisses []float32, horizon int, src *rng.Source) {
	labeled := m.labeled()
	for i := range failures {
		b, at := m.find(src.Intn(labeled))
		copy(x[i*b.width:][:b.width], b.featuresAt(at))
		failures[i], nearMisses[i] = within(b.toFailure[at], horizon), within(b.toNearMiss[at], horizon)
	}
}

// find returns the buffer of the i-th labeled state, as labeled has just counted them, and
// where it lies in it.
func (m memory) find(i int) (b *hindsightBuffer, at int) {
	world, _ := slices.BinarySearch(m.ends, i+1) // the first whose end is beyond i
	b = m.of[world]
	return b, b.position(i - (m.ends[world] - b.labeled()))
}

// hindsightBuffer is a ring of one world's states in flat arrays. Those of the running episode
// are its newest and wait for their labels, which are given in hindsight, when the
// episode ends. A label is a distance in steps, so that the horizon of a forecast may
// change at any time.
type hindsightBuffer struct {
	width      int
	features   []float32 // capacity × width
	forecasts  []float32 // the risk forecast at that state, in [0, 1]
	toFailure  []uint16  // steps until the failure, or never
	toNearMiss []uint16  // steps until the near miss, or never

	first, count, unlabeled int
}

func newHindsightBuffer(capacity, width int) *hindsightBuffer {
	return &hindsightBuffer{
		width:      width,
		features:   make([]float32, capacity*width),
		forecasts:  make([]float32, capacity),
		toFailure:  make([]uint16, capacity),
		toNearMiss: make([]uint16, capacity),
	}
}

// position returns where the i-th oldest state lies.
func (h *hindsightBuffer) position(i int) int {
	i += h.first
	if i >= len(h.forecasts) {
		i -= len(h.forecasts)
	}
	return i
}

func (h *hindsightBuffer) featuresAt(at int) []float32 { return h.features[at*h.width:][:h.width] }

// labeled returns the number of states with labels; they are the oldest.
func (h *hindsightBuffer) labeled() int { return h.count - h.unlabeled }

// store adds a state of the running episode, in place of the oldest one when the
// ring is full.
func (h *hindsightBuffer) store(features []float32, forecast float32) {
	at := h.position(h.count)
	if h.count < len(h.forecasts) {
		h.count++
	} else {
		h.first = h.position(1)
	}
	h.unlabeled = min(h.unlabeled+1, h.count)
	copy(h.featuresAt(at), features)
	h.forecasts[at], h.toFailure[at], h.toNearMiss[at] = forecast, 0, 0
}

// label gives the running episode its labels, and returns how many states they are. The
// episode failed, or ended in a state that is a near miss, or neither.
func (h *hindsightBuffer) label(failed, nearMiss bool) (states int) {
	toFailure, toNearMiss := never, never
	if failed {
		toFailure = 0
	}
	if failed || nearMiss {
		toNearMiss = 0
	}
	for i := h.count - 1; i >= h.labeled(); i-- {
		at := h.position(i)
		toFailure, toNearMiss = min(toFailure+1, never), min(toNearMiss+1, never)
		h.toFailure[at], h.toNearMiss[at] = uint16(toFailure), uint16(toNearMiss)
		if h.featuresAt(at)[nearly] > 0 {
			toNearMiss = 0
		}
	}
	states, h.unlabeled = h.unlabeled, 0
	return states
}

// dropUnlabeled drops the states of the running episode.
func (h *hindsightBuffer) dropUnlabeled() { h.count, h.unlabeled = h.labeled(), 0 }

// within returns 1 if an event in the given number of steps is within the horizon,
// else 0.
func within(steps uint16, horizon int) float32 {
	if int(steps) <= horizon {
		return 1
	}
	return 0
}
