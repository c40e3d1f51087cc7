// Package race is the Race lab: two to four policies meet the same fate, and one sees
// what a policy is worth. Every lane has a world of its own with the same seed and the
// same noise, which does not depend on what an agent does; so the difference is the
// policy and nothing else.
package race

import (
	"fmt"

	"github.com/resonetics/playground/core/agent/train"
	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
)

// Lanes is the largest number of lanes.
const Lanes = 4

// Keys of lanes that code asks for by name.
const (
	laneNone  = "none"
	laneYou   = "you"
	lanePilot = "pilot"
)

// ages are the steps of learning after which the Pilot leaves a copy of itself.
var ages = []int{0, 1000, 3000, 10_000, 30_000}

// options are who can run in a lane.
var options = append([]lab.Option{
	{Key: laneNone, Label: "Empty", Help: "The lane is left out."},
	{Key: laneYou, Label: "You", Help: "Arrow keys move, space cleans, S scales, M empties memory, T throttles. Every lane waits for your move."},
	{Key: "random", Label: "Random", Help: "Every action is equally likely."},
	{Key: "h3", Label: "h.3", Help: "The heuristic to beat: it cleans the node under it when that is more than 30 % full, and else walks to the fullest node beside it."},
	{Key: "h5", Label: "h.5", Help: "The same, and cleans from 50 % on."},
	{Key: "h7", Label: "h.7", Help: "The same, and cleans from 70 % on: it waits too long."},
	{Key: "omniscient", Label: "Omniscient", Help: "Sees every node and plans ahead."},
	{Key: lanePilot, Label: "Pilot, now", Help: "The network as it is at this moment: it learns beside the picture."},
}, ageOptions()...)

func ageOptions() []lab.Option {
	list := make([]lab.Option, len(ages))
	for i, age := range ages {
		list[i] = lab.Option{Key: ageKey(age), Label: "Pilot at " + lab.Thousands(age), Help: "A copy of the network after that many steps of learning; until then, as it is now."}
	}
	list[0].Label, list[0].Help = "Pilot, newborn", "The same network before it has learned anything."
	return list
}

func ageKey(age int) string { return fmt.Sprintf("pilot-%d", age) }

// settings is everything that a race is configured by.
type settings struct {
	lanes [Lanes]uint8
	teach int // steps of learning per step of the race
	mind  train.Config
}

func newSettings(rules cluster.Rules) *settings {
	world := cluster.Default(rules)
	world.MemDrift, world.MemNoise = 0.007, 0.02 // the Red Queen's
	s := &settings{teach: 100, mind: train.Default(world)}
	s.mind.Guidance, s.mind.Forecast = train.None, false
	for i, key := range []string{"h3", ageKey(0), lanePilot, laneNone} {
		s.lanes[i] = uint8(optionOf(key))
	}
	return s
}

func optionOf(key string) int {
	for i, o := range options {
		if o.Key == key {
			return i
		}
	}
	panic("race: no lane is called " + key)
}

func laneKey(i int) string { return fmt.Sprintf("lane-%d", i+1) }

func (s *settings) fields() field.List {
	var list field.List
	for i := range s.lanes {
		list = append(list, field.Field{Key: laneKey(i), Value: &s.lanes[i], Choices: lab.OptionKeys(options), Fixed: true})
	}
	list = append(list, field.Field{Key: "teach", Value: &s.teach, Min: 0, Max: 10_000})
	return append(list, s.mind.Fields()...)
}

// settingsOf translates a run's configuration. What no parameter says is the rule
// set's own.
func settingsOf(c lab.Config) *settings {
	s := newSettings(cluster.Rules(c.Get("rules")))
	c.Fill(s.fields())
	return s
}

// check reports what does not go together.
func check(c lab.Config) error {
	running := 0
	for i := range Lanes {
		key := c.Choice(laneKey(i))
		if key != laneNone {
			running++
		}
		if err := clusterlab.Suits(c, key); err != nil {
			return fmt.Errorf("%s %w", laneKey(i), err)
		}
	}
	if running < 2 {
		return fmt.Errorf("a race with %d lanes, want 2 to %d", running, Lanes)
	}
	return nil
}

// learned reports whether the policy of that key comes from the Pilot.
func learned(key string) bool {
	if key == lanePilot {
		return true
	}
	for _, age := range ages {
		if key == ageKey(age) {
			return true
		}
	}
	return false
}

// params is in the order in which controls are shown.
var params = lab.Bind(newSettings(cluster.V51).fields(), append([]lab.Param{
	{Key: laneKey(0), Label: "First lane", Group: "Lanes", Options: options, Basic: true, Help: "Who runs in the first lane."},
	{Key: laneKey(1), Label: "Second lane", Group: "Lanes", Options: options, Basic: true, Help: "Who runs in the second lane."},
	{Key: laneKey(2), Label: "Third lane", Group: "Lanes", Options: options, Basic: true, Help: "Who runs in the third lane."},
	{Key: laneKey(3), Label: "Fourth lane", Group: "Lanes", Options: options, Basic: true, Help: "Who runs in the fourth lane."},
	{Key: "teach", Tunes: true, Label: "Lessons", Unit: "per step", Group: "Lanes", To: 1000, Step: 10, Basic: true,
		Help: "How many steps the Pilot learns from, in a world of its own, while the race takes one."},
}, clusterlab.WorldParams()...))

// Lab is the room's description.
var Lab = &lab.Lab{
	Key:      "race",
	Label:    "Race",
	Question: "One fate, several policies. Which one keeps its cluster alive?",
	Legend:   "Every lane is a cluster of its own, with the same leaks and the same noise. Each tile is a node: its color is memory, the bar inside is CPU load, red is out of memory. Click a node to break it in every lane.",
	Rate:     30,
	Seed:     lab.LinkSeed,
	Click:    clusterlab.Lab.Click,
	Rewind:   clusterlab.RewindSteps,
	Wide:     true,
	Params:   params,
	Presets:  presets(),
	Metrics:  metrics(),
	Main:     []string{"races", "won_1", "won_2", "won_3", "won_4", "learned"},
	Charts:   charts(),
	Keys:     clusterlab.Lab.Keys,
	Actions:  clusterlab.Lab.Actions,
	Rows:     lab.Rows{Columns: "step,race,lane,policy,return,steps,failed,node,learned", PerEpisode: true},
	Players:  lab.OptionKeys(options, laneNone, laneYou),

	New:        lab.Simulated(newSimulation),
	NewPicture: func() lab.Picture { return new(Picture) },
	Check:      check,
	Places:     clusterlab.Lab.Places,
	Acts:       clusterlab.Lab.Acts,
	Suits:      clusterlab.Suits,
	Compare:    clusterlab.Compare,
}

// presets are the world's: who runs is the visitor's.
func presets() []lab.Preset { return clusterlab.Lab.Presets }

func metrics() []lab.Metric {
	list := []lab.Metric{
		{Key: "races", Label: "Races", Help: "Races that have ended, of those run wholly since the last change of the world.", Counted: true},
		{Key: "race_step", Label: "Race step", Help: "Steps since this race began."},
		{Key: "learned", Label: "Learned", Unit: "steps", Help: "Steps that the Pilot has learned from."},
		{Key: "heldout", Label: "Pilot, held-out", Help: "Mean return of the Pilot on 20 episodes that it never learned from, at its last evaluation.", Decimals: 1, Role: lab.Accent},
		{Key: "heldout_h3", Label: "h.3, held-out", Help: "Mean return of h.3 on the same episodes.", Decimals: 1},
	}
	for i := range Lanes {
		list = append(list,
			lab.Metric{Key: fmt.Sprintf("return_%d", i+1), Label: fmt.Sprintf("Return of lane %d", i+1), Help: "Sum of rewards in this race so far.", Decimals: 1, Lane: i + 1},
			lab.Metric{Key: fmt.Sprintf("won_%d", i+1), Label: fmt.Sprintf("Won by lane %d", i+1), Help: "How many of these races this lane has won.", Counted: true, Lane: i + 1})
	}
	return list
}

func charts() []lab.Chart {
	memory := lab.Chart{Key: "memory", Label: "Highest memory", Unit: "%", Max: 100}
	returns := lab.Chart{Key: "return", Label: "Return", Max: 20}
	for i := range Lanes {
		label := fmt.Sprintf("lane %d", i+1)
		memory.Series = append(memory.Series, lab.Series{Key: fmt.Sprintf("memory_%d", i+1), Label: label, Lane: i + 1})
		returns.Series = append(returns.Series, lab.Series{Key: fmt.Sprintf("return_%d", i+1), Label: label, Lane: i + 1})
	}
	memory.Series = append(memory.Series, lab.Series{Key: "crash", Label: "failed", Role: lab.Alarm, Reduction: lab.Sum})
	return []lab.Chart{memory, returns}
}
