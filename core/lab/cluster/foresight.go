package cluster

import (
	"fmt"
	"math"
	"slices"

	"github.com/resonetics/playground/core/agent/distil"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
	"github.com/resonetics/playground/core/rng"
	"github.com/resonetics/playground/core/safetensors"
)

// The values of the choice of what looks ahead.
const (
	foresightNone    = "none"
	foresightImagine = "imagine"
)

var foresightOptions = []lab.Option{
	{Key: foresightNone, Label: "No", Help: "The policy acts as it chooses."},
	{Key: foresightImagine, Label: "Imagines futures", Help: "When a node is getting full, it plays a few futures in copies of the cluster, with chance of their own, and lets the policy decide in them. If too many fail, it takes the action after which the fewest do."},
}

// ForesightParam returns the choice of what looks ahead for the runs that read it, to be
// bound to ForesightField.
func ForesightParam(in lab.For) lab.Param {
	return lab.Param{Key: KeyForesight, For: in, Label: "Looks ahead", Group: "Policy", Options: foresightOptions, Basic: true,
		Help: "Whether the Prophet checks each action before it is taken, and takes another where it foresees a failure. It knows the rules and sees the whole grid, which the policy does not. A policy that learns learns from the action that is really taken; of a Squadron's 64 clusters it looks ahead in yours alone."}
}

// ForesightField returns the field of ForesightParam, with the given value.
func ForesightField(value *uint8) field.Field {
	return field.Field{Key: KeyForesight, Value: value, Choices: lab.OptionKeys(foresightOptions)}
}

// imagined are the runs in which futures are imagined.
var imagined = lab.For{Keys: []string{KeyForesight}, Values: []string{foresightImagine, foresightDistilled}}

// foresightParams are about looking ahead, for every policy but the visitor.
var foresightParams = slices.Concat([]lab.Param{withDistilled(ForesightParam(policies(lab.OptionKeys(policyOptions, policyYou))))}, ImagineParams(imagined), distilParams)

// withDistilled adds the network that learns what is imagined to the choice of what looks ahead.
func withDistilled(p lab.Param) lab.Param {
	p.Options = allForesight
	return p
}

// ImagineParams returns the numbers of what is imagined for the runs that read them, to be
// bound to the fields of an imagine.Config.
func ImagineParams(in lab.For) []lab.Param {
	return []lab.Param{
		{Key: "imagine-at", For: in, Label: "Looks from", Group: "Policy", Unit: "memory", Step: 0.01,
			Help: "It looks ahead when the memory of the fullest node is above this part."},
		{Key: "imagine-futures", For: in, Label: "Futures", Group: "Policy", Step: 1,
			Help: "How many futures it imagines of an action."},
		{Key: "imagine-steps", For: in, Label: "Length of a future", Group: "Policy", Unit: "steps", Step: 1,
			Help: "How far it looks."},
		{Key: "imagine-tolerated", For: in, Label: "Tolerated failures", Group: "Policy", Step: 0.01,
			Help: "It leaves an action alone when at most this part of its futures fails."},
	}
}

// foresightMetrics follow those of learning.
var foresightMetrics = []lab.Metric{
	{Key: "looked", Label: "Looked ahead", Unit: "steps", Late: true, Help: "Steps before which it imagined futures, since the last change of the policy or of its world.", Counted: true, Role: lab.Prophet},
	{Key: "overruled", Label: "Overruled", Unit: "steps", Late: true, Help: "Steps at which it took another action than the policy's.", Counted: true, Role: lab.Prophet},
	{Key: "overruled_share", Label: "Share overruled", Unit: "%", Late: true, Help: "The same as a part of all these steps.", Counted: true, Decimals: 1, Role: lab.Prophet},
	lessonsMetric,
}

// foresightStream separates the noise that is imagined from the episodes' and from the
// learner's random numbers.
const foresightStream = math.MaxUint64 - 2

// NewImagination returns what imagines in a run of any lab that has ImagineParams, in worlds of
// that configuration.
func NewImagination(c lab.Config, world cluster.Config) (*imagine.Imagination, error) {
	return imagine.New(ImagineConfig(c), world, rng.Derive(c.Seed, foresightStream))
}

// Foresight returns what looks ahead in a run of this lab, in worlds of that configuration;
// nil where nothing does.
func Foresight(c lab.Config, world cluster.Config) (imagine.Foresight, error) {
	switch c.Choice(KeyForesight) {
	case foresightNone:
		return nil, nil
	case foresightDistilled:
		return newStudent(c, world)
	}
	return NewImagination(c, world)
}

// ImagineConfig returns the numbers of a run of any lab that has ImagineParams.
func ImagineConfig(c lab.Config) imagine.Config {
	config := imagine.Default()
	for _, f := range config.Fields() {
		if err := f.Set(c.Get(f.Key)); err != nil {
			panic("lab: a checked parameter was refused: " + err.Error())
		}
	}
	return config
}

// IsForesights reports whether a parameter is about looking ahead.
func IsForesights(key string) bool {
	for i := range foresightParams {
		if foresightParams[i].Key == key {
			return true
		}
	}
	return false
}

// foresee puts in charge what looks ahead by the configuration; its counts go on. A network
// that is in charge goes on, with the numbers that have changed.
func (s *simulation) foresee() (err error) {
	before := s.ahead
	if s.student != nil && s.config.Choice(KeyForesight) == foresightDistilled {
		return s.restudy()
	}
	if s.ahead, err = Foresight(s.config, s.world().Config()); err != nil {
		return err
	}
	s.student, _ = s.ahead.(*distil.Student)
	switch {
	case s.ahead == nil:
	case before == nil:
		s.score.foreseen = imagine.Tally{}
	default:
		s.ahead.SetTally(before.Tally())
	}
	return nil
}

// foreseeAfresh is foresee for another policy, whose futures are others: a network that has
// learned from the last one's begins again.
func (s *simulation) foreseeAfresh() error {
	s.student = nil
	return s.foresee()
}

// foreseen returns the action to take in place of the one that the policy has chosen: in its
// futures the policy decides, a learner's as it acts without exploring.
func (s *simulation) foreseen(w *cluster.World, proposed int) int {
	episode := s.episodes.Number
	switch {
	case s.script != nil:
		return s.ahead.Decide(w, episode, proposed, s.script.compiled())
	case s.learner != nil:
		return s.learner.learner.Foresee(s.ahead, w, episode, proposed, s.learner.greedy)
	}
	return s.ahead.Decide(w, episode, proposed, s.policy)
}

// foresightMetrics writes what the list of that name says.
func (s *simulation) foresightMetrics(dst []float64) {
	if s.ahead == nil {
		lab.Nothing(dst)
		return
	}
	t, before := s.ahead.Tally(), s.score.foreseen
	t.Steps, t.Looked, t.Overruled = t.Steps-before.Steps, t.Looked-before.Looked, t.Overruled-before.Overruled
	share := math.NaN()
	if t.Steps > 0 {
		share = 100 * float64(t.Overruled) / float64(t.Steps)
	}
	copy(dst, []float64{float64(t.Looked), float64(t.Overruled), share, s.lessons()})
}

// walkForesight writes or reads the counts, where something looks ahead.
func (s *simulation) walkForesight(k *safetensors.Walk) {
	const name = "cluster.foresight"
	if s.ahead == nil || !k.Has(name) {
		return
	}
	t, before := s.ahead.Tally(), &s.score.foreseen
	k.Counts(name, &t.Steps, &t.Looked, &t.Overruled, &before.Steps, &before.Looked, &before.Overruled)
	if before.Steps > t.Steps || before.Looked > t.Looked || before.Overruled > t.Overruled {
		k.Fail(fmt.Errorf("%v of %v steps that were looked ahead of do not count", *before, t))
	}
	s.ahead.SetTally(t)
	if s.student != nil {
		s.student.Walk(k)
	}
}
