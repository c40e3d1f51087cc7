package lab

// prophetParams is in the order in which controls are shown.
var prophetParams = []Param{
	{Key: "strategy", Label: "Strategy", Group: "Optimizer", Kind: Choice, Options: strategyOptions, Max: float64(len(strategyOptions) - 1), Basic: true,
		Help: "What decides the learning rate."},
	{Key: "base-rate", Label: "Base rate", Group: "Optimizer", Unit: "per step", Min: 1e-4, Max: 0.1, Step: 1e-4, Default: 0.01, Live: true, Log: true, Basic: true,
		Help: "The learning rate that the modes multiply."},
	{Key: "panic", Label: "Panic above", Group: "Optimizer", Unit: "risk", Max: 1, Step: 0.01, Default: 0.7, Live: true,
		Help: "Smoothed risk above which the optimizer panics: the largest rate, and Adam starts afresh."},
	{Key: "alert", Label: "Alert above", Group: "Optimizer", Unit: "risk", Max: 1, Step: 0.01, Default: 0.2, Live: true,
		Help: "Smoothed risk above which it is alert. At most the panic threshold counts."},
	{Key: "warning", Label: "Warning above", Group: "Optimizer", Unit: "risk", Max: 1, Step: 0.01, Default: 0.1, Live: true,
		Help: "Smoothed risk above which it is warned. At most the alert threshold counts."},
	{Key: "tune", Label: "Auto-tuner", Group: "Optimizer", Kind: Bool, Max: 1, Default: 1,
		Help: "Two controllers move the weight of the reality gap and ε."},

	{Key: "w-gap", Label: "Reality gap", Group: "Kernel", Unit: "weight", Max: 5, Step: 0.05, Default: 1, Live: true, Basic: true,
		Help: "Weight of the mean squared distance to the target."},
	{Key: "w-flow", Label: "Flow", Group: "Kernel", Unit: "weight", Max: 5, Step: 0.05, Default: 0.4, Live: true, Basic: true,
		Help: "Weight of the sensitivity to noise on the input: smooths the curve."},
	{Key: "w-structure", Label: "Structure", Group: "Kernel", Unit: "weight", Max: 5, Step: 0.05, Default: 0.3, Live: true, Basic: true,
		Help: "Weight of the pull toward multiples of the period."},
	{Key: "w-tension", Label: "Tension", Group: "Kernel", Unit: "weight", Max: 5, Step: 0.05, Default: 0.3, Live: true, Basic: true,
		Help: "Weight of the reward for productive contradiction. It is subtracted."},
	{Key: "eps", Label: "ε", Group: "Kernel", Unit: "input", Min: 1e-4, Max: 0.05, Step: 1e-4, Default: 0.01, Live: true, Log: true,
		Help: "Size of the noise by which flow is measured."},
	{Key: "period", Label: "Period", Group: "Kernel", Unit: "output", Min: 0.5, Max: 10, Step: 0.1, Default: 3, Live: true,
		Help: "Distance of the structure's attractors."},
	{Key: "kernel", Label: "Kernel", Group: "Kernel", Kind: Bool, Max: 1, Default: 1,
		Help: "Off: the loss is the reality gap alone."},

	{Key: "length", Label: "Run length", Group: "Task", Unit: "steps", Kind: Int, Min: 200, Max: 100_000, Step: 200, Default: 2000,
		Help: "Steps in which the target goes through its four regimes."},
	{Key: "rows", Label: "Batch", Group: "Task", Unit: "rows", Kind: Int, Min: 1, Max: 256, Step: 1, Default: 1,
		Help: "Rows per step, each with its own dropout and noise."},
}

// The order is that of kernel.Strategy.
var strategyOptions = []Option{
	{"prophet", "Prophet (ours)", "A forecast of trouble sets the rate, and Adam starts afresh when it comes."},
	{"reference", "Reference", "The published controller. Its risk is always at least one half, so it panics all the time."},
	{"adam", "Plain Adam", "A fixed learning rate: the one to beat."},
}

// modeOptions are by rising alarm, the reverse of kernel.Mode.
var modeOptions = []string{"cruise", "warning", "alert", "panic"}

// prophetPresets name what is not our default; complete adds the rest.
var prophetPresets = complete([]Preset{
	{Key: "foresight", Label: "Foresight", Help: "Our controller with the specification's kernel.", Values: map[string]float64{}},
	{Key: "reference", Label: "Reference", Help: "The published controller: watch the mode stay at panic.", Values: map[string]float64{
		"strategy": 1, "panic": 0.5}},
	{Key: "adam", Label: "Plain Adam", Help: "No controller and no kernel: a fixed rate on the reality gap alone.", Values: map[string]float64{
		"strategy": 2, "tune": 0, "kernel": 0}},
}, prophetParams)

var prophetCatalog = Catalog{
	Lab:      ProphetLab,
	Key:      "prophet",
	Label:    "Prophet",
	Question: "The target keeps changing. Can an optimizer feel it coming?",
	Picture:  "One curve is the drifting target, the other is what the worker has learned of it. The gauges are the four terms of the loss. Click the stage to change the regime at once.",
	Rate:     60,
	Seed:     linkSeed,
	Params:   prophetParams,
	Presets:  prophetPresets,
	Metrics: []Metric{
		{Key: "run", Label: "Runs finished", Help: "How often the target has gone through its four regimes."},
		{Key: "gap", Label: "Reality gap", Help: "Mean squared distance to the target at this step.", Decimals: 4, Role: Accent},
		{Key: "mean_gap", Label: "Mean gap", Help: "Mean reality gap of this run so far: what the strategies are compared by.", Decimals: 4, Role: Accent},
		{Key: "flow", Label: "Flow", Help: "Sensitivity of the output to noise on the input.", Decimals: 3},
		{Key: "structure", Label: "Structure", Help: "0 on a multiple of the period, 2 half way between.", Decimals: 3},
		{Key: "tension", Label: "Tension", Help: "tanh(gap) · tanh(structure).", Decimals: 3},
		{Key: "loss", Label: "Loss", Help: "The weighted sum that is minimized.", Decimals: 3},
		{Key: "rate", Label: "Learning rate", Help: "Of this step's update.", Decimals: 4},
		{Key: "mode", Label: "Mode", Help: "How alarmed the optimizer is.", Options: modeOptions, Role: Accent},
		{Key: "predicted", Label: "Predicted risk", Unit: "%", Help: "What the Prophet expects.", Role: Prophet},
		{Key: "actual", Label: "Actual risk", Unit: "%", Help: "What the Prophet has just learned that came true."},
		{Key: "w_gap", Label: "Gap weight", Help: "As the auto-tuner has set it.", Decimals: 2},
		{Key: "probe", Label: "ε in use", Help: "As the auto-tuner has set it.", Decimals: 4},
	},
	Charts: []Chart{
		{Key: "follow", Label: "Target and output", Min: -1, Max: 1, Series: []Series{
			{Key: "target", Label: "target"},
			{Key: "output", Label: "output", Role: Accent},
		}},
		{Key: "gap", Label: "Reality gap", Max: 0.5, Series: []Series{{Key: "gap", Label: "reality gap", Role: Accent}}},
		{Key: "rate", Label: "Learning rate", Max: 0.03, Series: []Series{
			{Key: "rate", Label: "learning rate", Role: Accent},
			{Key: "mode", Label: "mode", Role: Prophet, Reduction: Worst, Options: modeOptions},
		}},
		{Key: "risk", Label: "Risk", Unit: "%", Max: 100, Series: []Series{
			{Key: "predicted", Label: "predicted", Role: Prophet},
			{Key: "actual", Label: "actual"},
		}},
	},
	Keys: transportKeys,
}
