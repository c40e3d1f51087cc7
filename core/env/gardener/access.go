package gardener

import (
	"slices"

	"github.com/resonetics/playground/core/exact"
)

// Size returns the number of rows, which is the number of columns.
func (w *World) Size() int { return w.cfg.Size }

// Stats returns the signals of the last step.
func (w *World) Stats() Stats { return w.stats }

// Dirt returns the dirt of every cell, row-major, in [0, 1].
func (w *World) Dirt() []float64 { return w.dirt }

// Population returns the number of creatures. Index i of Cells, Energies, Ages,
// IDs and Acts is the same creature; a creature keeps its ID, not its index.
func (w *World) Population() int { return len(w.energy) }

// Cells returns where each creature is: row * Size + column.
func (w *World) Cells() []int32 { return w.cell }

// Energies returns each creature's energy. Those at or below 0 have starved and
// are gone after the next step.
func (w *World) Energies() []float64 { return w.energy }

// Ages returns each creature's age in steps.
func (w *World) Ages() []int32 { return w.age }

// IDs returns each creature's number, unique in the life of the world.
func (w *World) IDs() []int { return w.id }

// Acts returns what each creature did in the last step.
func (w *World) Acts() []Action { return w.action }

// InEmergency reports whether the emergency rule, not its brain, chose what
// creature i did in the last step.
func (w *World) InEmergency(i int) bool { return w.flags[i]&emergency != 0 }

// Births returns the cells where children were born in the last step.
func (w *World) Births() []int32 { return w.births }

// Arrivals returns the cells where newcomers arrived in the last step.
func (w *World) Arrivals() []int32 { return w.arrivals }

// Deaths returns the cells where starved creatures were removed in the last step.
func (w *World) Deaths() []int32 { return w.deaths }

// IndexOf returns the index of the creature with the given ID, or -1.
func (w *World) IndexOf(id int) int { return slices.Index(w.id, id) }

// View appends the View × View cells around creature i, row-major, to dst: what
// it sees.
func (w *World) View(i int, dst []float64) []float64 {
	size := w.cfg.Size
	row, col := int(w.cell[i])/size, int(w.cell[i])%size
	for y := range View {
		line := w.dirt[int(w.wrap[row+y])*size:][:size]
		for _, c := range w.wrap[col : col+View] {
			dst = append(dst, line[c])
		}
	}
	return dst
}

// Hidden returns the Hidden activations of creature i's LSTM, in (-1, 1).
func (w *World) Hidden(i int) []float32 {
	return w.brains.hidden[int(w.slot[i])*Hidden:][:Hidden]
}

// Probabilities appends the probability of each action, as creature i's brain
// last gave them, to dst. The creature takes the largest.
func (w *World) Probabilities(i int, dst []float32) []float32 {
	out := w.brains.logits[int(w.slot[i])*logits:][:Actions]
	top := slices.Max(out)
	var e [Actions]float32
	sum := float32(0)
	for a, x := range out {
		e[a] = exact.Exp32(x - top)
		sum += e[a]
	}
	for _, x := range e {
		dst = append(dst, x/sum)
	}
	return dst
}

// Spill adds amount of dirt to a cell, clipped to [0, 1]. It panics when the
// cell is outside the world.
func (w *World) Spill(cell int, amount float64) {
	if d := w.dirt[cell] + amount; d == d {
		w.dirt[cell] = exact.Unit(d)
	}
}
