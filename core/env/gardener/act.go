package gardener

import (
	"cmp"
	"slices"
)

// Action is what a creature does in one step.
type Action uint8

// The actions, numbered as in the specification.
const (
	Up Action = iota
	Down
	Left
	Right
	Clean
	Rest    // and reproduce, with enough energy
	Actions = 6
)

// triage lets the emergency rule act for the weak and queues all others
// to ask their brains.
func (w *World) triage() {
	limit := w.cfg.MoveCost + w.cfg.EmergencyMargin
	w.queue = w.queue[:0]
	for i, e := range w.energy {
		if e <= limit {
			w.rescue(i)
			continue
		}
		w.flags[i] = 0
		w.queue = append(w.queue, int32(i))
	}
}

// ripen marks who of the queue decides with enough energy to breed. That is
// settled now: what the step costs comes after.
func (w *World) ripen() {
	anyhow := w.cfg.Selection == SelectionForagers
	for _, i := range w.queue {
		if (anyhow || w.action[i] == Rest) && w.energy[i] > w.cfg.ReproduceThreshold {
			w.flags[i] = breeder
		}
	}
}

// rescue applies the emergency rule to creature i.
func (w *World) rescue(i int) {
	w.flags[i] = emergency
	cell := w.cell[i]
	if w.dirt[cell] > w.cfg.EmergencyDirt {
		w.action[i] = Clean
		return
	}
	w.action[i] = Rest
	if w.energy[i] < w.cfg.EmergencyMoveCost+w.cfg.EmergencyMargin {
		return
	}
	best, most := Up, w.dirt[w.neighbor(cell, Up)]
	for a := Down; a <= Right; a++ {
		if d := w.dirt[w.neighbor(cell, a)]; d > most {
			best, most = a, d
		}
	}
	if most > w.cfg.EmergencyMoveDirt {
		w.action[i] = best
		w.stats.EmergencyMoves++
		w.stats.IsolationSaves++
	}
}

// neighbor returns the cell one move away, or the cell itself for other actions.
func (w *World) neighbor(cell int32, a Action) int32 {
	size := int32(w.cfg.Size)
	switch a {
	case Up:
		if cell < size {
			return cell + size*(size-1)
		}
		return cell - size
	case Down:
		if cell >= size*(size-1) {
			return cell - size*(size-1)
		}
		return cell + size
	case Left:
		if cell%size == 0 {
			return cell + size - 1
		}
		return cell - 1
	case Right:
		if cell%size == size-1 {
			return cell - size + 1
		}
		return cell + 1
	}
	return cell
}

// act lets every creature claim a cell, moves the winners, and charges the costs.
func (w *World) act() {
	w.target = w.target[:0]
	for i, cell := range w.cell {
		t := w.neighbor(cell, w.action[i])
		w.target = append(w.target, t)
		if best := w.claim[t]; best < 0 || w.energy[i] > w.energy[best] {
			w.claim[t] = int32(i)
		}
	}
	cost := [2]float64{w.cfg.MoveCost, w.cfg.EmergencyMoveCost}
	for i, t := range w.target {
		switch {
		case w.claim[t] != int32(i):
			w.energy[i] -= w.cfg.CollisionPenalty
		case w.cell[i] != t:
			w.cell[i] = t
			w.energy[i] -= cost[w.flags[i]&emergency]
		}
		w.energy[i] -= w.cfg.Metabolism
		w.age[i]++
	}
	for _, t := range w.target {
		w.claim[t] = -1
	}
}

// clean pays the cleaners first and removes the dirt after, so that creatures
// that clean one cell share it whatever their order.
func (w *World) clean() {
	for i, a := range w.action {
		if a == Clean {
			w.share[w.cell[i]]++
		}
	}
	for i, a := range w.action {
		if a == Clean {
			cell := w.cell[i]
			removed := min(w.dirt[cell], w.cfg.CleanAmount)
			gain := float64(removed*w.cfg.CleanReward) / float64(w.share[cell])
			w.energy[i] += gain
			if w.flags[i]&emergency == 0 {
				w.earned[i] += gain
			}
		}
	}
	for i, a := range w.action {
		if cell := w.cell[i]; a == Clean && w.share[cell] > 0 {
			w.dirt[cell] -= min(w.dirt[cell], w.cfg.CleanAmount)
			w.share[cell] = 0
		}
	}
}

// breed lets the breeders have one child each, richest first.
func (w *World) breed() {
	if len(w.energy) >= w.cfg.MaxPopulation {
		return
	}
	w.queue = w.queue[:0]
	for i, f := range w.flags {
		if f&breeder != 0 {
			w.queue = append(w.queue, int32(i))
		}
	}
	slices.SortStableFunc(w.queue, func(a, b int32) int { return cmp.Compare(w.energy[b], w.energy[a]) })
	for _, i := range w.queue {
		if len(w.energy) >= w.cfg.MaxPopulation {
			return
		}
		if w.energy[i] > w.cfg.ReproduceCost {
			w.birth(int(i))
		}
	}
}

// birth appends a child of creature i.
func (w *World) birth(i int) {
	w.energy[i] -= w.cfg.ReproduceCost
	w.idCounter++
	slot := w.brains.acquire()
	w.brains.inherit(slot, w.brains.weightsOf(w.slot[i]), w.cfg.MutationRate, w.genes)
	w.agents.add(w.cell[i], w.cfg.StartEnergy, w.idCounter, w.newGenome(), slot)
	w.births = append(w.births, w.cell[i])
}
