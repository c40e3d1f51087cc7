package cluster

import (
	"slices"

	"github.com/resonetics/playground/core/env/cluster"
	"github.com/resonetics/playground/core/lab"
)

// params is in the order in which controls are shown.
var params = lab.Bind(newSettings(cluster.V51).fields(), slices.Concat(worldParams[:1], stageParams, foresightParams, worldParams[1:], learningParams))

// WorldParams returns the parameters of the world that every lab of clusters shows, to be
// bound to its own fields.
func WorldParams() []lab.Param { return slices.Clone(worldParams[1:]) }

var worldParams = []lab.Param{
	{Key: keyPolicy, Label: "Policy", Group: "Policy", Basic: true,
		Help:    "Who decides. Heuristics see only the 3×3 nodes around the agent and the summary everybody gets; the omniscient planner sees the whole grid.",
		Options: policyOptions},

	{Key: "drift", Label: "Drift", Group: "World", Unit: "per step", From: 0, To: 0.03, Step: 0.0005, Basic: true,
		Help: "How much memory every node leaks per step on average: the Red Queen's speed."},
	{Key: "noise", Label: "Noise", Group: "World", Unit: "sd per step", From: 0, To: 0.1, Step: 0.001, Basic: true,
		Help: "Standard deviation of the memory change per step. More noise, more surprises."},
	{Key: "cpu-noise", Label: "CPU noise", Group: "World", Unit: "sd per step", From: 0, To: 0.1, Step: 0.001,
		Help: "Standard deviation of the CPU change per step."},
	{Key: "initial-mem", Label: "Starting memory", Group: "World", OnReset: true, From: 0, To: 1, Step: 0.01,
		Help: "Every node begins an episode with a memory between 0 and this part of the whole."},
	{Key: "initial-cpu", Label: "Starting CPU", Group: "World", OnReset: true, From: 0, To: 1, Step: 0.01,
		Help: "Every node begins an episode with a CPU load between 0 and this part of the whole."},
	{Key: keyRules, Label: "Rules", Group: "World", Options: ruleOptions,
		Help: "The published rule sets and ours. v5.1 adds two cheaper actions and a summary of the whole grid."},
	{Key: "rows", Label: "Rows", Group: "World", Unit: "nodes", From: 1, To: 256, Step: 1,
		Help: "Height of the grid. It wraps around at the edges."},
	{Key: "columns", Label: "Columns", Group: "World", Unit: "nodes", From: 1, To: 256, Step: 1,
		Help: "Width of the grid. It wraps around at the edges."},
	{Key: "steps", Label: "Episode length", Group: "World", Unit: "steps", OnReset: true, From: 10, To: 5000, Step: 10,
		Help: "An episode that lasts so long has survived."},

	{Key: "budget", Label: "Budget", Group: "Budget", From: 0, To: 400, Step: 5, Basic: true, Lasts: true,
		Help: "The most budget the agent can save up. Cleaning and scaling cost budget."},
	{Key: "recovery", Label: "Recovery", Group: "Budget", Unit: "per step", From: 0, To: 5, Step: 0.05, Basic: true,
		Help: "Budget that comes back every step."},
	{Key: "clean-cost", Label: "Cost of clean", Group: "Budget", From: 0, To: 10, Step: 0.1,
		Help: "Budget for cleaning the node under the agent: memory to zero, CPU down by one half."},
	{Key: "memory-cost", For: under51, Label: "Cost of memory clean", Group: "Budget", From: 0, To: 10, Step: 0.1,
		Help: "Budget for emptying only the memory of the node under the agent (v5.1)."},
	{Key: "throttle-cost", For: under51, Label: "Cost of throttle", Group: "Budget", From: 0, To: 10, Step: 0.1,
		Help: "Budget for lowering the CPU of the node under the agent (v5.1)."},
	{Key: "scale-cost", Label: "Cost of scale", Group: "Budget", Unit: "per node", From: 0.5, To: 50, Step: 0.5,
		Help: "Budget per hotspot that is scaled out."},
}

// under51 are the runs under the rules with the two cheaper actions.
var under51 = lab.For{Keys: []string{keyRules}, Values: []string{cluster.V51.String()}}

var policyOptions = []lab.Option{
	{Key: "you", Label: "You", Help: "Arrow keys move, space cleans, S scales, M empties memory, T throttles. The world waits for your move."},
	{Key: "random", Label: "Random", Help: "Every action is equally likely."},
	{Key: "h3", Label: "Heuristic h.3", Help: "Cleans when the memory under it is above 0.3, scales when there are two hotspots, else walks to the worst neighbor. The first baseline to beat."},
	{Key: "h5", Label: "Heuristic h.5", Help: "The same with threshold 0.5."},
	{Key: "h7", Label: "Heuristic h.7", Help: "The same with threshold 0.7: it waits too long."},
	{Key: "local", Label: "Local rule, tuned", Help: "A rule like h.3 with the best of 90 settings for each preset, found on other episodes: it cleans above 0.2 of CPU and memory together (Crisis 0.3; Scarcity: memory alone, above 0.25), scales at the first hotspot, else walks to the worst neighbor. What a learner has to beat."},
	{Key: "omniscient", Label: "Omniscient planner", Help: "Sees every node and plans ahead. What perfect sight is worth."},
	{Key: "omniscient-farming", Label: "Planner that farms", Help: "The same planner, which also scales for the reward alone while it has budget to spare. Its return is the one to compare a learner's with."},
	{Key: policyQTable, Label: "Q-table", Help: "Learns a table of 125 situations. About as good as random here: that is its lesson."},
	{Key: policyPilot, Label: "Pilot (DQN)", Help: "A deep Q-network that learns in your tab, by trial and error."},
	{Key: policyProphet, Label: "Pilot + Prophet", Help: "The Pilot, and a second network that forecasts failures and calms it when one is near."},
	{Key: policyPQN, Label: "Squadron (PQN)", Help: "A Q-network that learns from 64 clusters at once, of which you watch the first. The best learner here, in seconds."},
	{Key: policyBoth, Label: "Squadron + Prophet", Help: "The Squadron, and a second network that forecasts failures in all 64 clusters and calms it where one is near."},
	ProgramOption,
}

var ruleOptions = []lab.Option{
	{Key: "v4.5", Label: "v4.5", Help: "The published reference: 6 actions, any out-of-memory ends the episode."},
	{Key: "v4.6", Label: "v4.6", Help: "The published successor: shaped reward, one non-critical out-of-memory is tolerated."},
	{Key: "v5.1", Label: "v5.1", Help: "Ours: 8 actions, and the observation ends with a summary of the whole grid."},
}
