// Package race is the Race lab: two to four policies meet the same fate, and one sees
// what a policy is worth. Every lane has a world of its own with the same seed and the
// same noise, which does not depend on what an agent does; so the difference is the
// policy and nothing else.
package race

import (
	"fmt"
	"slices"
	"strings"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
)

// Lanes is the largest number of lanes.
const Lanes = 4

// params is in the order in which controls are shown.
var params = lab.Bind(newSettings(cluster.V51).fields(), slices.Concat(laneParams(), []lab.Param{
	{Key: "teach", For: lanesOf(learned), Tunes: true, Label: "Practice", Unit: "per step", Group: "Lanes", To: 1000, Step: 10, Basic: true,
		Help: "How many steps each learner takes in a world of its own, while the race takes one. A Squadron takes as many in each of 64 worlds of its own, and learns from all of them."},
}, imaginings(), clusterlab.WorldParams(), learningParams))

// laneParams say of each lane who runs in it, and whether something looks ahead there.
func laneParams() (list []lab.Param) {
	for i, name := range [Lanes]string{"First", "Second", "Third", "Fourth"} {
		list = append(list,
			lab.Param{Key: laneKey(i), Label: name + " lane", Group: "Lanes", Options: options, Basic: true, Help: "Who runs in the " + strings.ToLower(name) + " lane."},
			foresightParam(i, name))
	}
	return list
}

// learningParams are the numbers of the learners that a race changes.
var learningParams = append([]lab.Param{
	clusterlab.GuidanceParam(lanesOf(func(key string) bool { return key == laneProphet || key == laneBoth })),
}, clusterlab.SquadronParams(lanesOf(func(key string) bool { return key == lanePQN || key == laneBoth }))...)

// learned reports whether a lane is of a learner, at any age.
func learned(key string) bool { return learnerOf(key) >= 0 }

// lanesOf are the races in which a lane is one of those.
func lanesOf(is func(key string) bool) lab.For {
	f := lab.For{Keys: []string{laneKey(0), laneKey(1), laneKey(2), laneKey(3)}}
	for _, o := range options {
		if is(o.Key) {
			f.Values = append(f.Values, o.Key)
		}
	}
	return f
}

// Lab is the room's description.
var Lab = &lab.Lab{
	Key:      "race",
	Label:    "Race",
	Question: "One fate, several policies. Which one keeps its cluster alive?",
	Legend:   "Every lane is a cluster of its own, with the same leaks and the same noise. Each tile is a node: its color is memory, the bar inside is CPU load, red is out of memory. Click a node to break it in every lane.",
	Rate:     30,
	Seed:     firstSeed,
	Click:    clusterlab.Lab.Click,
	Rewind:   lab.RewindSteps,
	Wide:     true,
	Params:   params,
	Texts: []lab.Text{clusterlab.ProgramText, {Key: keyStart, Label: "Start", Help: "A moment of another run that every race begins from.", Max: lab.MaxText, Bytes: true,
		Check: lab.Computed(checkStart)}},
	WhatIf:  "race",
	Presets: presets(),
	Until:   clusterlab.GuidanceUntil,
	Metrics: metrics(),
	Main:    []string{"races", "won_1", "won_2", "won_3", "won_4", "learned"},
	Charts:  charts(),
	Keys:    clusterlab.Lab.Keys,
	Actions: clusterlab.Lab.Actions,
	Rows:    lab.Rows{Columns: "step,race,lane,policy,return,steps,failed,node,learned", PerEpisode: true},
	Players: clusterlab.LabPlayers(deciders),

	New:        lab.Simulated(newSimulation),
	NewPicture: func() lab.Picture { return new(Picture) },
	Check:      lab.Computed(check),
	From:       lab.Computed(from),
	Places:     clusterlab.Lab.Places,
	Acts:       clusterlab.Lab.Acts,
	Suits:      clusterlab.Suits,
	Compare:    clusterlab.Compare,
}

// firstSeed is a run whose first races show what the lab is about: in race 1 the newborn
// Pilot fails at step 68 and h.3 at 117, while the Pilot has learned enough to survive. In
// general h.3 fails one race in twelve; the numbers beside the stage say how good each is.
const firstSeed = 757

// presets are the world's, in races of the usual length: who runs is the visitor's.
func presets() []lab.Preset {
	var list []lab.Preset
	for _, p := range clusterlab.Lab.Presets {
		values := map[string]float64{}
		for key, v := range p.Values {
			values[key] = v
		}
		p.Values, values["steps"] = values, raceSteps
		list = append(list, p)
	}
	return list
}

// metrics begin with what matters most; see the constants of their places.
func metrics() []lab.Metric {
	list := []lab.Metric{
		{Key: "learned", Label: "Learned", Unit: "steps", Help: "Steps that the Pilot has learned from, or where it has no lane, who else learns; of a Squadron, those of all its 64 worlds."},
		{Key: "heldout", Label: "Learner, tested", Help: "Mean return of that learner on 20 episodes that it never learned from, at its last evaluation.", Decimals: 1, Role: lab.Accent},
		{Key: "heldout_h3", Label: "h.3, tested", Help: "Mean return of h.3 on the same episodes.", Decimals: 1},
	}
	for i := range Lanes {
		list = append(list, lab.Metric{Key: fmt.Sprintf("won_%d", i+1), Label: fmt.Sprintf("Won by lane %d", i+1), Help: "How many of these races this lane has won.", Counted: true, Lane: i + 1})
	}
	list = append(list,
		lab.Metric{Key: "races", Label: "Races", Help: "Races that have ended, of those run wholly since the last change of lanes or of the world.", Counted: true},
		lab.Metric{Key: "race_step", Label: "Race step", Help: "Steps since this race began."})
	for i := range Lanes {
		list = append(list, lab.Metric{Key: fmt.Sprintf("return_%d", i+1), Label: fmt.Sprintf("Return of lane %d", i+1), Help: "Sum of rewards in this race so far. " + clusterlab.OnReturn, Decimals: 1, Lane: i + 1})
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
