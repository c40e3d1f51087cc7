package lab

import (
	"fmt"

	"github.com/resonetics/playground/core/env/gardener"
	"github.com/resonetics/playground/core/safetensors"
)

// gardenerSim is the Gardener lab: one world without end.
type gardenerSim struct {
	config Config
	world  *gardener.World
	now    GardenerView
}

func newGardenerSim(c Config) (simulation, error) {
	world, err := gardener.New(gardenerConfig(c), c.Seed)
	if err != nil {
		return nil, err
	}
	return &gardenerSim{config: c.Clone(), world: world}, nil
}

// gardenerConfig translates the parameters into the world's configuration. The
// bounds of the population are put in order rather than refused, so that no
// position of two sliders stops the page.
func gardenerConfig(c Config) gardener.Config {
	g := gardener.Default()
	g.DirtGrowth, g.Size = c.Get("growth"), int(c.Get("size"))
	g.CleanReward, g.MoveCost, g.EmergencyMoveCost = c.Get("reward"), c.Get("move-cost"), c.Get("emergency-cost")
	g.Metabolism, g.ReproduceThreshold, g.ReproduceCost = c.Get("metabolism"), c.Get("breed-at"), c.Get("breed-cost")
	g.MutationRate, g.FlowEpsilon = c.Get("mutation"), c.Get("flow-eps")
	g.MaxPopulation = int(c.Get("max-population"))
	g.MinPopulation = min(int(c.Get("min-population")), g.MaxPopulation)
	g.InitialPopulation = min(int(c.Get("first-population")), g.MaxPopulation)
	g.Selection = gardener.Selection(c.Get("selection"))
	return g
}

func (s *gardenerSim) set(i int, v float64) {
	s.config.values[i] = v
	g := gardenerConfig(s.config)
	g.InitialPopulation = s.world.Config().InitialPopulation
	if err := s.world.SetConfig(g); err != nil {
		panic("lab: a checked parameter was refused: " + err.Error())
	}
}

func (s *gardenerSim) act(int) {}

// inject spills dirt on a cell; a negative amount wipes it.
func (s *gardenerSim) inject(cell int, amount float64) { s.world.Spill(cell, amount) }

func (s *gardenerSim) step() bool {
	s.world.Step()
	return true
}

func (s *gardenerSim) ended() bool     { return false }
func (s *gardenerSim) episode() uint64 { return 0 }

// meanDirt returns the mean dirt of a cell, in percent.
func (s *gardenerSim) meanDirt() float64 {
	return 100 * s.world.Stats().TotalEntropy / float64(len(s.world.Dirt()))
}

func (s *gardenerSim) metrics(dst []float64) {
	st := s.world.Stats()
	copy(dst, []float64{
		float64(s.world.Population()), st.MeanEnergy, st.MeanAge, s.meanDirt(), 100 * st.HotFraction,
		float64(st.EmergencyMoves), float64(st.IsolationSaves), st.EntropyGradient, st.Flow, st.Risk, float64(st.Verdict),
	})
}

func (s *gardenerSim) series(dst []float32) {
	st := s.world.Stats()
	copy(dst, []float32{
		float32(s.world.Population()), float32(st.MeanEnergy), float32(s.meanDirt()),
		float32(st.Risk), float32(st.Flow), float32(st.Verdict),
	})
}

func (s *gardenerSim) appendState(b []byte) []byte {
	e := encoder{b: b}
	e.u64(s.world.Digest())
	return e.b
}

// save implements simulation.
func (s *gardenerSim) save(w *safetensors.Writer) {
	w.Bytes("world.state", must(s.world.AppendBinary(nil)))
}

// load implements simulation.
func (s *gardenerSim) load(r *safetensors.Reader, _ uint64) {
	state := r.Bytes("world.state")
	if r.Err() != nil {
		return
	}
	want := gardenerConfig(s.config)
	r.Fail(s.world.UnmarshalBinary(state))
	got := s.world.Config()
	want.InitialPopulation = got.InitialPopulation // it may have been bounded otherwise then
	if got != want {
		r.Fail(fmt.Errorf("the world was made by other parameters (%+v) than the run says (%+v)", got, want))
	}
}

func (s *gardenerSim) view(e *encoder, v View) {
	w, g := s.world, &s.now
	g.Size = w.Size()
	g.Dirt = grow(g.Dirt, len(w.Dirt()))
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
	s.focus(v.Focus - 1)
	g.encode(e)
}

// focus fills in what the creature with that ID sees and thinks.
func (s *gardenerSim) focus(id int) {
	g := &s.now
	g.Focus, g.Sight, g.Hidden, g.Chances = -1, g.Sight[:0], g.Hidden[:0], g.Chances[:0]
	i := -1
	if id >= 0 {
		i = s.world.IndexOf(id)
	}
	if i < 0 {
		return
	}
	g.Focus = i
	s.now.seen = s.world.View(i, s.now.seen[:0])
	for _, d := range s.now.seen {
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

func (s *gardenerSim) text() string {
	st := s.world.Stats()
	return fmt.Sprintf("A field of %d by %d cells after %d steps. %d creatures with mean energy %.1f and mean age %.0f steps. Mean dirt %.1f %%. Risk %.2f, flow %.3f, verdict: %s.",
		s.world.Size(), s.world.Size(), st.Gen, s.world.Population(), st.MeanEnergy, st.MeanAge, s.meanDirt(), st.Risk, st.Flow, st.Verdict)
}
