package race

import (
	"fmt"

	"github.com/resonetics/playground/core/agent/imagine"
	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
)

// settings is everything that a race is configured by.
type settings struct {
	lanes [Lanes]uint8
	teach int // steps of learning per step of the race
	mind  train.Config

	guidance uint8 // while a Prophet's pupil learns

	foresight [Lanes]uint8
	imagine   imagine.Config
}

// raceSteps is how long a race lasts: five seconds at the speed of a first visit, in
// which a newborn Pilot has failed and h.3 sometimes has.
const raceSteps = 150

func newSettings(rules cluster.Rules) *settings {
	s := &settings{teach: 150, guidance: clusterlab.DefaultGuidance(), imagine: imagine.Default(), mind: clusterlab.Mind(rules)}
	s.mind.World.MaxSteps = raceSteps
	for i, key := range []string{"h3", ageKey(0), lanePilot, laneNone} {
		s.lanes[i] = uint8(optionOf(key))
	}
	return s
}

func laneKey(i int) string { return fmt.Sprintf("lane-%d", i+1) }

// laneOf returns the number of the lane that a parameter fills, -1 for none.
func laneOf(key string) int {
	for i := range Lanes {
		if key == laneKey(i) {
			return i
		}
	}
	return -1
}

func (s *settings) fields() field.List {
	var list field.List
	for i := range s.lanes {
		list = append(list, field.Field{Key: laneKey(i), Value: &s.lanes[i], Choices: lab.OptionKeys(options)}, foresightField(i, &s.foresight[i]))
	}
	list = append(list, s.imagine.Fields()...)
	list = append(list, field.Field{Key: "teach", Value: &s.teach, Min: 0, Max: 10_000})
	return append(append(list, clusterlab.GuidanceField(&s.guidance)), s.mind.Fields().Without("guidance")...)
}

// settingsOf translates a run's configuration. What no parameter says is the rule
// set's own.
func settingsOf(c lab.Config) *settings {
	s := newSettings(cluster.Rules(c.Get("rules")))
	c.Fill(s.fields())
	s.mind.Seed, s.mind.Guidance = c.Seed, clusterlab.Guidance(c)
	return s
}

// learner returns the configuration that one of learners learns with.
func (s *settings) learner(i int) train.Config {
	c := s.mind
	switch learners[i] {
	case laneQTable:
		c.Algorithm = train.QTable
	case lanePQN, laneBoth:
		c.Algorithm = train.PQN
	}
	if learners[i] != laneProphet && learners[i] != laneBoth {
		c.Guidance, c.Forecast = train.None, false
	}
	return c
}

// check reports what does not go together.
func check(c lab.Config) error {
	from, err := startOf(c)
	if err != nil {
		return err
	}
	running := 0
	for i := range Lanes {
		key := c.Choice(laneKey(i))
		if key != laneNone {
			running++
		}
		if err := clusterlab.Suits(c, key); err != nil {
			return fmt.Errorf("%s %w", laneKey(i), err)
		}
		if key == laneRecorded && (from == nil || len(from.actions) == 0) {
			return fmt.Errorf("%s %s needs a run that the race begins from: look back in the Cluster and ask what if", laneKey(i), key)
		}
	}
	if running < 2 {
		return fmt.Errorf("a race with %d lanes, want 2 to %d", running, Lanes)
	}
	return nil
}
