package learning

import "github.com/resonetics/playground/core/agent/train"

// Bar is what a learner has to reach on nearly all of the stated seeds, and on how
// many it did.
type Bar struct {
	Text  string `json:"bar"`
	Met   bool   `json:"met"`
	Seeds int    `json:"seeds"` // that meet it
	Of    int    `json:"of"`
}

// criterion is a bar before anything was measured.
type criterion struct {
	text   string
	missed int // seeds on which it may be missed
	met    func(c *Curve) bool
}

func beatsWithin(steps int) func(*Curve) bool {
	return func(c *Curve) bool { return c.Beat > 0 && c.Beat <= steps }
}

func failsAtMost(share float64) func(*Curve) bool {
	return func(c *Curve) bool { return c.Final().Failed <= share+1e-9 } // a sum of fractions
}

func returnsAtLeast(least float64) func(*Curve) bool {
	return func(c *Curve) bool { return c.Final().Return >= least }
}

// stated are the presets' bars with the number of seeds they are stated over.
var stated = map[string]struct {
	seeds    int
	criteria []criterion
}{
	"red-queen": {10, []criterion{
		{"beats h3 within 25000 steps on at least 9 of 10", 1, beatsWithin(25_000)},
		{"returns above 90 at the end on at least 9 of 10", 1, func(c *Curve) bool { return c.Final().Return > 90 }},
		{"fails at most 4 % at the end on at least 9 of 10", 1, failsAtMost(0.04)},
	}},
	"calm": {5, []criterion{
		{"beats h3 within 20000 steps on all", 0, beatsWithin(20_000)},
		{"fails at most 2 % at the end on all", 0, failsAtMost(0.02)},
	}},
	"crisis": {3, []criterion{
		{"returns at least 100 at the end on all", 0, returnsAtLeast(100)},
		{"fails at most 6 % at the end on all", 0, failsAtMost(0.06)},
	}},
	"scarcity": {3, []criterion{{"stretch: beats h3 within 120000 steps on all", 0, beatsWithin(120_000)}}},
}

// many is the number of seeds that claims about a Squadron, which learns in seconds, are
// made over.
const many = 20

// StatedSeeds returns the number of seeds that the preset's bars are stated over; 3 for a
// Pilot's preset without bars.
func (o *Options) StatedSeeds() int {
	if o.Config.Algorithm == train.PQN {
		return many
	}
	if s, ok := stated[o.Preset]; ok {
		return s.seeds
	}
	return 3
}

// criteria returns the bars of who learns: those of the presets are the Pilot's.
func (o *Options) criteria() []criterion {
	if o.Config.Algorithm == train.Pilot {
		return stated[o.Preset].criteria
	}
	return nil
}

// measureBars says which bars the curves meet.
func (t *Table) measureBars(criteria []criterion) {
	for _, c := range criteria {
		met := 0
		for _, curve := range t.Curves {
			if c.met(curve) {
				met++
			}
		}
		n := len(t.Curves)
		t.Bars = append(t.Bars, Bar{c.text, n > 0 && n-met <= c.missed, met, n})
	}
}
