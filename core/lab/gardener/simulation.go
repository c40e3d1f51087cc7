package gardener

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/codec"
	"github.com/resonetics/playground/core/env/gardener"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/safetensors"
)

// simulation is one world without end.
type simulation struct {
	lab.Base
	config lab.Config
	world  *gardener.World
	past   lab.Past[Picture]
	room   int       // creatures that a picture of the past has room for
	seen   []float64 // scratch of focus
}

func newSimulation(c lab.Config) (lab.Simulation, error) {
	world, err := gardener.New(World(c), c.Seed)
	if err != nil {
		return nil, err
	}
	s := &simulation{config: c, world: world}
	s.remember(0)
	return s, nil
}

// remember begins to keep the past after that many steps.
func (s *simulation) remember(steps int) {
	s.room = max(s.world.Config().MaxPopulation, s.world.Population())
	s.past = newPast(len(s.world.Dirt()), s.room)
	s.past.Resume(steps)
}

// World translates a run's configuration into that of its world. The bounds of the
// population are put in order rather than refused, so that no position of two sliders
// stops the page.
func World(c lab.Config) gardener.Config {
	g := gardener.Evolving()
	c.Fill(g.Fields())
	g.MinPopulation = min(g.MinPopulation, g.MaxPopulation)
	g.InitialPopulation = min(g.InitialPopulation, g.MaxPopulation)
	return g
}

func (s *simulation) Set(key string, v float64) {
	err := s.config.Set(key, v)
	g := World(s.config)
	g.InitialPopulation = s.world.Config().InitialPopulation
	if err == nil {
		err = s.world.SetConfig(g)
	}
	if err != nil {
		panic("lab: a checked parameter was refused: " + err.Error())
	}
	if g.MaxPopulation > s.room { // more memory a moment, and fewer moments
		s.remember(s.past.Count())
	}
}

// Inject implements lab.Simulation: it spills dirt on a cell; a negative amount wipes
// it.
func (s *simulation) Inject(cell int, amount float64) { s.world.Spill(cell, amount) }

func (s *simulation) Step() bool {
	s.world.Step()
	s.paint(s.past.Next())
	return true
}

// meanDirt returns the mean dirt of a cell, in percent.
func (s *simulation) meanDirt() float64 {
	return 100 * s.world.Stats().TotalEntropy / float64(len(s.world.Dirt()))
}

// Metrics implements lab.Simulation. A field without creatures has no mean of them, and no
// verdict on how they keep it.
func (s *simulation) Metrics(dst []float64) {
	st := s.world.Stats()
	energy, age, verdict := st.MeanEnergy, st.MeanAge, float64(st.Verdict)
	if s.world.Population() == 0 {
		energy, age, verdict = math.NaN(), math.NaN(), math.NaN()
	}
	copy(dst, []float64{
		float64(s.world.Population()), energy, age, s.meanDirt(), 100 * st.HotFraction,
		float64(st.EmergencyMoves), float64(st.IsolationSaves), st.EntropyGradient, st.Flow, st.Risk, verdict,
	})
}

func (s *simulation) Series(dst []float32) {
	st := s.world.Stats()
	copy(dst, []float32{
		float32(s.world.Population()), float32(st.MeanEnergy), float32(s.meanDirt()),
		float32(st.Risk), float32(st.Flow), float32(st.Verdict),
	})
}

func (s *simulation) AppendRow(dst []byte, _ uint64) []byte { return s.world.AppendCSV(dst) }

func (s *simulation) AppendState(b []byte) []byte {
	w, digest := codec.Writer(b), s.world.Digest()
	w.Uint64("the digest", &digest)
	return w.Bytes()
}

func (s *simulation) Walk(k *safetensors.Walk, steps uint64) {
	k.Part("world.state", s.world)
	if k.Reads() {
		s.remember(int(steps))
	}
	want, got := World(s.config), s.world.Config()
	want.InitialPopulation = got.InitialPopulation // it may have been bounded otherwise then
	if got != want {
		k.Fail(fmt.Errorf("the world was made by other parameters (%+v) than the run says (%+v)", got, want))
	}
}

func (s *simulation) Text() string {
	st := s.world.Stats()
	if s.world.Population() == 0 {
		return fmt.Sprintf("A field of %d by %d cells after %d steps. No creature is left. Mean dirt %.1f %%.",
			s.world.Size(), s.world.Size(), st.Gen, s.meanDirt())
	}
	return fmt.Sprintf("A field of %d by %d cells after %d steps. %d creatures with mean energy %.1f and mean age %.0f steps. Mean dirt %.1f %%. Risk %.2f, flow %.3f, verdict: %s. %s",
		s.world.Size(), s.world.Size(), st.Gen, s.world.Population(), st.MeanEnergy, st.MeanAge, s.meanDirt(), st.Risk, st.Flow, st.Verdict, verdictMeanings[st.Verdict])
}
