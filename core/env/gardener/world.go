package gardener

import (
	"fmt"

	"github.com/resonetics/playground/core/exact"
	"github.com/resonetics/playground/core/rng"
)

// World is one torus with its creatures. Its methods are not safe for
// concurrent use. Slices it returns are its own memory: read them before the
// next Step and never write to them.
type World struct {
	cfg  Config
	seed uint64

	dirt  []float64 // row-major, [0, 1]
	claim []int32   // per cell: list index of the best claim, or -1
	share []int32   // per cell: number of cleaners, zero between steps
	wrap  []int32   // coordinate + reach -> coordinate on the torus

	agents
	brains brains
	hall   hall

	idCounter int
	stats     Stats
	flowEMA   float64
	riskEMA   float64

	births, deaths, arrivals []int32 // cells, this step

	noise   []float64 // scratch for one batch of random numbers
	target  []int32   // scratch: claimed cell per creature
	queue   []int32   // scratch: who asks its brain, who breeds
	growth  *rng.Source
	arrival *rng.Source
	genes   *rng.Source
	tremor  *rng.Source
}

// The independent streams of one seed. Flow has its own, so that watching the
// world (another FlowEpsilon, say) never changes what happens in it.
const (
	streamGrowth = iota
	streamArrival
	streamGenes
	streamTremor
)

// noiseBatch numbers are drawn at once: few enough to stay in the first cache.
const noiseBatch = 1024

// New returns a world at generation 0: no dirt, InitialPopulation random
// creatures. The seed fixes everything that follows.
func New(c Config, seed uint64) (*World, error) {
	if err := c.Validate(); err != nil {
		return nil, err
	}
	w := blank(c)
	w.Reset(seed)
	return w, nil
}

// blank returns a world of valid parameters without creatures or streams.
func blank(c Config) *World {
	w := &World{cfg: c, noise: make([]float64, noiseBatch)}
	w.growth, w.arrival, w.genes, w.tremor = new(rng.Source), new(rng.Source), new(rng.Source), new(rng.Source)
	w.brains.build()
	w.hall.weights = make([]float32, hallSize*stride)
	n := c.Size * c.Size
	w.dirt = make([]float64, n)
	w.claim = make([]int32, n)
	w.share = make([]int32, n)
	for i := range w.claim {
		w.claim[i] = -1
	}
	w.wrap = make([]int32, w.cfg.Size+2*reach)
	for i := range w.wrap {
		w.wrap[i] = int32((i - reach + w.cfg.Size) % w.cfg.Size)
	}
	return w
}

// Reset starts again at generation 0 from seed, with the present Config.
func (w *World) Reset(seed uint64) {
	w.seed = seed
	w.growth.Seed(rng.Derive(seed, streamGrowth))
	w.arrival.Seed(rng.Derive(seed, streamArrival))
	w.genes.Seed(rng.Derive(seed, streamGenes))
	w.tremor.Seed(rng.Derive(seed, streamTremor))
	clear(w.dirt)
	w.agents.truncate(0)
	w.brains.reset()
	w.hall.reset()
	w.births, w.deaths, w.arrivals = w.births[:0], w.deaths[:0], w.arrivals[:0]
	w.flowEMA, w.riskEMA, w.idCounter = 0, 0, 0
	for i := range w.cfg.InitialPopulation {
		w.settle(i)
	}
	w.idCounter = w.cfg.InitialPopulation
	w.stats = Stats{Population: len(w.energy), Verdict: w.verdict(0)}
	w.summarize()
}

// SetConfig changes the parameters of a running world from the next step on.
// It returns an error, and changes nothing, when c is invalid or differs in a
// field that is fixed at the start (Fields says which).
func (w *World) SetConfig(c Config) error {
	if err := c.Validate(); err != nil {
		return err
	}
	if err := w.cfg.Fields().CheckChange(c.Fields()); err != nil {
		return fmt.Errorf("gardener: %w", err)
	}
	if c.Selection != w.cfg.Selection {
		w.hall.reset() // its merits were of another kind
	}
	w.cfg = c
	return nil
}

// Config returns the present parameters.
func (w *World) Config() Config { return w.cfg }

// Step advances the world by one generation.
func (w *World) Step() {
	w.begin()
	for len(w.energy) < w.cfg.MinPopulation {
		w.newcomer()
	}
	w.triage()
	w.think(w.queue)
	w.ripen()
	w.act()
	for lo := 0; lo < len(w.dirt); lo += noiseBatch {
		cells := w.dirt[lo:min(lo+noiseBatch, len(w.dirt))]
		u := w.noise[:len(cells)]
		w.growth.FillFloat64(u)
		grow(cells, u, w.cfg.DirtGrowth)
	}
	w.clean()
	w.breed()
	w.stats.Gen++
	w.monitor()
}

// begin clears the counters of one step and removes the dead.
func (w *World) begin() {
	w.stats.EmergencyMoves = 0
	w.births, w.deaths, w.arrivals = w.births[:0], w.deaths[:0], w.arrivals[:0]
	w.retire()
	kept := 0
	for i, e := range w.energy {
		if e > 0 && w.flags[i]&retired == 0 {
			w.agents.move(kept, i)
			kept++
			continue
		}
		w.deaths = append(w.deaths, w.cell[i])
		w.remember(i)
		w.brains.release(w.slot[i])
	}
	w.agents.truncate(kept)
}

// grow adds u times rate to every cell and clips at 1.
func grow(cells, u []float64, rate float64) {
	u = u[:len(cells)]
	for len(cells) >= 8 {
		c, v := (*[8]float64)(cells), (*[8]float64)(u)
		c[0], c[1] = exact.Unit(c[0]+float64(rate*v[0])), exact.Unit(c[1]+float64(rate*v[1]))
		c[2], c[3] = exact.Unit(c[2]+float64(rate*v[2])), exact.Unit(c[3]+float64(rate*v[3]))
		c[4], c[5] = exact.Unit(c[4]+float64(rate*v[4])), exact.Unit(c[5]+float64(rate*v[5]))
		c[6], c[7] = exact.Unit(c[6]+float64(rate*v[6])), exact.Unit(c[7]+float64(rate*v[7]))
		cells, u = cells[8:], u[8:]
	}
	for i, d := range cells {
		cells[i] = exact.Unit(d + float64(rate*u[i]))
	}
}
