package gardener

import "fmt"

// Selection says where newcomers come from when the population falls below its
// minimum.
type Selection int

const (
	SelectionOff     Selection = iota // random brains, as in the reference
	SelectionLongest                  // mutated copies of the longest-lived, alive or dead
	SelectionEarners
	selections
)

var selectionNames = [selections]string{"off", "longest", "earners"}

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
	merit   [hallSize]float64
	weights []float32
	count   int
}

func (h *hall) reset() { h.count = 0 }

// consider takes the dead creature in if it outlived the shortest-lived.
func (h *hall) consider(merit float64, weights []float32) {
	if h.weights == nil {
		h.weights = make([]float32, hallSize*stride)
	}
	at := h.count
	if at == hallSize {
		at = 0
		for i, a := range h.merit {
			if a < h.merit[at] {
				at = i
			}
		}
		if merit <= h.merit[at] {
			return
		}
	} else {
		h.count++
	}
	h.merit[at] = merit
	copy(h.weights[at*stride:][:stride], weights)
}

// inherit fills a newcomer's slot.
func (w *World) inherit(slot int32) {
	if w.cfg.Selection == SelectionOff || w.hall.count+len(w.energy) == 0 {
		w.brains.randomize(slot, w.genes)
		return
	}
	parent, best := []float32(nil), -1.0
	for range Tourn {
		k := w.genes.Intn(w.hall.count + len(w.energy))
		if k < w.hall.count {
			if w.hall.merit[k] > best {
				best, parent = w.hall.merit[k], w.hall.weights[k*stride:][:stride]
			}
		} else if i := k - w.hall.count; w.merit(i) > best {
			best, parent = w.merit(i), w.brains.weightsOf(w.slot[i])
		}
	}
	w.brains.inherit(slot, parent, w.cfg.MutationRate*w.boost(), w.genes)
}

var Tourn = 3
var Boost = []float64{1}

func (w *World) boost() float64 { return Boost[w.genes.Intn(len(Boost))] }
func (w *World) merit(i int) float64 {
	if w.cfg.Selection == SelectionEarners {
		return w.earned[i]
	}
	return float64(w.age[i])
}
