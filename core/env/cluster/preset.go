package cluster

// Preset is a named configuration of rising difficulty, under v5.1 rules.
type Preset struct {
	Key    string
	Label  string
	Help   string
	Config Config
}

// Presets returns the presets, the easiest first. What the classical policies
// measure on them, over the 200 episodes of agent.Evaluate with seed 1, as the
// share of episodes that fail and the mean return:
//
//	           random       h.7          h.5          h.3          local        omniscient
//	calm       0.995  -5.2  0.060  45.7  0.035  53.5  0.000  65.9  0.000  69.9  0.000  68.0
//	red-queen  1.000  -4.9  0.895  26.4  0.245  68.9  0.120  81.2  0.000  93.1  0.000  88.5
//	crisis     1.000  -5.5  1.000  19.1  0.300  82.2  0.310  82.3  0.085 109.3  0.005 100.7
//	scarcity   1.000  -8.4  1.000   8.6  0.870  36.9  0.445  63.1  0.045  72.1  0.000  87.8
func Presets() []Preset {
	return []Preset{
		{"calm", "Calm", "A slow leak. A careful local rule survives.", leaking(0.005, 0.012)},
		{"red-queen", "Red Queen", "One has to run to stay in place: a local rule that waits too long fails.", leaking(0.007, 0.02)},
		{"crisis", "Crisis", "The leak is so fast that even the best local rule fails now and then.", leaking(0.0085, 0.02)},
		{"scarcity", "Scarcity", "The Red Queen's leak on a small, slow budget at double prices.", scarcity()},
	}
}

func leaking(drift, noise float64) Config {
	c := Default(V51)
	c.MemDrift, c.MemNoise = drift, noise
	return c
}

func scarcity() Config {
	c := leaking(0.007, 0.02)
	c.Budget, c.Recovery = 60, 0.25
	c.CleanCost, c.MemCleanCost, c.ThrottleCost = 1, 0.6, 0.6
	return c
}
