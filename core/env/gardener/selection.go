package gardener

// Selection says where newcomers come from when the population falls below its
// minimum.
type Selection uint8

const (
	// SelectionOff is the reference: newcomers have random brains.
	SelectionOff Selection = iota
	// SelectionLongest makes newcomers mutated copies of the longest-lived,
	// alive or dead, with the mutation of a birth. The emergency rule keeps
	// creatures alive that clean their own cell for ever, so this breeds those.
	SelectionLongest
	// SelectionForagers is ours, made so that evolution shows. What counts is
	// the energy that a creature's own brain earned by cleaning, per step of
	// life. Newcomers descend from the best earners, alive or dead, with larger
	// mutations; at the minimum population the worst earner that has had
	// trialAge steps makes room in every step; and a creature that is rich
	// when it decides breeds, resting or not.
	SelectionForagers
	selections
)

var selectionNames = [selections]string{"off", "longest", "foragers"}

// String returns "off", "longest" or "foragers".
func (s Selection) String() string { return selectionNames[s] }

// The numbers of the selection. They were chosen by trial on seeds 1 to 8, most
// candidates on three to six of them, so experiment/evolution uses others.
const (
	hallSize   = 16  // dead creatures that are remembered
	tournament = 8   // candidates of whom the best becomes the parent
	cloneShare = 0.2 // newcomers that are exact copies, which tries a brain again
	trialAge   = 80  // age below which no creature has to leave
	prior      = 50  // steps without earnings added to a life, against early luck
	doubt      = 0.2 // lives without merit added to a brain's record, likewise
)

// strides scales MutationRate for newcomers: small ones refine, large ones find.
var strides = [...]float64{5, 15, 50}

// hall remembers the brains of the best of the dead. Copies of one brain share
// an entry.
type hall struct {
	merit   [hallSize]float64 // sum over the lives of the brain
	lives   [hallSize]float64
	genome  [hallSize]int
	weights []float32 // hallSize × stride
	count   int
	last    int // genome number given out last
}

func (h *hall) reset() { h.count, h.last = 0, 0 }

// record returns the mean merit of an entry.
func (h *hall) record(k int) float64 { return h.merit[k] / (h.lives[k] + doubt) }

func (h *hall) weightsOf(k int) []float32 { return h.weights[k*stride:][:stride] }

// consider enters the life of a dead creature.
func (h *hall) consider(merit float64, genome int, weights []float32) {
	worst := 0
	for k := range h.count {
		if h.genome[k] == genome {
			h.merit[k] += merit
			h.lives[k]++
			return
		}
		if h.record(k) < h.record(worst) {
			worst = k
		}
	}
	switch {
	case h.count < hallSize:
		worst = h.count
		h.count++
	case merit/(1+doubt) <= h.record(worst):
		return
	}
	h.merit[worst], h.lives[worst], h.genome[worst] = merit, 1, genome
	copy(h.weightsOf(worst), weights)
}

// remember puts the dead creature i into the hall.
func (w *World) remember(i int) {
	if w.cfg.Selection != SelectionOff {
		w.hall.consider(w.merit(i), w.genome[i], w.brains.weightsOf(w.slot[i]))
	}
}

// merit is what the selection judges creature i by.
func (w *World) merit(i int) float64 {
	if w.cfg.Selection == SelectionLongest {
		return float64(w.age[i])
	}
	return w.earned[i] / (float64(w.age[i]) + prior)
}

// retire marks the worst earner to leave, so that a newcomer is tried.
func (w *World) retire() {
	if w.cfg.Selection != SelectionForagers || len(w.energy) > w.cfg.MinPopulation {
		return
	}
	worst := -1
	for i, age := range w.age {
		if age >= trialAge && (worst < 0 || w.merit(i) < w.merit(worst)) {
			worst = i
		}
	}
	if worst >= 0 {
		w.flags[worst] |= retired
	}
}

// inherit fills a newcomer's slot and returns its genome number.
func (w *World) inherit(slot int32) int {
	parent, genome := w.ancestor()
	if parent == nil {
		w.brains.randomize(slot, w.genes)
		return w.newGenome()
	}
	if w.cfg.Selection == SelectionLongest {
		w.brains.inherit(slot, parent, w.cfg.MutationRate, w.genes)
		return w.newGenome()
	}
	if w.genes.Float64() < cloneShare {
		copy(w.brains.weightsOf(slot), parent)
		return genome
	}
	w.brains.jolt(slot, parent, w.cfg.MutationRate*strides[w.genes.Intn(len(strides))], w.genes)
	return w.newGenome()
}

// ancestor returns the winner of a tournament among the dead in the hall and
// the living, or nil when newcomers are random.
func (w *World) ancestor() (parent []float32, genome int) {
	known := w.hall.count
	if w.cfg.Selection == SelectionOff || known+len(w.energy) == 0 {
		return nil, 0
	}
	best := -1.0
	for range tournament {
		k := w.genes.Intn(known + len(w.energy))
		if i := k - known; i >= 0 {
			if m := w.merit(i); m > best {
				best, parent, genome = m, w.brains.weightsOf(w.slot[i]), w.genome[i]
			}
		} else if m := w.hall.record(k); m > best {
			best, parent, genome = m, w.hall.weightsOf(k), w.hall.genome[k]
		}
	}
	return parent, genome
}

func (w *World) newGenome() int {
	w.hall.last++
	return w.hall.last
}
