package cluster

import "github.com/resonetics/playground/core/lab"

// learningParams are the numbers of the policies that learn.
var learningParams = []lab.Param{
	{Key: keyTrain, Label: "Training", Group: "Learning", To: 1, Basic: true,
		Help: "On: the policy explores and learns. Off: it acts as well as it can and learns nothing."},
	{Key: keyGuidance, Label: "Guidance", Group: "Learning", Options: guidanceOptions, Basic: true,
		Help: "What the Prophet's forecast changes while Pilot + Prophet learns."},
	{Key: "lr", Tunes: true, Label: "Learning rate", Group: "Learning", Unit: "per update", From: 1e-5, To: 0.01, Step: 1e-5, Log: true, Basic: true,
		Help: "Adam's step at the beginning; the Prophet learns at half of it."},
	{Key: "final-lr", Tunes: true, Label: "Final learning rate", Group: "Learning", Unit: "per update", From: 1e-6, To: 0.01, Step: 1e-6, Log: true,
		Help: "Adam's step at the end of the schedule and later."},
	{Key: "schedule", Tunes: true, Label: "Schedule", Group: "Learning", Unit: "steps", From: 1000, To: 1_000_000, Step: 1000,
		Help: "Steps over which the learning rate falls."},
	{Key: "epsilon", Tunes: true, Label: "Exploration ε", Group: "Learning", To: 1, Step: 0.01, Basic: true,
		Help: "Probability of a random action at the beginning."},
	{Key: "final-epsilon", Tunes: true, Label: "Final ε", Group: "Learning", To: 1, Step: 0.01,
		Help: "Probability of a random action at the end of its schedule and later."},
	{Key: "epsilon-steps", Tunes: true, Label: "ε schedule", Group: "Learning", Unit: "steps", From: 100, To: 1_000_000, Step: 100,
		Help: "Steps over which ε falls."},
	{Key: "gamma", Tunes: true, Label: "Discount γ", Group: "Learning", From: 0.5, To: 0.999, Step: 0.001,
		Help: "How much a reward one step later is worth."},
	{Key: "n-step", Tunes: true, Label: "n-step return", Group: "Learning", Unit: "steps", From: 1, To: 16, Step: 1,
		Help: "Steps of reward that are summed before the network's estimate takes over."},
	{Key: "horizon", Tunes: true, Label: "Horizon K", Group: "Learning", Unit: "steps", From: 5, To: 200, Step: 5,
		Help: "How far the Prophet looks ahead: it forecasts failure within the given number of steps."},
	{Key: "prophet-inputs", Tunes: true, Label: "Prophet's inputs", Group: "Learning", Options: prophetInputOptions,
		Help: "What the Prophet reads of the world."},
	{Key: "batch", Tunes: true, Label: "Batch", Group: "Learning", Unit: "transitions", From: 8, To: 256, Step: 8,
		Help: "Transitions per update."},
	{Key: "width", Tunes: true, Label: "Network width", Group: "Learning", Unit: "units", From: 8, To: 256, Step: 8,
		Help: "Units of each of the Pilot's two hidden layers."},
	{Key: "double", Tunes: true, Label: "Double DQN", Group: "Learning", To: 1,
		Help: "The learning network chooses the action that the target network values."},
	{Key: "target-every", Tunes: true, Label: "Target copy", Group: "Learning", Unit: "updates", To: 10_000, Step: 100,
		Help: "Updates between two copies to the target network; 0 learns without one."},
	{Key: "pqn-rate", Tunes: true, Label: "Squadron's learning rate", Group: "Learning", Unit: "per update", From: 1e-5, To: 0.01, Step: 1e-5, Log: true,
		Help: "Adam's step at the beginning of the Squadron's schedule."},
	{Key: "pqn-gamma", Tunes: true, Label: "Squadron's discount γ", Group: "Learning", From: 0.5, To: 0.999, Step: 0.001,
		Help: "How much a reward one step later is worth to the Squadron."},
	{Key: "pqn-horizon", Tunes: true, Label: "Squadron's schedule", Group: "Learning", Unit: "steps", From: 10_000, To: 10_000_000, Step: 10_000,
		Help: "Steps, of all its clusters together, over which its learning rate falls; it explores less and less over the first fifth of them."},
	{Key: "qtable-lr", Tunes: true, Label: "Q-table's learning rate α", Group: "Learning", To: 1, Step: 0.01,
		Help: "The share of a new estimate in the table's value."},
	{Key: "qtable-gamma", Tunes: true, Label: "Q-table's discount γ", Group: "Learning", From: 0.5, To: 0.999, Step: 0.001,
		Help: "How much a reward one step later is worth to the Q-table."},
	{Key: "qtable-decay", Tunes: true, Label: "Q-table's ε decay", Group: "Learning", From: 0.9, To: 1, Step: 0.001,
		Help: "What the Q-table's exploration is multiplied by after every episode."},
}

// The keys are those of train.GuidanceNames; the order is that of the controls.
var guidanceOptions = []lab.Option{
	{Key: "none", Label: "None", Help: "The Prophet watches and forecasts, and changes nothing."},
	{Key: "epsilon", Label: "Explore less at risk", Help: "The published rule: ε·(1 − 0.9·risk). Measured, it helps no more than exploring less at random."},
	{Key: "handover", Label: "Hand over to a safe action", Help: "When a near miss is forecast, the agent takes a safe action instead. Measured: 92 % fewer failures while learning, and better than handing over at random moments. Not for the Crisis preset."},
	{Key: "threshold", Label: "Threshold without a network", Help: "Hands over while average memory is above 35 %: the honest control, and it fails even less."},
}

var prophetInputOptions = []lab.Option{
	{Key: "stats", Label: "5 statistics", Help: "Average CPU and memory, highest memory, hotspots, nearly full nodes."},
	{Key: "extended", Label: "5 statistics, budget, critical memory", Help: "Also the budget and the highest memory over critical nodes."},
	{Key: "budget", Label: "5 statistics and budget", Help: "Also the budget."},
}

// learningCharts follow those of the cluster.
var learningCharts = []lab.Chart{
	{Key: "risk", Label: "Prophet's risk", Unit: "%", Max: 100, Series: []lab.Series{
		{Key: "risk", Label: "failure", Role: lab.Prophet},
		{Key: "nearmiss", Label: "near miss"},
	}},
	{Key: "return", Label: "Episode return", Max: 100, Series: []lab.Series{
		{Key: "episode_return", Label: "learning", Role: lab.Accent},
		{Key: "heldout", Label: "held-out"},
	}},
	{Key: "loss", Label: "Loss", Max: 0.5, Series: []lab.Series{
		{Key: "loss", Label: "policy", Role: lab.Accent},
		{Key: "prophet_loss", Label: "Prophet", Role: lab.Prophet},
	}},
	{Key: "epsilon", Label: "Exploration", Unit: "%", Max: 100, Series: []lab.Series{
		{Key: "epsilon", Label: "ε"},
		{Key: "effective", Label: "effective ε", Role: lab.Accent},
	}},
}

// learningMetrics follow those of the cluster.
var learningMetrics = []lab.Metric{
	{Key: "risk", Label: "Prophet's risk", Unit: "%", Help: "Forecast probability that this episode fails within the horizon.", Role: lab.Prophet},
	{Key: "nearmiss", Label: "Near miss", Unit: "%", Help: "Forecast probability of a failure or a nearly full node within the horizon.", Role: lab.Prophet},
	{Key: "epsilon", Label: "ε", Unit: "%", Help: "Share of random actions by schedule, before guidance.", Decimals: 1},
	{Key: "effective", Label: "Effective ε", Unit: "%", Help: "Share of random actions over the last hundred steps or so, after guidance: a step that it hands over is not random.", Decimals: 1},
	{Key: "updates", Label: "Updates", Help: "Training updates of the network that acts."},
	{Key: "loss", Label: "Loss", Help: "Of the policy: mean loss of a network's last updates, or mean size of the Q-table's last corrections.", Decimals: 3},
	{Key: "prophet_loss", Label: "Prophet's loss", Help: "Binary cross-entropy of the last updates.", Decimals: 3, Role: lab.Prophet},
	{Key: "handovers", Label: "Handovers", Unit: "steps", Help: "Steps at which guidance took a safe action, since the last change of the policy or of its world.", Counted: true},
}
