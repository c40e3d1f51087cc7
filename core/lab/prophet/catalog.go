// Package prophet is the Prophet lab: an optimizer that tries to feel a change of its
// target coming.
package prophet

import (
	"github.com/resonetics/playground/core/field"
	"github.com/resonetics/playground/core/kernel"
	"github.com/resonetics/playground/core/lab"
)

// KeyRivals is the parameter by which the strategies race. A terminal's run is the chosen
// strategy's, whatever it says.
const KeyRivals = "rivals"

// settings are everything that a run is configured by.
type settings struct {
	kernel.Config
	rivals bool
}

func newSettings(s kernel.Strategy) *settings { return &settings{Config: kernel.DefaultConfig(s)} }

func (s *settings) fields() field.List {
	return append(s.Fields(), field.Field{Key: KeyRivals, Value: &s.rivals, Fixed: true})
}

// params is in the order in which controls are shown.
var params = lab.Bind(newSettings(kernel.Prophet).fields(), []lab.Param{
	{Key: KeyRivals, Label: "Race all three", Group: "Optimizer", To: 1, Basic: true,
		Help: "On: the other two strategies follow the same target beside the chosen one, with the same noise, each with its own preset's thresholds, tuner and kernel."},
	{Key: "strategy", Label: "Strategy", Group: "Optimizer", Options: strategyOptions, Basic: true,
		Help: "What decides the learning rate."},
	{Key: "base-rate", Label: "Base rate", Group: "Optimizer", Unit: "per step", From: 1e-4, To: 0.1, Step: 1e-4, Log: true, Basic: true,
		Help: "The learning rate that the modes multiply."},
	{Key: "panic", Label: "Panic above", Group: "Optimizer", Unit: "risk", To: 1, Step: 0.01,
		Help: "Smoothed risk above which the optimizer panics: the largest rate, and Adam starts afresh."},
	{Key: "alert", Label: "Alert above", Group: "Optimizer", Unit: "risk", To: 1, Step: 0.01,
		Help: "Smoothed risk above which it is alert. At most the panic threshold counts."},
	{Key: "warning", Label: "Warning above", Group: "Optimizer", Unit: "risk", To: 1, Step: 0.01,
		Help: "Smoothed risk above which it is warned. At most the alert threshold counts."},
	{Key: "tune", Label: "Auto-tuner", Group: "Optimizer", To: 1,
		Help: "Two controllers move the weight of the reality gap and ε."},

	{Key: "w-gap", Label: "Reality gap", Group: "Kernel", Unit: "weight", To: 5, Step: 0.05, Basic: true,
		Help: "Weight of the mean squared distance to the target."},
	{Key: "w-flow", Label: "Flow", Group: "Kernel", Unit: "weight", To: 5, Step: 0.05, Basic: true,
		Help: "Weight of the sensitivity to noise on the input: smooths the curve."},
	{Key: "w-structure", Label: "Structure", Group: "Kernel", Unit: "weight", To: 5, Step: 0.05, Basic: true,
		Help: "Weight of the pull toward multiples of the period."},
	{Key: "w-tension", Label: "Tension", Group: "Kernel", Unit: "weight", To: 5, Step: 0.05, Basic: true,
		Help: "Weight of the reward for productive contradiction. It is subtracted."},
	{Key: "eps", Label: "ε", Group: "Kernel", Unit: "input", From: 1e-4, To: 0.05, Step: 1e-4, Log: true,
		Help: "Size of the noise by which flow is measured."},
	{Key: "period", Label: "Period", Group: "Kernel", Unit: "output", From: 0.5, To: 10, Step: 0.1,
		Help: "Distance of the structure's attractors."},
	{Key: "kernel", Label: "Kernel", Group: "Kernel", To: 1,
		Help: "Off: the loss is the reality gap alone."},

	{Key: "steps", Label: "Run length", Group: "Task", Unit: "steps", From: 200, To: 100_000, Step: 200,
		Help: "Steps in which the target goes through its four regimes."},
	{Key: "batch", Label: "Batch", Group: "Task", Unit: "rows", From: 1, To: 256, Step: 1,
		Help: "Rows per step, each with its own dropout and noise."},
})

// The order is that of kernel.Strategy.
var strategyOptions = []lab.Option{
	{Key: "prophet", Label: "Foresight (ours)", Help: "A forecast of trouble sets the rate, and Adam starts afresh when it comes."},
	{Key: "reference", Label: "Reference", Help: "The published controller. Its risk is always at least one half, so it panics all the time."},
	{Key: "adam", Label: "Fixed rate (plain Adam)", Help: "A learning rate that never changes: the one to beat."},
}

// Modes are those of the optimizer by rising alarm, the reverse of kernel.Mode, as
// Picture.Alarm counts them.
var Modes = []string{"cruise", "warning", "alert", "panic"}

// presets name what is not our default; lab.Complete adds the rest.
var presets = lab.Complete([]lab.Preset{
	{Key: "race", Label: "Race", Help: "All three strategies follow one target, each as published. Which has the least error?", Values: map[string]float64{
		KeyRivals: 1}},
	{Key: "foresight", Label: "Foresight", Help: "Our controller with the specification's kernel.", Values: map[string]float64{}},
	{Key: "reference", Label: "Reference", Help: "The published controller: watch the mode stay at panic.", Values: map[string]float64{
		"strategy": 1, "panic": 0.5}},
	{Key: "adam", Label: "Fixed rate", Help: "Plain Adam: no controller and no kernel: a fixed rate on the reality gap alone.", Values: map[string]float64{
		"strategy": 2, "tune": 0, "kernel": 0}},
}, params)

// ownNumbers are the parameters that make a strategy what it is.
var ownNumbers = []string{"strategy", "panic", "alert", "warning", "tune", "kernel"}

// presetOf returns the values that a strategy is published with.
func presetOf(s kernel.Strategy) map[string]float64 {
	for _, p := range presets {
		if p.Values["strategy"] == float64(s) && p.Values[KeyRivals] == 0 {
			return p.Values
		}
	}
	panic("prophet: no preset is of strategy " + s.String())
}

// Lab is the room's description.
var Lab = &lab.Lab{
	Key:      "prophet",
	Label:    "Prophet",
	Question: "The target keeps changing. Which optimizer follows it best?",
	Legend:   "The thin curve is a target that keeps changing; the colored ones are what networks answer, each trained by another strategy. Below them is the error of each so far: the lowest line leads. A strategy alone shows the terms of its loss instead. Click the stage to change the target at once, for all.",
	Rate:     60,
	Seed:     lab.LinkSeed,
	Visit:    []lab.Value{{Key: KeyRivals, Text: "on"}},
	Rewind:   lab.RewindSteps,
	Click:    1,
	Params:   params,
	Presets:  presets,
	Metrics: []lab.Metric{
		{Key: "run", Label: "Runs finished", Help: "How often the target has gone through its four regimes."},
		{Key: "gap", Label: "Reality gap", Help: "Mean squared distance to the target at this step.", Decimals: 4, Role: lab.Accent},
		{Key: "mean_gap", Label: "Mean gap", Help: "Mean reality gap of this run so far: what the strategies are compared by.", Decimals: 4, Role: lab.Accent},
		{Key: "flow", Label: "Flow", Help: "Sensitivity of the output to noise on the input.", Decimals: 3},
		{Key: "structure", Label: "Structure", Help: "0 on a multiple of the period, 2 half way between.", Decimals: 3},
		{Key: "tension", Label: "Tension", Help: "tanh(gap) · tanh(structure).", Decimals: 3},
		{Key: "loss", Label: "Loss", Help: "The weighted sum that is minimized.", Decimals: 3},
		{Key: "rate", Label: "Learning rate", Help: "Of this step's update.", Decimals: 4},
		{Key: "mode", Label: "Mode", Help: "How alarmed the optimizer is.", Options: Modes, Role: lab.Accent},
		{Key: "predicted", Label: "Predicted risk", Unit: "%", Help: "What the Prophet expects.", Role: lab.Prophet},
		{Key: "actual", Label: "Actual risk", Unit: "%", Help: "What the Prophet has just learned that came true."},
		{Key: "w_gap", Label: "Gap weight", Help: "As the auto-tuner has set it.", Decimals: 2},
		{Key: "probe", Label: "ε in use", Help: "As the auto-tuner has set it.", Decimals: 4},
	},
	Main: []string{"run", "gap", "mean_gap", "rate", "mode", "predicted"},
	Charts: []lab.Chart{
		{Key: "follow", Label: "Target and output", Min: -1, Max: 1, Series: []lab.Series{
			{Key: "target", Label: "target"},
			{Key: "output", Label: "output", Role: lab.Accent},
		}},
		{Key: "gap", Label: "Reality gap", Max: 0.5, Series: []lab.Series{{Key: "gap", Label: "reality gap", Role: lab.Accent}}},
		{Key: "rate", Label: "Learning rate", Max: 0.03, Series: []lab.Series{
			{Key: "rate", Label: "learning rate", Role: lab.Accent},
			{Key: "mode", Label: "mode", Role: lab.Prophet, Reduction: lab.Worst, Options: Modes},
		}},
		{Key: "risk", Label: "Risk", Unit: "%", Max: 100, Series: []lab.Series{
			{Key: "predicted", Label: "predicted", Role: lab.Prophet},
			{Key: "actual", Label: "actual"},
		}},
	},
	Keys:   lab.TransportKeys,
	Rows:   lab.Rows{Columns: SignalColumns + ",run"},
	Former: former,

	New:        lab.Simulated(newSimulation),
	NewPicture: func() lab.Picture { return new(Picture) },
	Unread:     lab.Computed(unread),
	Places:     func(lab.Config) int { return 1 }, // a regime shift happens everywhere
}
