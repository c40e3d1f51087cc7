package race

import (
	"fmt"
	"slices"

	"github.com/resonetics/playground/core/lab"
	clusterlab "github.com/resonetics/playground/core/lab/cluster"
)

// Keys of lanes that code asks for by name.
const (
	laneNone     = "none"
	laneYou      = "you"
	laneRecorded = "recorded"
	laneQTable   = "qtable"
	lanePilot    = "pilot"
	laneProphet  = "pilot-prophet"
	lanePQN      = "pqn"
	laneBoth     = "pqn-prophet"
)

// learners are the lanes that learn beside the picture, each in a school of its own.
var learners = [...]string{lanePilot, laneProphet, laneQTable, lanePQN, laneBoth}

// learnerNames are what messages call them.
var learnerNames = [len(learners)]string{"Pilot", "Pilot + Prophet", "Q-table", "Squadron", "Squadron + Prophet"}

// ages are the steps of learning after which the Pilot leaves a copy of itself.
var ages = [...]int{0, 1000, 3000, 10_000, 30_000}

// options are who can run in a lane.
var options = append([]lab.Option{
	{Key: laneNone, Label: "Empty", Help: "The lane is left out."},
	{Key: laneYou, Label: "You", Help: "Arrow keys move, space cleans, S scales, M empties memory, T throttles. Every lane waits for your move."},
	{Key: "random", Label: "Random", Help: "Every action is equally likely."},
	{Key: "h3", Label: "h.3", Help: "The heuristic to beat: it cleans the node under it when that is more than 30 % full, and else walks to the fullest node beside it."},
	{Key: "h5", Label: "h.5", Help: "The same, and cleans from 50 % on."},
	{Key: "h7", Label: "h.7", Help: "The same, and cleans from 70 % on: it waits too long."},
	{Key: "local", Label: "Local rule, tuned", Help: "A rule like h.3 with the best of 90 settings for each preset, found on other episodes: it cleans and scales earlier, and looks at the CPU too."},
	{Key: "omniscient", Label: "Omniscient", Help: "Sees every node and plans ahead."},
	{Key: "omniscient-farming", Label: "Planner that farms", Help: "Sees every node and plans ahead, and scales for the reward alone while it has budget to spare."},
	clusterlab.ProgramOption,
	{Key: laneQTable, Label: "Q-table, now", Help: "A table of 125 situations, as it is at this moment: it learns beside the picture."},
	{Key: lanePilot, Label: "Pilot, now", Help: "The network as it is at this moment: it learns beside the picture."},
	{Key: laneProphet, Label: "Pilot + Prophet, now", Help: "The network that learned while a second one forecast failures and called for safe actions, as it is at this moment."},
	{Key: lanePQN, Label: "Squadron, now", Help: "The network that learns beside the picture from 64 clusters of its own at once, as it is at this moment."},
	{Key: laneBoth, Label: "Squadron + Prophet, now", Help: "The same network, which learned while a second one forecast failures in all its clusters and called for safe actions, as it is at this moment."},
	{Key: laneRecorded, Label: "As it was", Help: "What was done in the run that this race begins from, again."},
}, ageOptions()...)

func ageOptions() []lab.Option {
	list := make([]lab.Option, len(ages))
	for i, age := range ages {
		list[i] = lab.Option{Key: ageKey(age), Label: "Pilot at " + lab.Thousands(age), Help: "A copy of the network after that many steps of learning; until then, as it is now."}
	}
	list[0].Label, list[0].Help = "Pilot, newborn", "The same network before it has learned anything."
	return list
}

// labelOf returns the name of a lane by its option.
func labelOf(option int, foresees bool) string {
	if foresees {
		return options[option].Label + " + imagination"
	}
	return options[option].Label
}

func ageKey(age int) string { return fmt.Sprintf("pilot-%d", age) }

// ageOf returns which of ages a lane shows the Pilot at, -1 for none.
func ageOf(key string) int {
	return slices.IndexFunc(ages[:], func(age int) bool { return key == ageKey(age) })
}

// learnerOf returns which of learners a lane is of, at any age; -1 for none.
func learnerOf(key string) int {
	if ageOf(key) >= 0 {
		key = lanePilot
	}
	return slices.Index(learners[:], key)
}

func optionOf(key string) int {
	i := slices.IndexFunc(options, func(o lab.Option) bool { return o.Key == key })
	if i < 0 {
		panic("race: no lane is called " + key)
	}
	return i
}
