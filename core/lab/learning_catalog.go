package lab

// Keys of learning parameters that code asks for by name.
const (
	keyTrain    = "train"
	keyGuidance = "guidance"
)

// learningParams are the knobs of those policies that learn. Keys without a
// binding in learningBindings are the session's own.
var learningParams = []Param{
	{Key: keyTrain, Label: "Training", Group: "Learning", Kind: Bool, Max: 1, Default: 1, Live: true, Basic: true,
		Help: "On: the policy explores and learns. Off: it acts as well as it can and learns nothing."},
	{Key: keyGuidance, Label: "Guidance", Group: "Learning", Kind: Choice, Options: guidanceOptions, Max: float64(len(guidanceOptions) - 1), Default: 2, Live: true, Basic: true,
		Help: "What the Prophet's forecast changes while Pilot + Prophet learns."},
	{Key: "lr", Label: "Learning rate", Group: "Learning", Unit: "per update", Min: 1e-5, Max: 0.01, Step: 1e-5, Default: 1e-3, Live: true, Log: true, Basic: true,
		Help: "Adam's step at the beginning; the Prophet learns at half of it."},
	{Key: "final-lr", Label: "Final learning rate", Group: "Learning", Unit: "per update", Min: 1e-6, Max: 0.01, Step: 1e-6, Default: 1e-4, Live: true, Log: true,
		Help: "Adam's step at the end of the schedule and later."},
	{Key: "schedule", Label: "Schedule", Group: "Learning", Unit: "steps", Kind: Int, Min: 1000, Max: 1_000_000, Step: 1000, Default: 40_000, Live: true,
		Help: "Steps over which the learning rate falls."},
	{Key: "epsilon", Label: "Exploration ε", Group: "Learning", Max: 1, Step: 0.01, Default: 1, Live: true, Basic: true,
		Help: "Probability of a random action at the beginning."},
	{Key: "final-epsilon", Label: "Final ε", Group: "Learning", Max: 1, Step: 0.01, Default: 0.02, Live: true,
		Help: "Probability of a random action at the end of its schedule and later."},
	{Key: "epsilon-steps", Label: "ε schedule", Group: "Learning", Unit: "steps", Kind: Int, Min: 100, Max: 1_000_000, Step: 100, Default: 10_000, Live: true,
		Help: "Steps over which ε falls."},
	{Key: "gamma", Label: "Discount γ", Group: "Learning", Min: 0.5, Max: 0.999, Step: 0.001, Default: 0.97, Live: true,
		Help: "How much a reward one step later is worth."},
	{Key: "n-step", Label: "n-step return", Group: "Learning", Unit: "steps", Kind: Int, Min: 1, Max: 16, Step: 1, Default: 1, Live: true,
		Help: "Steps of reward that are summed before the network's estimate takes over."},
	{Key: "horizon", Label: "Horizon K", Group: "Learning", Unit: "steps", Kind: Int, Min: 5, Max: 200, Step: 5, Default: 50, Live: true,
		Help: "How far the Prophet looks ahead: it forecasts failure within so many steps."},
	{Key: "prophet-inputs", Label: "Prophet's inputs", Group: "Learning", Kind: Choice, Options: prophetInputOptions, Max: float64(len(prophetInputOptions) - 1),
		Help: "What the Prophet reads of the world."},
	{Key: "batch", Label: "Batch", Group: "Learning", Unit: "transitions", Kind: Int, Min: 8, Max: 256, Step: 8, Default: 32,
		Help: "Transitions per update."},
	{Key: "width", Label: "Network width", Group: "Learning", Unit: "units", Kind: Int, Min: 8, Max: 256, Step: 8, Default: 64,
		Help: "Units of each of the Pilot's two hidden layers."},
	{Key: "double", Label: "Double DQN", Group: "Learning", Kind: Bool, Max: 1, Default: 1, Live: true,
		Help: "The learning network chooses the action that the target network values."},
	{Key: "target-every", Label: "Target copy", Group: "Learning", Unit: "updates", Kind: Int, Max: 10_000, Step: 100, Default: 1000, Live: true,
		Help: "Updates between two copies to the target network; 0 learns without one."},
}

// Indices into guidanceOptions and train's rules share their keys.
var guidanceOptions = []Option{
	{"none", "None", "The Prophet watches and forecasts, and changes nothing."},
	{"epsilon", "Explore less at risk", "The published rule: ε·(1 − 0.9·risk). Measured, it helps no more than exploring less at random."},
	{"handover", "Hand over to a safe action", "When a near miss is forecast, the agent takes a safe action instead. Measured: 91 % fewer failures while learning, and better than handing over at random moments. Not for the Crisis preset."},
	{"threshold", "Threshold without a network", "Hands over while average memory is above 35 %: the honest control, and it fails even less."},
}

var prophetInputOptions = []Option{
	{"stats", "5 statistics", "Average CPU and memory, highest memory, hotspots, nearly full nodes."},
	{"extended", "5 statistics, budget, critical memory", "Also the budget and the highest memory over critical nodes."},
	{"budget", "5 statistics and budget", "Also the budget."},
}

// learningCharts follow those of the cluster.
var learningCharts = []Chart{
	{Key: "risk", Label: "Prophet's risk", Unit: "%", Max: 100, Series: []Series{
		{Key: "risk", Label: "failure", Role: Prophet},
		{Key: "nearmiss", Label: "near miss"},
	}},
	{Key: "return", Label: "Episode return", Max: 100, Series: []Series{
		{Key: "episode_return", Label: "learning", Role: Accent},
		{Key: "heldout", Label: "held-out"},
	}},
	{Key: "loss", Label: "Loss", Max: 0.5, Series: []Series{
		{Key: "loss", Label: "policy", Role: Accent},
		{Key: "prophet_loss", Label: "Prophet", Role: Prophet},
	}},
	{Key: "epsilon", Label: "Exploration", Unit: "%", Max: 100, Series: []Series{
		{Key: "epsilon", Label: "ε"},
		{Key: "effective", Label: "effective ε", Role: Accent},
	}},
}

// learningMetrics follow those of the cluster.
var learningMetrics = []Metric{
	{Key: "risk", Label: "Prophet's risk", Unit: "%", Help: "Forecast probability that this episode fails within the horizon.", Role: Prophet},
	{Key: "nearmiss", Label: "Near miss", Unit: "%", Help: "Forecast probability of a failure or a nearly full node within the horizon.", Role: Prophet},
	{Key: "epsilon", Label: "ε", Unit: "%", Help: "Share of random actions by schedule, before guidance.", Decimals: 1},
	{Key: "effective", Label: "Effective ε", Unit: "%", Help: "Share of random actions over the last hundred steps or so, after guidance: a step that it hands over is not random.", Decimals: 1},
	{Key: "updates", Label: "Updates", Help: "Training updates of the Pilot."},
	{Key: "loss", Label: "Loss", Help: "Of the policy: mean loss of the Pilot's last updates, or mean size of the Q-table's last corrections.", Decimals: 3},
	{Key: "prophet_loss", Label: "Prophet's loss", Help: "Binary cross-entropy of the last updates.", Decimals: 3, Role: Prophet},
	{Key: "handovers", Label: "Handovers", Unit: "steps", Help: "Steps at which guidance took a safe action."},
}
