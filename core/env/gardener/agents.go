package gardener

// agents holds the creatures in list order (the order of arrival and birth),
// one array per property. The order is part of the rules: it breaks ties.
type agents struct {
	cell   []int32   // row * Size + column
	energy []float64 // the dead (<= 0) stay until the next step begins
	age    []int32   // steps since arrival or birth
	id     []int     // given out in order, never reused
	genome []int     // number of its brain; only exact copies share one
	slot   []int32   // where brains keeps its weights and its state
	earned []float64 // energy from cleaning that its brain chose
	action []Action  // what it did in the last step
	flags  []flag    // how it did it
}

type flag uint8

const (
	emergency flag = 1 << iota // the emergency rule replaced the brain
	breeder                    // decided with enough energy to breed
	retired                    // leaves when the next step begins
)

func (a *agents) add(cell int32, energy float64, id, genome int, slot int32) {
	a.cell = append(a.cell, cell)
	a.energy = append(a.energy, energy)
	a.age = append(a.age, 0)
	a.id = append(a.id, id)
	a.genome = append(a.genome, genome)
	a.slot = append(a.slot, slot)
	a.earned = append(a.earned, 0)
	a.action = append(a.action, Rest)
	a.flags = append(a.flags, 0)
}

// move copies creature from to index to, which must not be larger.
func (a *agents) move(to, from int) {
	a.cell[to], a.energy[to], a.age[to] = a.cell[from], a.energy[from], a.age[from]
	a.id[to], a.slot[to], a.earned[to] = a.id[from], a.slot[from], a.earned[from]
	a.genome[to] = a.genome[from]
	a.action[to], a.flags[to] = a.action[from], a.flags[from]
}

func (a *agents) truncate(n int) {
	a.cell, a.energy, a.age = a.cell[:n], a.energy[:n], a.age[:n]
	a.id, a.slot, a.earned = a.id[:n], a.slot[:n], a.earned[:n]
	a.genome = a.genome[:n]
	a.action, a.flags = a.action[:n], a.flags[:n]
}

// settle puts a creature with a random brain on a random cell.
func (w *World) settle(id int) {
	slot := w.brains.acquire()
	w.brains.randomize(slot, w.genes)
	w.place(id, w.newGenome(), slot)
}

// newcomer puts a creature with a brain from the selection on a random cell.
func (w *World) newcomer() {
	w.idCounter++
	slot := w.brains.acquire()
	w.place(w.idCounter, w.inherit(slot), slot)
}

func (w *World) place(id, genome int, slot int32) {
	row := w.arrival.Intn(w.cfg.Size)
	cell := int32(row*w.cfg.Size + w.arrival.Intn(w.cfg.Size))
	w.agents.add(cell, w.cfg.StartEnergy, id, genome, slot)
	w.arrivals = append(w.arrivals, cell)
}
