package gardener

import "github.com/resonetics/playground/core/lab"

// former is the table of parameters as of links of version 1. It never changes: logs name
// a parameter by its place here.
var former = []lab.Former{
	{Key: "growth", Default: "0.005"},
	{Key: "size", Default: "60"},
	{Key: "reward", Default: "3"},
	{Key: "move-cost", Default: "0.5"},
	{Key: "emergency-cost", Default: "0.1"},
	{Key: "metabolism", Default: "0.1"},
	{Key: "breed-at", Default: "80"},
	{Key: "breed-cost", Default: "40"},
	{Key: "selection", Default: "foragers", Options: []string{"off", "longest", "foragers"}},
	{Key: "mutation", Default: "0.02"},
	{Key: "min-population", Default: "15"},
	{Key: "max-population", Default: "80"},
	{Key: "first-population", Default: "25"},
	{Key: "flow-eps", Default: "0.02"},
}
