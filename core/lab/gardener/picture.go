package gardener

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/env/gardener"
	"github.com/resonetics/playground/core/lab"
)

// Sight is the side of the square that a creature sees, in cells.
const Sight = gardener.View

// Starving is the energy below which a creature of the published world is in emergency,
// Sated the one with which it breeds.
var (
	Starving = float32(gardener.Default().MoveCost + gardener.Default().EmergencyMargin)
	Sated    = float32(gardener.Default().ReproduceThreshold)
)

// Actions names what a creature can do, in the order of Picture.Actions.
var Actions = [gardener.Actions]string{"up", "down", "left", "right", "clean", "rest"}

// Picture is the picture of a field and its creatures. The arrays per
// creature have the same length and order.
type Picture struct {
	Step     uint64  // the moment shown; earlier than Snapshot.Step when looking back
	Size     int     // rows and columns
	Verdict  int     // an index into the options of the metric
	Dirt     []uint8 // per cell, row-major; 255 is full
	IDs      []uint32
	Cells    []uint32 // where each creature is
	Ages     []uint32 // steps
	Energies []float32
	Actions  []uint8  // what each creature did, as Actions counts
	Births   []uint32 // cells where creatures were born or arrived in the last step
	Deaths   []uint32 // cells where creatures starved

	Focus   int       // index of the creature asked for; -1 when it is not alive, and when looking back
	Sight   []float32 // the 7×7 dirt values it sees, row-major
	Hidden  []float32 // its brain's 16 hidden activations, in (-1, 1)
	Chances []float32 // its brain's probability per action
}

func (p *Picture) Walk(w *codec.Walk) {
	const creatures, cells = 2 * gardener.MaxPopulation, gardener.MaxSize * gardener.MaxSize
	w.Uint64("the step", &p.Step)
	codec.Int32(w, "the size", &p.Size, 1, gardener.MaxSize)
	codec.Int32(w, "the verdict", &p.Verdict, 0, gardener.Verdicts-1)
	codec.Resize32(w, "the number of creatures", &p.Cells, 21, 0, creatures)
	codec.Resize32(w, "the number of births", &p.Births, 4, 0, cells)
	codec.Resize32(w, "the number of deaths", &p.Deaths, 4, 0, cells)
	codec.Int32(w, "the creature in focus", &p.Focus, -1, len(p.Cells)-1)
	codec.Resize32(w, "the cells in sight", &p.Sight, 4, 0, gardener.View*gardener.View)
	codec.Resize32(w, "the hidden values", &p.Hidden, 4, 0, gardener.Hidden)
	codec.Resize32(w, "the chances", &p.Chances, 4, 0, gardener.Actions)
	if w.Err() != nil {
		return
	}
	whole := len(p.Sight) == gardener.View*gardener.View && len(p.Hidden) == gardener.Hidden && len(p.Chances) == gardener.Actions
	none := len(p.Sight)+len(p.Hidden)+len(p.Chances) == 0
	if p.Focus >= 0 && !whole || p.Focus < 0 && !none {
		w.Fail(fmt.Errorf("a creature in focus with %d cells in sight, %d hidden values and %d chances", len(p.Sight), len(p.Hidden), len(p.Chances)))
		return
	}
	if n := len(p.Cells); !w.Writing() {
		p.IDs, p.Ages, p.Energies = lab.Grow(p.IDs, n), lab.Grow(p.Ages, n), lab.Grow(p.Energies, n)
		p.Actions, p.Dirt = lab.Grow(p.Actions, n), lab.Grow(p.Dirt, p.Size*p.Size)
	}
	last := p.Size*p.Size - 1
	whole32(w, "an ID", p.IDs, math.MaxUint32)
	whole32(w, "a creature's cell", p.Cells, last)
	whole32(w, "an age", p.Ages, math.MaxUint32)
	whole32(w, "a birth's cell", p.Births, last)
	whole32(w, "a death's cell", p.Deaths, last)
	free := float32(math.NaN())
	for _, list := range [...][]float32{p.Energies, p.Sight, p.Hidden, p.Chances} {
		w.Float32s("a number of a creature", free, free, list)
	}
	w.Raw("the actions", p.Actions)
	w.Raw("the dirt", p.Dirt)
}

func whole32(w *codec.Walk, what string, list []uint32, most int) {
	for i := range list {
		codec.Int32(w, what, &list[i], 0, most)
	}
}

// Show implements lab.Simulation.
func (s *simulation) Show(dst lab.Picture, v lab.View) {
	p := dst.(*Picture)
	if then := s.past.Back(v.Rewind); then != nil {
		then.copyTo(p)
		return
	}
	s.paint(p)
	s.focus(p, v.Focus-1)
}

// paint fills in p for the present moment, in p's own memory, with no creature in focus.
func (s *simulation) paint(p *Picture) {
	w := s.world
	p.Step, p.Size, p.Verdict = uint64(s.past.Count()), w.Size(), int(w.Stats().Verdict)
	p.Dirt = lab.Grow(p.Dirt, len(w.Dirt()))
	quantize(p.Dirt, w.Dirt())
	p.IDs, p.Cells, p.Ages, p.Energies, p.Actions = p.IDs[:0], p.Cells[:0], p.Ages[:0], p.Energies[:0], p.Actions[:0]
	for i, cell := range w.Cells() {
		p.Cells = append(p.Cells, uint32(cell))
		p.IDs = append(p.IDs, uint32(w.IDs()[i]))
		p.Ages = append(p.Ages, uint32(w.Ages()[i]))
		p.Energies = append(p.Energies, float32(w.Energies()[i]))
		p.Actions = append(p.Actions, uint8(w.Acts()[i]))
	}
	p.Births = cells(p.Births[:0], w.Births(), w.Arrivals())
	p.Deaths = cells(p.Deaths[:0], w.Deaths())
	p.blur()
}

// quantize writes values in [0, 1] as [0, 255]. Every step does it for every cell: to add
// a number of which only the whole part has room, and to read its lowest bits, takes half
// as long as to convert.
func quantize(dst []uint8, values []float64) {
	const whole = 1 << 52
	dst = dst[:len(values)]
	for i, v := range values {
		dst[i] = uint8(math.Float64bits(float64(v*255) + whole))
	}
}

// copyTo copies p into dst's own memory.
func (p *Picture) copyTo(dst *Picture) {
	dst.Step, dst.Size, dst.Verdict = p.Step, p.Size, p.Verdict
	dst.Dirt, dst.Actions = append(dst.Dirt[:0], p.Dirt...), append(dst.Actions[:0], p.Actions...)
	dst.IDs, dst.Cells, dst.Ages = append(dst.IDs[:0], p.IDs...), append(dst.Cells[:0], p.Cells...), append(dst.Ages[:0], p.Ages...)
	dst.Energies = append(dst.Energies[:0], p.Energies...)
	dst.Births, dst.Deaths = append(dst.Births[:0], p.Births...), append(dst.Deaths[:0], p.Deaths...)
	dst.blur()
}

// blur says that no creature is in focus.
func (p *Picture) blur() {
	p.Focus, p.Sight, p.Hidden, p.Chances = -1, p.Sight[:0], p.Hidden[:0], p.Chances[:0]
}

// creatureBytes are what a creature takes of a Picture.
const creatureBytes = 4 + 4 + 4 + 4 + 1

// newPast makes room for pictures of a field of that many cells and creatures.
func newPast(cells, creatures int) lab.Past[Picture] {
	n := lab.PastSteps(cells + creatureBytes*creatures)
	moments := make([]Picture, n)
	bytes, numbers := make([]uint8, n*(cells+creatures)), make([]uint32, 3*n*creatures)
	energies := make([]float32, n*creatures)
	for i := range moments {
		p := &moments[i]
		p.Dirt, bytes = cut(bytes, cells)
		p.Actions, bytes = cut(bytes, creatures)
		p.IDs, numbers = cut(numbers, creatures)
		p.Cells, numbers = cut(numbers, creatures)
		p.Ages, numbers = cut(numbers, creatures)
		p.Energies, energies = cut(energies, creatures)
	}
	return lab.NewPast(moments)
}

// cut returns room for n values at the beginning of s, and the rest.
func cut[T any](s []T, n int) (room, rest []T) { return s[:0:n], s[n:] }

// focus fills in what the creature with that ID sees and thinks.
func (s *simulation) focus(g *Picture, id int) {
	if id < 0 {
		return
	}
	i := s.world.IndexOf(id)
	if i < 0 {
		return
	}
	g.Focus = i
	s.seen = s.world.View(i, s.seen[:0])
	for _, d := range s.seen {
		g.Sight = append(g.Sight, float32(d))
	}
	g.Hidden = append(g.Hidden, s.world.Hidden(i)...)
	g.Chances = s.world.Probabilities(i, g.Chances)
}

func cells(dst []uint32, lists ...[]int32) []uint32 {
	for _, list := range lists {
		for _, c := range list {
			dst = append(dst, uint32(c))
		}
	}
	return dst
}
