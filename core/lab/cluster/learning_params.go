package cluster

import (
	"slices"

	"github.com/resonetics/playground/core/lab"
)

// policies are the runs in which one of those acts.
func policies(keys []string) lab.For { return lab.For{Keys: []string{keyPolicy}, Values: keys} }

// learningParams are the numbers of the policies that learn.
var learningParams = slices.Concat([]lab.Param{
	{Key: keyTrain, For: policies(Learners()), Label: "Training", Group: "Learning", To: 1, Basic: true,
		Help: "On: the policy explores and learns. Off: it acts as well as it can and learns nothing. A Squadron learns in 64 clusters at once. You watch the first: a click and looking back act there, a change of the world and guidance in all. A saved run keeps all 64; a Squadron has no replay of old steps to keep."},
	GuidanceParam(policies(prophets)),
	{Key: "withdraw-from", For: policies(prophets), Label: "Withdrawn from", Group: "Learning", To: 1, Step: 0.01,
		Help: "Part of the schedule after which withdrawn guidance begins to be disobeyed: a Pilot's schedule, or a Squadron's."},
	{Key: "withdraw-to", For: policies(prophets), Label: "Withdrawn to", Group: "Learning", To: 1, Step: 0.01,
		Help: "Part of the schedule after which withdrawn guidance does nothing any more."},
	{Key: "lr", For: policies(pilots), Tunes: true, Label: "Learning rate", Group: "Learning", Unit: "per update", From: 1e-5, To: 0.01, Step: 1e-5, Log: true, Basic: true,
		Help: "Adam's step at the beginning; the Prophet learns at half of it."},
	{Key: "final-lr", For: policies(pilots), Tunes: true, Label: "Final learning rate", Group: "Learning", Unit: "per update", From: 1e-6, To: 0.01, Step: 1e-6, Log: true,
		Help: "Adam's step at the end of the schedule and later."},
	{Key: "schedule", For: policies(pilots), Tunes: true, Label: "Schedule", Group: "Learning", Unit: "steps", From: 1000, To: 1_000_000, Step: 1000,
		Help: "Steps over which the learning rate falls."},
	{Key: "epsilon", For: policies(pilots), Tunes: true, Label: "Exploration ε", Group: "Learning", To: 1, Step: 0.01, Basic: true,
		Help: "Probability of a random action at the beginning."},
	{Key: "final-epsilon", For: policies(pilots), Tunes: true, Label: "Final ε", Group: "Learning", To: 1, Step: 0.01,
		Help: "Probability of a random action at the end of its schedule and later."},
	{Key: "epsilon-steps", For: policies(pilots), Tunes: true, Label: "ε schedule", Group: "Learning", Unit: "steps", From: 100, To: 1_000_000, Step: 100,
		Help: "Steps over which ε falls."},
	{Key: "gamma", For: policies(pilots), Tunes: true, Label: "Discount γ", Group: "Learning", From: 0.5, To: 0.999, Step: 0.001,
		Help: "How much a reward one step later is worth."},
	{Key: "n-step", For: policies(pilots), Tunes: true, Label: "n-step return", Group: "Learning", Unit: "steps", From: 1, To: 16, Step: 1,
		Help: "Steps of reward that are summed before the network's estimate takes over."},
	{Key: "horizon", For: policies(prophets), Tunes: true, Label: "Horizon K", Group: "Learning", Unit: "steps", From: 5, To: 200, Step: 5,
		Help: "How far the Prophet looks ahead: it forecasts failure within the given number of steps."},
	{Key: "prophet-inputs", For: policies(prophets), Tunes: true, Label: "Prophet's inputs", Group: "Learning", Options: prophetInputOptions,
		Help: "What the Prophet reads of the world."},
	{Key: "batch", For: policies(pilots), Tunes: true, Label: "Batch", Group: "Learning", Unit: "transitions", From: 8, To: 256, Step: 8,
		Help: "Transitions per update."},
	{Key: "width", For: policies(pilots), Tunes: true, Label: "Network width", Group: "Learning", Unit: "units", From: 8, To: 256, Step: 8,
		Help: "Units of each of the Pilot's two hidden layers."},
	{Key: "double", For: policies(pilots), Tunes: true, Label: "Double DQN", Group: "Learning", To: 1,
		Help: "The learning network chooses the action that the target network values."},
	{Key: "target-every", For: policies(pilots), Tunes: true, Label: "Target copy", Group: "Learning", Unit: "updates", To: 10_000, Step: 100,
		Help: "Updates between two copies to the target network; 0 learns without one."},
	{Key: "pilot-target-late", For: policies(pilots), Tunes: true, Label: "Late target copy", Group: "Learning", Unit: "updates", To: 10_000, Step: 100,
		Help: "The same in the last two thirds of the schedule."},
}, SquadronParams(policies(squadrons)), tableParams)

// tableParams are the numbers of the Q-table.
var tableParams = []lab.Param{
	{Key: "qtable-lr", For: policies([]string{policyQTable}), Tunes: true, Label: "Q-table's learning rate α", Group: "Learning", To: 1, Step: 0.01,
		Help: "The share of a new estimate in the table's value."},
	{Key: "qtable-gamma", For: policies([]string{policyQTable}), Tunes: true, Label: "Q-table's discount γ", Group: "Learning", From: 0.5, To: 0.999, Step: 0.001,
		Help: "How much a reward one step later is worth to the Q-table."},
	{Key: "qtable-decay", For: policies([]string{policyQTable}), Tunes: true, Label: "Q-table's ε decay", Group: "Learning", From: 0.9, To: 1, Step: 0.001,
		Help: "What the Q-table's exploration is multiplied by after every episode."},
}

// GuidanceParam returns the choice of a guidance rule for the runs that read it, to be bound
// to GuidanceField.
func GuidanceParam(in lab.For) lab.Param {
	return lab.Param{Key: keyGuidance, For: in, Label: "Guidance", Group: "Learning", Options: guidanceOptions, Basic: true,
		Help: "What the Prophet's forecast changes while the policy learns: in the cluster you watch, and in all 64 of a Squadron. Withdrawn guidance is recommended in every preset."}
}

// SquadronParams returns the numbers of the Squadron for the runs that read them, to be
// bound to a lab's own fields.
func SquadronParams(in lab.For) []lab.Param {
	return []lab.Param{
		{Key: "pqn-rate", For: in, Tunes: true, Label: "Squadron's learning rate", Group: "Learning", Unit: "per update", From: 1e-5, To: 0.01, Step: 1e-5, Log: true, Basic: true,
			Help: "Adam's step at the beginning of the Squadron's schedule. A Prophet beside it learns at half of it."},
		{Key: "pqn-gamma", For: in, Tunes: true, Label: "Squadron's discount γ", Group: "Learning", From: 0.5, To: 0.999, Step: 0.001,
			Help: "How much a reward one step later is worth to the Squadron."},
		{Key: "pqn-reward-scale", For: in, Tunes: true, Label: "Squadron's reward scale", Group: "Learning", From: 0.01, To: 1, Step: 0.01,
			Help: "What the Squadron multiplies rewards with before it learns, so that what it has to predict is of the size of 1."},
		{Key: "pqn-horizon", For: in, Tunes: true, Label: "Squadron's schedule", Group: "Learning", Unit: "steps", From: 10_000, To: 10_000_000, Step: 10_000,
			Help: "Steps, of all its clusters together, over which its learning rate falls; it explores less and less over the first fifth of them."},
	}
}

// The keys are those of train.GuidanceNames; the order is that of the controls.
var guidanceOptions = []lab.Option{
	{Key: "none", Label: "None", Help: "The Prophet watches and forecasts, and changes nothing."},
	{Key: "epsilon", Label: "Explore less at risk", Help: "The published rule: ε·(1 − 0.9·risk). Measured, it helps no more than exploring less at random."},
	{Key: "handover", Label: "Hand over to a safe action", Help: "When a near miss is forecast, the agent takes a safe action instead, to the end. Few episodes fail while it learns. Where danger is always ahead, as in Crisis and Scarcity, who is relieved of it never learns to meet it."},
	{Key: "threshold", Label: "Threshold without a network", Help: "Hands over while average memory is above 35 %: the honest control."},
	{Key: "withdrawn", Label: "Hand over, less and less", Help: "The same handover, but obeyed less and less while the policy learns, and no longer at the end: it meets danger while it can still learn from it."},
	{Key: "max-threshold", Label: "Limit on the fullest node", Help: "Hands over while the fullest node is above 70 %: another control without a network."},
	{Key: "always-safe", Label: "Always the safe action", Help: "A fixed rule takes every step and the policy only watches. Hardly anything fails while it learns; what it learned from watching alone is poor."},
}

var prophetInputOptions = []lab.Option{
	{Key: "stats", Label: "5 statistics", Help: "Average CPU and memory, highest memory, hotspots, nearly full nodes."},
	{Key: "extended", Label: "5 statistics, budget, critical memory", Help: "Also the budget and the highest memory over critical nodes."},
	{Key: "budget", Label: "5 statistics and budget", Help: "Also the budget."},
	{Key: "grid", Label: "Grid and time", Help: "Also how late it is in the episode, and how many nodes have at least 30, 40, … 80 % memory. Measured, it foresees best, also under policies that it has not seen; as a guide while a policy learns, the 5 statistics are better."},
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
	{Key: "epsilon", Label: "Exploration and guidance", Unit: "%", Max: 100, Series: []lab.Series{
		{Key: "epsilon", Label: "ε"},
		{Key: "effective", Label: "effective ε", Role: lab.Accent},
		{Key: "obeyed", Label: "guidance obeyed", Role: lab.Prophet, Late: true},
	}},
}

// learningMetrics follow those of the cluster.
var learningMetrics = []lab.Metric{
	{Key: "risk", Label: "Prophet's risk", Unit: "%", Help: "Forecast probability that this episode fails within the horizon.", Role: lab.Prophet},
	{Key: "nearmiss", Label: "Near miss", Unit: "%", Help: "Forecast probability of a failure or a nearly full node within the horizon.", Role: lab.Prophet},
	{Key: "epsilon", Label: "ε", Unit: "%", Help: "Share of random actions by schedule, before guidance.", Decimals: 1},
	{Key: "effective", Label: "Effective ε", Unit: "%", Help: "Share of random actions over the last hundred steps or so in the cluster you watch, after guidance: a step that it hands over is not random.", Decimals: 1},
	{Key: "updates", Label: "Updates", Help: "Training updates of the network that acts."},
	{Key: "loss", Label: "Loss", Help: "Of the policy: mean loss of a network's last updates, or mean size of the Q-table's last corrections.", Decimals: 3},
	{Key: "prophet_loss", Label: "Prophet's loss", Help: "Binary cross-entropy of the last updates.", Decimals: 3, Role: lab.Prophet},
	{Key: "handovers", Label: "Handovers", Unit: "steps", Help: "Steps at which guidance took a safe action, since the last change of the policy or of its world; of a Squadron, in all its clusters.", Counted: true},
	{Key: "obeyed", Label: "Guidance obeyed", Unit: "%", Late: true, Role: lab.Prophet, Help: "Share of the steps at which guidance asks for a safe action that are handed over. Withdrawn guidance is obeyed less and less, so that the policy learns to meet danger by itself."},
	{Key: "clusters", Label: "Clusters", Late: true, Help: "How many clusters take every step together and are learned from. You watch the first."},
	{Key: "learned", Label: "Learned from", Late: true, Unit: "steps", Help: "Steps that the policy has learned from: those of the cluster you watch, and of a Squadron those of all its clusters together."},
	{Key: "learned_episodes", Label: "Episodes learned from", Late: true, Help: "Episodes that have ended since the policy began to learn, in all the clusters that it learns in."},
	{Key: "learned_failures", Label: "Failures learned from", Late: true, Help: "How many of these episodes failed: what learning has cost. Guidance is there to keep this low."},
}
