package cluster

// Preset is a named configuration of rising difficulty, under v5.1 rules.
type Preset struct {
	Key    string
	Label  string
	Help   string
	Config Config
}

// Presets returns the presets, the easiest first.
func Presets() []Preset {
	return []Preset{
		{"calm", "Calm", "A slow leak. A careful local rule survives.", leaking(0.005, 0.012)},
		{"red-queen", "Red Queen", "One has to run to stay in place: local rules fail now and then.", leaking(0.007, 0.02)},
		{"crisis", "Crisis", "The leak outruns whoever only looks around himself.", leaking(0.0085, 0.02)},
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
