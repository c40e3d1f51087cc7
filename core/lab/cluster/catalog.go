// Package cluster is the Cluster lab: episodes of a grid whose memory always rises, and
// the policies that keep it alive.
package cluster

import (
	"slices"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
)

// The thresholds of the rules: a load above Hot makes a hotspot, a priority above Critical
// a critical node, and memory from OOM on is out.
const (
	Hot      = cluster.Hot
	OOM      = cluster.OOM
	Critical = cluster.Critical
)

// Lab is the room's description.
var Lab = &lab.Lab{
	Key:      "cluster",
	Label:    "Cluster",
	Question: "Every node leaks. Which policy keeps the cluster alive?",
	Legend:   "Each tile of the stage is a node. Its color is memory pressure, the bar inside is CPU load, a ring marks a critical node, and red is out of memory. Hover or tap a node for its numbers; click it, or tap it again, to inject load.",
	Rate:     12,
	Seed:     lab.LinkSeed,
	Click:    0.5,
	Rewind:   lab.RewindSteps,
	Actor:    keyPolicy,
	Train:    keyTrain,
	Params:   params,
	Texts:    []lab.Text{ProgramText},
	Presets:  presets(),
	Metrics: slices.Concat([]lab.Metric{
		{Key: "episode_step", Label: "Episode step", Help: "Steps since this episode began."},
		{Key: "finished", Label: "Episodes", Help: "Episodes that have ended in the cluster you watch, of those played wholly since the last change of the policy or of its world.", Counted: true},
		{Key: "survived", Label: "Survived", Help: "How many of these episodes, in the cluster you watch, lasted to the end.", Counted: true, Role: lab.Accent},
		{Key: "return", Label: "Return", Help: "Sum of rewards in this episode so far. " + OnReturn, Decimals: 1},
		{Key: "mean_return", Label: "Mean return", Help: "Average return of these episodes, of the last 20 at most. " + OnReturn, Counted: true, Decimals: 1, Role: lab.Accent},
		{Key: "load", Label: "Average load", Unit: "%", Help: "Mean of CPU and memory over all nodes. Above 90 % the cluster collapses."},
		{Key: "peak", Label: "Highest memory", Unit: "%", Help: "The fullest node. At 99 % it is out of memory.", Role: lab.Alarm, Limit: 100 * OOM},
		{Key: "hotspots", Label: "Hotspots", Unit: "nodes", Help: "Nodes with CPU or memory above 80 %."},
		{Key: "oom", Label: "Out of memory", Unit: "nodes", Help: "Nodes at 99 % memory or more.", Role: lab.Alarm},
		{Key: "budget", Label: "Budget", Help: "What the agent can spend now.", Decimals: 1},
	}, learningMetrics, foresightMetrics),
	Main: []string{"episode_step", "finished", "survived", "mean_return", "peak", "risk"},
	Charts: slices.Concat([]lab.Chart{
		{Key: "load", Label: "Load", Unit: "%", Max: 100, Series: []lab.Series{
			{Key: "peak", Label: "highest memory", Role: lab.Plain},
			{Key: "load", Label: "average load", Role: lab.Accent},
		}},
		{Key: "reward", Label: "Reward", Unit: "per step", Min: -0.5, Max: 1, Series: []lab.Series{
			{Key: "reward", Label: "reward", Role: lab.Accent},
			{Key: "crash", Label: "crash", Role: lab.Alarm, Reduction: lab.Sum},
		}},
	}, learningCharts),
	Keys: append([]lab.Key{
		{Key: "ArrowUp", Label: "Up", Command: "act 0"},
		{Key: "ArrowDown", Label: "Down", Command: "act 1"},
		{Key: "ArrowLeft", Label: "Left", Command: "act 2"},
		{Key: "ArrowRight", Label: "Right", Command: "act 3"},
		{Key: " ", Label: "Clean", Command: "act 4"},
		{Key: "s", Label: "Scale hotspots", Command: "act 5"},
		{Key: "m", Label: "Clean memory only", Command: "act 6"},
		{Key: "t", Label: "Throttle CPU", Command: "act 7"},
	}, lab.TransportKeys...),
	Actions: actions,
	Rows:    lab.Rows{Columns: EpisodeColumns + ",policy", PerEpisode: true},
	Players: LabPlayers(lab.OptionKeys(policyOptions, policyYou)),
	Former:  former,
	Until:   GuidanceUntil,
	WhatIf:  "race",

	New:        lab.Simulated(newSimulation),
	NewPicture: func() lab.Picture { return new(Picture) },
	Check:      lab.Computed(check),
	Unread:     lab.Computed(unread),
	Places:     func(c lab.Config) int { return int(c.Get("rows")) * int(c.Get("columns")) },
	Acts:       acts,
	Suits:      Suits,
	Compare:    Compare,
}

func acts(c lab.Config) int { return cluster.Rules(c.Get(keyRules)).Actions() }

var actions = actionList("up", "down", "left", "right", "clean", "scale", "clean memory", "throttle")

// actionList names the actions by number, with the rule sets that know each.
func actionList(labels ...string) []lab.Action {
	list := make([]lab.Action, len(labels))
	for i, label := range labels {
		list[i].Label = label
		for r := cluster.V45; r <= cluster.V51; r++ {
			if i < r.Actions() {
				list[i].Rules = append(list[i].Rules, r.String())
			}
		}
	}
	return list
}

// OnReturn says what a return measures.
const OnReturn = "Part of it is earned by scaling, which pays even where nothing needs it: survival is what measures care."

// presets are the world's presets as values of the parameters that they fix, with the
// guidance that is recommended there.
func presets() []lab.Preset {
	var list []lab.Preset
	for _, p := range cluster.Presets() {
		values := map[string]float64{}
		for _, f := range p.Config.Fields() {
			if slices.ContainsFunc(worldParams, func(p lab.Param) bool { return p.Key == f.Key }) {
				values[f.Key] = f.Get()
			}
		}
		values[keyGuidance] = float64(DefaultGuidance())
		list = append(list, lab.Preset{Key: p.Key, Label: p.Label, Help: p.Help, Values: values})
	}
	return list
}
