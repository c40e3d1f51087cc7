package lab

import (
	"github.com/resonetics/playground/core/agent"
	"github.com/resonetics/playground/core/env/cluster"
)

// clusterConfig translates the parameters into the world's configuration: the
// rule set's own numbers, and on top what the visitor can set.
func clusterConfig(c Config) cluster.Config {
	wc := cluster.Default(cluster.Rules(c.Get(keyRules)))
	for i := range clusterParams {
		if bind := clusterBindings[clusterParams[i].Key]; bind != nil {
			bind(&wc, c.values[i])
		}
	}
	return wc
}

// clusterBindings says which number of the world each parameter is.
var clusterBindings = map[string]func(*cluster.Config, float64){
	"drift":         func(c *cluster.Config, v float64) { c.MemDrift = v },
	"noise":         func(c *cluster.Config, v float64) { c.MemNoise = v },
	"cpu-noise":     func(c *cluster.Config, v float64) { c.CPUNoise = v },
	"rows":          func(c *cluster.Config, v float64) { c.Height = int(v) },
	"columns":       func(c *cluster.Config, v float64) { c.Width = int(v) },
	"steps":         func(c *cluster.Config, v float64) { c.MaxSteps = int(v) },
	"budget":        func(c *cluster.Config, v float64) { c.Budget = v },
	"recovery":      func(c *cluster.Config, v float64) { c.Recovery = v },
	"clean-cost":    func(c *cluster.Config, v float64) { c.CleanCost = v },
	"memory-cost":   func(c *cluster.Config, v float64) { c.MemCleanCost = v },
	"throttle-cost": func(c *cluster.Config, v float64) { c.ThrottleCost = v },
	"scale-cost":    func(c *cluster.Config, v float64) { c.ScaleCost = v },
}

// clusterPresets are the world's presets as values of the parameters.
var clusterPresets = makeClusterPresets()

func makeClusterPresets() []Preset {
	var list []Preset
	for _, p := range cluster.Presets() {
		c := p.Config
		list = append(list, Preset{Key: p.Key, Label: p.Label, Help: p.Help, Values: map[string]float64{
			keyRules: float64(c.Rules), "rows": float64(c.Height), "columns": float64(c.Width), "steps": float64(c.MaxSteps),
			"drift": c.MemDrift, "noise": c.MemNoise, "cpu-noise": c.CPUNoise,
			"budget": c.Budget, "recovery": c.Recovery,
			"clean-cost": c.CleanCost, "memory-cost": c.MemCleanCost, "throttle-cost": c.ThrottleCost, "scale-cost": c.ScaleCost,
		}})
	}
	return list
}

const policyYou = "you"

// classical returns the policy with that key, nil where the visitor or a learner
// decides.
func classical(key string) agent.Policy {
	switch key {
	case "random":
		return agent.Random{}
	case "h3":
		return agent.H3
	case "h5":
		return agent.H5
	case "h7":
		return agent.H7
	case "omniscient":
		return agent.Omniscient{}
	}
	return nil
}
