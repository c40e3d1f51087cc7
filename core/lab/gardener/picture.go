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
	Size     int     // rows and columns
	Dirt     []uint8 // per cell, row-major; 255 is full
	IDs      []uint32
	Cells    []uint32 // where each creature is
	Ages     []uint32 // steps
	Energies []float32
	Actions  []uint8  // what each creature did, as Actions counts
	Births   []uint32 // cells where creatures were born or arrived in the last step
	Deaths   []uint32 // cells where creatures starved

	Focus   int       // index of the creature asked for; -1 when it is not alive
	Sight   []float32 // the 7×7 dirt values it sees, row-major
	Hidden  []float32 // its brain's 16 hidden activations, in (-1, 1)
	Chances []float32 // its brain's probability per action
}

func (p *Picture) Walk(w *codec.Walk) {
	const creatures, cells = 2 * gardener.MaxPopulation, gardener.MaxSize * gardener.MaxSize
	codec.Int32(w, "the size", &p.Size, 1, gardener.MaxSize)
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

func (s *simulation) Show(dst lab.Picture, v lab.View) {
	w, g := s.world, dst.(*Picture)
	g.Size = w.Size()
	g.Dirt = lab.Grow(g.Dirt, len(w.Dirt()))
	for i, d := range w.Dirt() {
		g.Dirt[i] = uint8(d*255 + 0.5)
	}
	g.Cells, g.IDs, g.Ages = g.Cells[:0], g.IDs[:0], g.Ages[:0]
	g.Energies, g.Actions = g.Energies[:0], g.Actions[:0]
	for i, cell := range w.Cells() {
		g.Cells = append(g.Cells, uint32(cell))
		g.IDs = append(g.IDs, uint32(w.IDs()[i]))
		g.Ages = append(g.Ages, uint32(w.Ages()[i]))
		g.Energies = append(g.Energies, float32(w.Energies()[i]))
		g.Actions = append(g.Actions, uint8(w.Acts()[i]))
	}
	g.Births = cells(g.Births[:0], w.Births(), w.Arrivals())
	g.Deaths = cells(g.Deaths[:0], w.Deaths())
	s.focus(g, v.Focus-1)
}

// focus fills in what the creature with that ID sees and thinks.
func (s *simulation) focus(g *Picture, id int) {
	g.Focus, g.Sight, g.Hidden, g.Chances = -1, g.Sight[:0], g.Hidden[:0], g.Chances[:0]
	i := -1
	if id >= 0 {
		i = s.world.IndexOf(id)
	}
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
