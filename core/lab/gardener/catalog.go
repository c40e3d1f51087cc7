// Package gardener is the Gardener lab: one field without end, and the creatures that
// live from cleaning it.
package gardener

import (
	"github.com/resonetics/playground/core/env/gardener"
	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/lab"
)

// params is in the order in which controls are shown.
var params = lab.Bind(fields(), []lab.Param{
	{Key: "growth", Label: "Dirt growth", Group: "Field", Unit: "per step", To: 0.05, Step: 0.0005, Basic: true,
		Help: "Every cell gains up to so much dirt per step: the noise the creatures live on and drown in."},
	{Key: "size", Label: "Size", Group: "Field", Unit: "cells", From: 8, To: 512, Step: 4, Basic: true,
		Help: "Rows and columns of the field. It wraps around at the edges."},

	{Key: "reward", Label: "Clean reward", Group: "Energy", Unit: "per unit of dirt", To: 20, Step: 0.1, Basic: true,
		Help: "Energy a creature gains from the dirt it removes."},
	{Key: "move-cost", Label: "Cost of a move", Group: "Energy", To: 5, Step: 0.05,
		Help: "Energy per move."},
	{Key: "emergency-cost", Label: "Cost of an emergency move", Group: "Energy", To: 5, Step: 0.05,
		Help: "Energy per move of a creature that is nearly starved."},
	{Key: "metabolism", Label: "Metabolism", Group: "Energy", Unit: "per step", To: 5, Step: 0.05,
		Help: "Energy everybody pays for being alive."},
	{Key: "breed-at", Label: "Breeds above", Group: "Energy", From: 10, To: 500, Step: 5,
		Help: "A resting creature with more energy has a child."},
	{Key: "breed-cost", Label: "Cost of a child", Group: "Energy", To: 500, Step: 5,
		Help: "Energy the parent gives up."},

	{Key: "selection", Label: "Newcomers", Group: "Evolution", Basic: true,
		Options: selections,
		Help:    "Where newcomers come from when too few creatures are left."},
	{Key: "mutation", Label: "Mutation", Group: "Evolution", To: 0.5, Step: 0.005, Basic: true,
		Help: "How far a child's brain differs from its parent's."},
	{Key: "min-population", Label: "Fewest creatures", Group: "Evolution", To: 10_000, Step: 1,
		Help: "Newcomers arrive below this."},
	{Key: "max-population", Label: "Most creatures", Group: "Evolution", From: 1, To: 10_000, Step: 1, Basic: true,
		Help: "Nobody is born at or above this."},
	{Key: "first-population", Label: "Creatures at the start", Group: "Evolution", To: 10_000, Step: 1,
		Help: "How many creatures the field begins with."},

	{Key: "flow-eps", Label: "Flow ε", Group: "Measurement", From: 0.001, To: 0.5, Step: 0.001, Log: true,
		Help: "Size of the disturbance by which flow is measured."},
})

func fields() field.List {
	c := gardener.Evolving()
	return c.Fields()
}

// The order is that of gardener.Selection.
var selections = []lab.Option{
	{Key: "off", Label: "Random (reference)", Help: "Newcomers have random brains, as in the published program. Nothing evolves."},
	{Key: "longest", Label: "Copies of the longest-lived", Help: "Breeds those who clean their own cell for ever, kept alive by the emergency rule."},
	{Key: "foragers", Label: "Copies of the best foragers (ours)", Help: "Newcomers descend from those whose own brains earned most per step, and the rich breed without resting, unlike in the published program. Watch the field get cleaner: soon with some seeds, late with others."},
}

var verdictOptions = []string{"creative", "bubble", "collapse"}

// verdictMeanings say what each verdict is of: how fast the field changes, not how dirty
// it is.
var verdictMeanings = []string{
	"Dirt and life change little from step to step, even where the field is choked.",
	"Dirt or life changes fast: what you see now will not last.",
	"So much changes at once that nothing stays as it was.",
}

// firstSeed shows evolution within a minute of a first visit: the dirt falls from
// 97 % after 5 seconds to 79 % after 30, and 16 creatures become the 80 that may live.
// It was chosen for that: of the seeds 1 to 60 none is cleaner so soon. Their mean after
// a minute is 89 %, and every third stays above 91 %.
const firstSeed = 6

// presets name what is not our default; lab.Complete adds the rest.
var presets = lab.Complete([]lab.Preset{
	{Key: "garden", Label: "Garden", Help: "The reference's field, with newcomers descended from the best foragers.", Values: map[string]float64{}},
	{Key: "reference", Label: "Reference", Help: "Exactly the published program: newcomers have random brains.", Values: map[string]float64{
		"selection": 0}},
	{Key: "flood", Label: "Flood", Help: "Four times the dirt, over land seven times as large: a bubble while it rises, a collapse as the cells choke.", Values: map[string]float64{
		"growth": 0.0028, "size": 160, "min-population": 100, "max-population": 600, "first-population": 180}},
	{Key: "continent", Label: "Continent", Help: "512 × 512 cells and ten thousand creatures.", Values: map[string]float64{
		"size": 512, "min-population": 2000, "max-population": 10_000, "first-population": 10_000}},
}, params)

// Lab is the room's description.
var Lab = &lab.Lab{
	Key:      "gardener",
	Label:    "Gardener",
	Question: "Dirt only grows. Can creatures with tiny brains learn to live from cleaning it?",
	Legend:   "Dots are creatures, brighter with more energy, and what glows behind them is what they have cleaned; dirt is dull. A ring marks a birth, a cross a death. Hover or tap a creature to see what it sees and thinks; click a cell to spill dirt, drag to wipe it.",
	Rate:     240,
	Seed:     firstSeed,
	Click:    1,
	Rewind:   lab.RewindSteps,
	Params:   params,
	Presets:  presets,
	Metrics: []lab.Metric{
		{Key: "population", Label: "Creatures", Help: "Alive now.", Role: lab.Accent},
		{Key: "energy", Label: "Mean energy", Help: "50 at birth; below 0.6 a creature is in emergency.", Decimals: 1},
		{Key: "age", Label: "Mean age", Unit: "steps", Help: "How long the creatures alive now have lived.", Role: lab.Accent},
		{Key: "entropy", Label: "Dirt", Unit: "%", Help: "Mean dirt over all cells.", Decimals: 1},
		{Key: "hot", Label: "Choked cells", Unit: "%", Help: "Share of cells with more than 80 % dirt.", Decimals: 1},
		{Key: "emergency", Label: "Emergencies", Unit: "/step", Help: "Moves of nearly starved creatures toward dirt."},
		{Key: "saves", Label: "Isolation saves", Help: "Emergency moves since the start."},
		{Key: "gradient", Label: "Entropy gradient", Unit: "/step", Help: "Change of the total dirt.", Decimals: 2},
		{Key: "flow", Label: "Flow", Help: "How sensitive the field's summary is to a tiny disturbance.", Decimals: 3},
		{Key: "risk", Label: "Risk", Help: "Entropy gradient, volatility and emergencies, squashed and smoothed.", Decimals: 2},
		{Key: "verdict", Label: "Verdict", Help: "How fast the field changes: creative below 0.45 risk, bubble below 0.72, collapse from there.", Options: verdictOptions, Meanings: verdictMeanings, Role: lab.Accent},
	},
	Main: []string{"population", "energy", "age", "entropy", "risk", "verdict"},
	Charts: []lab.Chart{
		{Key: "life", Label: "Creatures", Max: 20, Series: []lab.Series{{Key: "population", Label: "creatures", Role: lab.Accent, Whole: true}}},
		{Key: "energy", Label: "Mean energy", Max: 60, Series: []lab.Series{{Key: "energy", Label: "mean energy"}}},
		{Key: "dirt", Label: "Dirt", Unit: "%", Max: 10, Series: []lab.Series{{Key: "dirt", Label: "mean dirt", Role: lab.Accent}}},
		{Key: "risk", Label: "Risk and flow", Max: 1, Series: []lab.Series{
			{Key: "risk", Label: "risk", Role: lab.Accent},
			{Key: "flow", Label: "flow"},
			{Key: "verdict", Label: "verdict", Role: lab.Alarm, Reduction: lab.Worst, Options: verdictOptions},
		}},
	},
	Keys:   lab.TransportKeys,
	Rows:   lab.Rows{Columns: gardener.CSVHeader},
	Former: former,

	New:        lab.Simulated(newSimulation),
	NewPicture: func() lab.Picture { return new(Picture) },
	Places:     func(c lab.Config) int { return int(c.Get("size")) * int(c.Get("size")) },
}
