package guidance

import (
	"fmt"

	"github.com/resonetics/playground/core/agent/train"
)

// Rule is a row of the comparison.
type Rule struct {
	Key   string
	Label string // in words
	Sees  string // what guidance may see, beyond the learner's own observation
	Tuned string // what of it was chosen, and on what

	run func(*unit) (Cell, error)
}

// The limits on memory, and the guidance that each is a number of.
const (
	average = "average"
	fullest = "max"
)

// limits are the values that a limit is tuned over, by its key.
var limits = map[string]struct {
	guidance train.Guidance
	values   []float64
}{
	average: {train.Threshold, []float64{0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5}},
	fullest: {train.MaxThreshold, []float64{0.4, 0.5, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95}},
}

// How a limit gets from the worlds that it is tuned on to the one it acts in.
const (
	here    = "here"    // tuned on that world
	carried = "carried" // tuned on carriedFrom
	suite   = "suite"   // one for all, tuned on all worlds but that one
)

// Rules returns the rows of the comparison in their order.
func Rules() []Rule {
	const (
		stats   = "five statistics of the grid"
		nothing = "nothing"
	)
	rules := []Rule{
		{"none", "none", nothing, nothing, guided(train.None)},
		{"epsilon", "ε lowered with risk (the published rule)", stats, "nothing: as published", guided(train.Epsilon)},
		{"yoked-epsilon", "its yoked control", nothing, nothing, yoked(train.YokedEpsilon, "epsilon")},
		{"handover", "handover to a safe action", stats, "nothing: at a near miss of 20 %", guided(train.Handover)},
		{"yoked", "its yoked control", nothing, nothing, yoked(train.Yoked, "handover")},
		{"withdrawn", "handover, withdrawn between 30 and 70 % of training", stats, "nothing: 20, 30 and 70 % were fixed beforehand", guided(train.Withdrawn)},
		{withdrawnGrid, "the same, by a Prophet that reads the grid and the time", "the grid in 14 numbers, budget and elapsed time among them", "nothing: as the rule above", guidedByGrid},
		{"always-safe", "always the safe action", "3×3 nodes, budget, hotspots", nothing, guided(train.AlwaysSafe)},
	}
	for _, limit := range []struct{ key, label, sees string }{
		{average, "limit on the average memory", "the average memory of the grid"},
		{fullest, "limit on the fullest node", "the memory of the fullest node"},
	} {
		tuned := fmt.Sprintf("the limit, of %d", len(limits[limit.key].values))
		rules = append(rules,
			Rule{limit.key + "-" + here, limit.label + ", tuned here", limit.sees, tuned + ", on this world", limited(limit.key, here)},
			Rule{limit.key + "-" + carried, limit.label + ", carried over", limit.sees, tuned + ", on " + carriedFrom, limited(limit.key, carried)},
			Rule{limit.key + "-" + suite, limit.label + ", of the suite", limit.sees, tuned + ", on the other worlds", limited(limit.key, suite)})
	}
	return append(rules, policyRules()...)
}

// RuleKeys returns the keys of Rules.
func RuleKeys() []string {
	var keys []string
	for _, r := range Rules() {
		keys = append(keys, r.Key)
	}
	return keys
}

// ruleOf returns the rule with that key; there is one.
func ruleOf(key string) *Rule {
	for _, r := range Rules() {
		if r.Key == key {
			return &r
		}
	}
	panic("guidance: there is no rule " + key)
}
