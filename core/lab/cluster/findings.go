package cluster

import (
	"fmt"

	"github.com/resonetics/playground/core/lab"
)

// Finding is what was measured of one way to let the Prophet's forecast change
// what a learner does.
type Finding struct {
	Rule     string  // key of the guidance it is about
	Label    string  // in the words of docs/measured.md
	Words    string  // in a visitor's
	Failures float64 // while training, mean over the runs
	Return   float64 // of the greedy policy afterwards
}

// GuidanceSetting says on what GuidanceFindings were measured.
const GuidanceSetting = "red-queen, 8 paired seeds, 30,000 steps"

// GuidanceFindings are the outcome of `resonetics bench guidance`, as docs/measured.md
// publishes them.
var GuidanceFindings = []Finding{
	{"none", "none", "no guidance", 79.8, 95.7},
	{"epsilon", "ε lowered with risk (the published rule)", "exploring less at risk", 77.1, 96.1},
	{"epsilon", "its yoked control", "as often, at random moments", 77.9, 95.2},
	{"handover", "handover to a safe action", "handing over at risk", 6.5, 96.6},
	{"handover", "its yoked control", "as often, at random moments", 17.4, 96.6},
	{"threshold", "threshold on average memory, no network", "limit on memory, no network", 1.8, 97.1},
}

// GuidanceFinding says what was found in words that need no statistics.
func GuidanceFinding() string {
	failures := func(i int) float64 { return GuidanceFindings[i].Failures }
	return fmt.Sprintf("Learning without guidance meant %.1f failures. "+
		"Handing over to a safe action when the Prophet forecasts a near miss: %.1f. "+
		"Handing over just as often, but at random moments: %.1f; so its timing is worth something. "+
		"Exploring less at risk, the published rule: %.1f, no better than nothing. "+
		"A plain limit on memory, without any network: %.1f, fewer still.",
		failures(0), failures(3), failures(4), failures(1), failures(5))
}

// GuidanceResults is GuidanceFindings as the controls show them.
func GuidanceResults() *lab.Results {
	r := &lab.Results{
		Lab: Lab, Param: keyGuidance,
		Title: "What guidance is worth, measured", Words: GuidanceFinding(),
		Unit: "Failures while learning (" + GuidanceSetting + ")",
	}
	for _, f := range GuidanceFindings {
		r.Rows = append(r.Rows, lab.Result{Label: f.Words, Value: f.Failures})
	}
	return r
}
