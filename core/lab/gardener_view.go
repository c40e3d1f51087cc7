package lab

import "github.com/resonetics/playground/core/env/gardener"

// GardenerView is the picture of a field and its creatures. The arrays per
// creature have the same length and order.
type GardenerView struct {
	Size     int     // rows and columns
	Dirt     []uint8 // per cell, row-major; 255 is full
	IDs      []uint32
	Cells    []uint32 // where each creature is
	Ages     []uint32 // steps
	Energies []float32
	Actions  []uint8  // what each creature did: up, down, left, right, clean, rest
	Births   []uint32 // cells where creatures were born or arrived in the last step
	Deaths   []uint32 // cells where creatures starved

	Focus   int       // index of the creature asked for; -1 when it is not alive
	Sight   []float32 // the 7×7 dirt values it sees, row-major
	Hidden  []float32 // its brain's 16 hidden activations, in (-1, 1)
	Chances []float32 // its brain's probability per action
	seen    []float64 // scratch of the encoder
}

func (g *GardenerView) encode(e *encoder) {
	e.begin(tagGardener)
	for _, n := range []int{g.Size, len(g.Cells), len(g.Births), len(g.Deaths), g.Focus, len(g.Sight), len(g.Hidden), len(g.Chances)} {
		e.u32(uint32(int32(n)))
	}
	for _, list := range [][]uint32{g.IDs, g.Cells, g.Ages, g.Births, g.Deaths} {
		for _, v := range list {
			e.u32(v)
		}
	}
	for _, list := range [][]float32{g.Energies, g.Sight, g.Hidden, g.Chances} {
		e.f32s(list)
	}
	e.b = append(e.b, g.Actions...)
	e.b = append(e.b, g.Dirt...)
	e.end()
}

func (g *GardenerView) decode(d *decoder) {
	var n [8]int
	for i := range n {
		n[i] = int(int32(d.u32()))
	}
	size, creatures, births, deaths, focus := n[0], n[1], n[2], n[3], n[4]
	sight, hidden, chances := n[5], n[6], n[7]
	if d.err != nil {
		return
	}
	if size < 1 || size > gardener.MaxSize || creatures < 0 || creatures > 2*gardener.MaxPopulation ||
		focus < -1 || focus >= creatures {
		d.fail("a field of %d × %d cells with %d creatures, number %d in focus", size, size, creatures, focus)
		return
	}
	whole := focus >= 0 && sight == gardener.View*gardener.View && hidden == gardener.Hidden && chances == gardener.Actions
	none := focus < 0 && sight == 0 && hidden == 0 && chances == 0
	if !whole && !none {
		d.fail("a creature in focus with %d cells in sight, %d hidden values and %d chances", sight, hidden, chances)
		return
	}
	g.Size, g.Focus = size, focus
	g.IDs = d.u32s(g.IDs, creatures)
	g.Cells = d.indices(g.Cells, creatures, size*size)
	g.Ages = d.u32s(g.Ages, creatures)
	g.Births = d.indices(g.Births, births, size*size)
	g.Deaths = d.indices(g.Deaths, deaths, size*size)
	g.Energies = d.f32s(g.Energies, creatures)
	g.Sight = d.f32s(g.Sight, sight)
	g.Hidden = d.f32s(g.Hidden, hidden)
	g.Chances = d.f32s(g.Chances, chances)
	g.Actions = append(g.Actions[:0], d.take(creatures)...)
	g.Dirt = append(g.Dirt[:0], d.take(size*size)...)
}
