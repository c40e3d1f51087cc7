package program

import (
	"slices"
	"strings"

	"go.starlark.net/starlark"
)

// Section is a part of the guide for people who write a program.
type Section struct {
	Title string
	Lines []Line
}

// Line says what one writes, and what one gets. Code stands between backticks.
type Line struct{ Write, Get string }

// Guide returns what a program can use. docs/your-policy.md holds the same lines.
func Guide() []Section {
	return []Section{
		{"What a policy sees", sees},
		{"What it does", does},
		{"What it remembers", remembers},
		{"What it can call", calls()},
	}
}

var sees = []Line{
	{"`see.cpu`, `see.memory`, `see.priority`", "the node under the agent; `see.here.memory` is the same"},
	{"`see.up.memory`, and `down`, `left`, `right`, `up_left`, `up_right`, `down_left`, `down_right`", "the eight nodes around it, each with `cpu`, `memory` and `priority`"},
	{"`see.around[UP].memory`", "the node that a move leads to, for a loop over `[UP, DOWN, LEFT, RIGHT]`"},
	{"`see.budget`, `see.largest_budget`, `see.recovery`", "what can be spent now, what it grows to at most, what comes back in a step"},
	{"`see.cost[CLEAN]`", "what an action takes from the budget; `see.cost[SCALE]` is for one node; a move costs 0"},
	{"`see.hotspots`", "how many nodes of the whole grid have a cpu or a memory above 0.8"},
	{"`see.row`, `see.column`, `see.rows`, `see.columns`", "where the agent is, counted from 0, and how large the grid is; the grid has no edge"},
	{"`see.rules`", `"v4.5", "v4.6" or "v5.1"`},
	{"`see.average_cpu`, `see.average_memory`, `see.highest_memory`, `see.nearly_full`", "the whole grid in four numbers, the last one counting nodes with a memory above 0.9; under v5.1 only"},
}

var does = []Line{
	{"`UP`, `DOWN`, `LEFT`, `RIGHT`", "walk to the next node"},
	{"`CLEAN`", "take all memory and half of the cpu from the node under the agent"},
	{"`SCALE`", "relieve the hotspots, wherever they are, the worst first, as many as the budget pays for"},
	{"`CLEAN_MEMORY`", "take all memory from the node under the agent; under v5.1 only"},
	{"`THROTTLE`", "take some cpu from the node under the agent; under v5.1 only"},
}

var remembers = []Line{
	{"`memo[\"moves\"] = 3`", "keep a value until the episode ends"},
	{"`memo.get(\"moves\", 0)`", "read it, or 0 where there is none yet"},
}

// calls lists the functions, and the methods of each kind of value.
func calls() []Line {
	functions := []string{"print"}
	for name, value := range predeclared {
		if _, callable := value.(starlark.Callable); callable && spelled(name) {
			functions = append(functions, name)
		}
	}
	return []Line{
		{quoted(functions), "`print` shows up to 20 lines of the last decision; `max`, `min` and `sorted` take `key = …`"},
		{quoted(methodsOf(starlark.NewList(nil))), "of a list, after a dot"},
		{quoted(methodsOf(new(starlark.Dict))), "of a dict"},
		{quoted(methodsOf(starlark.String(""))), "of a text"},
	}
}

func methodsOf(value starlark.HasAttrs) []string {
	return slices.DeleteFunc(value.AttrNames(), func(name string) bool { _, ok := methods[name]; return !ok })
}

// quoted lists names as code.
func quoted(names []string) string {
	slices.Sort(names)
	return "`" + strings.Join(names, "`, `") + "`"
}
