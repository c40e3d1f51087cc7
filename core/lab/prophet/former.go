package prophet

import "github.com/resonetics/playground/core/lab"

// former is the table of parameters as of links of version 1. It never changes: logs name
// a parameter by its place here.
var former = []lab.Former{
	{Key: "strategy", Default: "prophet", Options: []string{"prophet", "reference", "adam"}},
	{Key: "base-rate", Default: "0.01"},
	{Key: "panic", Default: "0.7"},
	{Key: "alert", Default: "0.2"},
	{Key: "warning", Default: "0.1"},
	{Key: "tune", Default: "on"},
	{Key: "w-gap", Default: "1"},
	{Key: "w-flow", Default: "0.4"},
	{Key: "w-structure", Default: "0.3"},
	{Key: "w-tension", Default: "0.3"},
	{Key: "eps", Default: "0.01"},
	{Key: "period", Default: "3"},
	{Key: "kernel", Default: "on"},
	{Key: "length", Now: "steps", Default: "2000"},
	{Key: "rows", Now: "batch", Default: "1"},
}
