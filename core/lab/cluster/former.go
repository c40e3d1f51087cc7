package cluster

import "github.com/resonetics/playground/core/lab"

// former is the table of parameters as of links of version 1. It never changes: logs name
// a parameter by its place here.
var former = []lab.Former{
	{Key: "policy", Default: "h3", Options: []string{"you", "random", "h3", "h5", "h7", "omniscient", "qtable", "pilot", "pilot-prophet"}},
	{Key: "drift", Default: "0.007"},
	{Key: "noise", Default: "0.02"},
	{Key: "cpu-noise", Default: "0.02"},
	{Key: "rules", Default: "v5.1", Options: []string{"v4.5", "v4.6", "v5.1"}},
	{Key: "rows", Default: "6"},
	{Key: "columns", Default: "6"},
	{Key: "steps", Default: "300"},
	{Key: "budget", Default: "100"},
	{Key: "recovery", Default: "0.5"},
	{Key: "clean-cost", Default: "0.5"},
	{Key: "memory-cost", Default: "0.3"},
	{Key: "throttle-cost", Default: "0.3"},
	{Key: "scale-cost", Default: "5"},
	{Key: "train", Default: "on"},
	{Key: "guidance", Default: "handover", Options: []string{"none", "epsilon", "handover", "threshold"}},
	{Key: "lr", Default: "0.001"},
	{Key: "final-lr", Default: "0.0001"},
	{Key: "schedule", Default: "40000"},
	{Key: "epsilon", Default: "1"},
	{Key: "final-epsilon", Default: "0.02"},
	{Key: "epsilon-steps", Default: "10000"},
	{Key: "gamma", Default: "0.97"},
	{Key: "n-step", Default: "1"},
	{Key: "horizon", Default: "50"},
	{Key: "prophet-inputs", Default: "stats", Options: []string{"stats", "extended", "budget"}},
	{Key: "batch", Default: "32"},
	{Key: "width", Default: "64"},
	{Key: "double", Default: "on"},
	{Key: "target-every", Default: "1000"},
}
