package lab

import "slices"

// Keys of cluster parameters that code asks for by name.
const (
	keyRules  = "rules"
	keyPolicy = "policy"
)

// clusterParams is in the order in which controls are shown.
var clusterParams = slices.Concat(worldParams, learningParams)

var worldParams = []Param{
	{Key: keyPolicy, Label: "Policy", Group: "Policy", Kind: Choice, Live: true, Basic: true,
		Help:    "Who decides. Heuristics see only the 3×3 nodes around the agent and the summary everybody gets; the omniscient planner sees the whole grid.",
		Options: policyOptions, Max: float64(len(policyOptions) - 1), Default: defaultPolicy},

	{Key: "drift", Label: "Drift", Group: "World", Unit: "per step", Min: 0, Max: 0.03, Step: 0.0005, Default: 0.007, Live: true, Basic: true,
		Help: "How much memory every node leaks per step on average: the Red Queen's speed."},
	{Key: "noise", Label: "Noise", Group: "World", Unit: "sd per step", Min: 0, Max: 0.1, Step: 0.001, Default: 0.02, Live: true, Basic: true,
		Help: "Standard deviation of the memory change per step. More noise, more surprises."},
	{Key: "cpu-noise", Label: "CPU noise", Group: "World", Unit: "sd per step", Min: 0, Max: 0.1, Step: 0.001, Default: 0.02, Live: true,
		Help: "Standard deviation of the CPU change per step."},
	{Key: keyRules, Label: "Rules", Group: "World", Kind: Choice, Options: ruleOptions, Max: float64(len(ruleOptions) - 1), Default: 2,
		Help: "The published rule sets and ours. v5.1 adds two cheaper actions and a summary of the whole grid."},
	{Key: "rows", Label: "Rows", Group: "World", Unit: "nodes", Kind: Int, Min: 1, Max: 256, Step: 1, Default: 6,
		Help: "Height of the grid. It wraps around at the edges."},
	{Key: "columns", Label: "Columns", Group: "World", Unit: "nodes", Kind: Int, Min: 1, Max: 256, Step: 1, Default: 6,
		Help: "Width of the grid. It wraps around at the edges."},
	{Key: "steps", Label: "Episode length", Group: "World", Unit: "steps", Kind: Int, Min: 10, Max: 5000, Step: 10, Default: 300,
		Help: "An episode that lasts so long has survived."},

	{Key: "budget", Label: "Budget", Group: "Budget", Min: 0, Max: 400, Step: 5, Default: 100, Live: true, Basic: true,
		Help: "The most budget the agent can save up. Cleaning and scaling cost budget."},
	{Key: "recovery", Label: "Recovery", Group: "Budget", Unit: "per step", Min: 0, Max: 5, Step: 0.05, Default: 0.5, Live: true, Basic: true,
		Help: "Budget that comes back every step."},
	{Key: "clean-cost", Label: "Cost of clean", Group: "Budget", Min: 0, Max: 10, Step: 0.1, Default: 0.5, Live: true,
		Help: "Budget for cleaning the node under the agent: memory to zero, CPU down by one half."},
	{Key: "memory-cost", Label: "Cost of memory clean", Group: "Budget", Min: 0, Max: 10, Step: 0.1, Default: 0.3, Live: true,
		Help: "Budget for emptying only the memory of the node under the agent (v5.1)."},
	{Key: "throttle-cost", Label: "Cost of throttle", Group: "Budget", Min: 0, Max: 10, Step: 0.1, Default: 0.3, Live: true,
		Help: "Budget for lowering the CPU of the node under the agent (v5.1)."},
	{Key: "scale-cost", Label: "Cost of scale", Group: "Budget", Unit: "per node", Min: 0.5, Max: 50, Step: 0.5, Default: 5, Live: true,
		Help: "Budget per hotspot that is scaled out."},
}

// defaultPolicy is h.3: it plays under every rule set, and fails often enough to
// be worth watching.
const defaultPolicy = 2

// Keys of the policies that learn.
const (
	policyQTable  = "qtable"
	policyPilot   = "pilot"
	policyProphet = "pilot-prophet"
)

var policyOptions = []Option{
	{"you", "You", "Arrow keys move, space cleans, S scales, M empties memory, T throttles. The world waits for your move."},
	{"random", "Random", "Every action is equally likely."},
	{"h3", "Heuristic h.3", "Cleans when the memory under it is above 0.3, scales when there are two hotspots, else walks to the worst neighbor. The baseline to beat."},
	{"h5", "Heuristic h.5", "The same with threshold 0.5."},
	{"h7", "Heuristic h.7", "The same with threshold 0.7: it waits too long."},
	{"omniscient", "Omniscient planner", "Sees every node and plans ahead. What perfect sight is worth."},
	{policyQTable, "Q-table", "Learns a table of 125 situations. About as good as random here: that is its lesson."},
	{policyPilot, "Pilot (DQN)", "A deep Q-network that learns in your tab, by trial and error."},
	{policyProphet, "Pilot + Prophet", "The Pilot, and a second network that forecasts failures and calms it when one is near."},
}

var ruleOptions = []Option{
	{"v4.5", "v4.5", "The published reference: 6 actions, any out-of-memory ends the episode."},
	{"v4.6", "v4.6", "The published successor: shaped reward, one non-critical out-of-memory is tolerated."},
	{"v5.1", "v5.1", "Ours: 8 actions, and the observation ends with a summary of the whole grid."},
}

var clusterCatalog = Catalog{
	Lab:      Cluster,
	Key:      "cluster",
	Label:    "Cluster",
	Question: "Every node leaks. Which policy keeps the cluster alive?",
	Picture:  "Each tile of the stage is a node. Its color is memory pressure, the bar inside is CPU load, a ring marks a critical node, and red is out of memory. Hover or tap a node for its numbers; click it, or tap it again, to inject load.",
	Rate:     12,
	Seed:     linkSeed,
	Params:   clusterParams,
	Presets:  clusterPresets,
	Metrics: slices.Concat([]Metric{
		{Key: "episode_step", Label: "Episode step", Help: "Steps since this episode began."},
		{Key: "finished", Label: "Episodes", Help: "Episodes that have ended."},
		{Key: "survived", Label: "Survived", Help: "Episodes that lasted to the end.", Role: Accent},
		{Key: "return", Label: "Return", Help: "Sum of rewards in this episode so far.", Decimals: 1},
		{Key: "mean_return", Label: "Mean return", Help: "Average return of the last 20 episodes that ended.", Decimals: 1, Role: Accent},
		{Key: "load", Label: "Average load", Unit: "%", Help: "Mean of CPU and memory over all nodes. Above 90 % the cluster collapses."},
		{Key: "peak", Label: "Highest memory", Unit: "%", Help: "The fullest node. At 99 % it is out of memory.", Role: Alarm},
		{Key: "hotspots", Label: "Hotspots", Unit: "nodes", Help: "Nodes with CPU or memory above 80 %."},
		{Key: "oom", Label: "Out of memory", Unit: "nodes", Help: "Nodes at 99 % memory or more.", Role: Alarm},
		{Key: "budget", Label: "Budget", Help: "What the agent can spend now.", Decimals: 1},
	}, learningMetrics),
	Charts: slices.Concat([]Chart{
		{Key: "load", Label: "Load", Unit: "%", Max: 100, Series: []Series{
			{Key: "peak", Label: "highest memory", Role: Plain},
			{Key: "load", Label: "average load", Role: Accent},
		}},
		{Key: "reward", Label: "Reward", Unit: "per step", Min: -0.5, Max: 1, Series: []Series{
			{Key: "reward", Label: "reward", Role: Accent},
			{Key: "crash", Label: "crash", Role: Alarm, Reduction: Sum},
		}},
	}, learningCharts),
	Keys: append([]Key{
		{"ArrowUp", "Up", "act 0"},
		{"ArrowDown", "Down", "act 1"},
		{"ArrowLeft", "Left", "act 2"},
		{"ArrowRight", "Right", "act 3"},
		{" ", "Clean", "act 4"},
		{"s", "Scale hotspots", "act 5"},
		{"m", "Clean memory only", "act 6"},
		{"t", "Throttle CPU", "act 7"},
	}, transportKeys...),
	Actions: []string{"up", "down", "left", "right", "clean", "scale", "clean memory", "throttle"},
}
