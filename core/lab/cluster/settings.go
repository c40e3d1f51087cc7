package cluster

import (
	"fmt"
	"slices"
	"strings"

	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/agent/distil"
	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
)

// Keys of parameters that code asks for by name.
const (
	keyPolicy   = "policy"
	keyTrain    = "train"
	keyGuidance = "guidance"
	keyRules    = "rules"
	keyWidth    = "width"
	keyStage    = "stage"
)

// KeyForesight is the key of the choice of what looks ahead.
const KeyForesight = "foresight"

// Keys of policies that code asks for by name.
const (
	policyYou     = "you"
	policyQTable  = "qtable"
	policyPilot   = "pilot"
	policyProphet = "pilot-prophet"
	policyPQN     = "pqn"
	policyBoth    = "pqn-prophet"
)

// Who learns what.
var (
	pilots    = []string{policyPilot, policyProphet}
	squadrons = []string{policyPQN, policyBoth}
	prophets  = []string{policyProphet, policyBoth}
)

// settings is everything that a run of this lab is configured by: what is the session's
// own, and the numbers of the learner and its world.
type settings struct {
	policy    uint8
	stage     uint8
	train     bool
	guidance  uint8
	foresight uint8
	imagine   imagine.Config
	distil    distil.Config
	mind      train.Config
}

// newSettings returns the defaults under a rule set: h.3, which plays under every rule
// set and fails often enough to be worth watching.
func newSettings(rules cluster.Rules) *settings {
	return &settings{
		policy: uint8(slices.IndexFunc(policyOptions, func(o lab.Option) bool { return o.Key == "h3" })),
		train:  true, guidance: DefaultGuidance(), imagine: imagine.Default(), distil: distil.Default(), mind: Mind(rules),
	}
}

// Mind returns the defaults, in every lab of clusters, of the world under a rule set and of
// what learns in it.
func Mind(rules cluster.Rules) train.Config {
	world := cluster.Default(rules)
	world.MemDrift, world.MemNoise = 0.007, 0.02
	return train.Default(world)
}

// fields lists every number of s.
func (s *settings) fields() field.List {
	own := field.List{
		{Key: keyPolicy, Value: &s.policy, Choices: lab.OptionKeys(policyOptions)},
		{Key: keyStage, Value: &s.stage, Choices: lab.OptionKeys(stageOptions)},
		{Key: keyTrain, Value: &s.train},
		GuidanceField(&s.guidance),
		{Key: KeyForesight, Value: &s.foresight, Choices: lab.OptionKeys(allForesight)},
	}
	return slices.Concat(own, s.imagine.Fields(), s.distil.Fields(), s.mind.Fields().Without(keyGuidance))
}

func guidanceKeys() []string { return lab.OptionKeys(guidanceOptions) }

// settingsOf translates a run's configuration. What no parameter says is the rule
// set's own.
func settingsOf(c lab.Config) *settings {
	s := newSettings(cluster.Rules(c.Get(keyRules)))
	c.Fill(s.fields())
	return s
}

// World returns the world of a run of any lab that has the parameters of WorldParams.
func World(c lab.Config) cluster.Config {
	w := newSettings(cluster.Rules(c.Get(keyRules))).mind.World
	for _, f := range w.Fields() {
		i := slices.IndexFunc(c.Lab.Params, func(p lab.Param) bool { return p.Key == f.Key })
		if i < 0 {
			continue // no parameter says it
		}
		if err := f.Set(c.At(i)); err != nil {
			panic("lab: a checked parameter was refused: " + err.Error())
		}
	}
	return w
}

// PresetOf returns the key of the preset whose world a run begins in; empty for none.
func PresetOf(c lab.Config) string {
	for _, p := range c.Lab.Presets {
		if !slices.ContainsFunc(worldParams, func(w lab.Param) bool { v, has := p.Values[w.Key]; return has && v != c.Get(w.Key) }) {
			return p.Key
		}
	}
	return ""
}

// Learners returns the keys of the policies that learn.
func Learners() []string { return slices.Concat([]string{policyQTable}, pilots, squadrons) }

// Learner returns the configuration of a run's learner: train.New of it is the run that
// a session of c takes, bit for bit. The error names a policy that does not learn, or
// the first number that the learner does not accept.
func Learner(c lab.Config) (train.Config, error) {
	policy := c.Choice(keyPolicy)
	if !slices.Contains(Learners(), policy) {
		return train.Config{}, fmt.Errorf("policy is %s, which does not learn; want one of %s", policy, strings.Join(Learners(), ", "))
	}
	tc := learnerOf(c, policy)
	return tc, tc.Validate()
}

// learnerOf returns the configuration that a policy learns with.
func learnerOf(c lab.Config, policy string) train.Config {
	tc := settingsOf(c).mind
	tc.Seed = c.Seed
	switch {
	case policy == policyQTable:
		tc.Algorithm = train.QTable
	case slices.Contains(squadrons, policy):
		tc.Algorithm = train.PQN
	default:
		tc.Algorithm = train.Pilot
	}
	tc.Guidance = guidanceOf(c, policy)
	tc.Forecast = slices.Contains(prophets, policy)
	return tc
}

// guidanceOf returns the rule in force: only who learns with the Prophet is guided.
func guidanceOf(c lab.Config, policy string) train.Guidance {
	if !slices.Contains(prophets, policy) {
		return train.None
	}
	return Guidance(c)
}

// Guidance returns the rule that a run of any lab says which has GuidanceParam.
func Guidance(c lab.Config) train.Guidance {
	return train.Guidance(slices.Index(train.GuidanceNames, c.Choice(keyGuidance)))
}

// DefaultGuidance returns the default of GuidanceField: withdrawn, in every world. Where danger
// is always ahead, who is relieved of it to the end never learns to meet it.
func DefaultGuidance() uint8 {
	return uint8(slices.Index(guidanceKeys(), train.GuidanceNames[train.Withdrawn]))
}

// GuidanceUntil is the earlier default of GuidanceField.
var GuidanceUntil = []lab.Until{{Version: 3, Key: keyGuidance, Text: "handover"}}

// GuidanceField returns the field of GuidanceParam, with the given value. It has the rules
// that a person can choose; those that need a paired run are train's alone.
func GuidanceField(value *uint8) field.Field {
	return field.Field{Key: keyGuidance, Value: value, Choices: guidanceKeys()}
}

// isLearners reports whether a parameter is a number of the learner.
func isLearners(key string) bool {
	return key != keyTrain && slices.ContainsFunc(learningParams, func(p lab.Param) bool { return p.Key == key })
}

// unread says where it is that nothing reads a parameter, beyond what [lab.For] says: a
// policy that does not learn acts by its network alone.
func unread(c lab.Config, key string) string {
	if isLearners(key) && c.Get(keyTrain) == 0 && key != keyWidth {
		return "train is off"
	}
	if rule := c.Choice(keyGuidance); strings.HasPrefix(key, "withdraw-") && Guidance(c) != train.Withdrawn {
		return "guidance is " + rule
	}
	if key != KeyForesight && IsForesights(key) && c.Choice(keyPolicy) == policyYou {
		return "policy is " + policyYou
	}
	return ""
}

// check reports a policy that does not suit.
func check(c lab.Config) error {
	if err := Suits(c, c.Choice(keyPolicy)); err != nil {
		return fmt.Errorf("policy %w", err)
	}
	return checkDistilled(c)
}

// Suits reports why a policy, or a player of a series, cannot act under the rules of a configuration, or in this
// build.
func Suits(c lab.Config, player string) error {
	policy, _ := PlayerPolicy(player)
	if policy == KeyProgram {
		return CanProgram()
	}
	if rules := cluster.Rules(c.Get(keyRules)); learned(policy) && rules != cluster.V51 {
		return fmt.Errorf("%s needs rules v5.1, whose observation it reads; the rules are %s", policy, rules)
	}
	return nil
}

// learned reports whether a policy acts by what it has learned: one of Learners, or the
// Pilot at an age.
func learned(policy string) bool {
	return slices.Contains(Learners(), policy) || strings.HasPrefix(policy, policyPilot+"-")
}

// PolicyOf returns the key of the policy that a learner of that configuration is.
func PolicyOf(c train.Config) string {
	prophet := c.Forecast || c.Guidance != train.None
	switch {
	case c.Algorithm == train.QTable:
		return policyQTable
	case c.Algorithm == train.PQN && prophet:
		return policyBoth
	case c.Algorithm == train.PQN:
		return policyPQN
	case prophet:
		return policyProphet
	}
	return policyPilot
}

// Classical returns the policy with that key, nil where the visitor or a learner
// decides.
func Classical(key string) agent.Policy {
	switch key {
	case "random":
		return agent.Random{}
	case "h3":
		return agent.H3
	case "h5":
		return agent.H5
	case "h7":
		return agent.H7
	case "local":
		return agent.Local{}
	case "omniscient":
		return agent.Omniscient{}
	case "omniscient-farming":
		return agent.OmniscientFarming{}
	}
	return nil
}
