package gardener

import "fmt"

// Selection says where newcomers come from when the population falls below its
// minimum.
type Selection int

const (
	SelectionOff     Selection = iota // random brains, as in the reference
	SelectionLongest                  // mutated copies of the longest-lived, alive or dead
	selections
)

var selectionNames = [selections]string{"off", "longest"}

// String returns the name that ParseSelection accepts.
func (s Selection) String() string {
	if s < 0 || s >= selections {
		return fmt.Sprintf("selection %d", int(s))
	}
	return selectionNames[s]
}

// hallSize is how many dead creatures are remembered.
const hallSize = 16

// hall remembers the brains of the longest-lived of the dead.
type hall struct {
	age     [hallSize]int32
	weights []float32
	count   int
}

func (h *hall) reset() { h.count = 0 }

// consider takes the dead creature in if it outlived the shortest-lived.
func (h *hall) consider(age int, weights []float32) {
	if h.weights == nil {
		h.weights = make([]float32, hallSize*stride)
	}
	at := h.count
	if at == hallSize {
		at = 0
		for i, a := range h.age {
			if a < h.age[at] {
				at = i
			}
		}
		if int32(age) <= h.age[at] {
			return
		}
	} else {
		h.count++
	}
	h.age[at] = int32(age)
	copy(h.weights[at*stride:][:stride], weights)
}

// inherit fills a newcomer's slot.
func (w *World) inherit(slot int32) {
	if w.cfg.Selection == SelectionOff || w.hall.count+len(w.energy) == 0 {
		w.brains.randomize(slot, w.genes)
		return
	}
	parent, best := []float32(nil), int32(-1)
	for range 3 {
		k := w.genes.Intn(w.hall.count + len(w.energy))
		if k < w.hall.count {
			if w.hall.age[k] > best {
				best, parent = w.hall.age[k], w.hall.weights[k*stride:][:stride]
			}
		} else if i := k - w.hall.count; w.age[i] > best {
			best, parent = w.age[i], w.brains.weightsOf(w.slot[i])
		}
	}
	w.brains.inherit(slot, parent, w.cfg.MutationRate, w.genes)
}
