package cluster

import (
	"fmt"
	"math"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/distil"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/rng"
)

// foresightDistilled is the choice of a network that learns what is imagined.
const foresightDistilled = "distilled"

// DistilledOption is the choice of a network that learns what is imagined, which only some labs
// have.
var DistilledOption = lab.Option{Key: foresightDistilled, Label: "Learns to foresee", Help: "It imagines, and a network that sees the whole grid learns from what was imagined; later it tries its own decisions in every second episode. When it has learned from enough it decides alone, and no future is played any more: faster, and less sure. Another policy begins with a new network."}

// allForesight are the choices of this lab.
var allForesight = append(foresightOptions[:len(foresightOptions):len(foresightOptions)], DistilledOption)

// distilParams are about the network.
var distilParams = []lab.Param{
	{Key: "distil-after", For: lab.For{Keys: []string{KeyForesight}, Values: []string{foresightDistilled}}, Label: "Acts alone after", Group: "Policy", Unit: "imagined states", From: 500, To: 50_000, Step: 500,
		Help: "From how many imagined states the network learns before it decides alone. What has learned from only a few thousand may do more harm than good."},
}

// lessonsMetric follows what is counted of looking ahead.
var lessonsMetric = lab.Metric{Key: "lessons", Label: "Imagined states learned", Unit: "states", Late: true,
	Help: "From how many imagined states the network that foresees has learned. Until it has learned from as many as chosen, futures are imagined; then it decides alone.", Role: lab.Prophet}

// DistilConfig returns the numbers of a run of any lab that has distilParams.
func DistilConfig(c lab.Config) distil.Config {
	config := distil.Default()
	for _, p := range distilParams {
		f, err := config.Fields().Find(p.Key)
		if err == nil {
			err = f.Set(c.Get(p.Key))
		}
		if err != nil {
			panic("lab: a checked parameter was refused: " + err.Error())
		}
	}
	return config
}

// checkDistilled reports a grid that is too large for the network.
func checkDistilled(c lab.Config) error {
	if c.Choice(KeyForesight) != foresightDistilled {
		return nil
	}
	if err := distil.CheckWorld(World(c)); err != nil {
		return fmt.Errorf("%s is %s, and %w", KeyForesight, foresightDistilled, err)
	}
	return nil
}

// newStudent returns the network, with its teacher, of a run in worlds of that configuration.
func newStudent(c lab.Config, world cluster.Config) (*distil.Student, error) {
	return distil.NewStudent(DistilConfig(c), ImagineConfig(c), world, rng.Derive(c.Seed, foresightStream))
}

// restudy passes numbers that have changed on to the network in charge.
func (s *simulation) restudy() error {
	if err := s.student.SetImagination(ImagineConfig(s.config)); err != nil {
		return err
	}
	return s.student.Network().SetConfig(DistilConfig(s.config))
}

// lessons returns from how many imagined states the network has learned; NaN without one.
func (s *simulation) lessons() float64 {
	if s.student == nil {
		return math.NaN()
	}
	return float64(s.student.Network().Seen())
}

// guarded returns p as it plays with what looks ahead now.
func (s *simulation) guarded(p agent.Policy) (agent.Policy, error) {
	if s.student != nil {
		return imagine.GuardBy(p, s.student.Frozen(), foresightDistilled).Policy(), nil
	}
	g, err := imagine.Guard(p, ImagineConfig(s.config), World(s.config), train.HeldOut)
	if err != nil {
		return nil, err
	}
	return g.Policy(), nil
}
